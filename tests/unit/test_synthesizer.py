"""The synthesizer, with a voice that says how long its text is."""

from __future__ import annotations

import numpy as np

from appliance.events import SpeechSynthesized
from appliance.items import EndOfReply, Samples, Sentence, Speech
from appliance.stages.synthesizer import Synthesizer
from tests.unit.scripted import Clock, ScriptedVoice


def stage(voice: ScriptedVoice) -> Synthesizer:
    synthesizer = Synthesizer(lambda: voice, "en", Clock(2.0))
    synthesizer.open()
    return synthesizer


def test_a_sentence_becomes_speech_and_keeps_its_place() -> None:
    event, speech = stage(ScriptedVoice()).work(Sentence(3, 1, "It is blue."))
    assert isinstance(event, SpeechSynthesized)
    assert (event.turn, event.at_s, len(event.samples)) == (3, 2.0, 8)
    assert isinstance(speech, Speech)
    assert (speech.turn, speech.index, speech.text, len(speech.samples)) == (3, 1, "It is blue.", 8)


def test_what_a_voice_cannot_read_is_written_out_but_remembered_as_it_was() -> None:
    voice = ScriptedVoice()
    _, speech = stage(voice).work(Sentence(3, 0, "It costs $5 & 20%."))
    (text,) = voice.texts
    assert not set(text) & set("$&%0123456789")
    assert "five dollars" in text
    assert isinstance(speech, Speech)
    assert speech.text == "It costs $5 & 20%."


def test_what_cannot_be_said_never_reaches_the_voice() -> None:
    voice = ScriptedVoice()
    assert list(stage(voice).work(Sentence(3, 0, "***"))) == []
    assert voice.texts == []


def test_a_voice_that_makes_no_sound_of_it_leads_to_nothing() -> None:
    class Mute(ScriptedVoice):
        def synthesize(self, text: str, *, ends_sentence: bool = True) -> Samples:
            return np.zeros(0, dtype=np.int16)

    assert list(stage(Mute()).work(Sentence(3, 0, "Hello."))) == []


def test_the_end_of_the_reply_is_passed_on() -> None:
    assert list(stage(ScriptedVoice()).work(EndOfReply(3))) == [EndOfReply(3)]
