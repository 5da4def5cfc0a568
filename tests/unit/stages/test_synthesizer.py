"""The synthesizer, with a voice that makes one sample for each letter."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from appliance.audio.format import Samples
from appliance.audio.sound_stream import SpokenWords
from appliance.events import SpeechSynthesized
from appliance.items import EndOfReply, ReplyPart, SpokenPart
from appliance.stages.synthesizer import Synthesizer
from appliance.text.part_length import LONGEST_PART_CHARS
from appliance.text.pronunciations import Pronunciations
from tests.unit.scripted import Clock, ScriptedVoice, lengths_taken


def stage(voice: ScriptedVoice) -> Synthesizer:
    """Return a synthesizer that is open."""
    synthesizer = Synthesizer(lambda: voice, "en", Clock(2.0))
    synthesizer.open()
    return synthesizer


def test_a_sentence_becomes_speech_and_keeps_its_place() -> None:
    event, speech = stage(ScriptedVoice()).work(ReplyPart(3, 1, "It is blue."))
    assert isinstance(event, SpeechSynthesized)
    assert (event.reply, event.at_s, len(event.samples)) == (3, 2.0, 8)
    assert isinstance(speech, SpokenPart)
    assert (speech.reply, speech.index) == (3, 1)
    assert lengths_taken(speech.sound) == [8]
    assert speech.sound.is_over
    assert speech.sound.says == SpokenWords("It is blue.", ends_sentence=True)


class PiecewiseVoice(ScriptedVoice):
    """A voice that makes a sound in three pieces."""

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        for length in (3, 4, 5):
            yield np.ones(length, dtype=np.int16)


def test_speech_is_handed_on_with_its_first_piece_and_grows() -> None:
    work = stage(PiecewiseVoice()).work(ReplyPart(3, 0, "It is blue."))
    assert isinstance(next(work), SpeechSynthesized)
    speech = next(work)
    assert isinstance(speech, SpokenPart)
    assert lengths_taken(speech.sound) == [3]
    rest = list(work)
    assert [len(event.samples) for event in rest if isinstance(event, SpeechSynthesized)] == [4, 5]
    assert len(rest) == 2, "a sentence is one spoken part"
    assert lengths_taken(speech.sound) == [4, 5]
    assert speech.sound.is_over


def test_speech_that_is_dropped_half_way_ends_so_that_the_player_does_not_wait() -> None:
    work = stage(PiecewiseVoice()).work(ReplyPart(3, 0, "It is blue."))
    _, speech = next(work), next(work)
    assert isinstance(speech, SpokenPart)
    work.close()  # type: ignore[attr-defined]
    assert lengths_taken(speech.sound) == [3]
    assert speech.sound.is_over
    assert speech.sound.says is None, "it is not whole"


class OpeningVoice(ScriptedVoice):
    """A voice that can begin a sentence: it speaks all words of the opening but the last."""

    def begin(self, text: str) -> Iterator[Samples]:
        yield from self.synthesize(text.rsplit(" ", 1)[0], ends_sentence=False)

    def go_on(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        for word in text.split()[2:]:
            yield from self.synthesize(word, ends_sentence=ends_sentence)


OPENING = ReplyPart(3, 0, "The sky is", ends_sentence=False, is_opening=True)


def opened(synthesizer: Synthesizer, opening: ReplyPart = OPENING) -> SpokenPart:
    """Have an opening spoken; return it."""
    (_, speech) = synthesizer.work(opening)
    assert isinstance(speech, SpokenPart)
    return speech


def test_a_sentence_goes_on_in_the_sound_of_its_opening() -> None:
    synthesizer = stage(OpeningVoice())
    speech = opened(synthesizer)
    assert lengths_taken(speech.sound) == [6]
    assert not speech.sound.is_over
    rest = list(synthesizer.work(ReplyPart(3, 1, "The sky is blue.")))
    assert [type(output) for output in rest] == [SpeechSynthesized] * 2
    assert lengths_taken(speech.sound) == [2, 4]
    assert speech.sound.is_over
    assert speech.sound.says == SpokenWords("The sky is blue.", ends_sentence=True)
    _, other = synthesizer.work(ReplyPart(3, 2, "So is the sea."))
    assert isinstance(other, SpokenPart)
    assert other.sound is not speech.sound


def test_a_voice_that_cannot_begin_speaks_the_sentence_once_it_is_whole() -> None:
    synthesizer = stage(ScriptedVoice())
    assert list(synthesizer.work(OPENING)) == []
    _, speech = synthesizer.work(ReplyPart(3, 1, "The sky is blue."))
    assert isinstance(speech, SpokenPart)
    assert lengths_taken(speech.sound) == [12]


def test_an_opening_is_not_continued_in_another_reply() -> None:
    synthesizer = stage(OpeningVoice())
    speech = opened(synthesizer)
    _, other = synthesizer.work(ReplyPart(4, 0, "The sky is blue."))
    assert isinstance(other, SpokenPart)
    assert lengths_taken(other.sound) == [12]
    lengths_taken(speech.sound)
    assert speech.sound.is_over


def test_an_opening_that_nothing_follows_ends_so_that_the_player_does_not_wait() -> None:
    synthesizer = stage(OpeningVoice())
    speech = opened(synthesizer)
    assert list(synthesizer.work(EndOfReply(3))) == [EndOfReply(3)]
    lengths_taken(speech.sound)
    assert (speech.sound.is_over, speech.sound.says) == (True, None)


def test_an_opening_that_is_dropped_is_not_continued() -> None:
    synthesizer = stage(OpeningVoice())
    work = synthesizer.work(OPENING)
    assert isinstance(next(work), SpeechSynthesized)
    work.close()  # type: ignore[attr-defined]
    _, speech = synthesizer.work(ReplyPart(3, 1, "The sky is blue."))
    assert isinstance(speech, SpokenPart)
    assert lengths_taken(speech.sound) == [12]


def test_what_a_voice_cannot_read_is_written_out_but_remembered_as_it_was() -> None:
    voice = ScriptedVoice()
    _, speech = stage(voice).work(ReplyPart(3, 0, "It costs $5 & 20%."))
    (text,) = voice.texts
    assert not set(text) & set("$&%0123456789")
    assert "five dollars" in text
    assert isinstance(speech, SpokenPart)
    assert speech.sound.says == SpokenWords("It costs $5 & 20%.", ends_sentence=True)


def test_what_cannot_be_said_never_reaches_the_voice() -> None:
    voice = ScriptedVoice()
    assert list(stage(voice).work(ReplyPart(3, 0, "***"))) == []
    assert voice.texts == []


def test_a_voice_that_makes_no_sound_of_it_leads_to_nothing() -> None:
    class SilentVoice(ScriptedVoice):
        def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
            yield from ()

    assert list(stage(SilentVoice()).work(ReplyPart(3, 0, "Hello."))) == []


def test_the_end_of_the_reply_is_passed_on() -> None:
    assert list(stage(ScriptedVoice()).work(EndOfReply(3))) == [EndOfReply(3)]


@pytest.mark.parametrize("text", ["one two " * 500, "a" * 4000, "77 " * 400])
def test_however_long_a_text_is_the_voice_gets_it_in_parts_that_it_can_take(text: str) -> None:
    voice = ScriptedVoice()
    outputs = list(stage(voice).work(ReplyPart(3, 0, text, ends_sentence=True)))
    assert len(voice.texts) > 3
    assert max(len(part) for part in voice.texts) <= LONGEST_PART_CHARS
    assert len(voice.clauses) == len(voice.texts) - 1, "only the last ends the sentence"
    (speech,) = [output for output in outputs if isinstance(output, SpokenPart)]
    assert speech.sound.says == SpokenWords(text, ends_sentence=True), "it is one sentence all the same"


def test_the_rest_of_a_long_sentence_goes_on_in_the_sound_of_its_opening() -> None:
    synthesizer = stage(OpeningVoice())
    speech = opened(synthesizer)
    list(synthesizer.work(ReplyPart(3, 1, "The sky is " + "so very " * 100 + "blue.")))
    assert sum(lengths_taken(speech.sound)) == len("Thesky" + "is" + "sovery" * 100 + "blue")
    assert speech.sound.is_over


PRONOUNCED = Pronunciations({"Siobhan": "shiv-awn", "New York": "noo york"}, "en")


def test_a_word_of_the_owner_is_said_as_they_spell_it_and_remembered_as_it_was() -> None:
    voice = ScriptedVoice()
    synthesizer = Synthesizer(lambda: voice, "en", Clock(2.0), pronunciations=PRONOUNCED)
    synthesizer.open()
    _, speech = synthesizer.work(ReplyPart(3, 0, "SIOBHAN is 5."))
    assert voice.texts == ["shiv-awn is five."]
    assert isinstance(speech, SpokenPart)
    assert speech.sound.says == SpokenWords("SIOBHAN is 5.", ends_sentence=True)


def test_a_sentence_is_not_begun_within_words_of_the_owner() -> None:
    synthesizer = Synthesizer(OpeningVoice, "en", Clock(2.0), pronunciations=PRONOUNCED)
    synthesizer.open()
    assert list(synthesizer.work(ReplyPart(3, 0, "I am in New", ends_sentence=False, is_opening=True))) == []
    assert list(synthesizer.work(ReplyPart(3, 0, "Siobhan is not here", ends_sentence=False, is_opening=True))) != []
    list(synthesizer.work(EndOfReply(3)))
