"""What a model writes, in a whole session: what is said, what is told, and what is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from appliance.adapters.simulated import SimulatedLanguageModel
from appliance.interfaces import GenerationOptions, Message
from appliance.monitoring.metrics import Outcome
from tests.field import field_text
from tests.session.rig import TRANSCRIPT, rig

APOLOGY = "Sorry, I have no answer to that."


class Writing(SimulatedLanguageModel):
    """A language model that writes a text, some letters at a time."""

    def __init__(self, text: str) -> None:
        self._text = text

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        for start in range(0, len(self._text), 4):
            yield self._text[start : start + 4]


@pytest.mark.parametrize("written", ["👍😀\n", "<think>Hm, let me see", field_text("tool-call"), ""])
def test_no_answer_is_an_apology_that_is_not_remembered(written: str) -> None:
    with rig(language_model=lambda: Writing(written)) as r:
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.NO_REPLY
        assert r.recorder.of("reply")[-1] == APOLOGY
        assert len(r.loudspeaker.take())
        assert r.session.history == ()
        r.say()
        r.recorder.wait_for_turns(2)  # and it goes on


@pytest.mark.parametrize("name", ["think-empty", "think-one-line", "think-qwen3", "think-without-start"])
def test_thoughts_are_not_remembered(name: str) -> None:
    text = field_text(name)
    with rig(language_model=lambda: Writing(text)) as r:
        r.say()
        r.recorder.wait_for_turns(1)
        assert [(e.user, e.assistant) for e in r.session.history] == [
            (TRANSCRIPT, text.rpartition("</think>")[2].strip())
        ]


def test_a_text_without_a_full_stop_is_spoken_to_its_end_and_remembered_whole() -> None:
    text = "and so on " * 400
    with rig(language_model=lambda: Writing(text)) as r:
        r.say()
        r.recorder.wait_for_turns(1)
        assert [e.assistant for e in r.session.history] == [text.strip()]
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED


def test_a_text_to_say_is_spoken_in_parts_however_long_its_sentence() -> None:
    with rig() as r:
        r.session.say("and so on " * 400)
        r.recorder.wait_for_turns(1)
        assert max(len(samples) for samples in r.recorder.of("audio")) < 0.06 * 100 * r.loudspeaker.rate_hz
        assert len(r.loudspeaker.take()) > 0.06 * 1100 * r.loudspeaker.rate_hz
