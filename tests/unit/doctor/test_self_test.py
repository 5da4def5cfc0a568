"""The verdict of the self-test: what counts as recognised and as answered aloud."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from appliance.audio.format import Samples
from appliance.doctor.self_test import QUESTION, QUESTION_WORDS, SelfTest
from appliance.errors import SelfTestFailed
from appliance.recordings.recordings import load_recordings

RATE_HZ = 22_050


def hum(amplitude: int) -> Samples:
    return (amplitude * np.sin(np.arange(2 * RATE_HZ) / 10)).astype(np.int16)


GOOD = SelfTest("en", QUESTION_WORDS, "It is Paris.", hum(6000), RATE_HZ)


def complaint(test: SelfTest) -> str:
    with pytest.raises(SelfTestFailed) as caught:
        test.verdict()
    return str(caught.value)


def test_it_says_what_was_heard_and_answered() -> None:
    assert GOOD.verdict() == "heard 'What is the capital of France?', answered 'It is Paris.' in 2.0 s of speech"


@pytest.mark.parametrize(
    "transcript", ["what is the capital of france", "What's the capital of France?", "What is the capital of frogs?"]
)
def test_another_recogniser_may_write_it_a_little_differently(transcript: str) -> None:
    assert transcript in replace(GOOD, transcript=transcript).verdict()


@pytest.mark.parametrize(
    "transcript", ["What is the", "France of capital the is what", "This is a simulated recogniser."]
)
def test_other_words_are_not_the_question(transcript: str) -> None:
    assert complaint(replace(GOOD, transcript=transcript)).endswith(f"was heard as {transcript!r}")


def test_in_another_language_the_words_cannot_be_compared() -> None:
    german = replace(GOOD, language="de", transcript="Was ist die Hauptstadt von Frankreich?")
    assert "Hauptstadt" in german.verdict()
    assert "not heard at all" in complaint(replace(german, transcript=""))


def test_no_transcript_no_reply_or_no_sound_fails() -> None:
    assert "not heard at all" in complaint(replace(GOOD, transcript=""))
    assert "answered nothing" in complaint(replace(GOOD, reply=""))
    for silence in (hum(0), hum(1), np.zeros(0, dtype=np.int16)):
        assert "could not be heard" in complaint(replace(GOOD, spoken=silence))


def test_the_question_is_the_recording() -> None:
    (recording,) = [each for each in load_recordings(human=False) if each.path == QUESTION]
    assert recording.transcript == QUESTION_WORDS
