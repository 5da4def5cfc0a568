"""What is said over a reply: an interruption, or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.text.stop_words import backchannels, stop_words
from appliance.turn_taking.interruption_policy import Verdict, is_told_to_stop, verdict
from tests.unit.scripted import decoded

REPLY = "To boil an egg, put it into boiling water for six to nine minutes."


@pytest.mark.parametrize(
    "text", ["Stop.", "Stop it!", "Okay, stop.", "Cancel.", "Never mind.", "Wait, wait.", "No, no."]
)
@pytest.mark.parametrize("mode", ["words", "stopword"])
@pytest.mark.parametrize("is_whole", [True, False])
def test_a_stop_word_interrupts_at_once(text: str, mode: str, is_whole: bool) -> None:
    assert verdict(mode, decoded(text, 0.9), REPLY, is_whole=is_whole) is Verdict.INTERRUPTS  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "written", "confidence", "is_told"),
    [
        ("Be quiet.", "", 0.5, True),
        ("Stop.", " Stop.", 0.9, True),
        ("Stop.", "So.", 0.9, False),
        ("Stop.", "", 0.3, False),
        ("No minutes.", "", 0.9, False),
        ("Wait.", "", 0.9, False),
        ("Stop.", "", 0.5, False),
        ("No.", "", 0.9, False),
    ],
    ids=[
        *("told", "as written", "only where it is expected", "not sure", "no stop word", "a word of the reply"),
        *("one word is not as sure", "a part of a word of the reply"),
    ],
)
def test_it_is_told_to_stop(text: str, written: str, confidence: float, is_told: bool) -> None:
    heard = replace(decoded(text, confidence), written=written)
    assert is_told_to_stop(heard, f"{REPLY} Then wait until you know.") is is_told


@pytest.mark.parametrize("text", ["So, um.", "Oh. Right, okay.", "Yeah.", "Okay.", "Oh, I see."])
def test_whoever_only_listens_does_not_interrupt(text: str) -> None:
    assert verdict("words", decoded(text, 0.9), REPLY, is_whole=False) is Verdict.UNKNOWN
    assert verdict("words", decoded(text, 0.9), REPLY, is_whole=True) is Verdict.FALSE


@pytest.mark.parametrize("text", ["", "Thank you.", "You"])
def test_a_sound_without_words_is_nothing_and_what_is_written_for_any_sound_says_nothing(text: str) -> None:
    assert verdict("words", decoded(text, 0.9), REPLY, is_whole=False) is Verdict.UNKNOWN
    assert verdict("words", decoded(text, 0.9), REPLY, is_whole=True) is Verdict.NOTHING


@pytest.mark.parametrize("text", ["Mm-hmm.", "Uh-huh.", "Ha ha.", "Ha ha ha!", "Hmm", "Hmm, mmm."])
def test_a_hum_that_goes_on_is_told_from_words_that_begin(text: str) -> None:
    assert verdict("words", decoded(text, 0.9), REPLY, is_whole=False) is Verdict.HUM
    assert verdict("words", decoded(text, 0.9), REPLY, is_whole=True) is Verdict.FALSE


@pytest.mark.parametrize("text", ["What about Spain?", "And how long for two", "Turn on the lamp", "Set a timer"])
def test_words_interrupt_or_not_as_the_settings_say(text: str) -> None:
    assert verdict("words", decoded(text, 0.7), REPLY, is_whole=False) is Verdict.INTERRUPTS
    assert verdict("stopword", decoded(text, 0.7), REPLY, is_whole=True) is Verdict.FALSE


def test_a_sentence_that_ends_in_a_stop_word_is_one() -> None:
    assert verdict("stopword", decoded("Thank you, that's enough.", 0.8), REPLY, is_whole=True) is Verdict.INTERRUPTS


@pytest.mark.parametrize("text", ["boiling water for six", "To boil an egg.", "water", "six to nine minutes"])
def test_the_reply_itself_does_not_interrupt(text: str) -> None:
    assert verdict("words", decoded(text, 0.9), REPLY, is_whole=True) is Verdict.FALSE


@pytest.mark.parametrize(
    ("text", "confidence", "is_echo"),
    [("27 days in our week.", 0.47, True), ("in about 27 days", 0.9, True), ("27 days in our week.", 0.7, False),
     ("What about 40 weeks?", 0.4, False)],
)  # fmt: skip
def test_an_echo_is_recognised_that_was_half_understood(text: str, confidence: float, is_echo: bool) -> None:
    reply = "The moon goes around the Earth once in about twenty seven days. It always shows us the same side."
    assert (verdict("words", decoded(text, confidence), reply, is_whole=True) is Verdict.FALSE) is is_echo


def test_what_is_hardly_heard_does_not_interrupt() -> None:
    assert verdict("words", decoded("Lisbon", 0.2), REPLY, is_whole=True) is Verdict.FALSE
    assert verdict("words", decoded("Lisbon", 0.7), REPLY, is_whole=True) is Verdict.INTERRUPTS
    assert verdict("words", decoded("the living room", 0.3), REPLY, is_whole=False) is Verdict.UNKNOWN


def test_words_that_are_not_sure_are_waited_for_in_a_pause() -> None:
    assert verdict("words", decoded("Lisbon", 0.4), REPLY, is_whole=True) is Verdict.DOUBTFUL
    assert verdict("words", decoded("Feels like...", 0.32), REPLY, is_whole=True) is Verdict.DOUBTFUL
    assert verdict("stopword", decoded("Feels like...", 0.32), REPLY, is_whole=True) is Verdict.FALSE


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it", "ja"])
def test_no_phrase_is_in_both_lists(language: str) -> None:
    assert not stop_words(language) & backchannels(language)
    assert "stop" in stop_words(language)


@pytest.mark.parametrize(
    ("language", "text", "judged"),
    [
        ("de", "Halt!", Verdict.INTERRUPTS),
        ("de", "Sei still.", Verdict.INTERRUPTS),
        ("de", "Ja, genau.", Verdict.FALSE),
        ("es", "¡Ya basta!", Verdict.INTERRUPTS),
        ("fr", "Arrête.", Verdict.INTERRUPTS),
        ("fr", "D'accord.", Verdict.FALSE),
        ("it", "Aspetta un attimo.", Verdict.INTERRUPTS),
        ("it", "Va bene.", Verdict.FALSE),
    ],
)
def test_each_language_has_its_own(language: str, text: str, judged: Verdict) -> None:
    heard = replace(decoded(text, 0.9), language=language)
    assert verdict("words", heard, REPLY, is_whole=True) is judged
    if judged is Verdict.INTERRUPTS:
        assert verdict("stopword", heard, REPLY, is_whole=True) is judged


@pytest.mark.parametrize("text", ["It's...", "I'm", "The", "And a"])
def test_what_nobody_says_alone_is_no_turn(text: str) -> None:
    assert verdict("words", decoded(text, 0.8), REPLY, is_whole=False) is Verdict.UNKNOWN
    assert verdict("words", decoded(text, 0.8), REPLY, is_whole=True) is Verdict.FALSE
