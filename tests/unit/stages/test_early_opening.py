"""EarlyOpeningModel: the opening comes first, and the model goes on from it."""

from __future__ import annotations

import pytest

from appliance.interfaces import GenerationOptions, Message
from appliance.items import ReplyPart, ReplyRequest
from appliance.stages.conversation import Conversation
from appliance.stages.early_opening import EarlyOpeningModel
from appliance.stages.responder import Responder
from tests.unit.scripted import Clock, ScriptedLanguageModel, decoded

OPTIONS = GenerationOptions(0.0, 100)
FRANCE: Message = {"role": "user", "content": "What is the capital of France?"}


def test_the_opening_comes_before_the_model_is_asked_and_begins_its_reply() -> None:
    model = ScriptedLanguageModel("", " Paris", ".", hit_cap=True)
    opened = EarlyOpeningModel(model)
    pieces = opened.reply([FRANCE], OPTIONS)
    assert next(pieces) == "The capital of France is "
    assert model.prompts == []
    assert list(pieces) == ["", "Paris", "."]
    assert model.prompts == [[FRANCE, {"role": "assistant", "content": "The capital of France is"}]]
    assert opened.hit_cap


def test_the_opening_counts_where_it_is_asked_whether_the_prompt_fits() -> None:
    model = ScriptedLanguageModel()
    opened = EarlyOpeningModel(model)
    opening: Message = {"role": "assistant", "content": "The capital of France is"}
    assert opened.count_tokens([FRANCE]) == model.count_tokens([FRANCE, opening]) > model.count_tokens([FRANCE])


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "user", "content": "Tell me a joke."}],
        [FRANCE, {"role": "assistant", "content": "The capital"}],  # a reply that somebody else has begun
    ],
)
def test_without_an_opening_the_model_begins(messages: list[Message]) -> None:
    model = ScriptedLanguageModel(" Well", ".")
    assert list(EarlyOpeningModel(model).reply(messages, OPTIONS)) == [" Well", "."]
    assert model.prompts == [messages]


def test_closed_after_the_opening_it_asks_nothing_and_closed_later_the_model_is_closed() -> None:
    model = ScriptedLanguageModel(" Paris", ".")
    pieces = EarlyOpeningModel(model).reply([FRANCE], OPTIONS)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]  # it is a generator
    assert model.prompts == []
    pieces = EarlyOpeningModel(model).reply([FRANCE], OPTIONS)
    assert [next(pieces), next(pieces)] == ["The capital of France is ", "Paris"]
    pieces.close()  # type: ignore[attr-defined]
    assert model.closed_count == 1


@pytest.mark.parametrize(
    ("question", "opening", "rest", "whole"),
    [
        ("What is the capital of France?", "The capital of France", " Paris.", "The capital of France is Paris."),
        ("What is 12 plus 15?", "12 plus 15 equals", " 27.", "12 plus 15 equals 27."),
        ("How many days are in a week?", "In a week there", " 7 days.", "In a week there are 7 days."),
        ("How do I boil an egg?", "To boil an egg", " boil it.", "To boil an egg, boil it."),
    ],
)
def test_the_voice_gets_its_first_words_before_the_model_has_written_any(
    question: str, opening: str, rest: str, whole: str
) -> None:
    model = ScriptedLanguageModel(rest)
    stage = Responder(lambda: EarlyOpeningModel(model), Conversation("Be brief."), OPTIONS, Clock(3.0))
    stage.open()
    outputs = stage.work(ReplyRequest(4, decoded(question)))
    first = next(output for output in outputs if isinstance(output, ReplyPart))
    assert (first.text, first.is_opening) == (opening, True)
    assert model.prompts == []
    parts = [output.text for output in outputs if isinstance(output, ReplyPart)]
    assert " ".join(parts) == whole
