"""What is said over a reply: an interruption, or not."""

from __future__ import annotations

import pytest

from appliance.turn_taking.interruption_policy import BACKCHANNELS, STOP_WORDS, Verdict, verdict

REPLY = "To boil an egg, put it into boiling water for six to nine minutes."


@pytest.mark.parametrize(
    "text", ["Stop.", "Stop it!", "Okay, stop.", "Cancel.", "Never mind.", "Wait, wait.", "No, no."]
)
@pytest.mark.parametrize("mode", ["words", "stopword"])
@pytest.mark.parametrize("is_whole", [True, False])
def test_a_stop_word_interrupts_at_once(text: str, mode: str, is_whole: bool) -> None:
    assert verdict(mode, text, 0.9, REPLY, is_whole=is_whole) is Verdict.INTERRUPTS  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["So, um.", "Oh. Right, okay.", "Yeah.", "Okay.", "Oh, I see.", "Thank you."])
def test_whoever_only_listens_does_not_interrupt(text: str) -> None:
    assert verdict("words", text, 0.9, REPLY, is_whole=False) is Verdict.UNKNOWN
    assert verdict("words", text, 0.9, REPLY, is_whole=True) is Verdict.FALSE


def test_a_sound_without_words_is_nothing() -> None:
    assert verdict("words", "", 0.9, REPLY, is_whole=False) is Verdict.UNKNOWN
    assert verdict("words", "", 0.9, REPLY, is_whole=True) is Verdict.NOTHING


@pytest.mark.parametrize("text", ["Mm-hmm.", "Uh-huh.", "Ha ha.", "Hmm"])
def test_a_hum_that_goes_on_is_told_from_words_that_begin(text: str) -> None:
    assert verdict("words", text, 0.9, REPLY, is_whole=False) is Verdict.HUM
    assert verdict("words", text, 0.9, REPLY, is_whole=True) is Verdict.FALSE


@pytest.mark.parametrize("text", ["What about Spain?", "And how long for two", "Turn on the lamp", "Set a timer"])
def test_words_interrupt_or_not_as_the_settings_say(text: str) -> None:
    assert verdict("words", text, 0.7, REPLY, is_whole=False) is Verdict.INTERRUPTS
    assert verdict("stopword", text, 0.7, REPLY, is_whole=True) is Verdict.FALSE


def test_a_sentence_that_ends_in_a_stop_word_is_one() -> None:
    assert verdict("stopword", "Thank you, that's enough.", 0.8, REPLY, is_whole=True) is Verdict.INTERRUPTS


@pytest.mark.parametrize("text", ["boiling water for six", "To boil an egg.", "water", "six to nine minutes"])
def test_the_reply_itself_does_not_interrupt(text: str) -> None:
    assert verdict("words", text, 0.9, REPLY, is_whole=True) is Verdict.FALSE


def test_what_is_hardly_heard_does_not_interrupt() -> None:
    assert verdict("words", "Lisbon", 0.4, REPLY, is_whole=True) is Verdict.FALSE
    assert verdict("words", "Lisbon", 0.7, REPLY, is_whole=True) is Verdict.INTERRUPTS
    assert verdict("words", "the living room", 0.3, REPLY, is_whole=False) is Verdict.UNKNOWN


def test_no_phrase_is_in_both_lists() -> None:
    assert not STOP_WORDS & BACKCHANNELS
