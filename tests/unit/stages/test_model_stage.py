"""ModelStage: the model is loaded when the stage opens, used until it closes, and freed at once then."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from appliance.errors import ModelUnavailable
from appliance.events import Event, GenerationProgress
from appliance.items import Item
from appliance.stages.model_stage import ModelStage
from appliance.threads.worker import Worker, WorkerLinks
from tests.unit.scripted import ListInbox


class Model:
    """A model that knows one word."""

    word = "blue"


class OneWordStage(ModelStage[Item, Item, Model]):
    """A stage that reports the word of its model."""

    name = "one word"

    def work(self, item: Item) -> Iterator[Event]:
        yield GenerationProgress(1, 0.0, self._model.word)


class Loader:
    """Loads models, and knows which of them still exist."""

    def __init__(self) -> None:
        self._loaded: list[weakref.ref[Model]] = []

    def __call__(self) -> Model:
        model = Model()
        self._loaded.append(weakref.ref(model))
        return model

    @property
    def exist(self) -> list[bool]:
        """Say of each model that was loaded whether it still exists."""
        return [reference() is not None for reference in self._loaded]


@pytest.fixture(autouse=True)
def no_garbage_collector() -> Iterator[None]:
    """Without the garbage collector, an object that is gone was freed at once."""
    gc.disable()
    yield
    gc.enable()


def test_the_model_is_loaded_when_the_stage_opens_and_not_before() -> None:
    loader = Loader()
    stage = OneWordStage(loader)
    assert loader.exist == []
    stage.open()
    assert loader.exist == [True]
    assert list(stage.work(Item())) == [GenerationProgress(1, 0.0, "blue")]
    assert loader.exist == [True], "it is loaded once"


def test_the_model_is_freed_when_the_stage_closes() -> None:
    loader = Loader()
    stage = OneWordStage(loader)
    stage.open()
    stage.close()
    assert loader.exist == [False]


def test_a_stage_that_was_closed_can_be_opened_again() -> None:
    loader = Loader()
    stage = OneWordStage(loader)
    for _ in range(2):
        stage.open()
        stage.close()
    stage.open()
    assert loader.exist == [False, False, True]
    assert list(stage.work(Item())) == [GenerationProgress(1, 0.0, "blue")]


def test_closing_without_having_opened_is_harmless_and_so_is_closing_twice() -> None:
    stage = OneWordStage(Loader())
    stage.close()
    stage.open()
    stage.close()
    stage.close()


def failing(error: Exception) -> Callable[[], Model]:
    """Return a loader that fails."""

    def load() -> Model:
        raise error

    return load


def test_a_stage_whose_model_cannot_be_loaded_can_be_closed() -> None:
    stage = OneWordStage(failing(ModelUnavailable("model.bin does not exist")))
    with pytest.raises(ModelUnavailable, match=r"model\.bin does not exist"):
        stage.open()
    stage.close()


def test_a_worker_loads_uses_and_frees_the_model() -> None:
    loader, existed = Loader(), list[list[bool]]()
    events: list[Event] = []

    def report(event: Event) -> None:
        events.append(event)
        existed.append(loader.exist)

    stage = OneWordStage(loader)
    worker = Worker[Item, Item](stage, ListInbox(Item()), lambda item: None, WorkerLinks(report, lambda item: False))
    worker.run()
    assert events[-1] == GenerationProgress(1, 0.0, "blue")
    assert existed == [[True], [True]], "when it was ready, and when it worked"
    assert loader.exist == [False]
