"""Stage: a step of the pipeline as its worker sees it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Generic, TypeVar

from appliance.events import Event
from appliance.items import Item

LONGEST_STEP_S = 5.0
"""For a step that uses no model and no device; far longer than any of them takes."""

InT_contra = TypeVar("InT_contra", bound=Item, contravariant=True)
OutT_co = TypeVar("OutT_co", bound=Item, covariant=True)


class Stage(ABC, Generic[InT_contra, OutT_co]):
    """Base of all stages: takes one kind of items and yields another; `Never` where it hands nothing on.

    `work()` is a generator, so that a test is `list(stage.work(item))`.
    """

    name: str
    """As it stands in errors and in the journal."""

    def open(self) -> None:
        """Open devices and load models; called on the worker's thread, once."""

    @abstractmethod
    def work(self, item: InT_contra) -> Iterator[OutT_co | Event | None]:
        """Yield items for the next stage, events for the session, None while at work; it may be closed at any yield."""

    def longest_step_s(self) -> float:
        """Return how long the next step of `work()`, up to its yield, may take before it counts as hung."""
        return LONGEST_STEP_S

    def stop(self) -> None:
        """End a wait inside `work()` soon; called from another thread."""

    def close(self) -> None:
        """Free what `open()` took; called on the worker's thread, also when `open()` failed."""
