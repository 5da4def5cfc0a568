"""The openings of the real voice: a sentence that it begins before it knows the end sounds like any other."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.adapters.piper import PiperVoice
from appliance.audio.format import Samples
from appliance.interfaces import Models
from appliance.text.clauses import OPENING_WORDS, ClauseSplitter
from appliance.text.spoken_text import plain_text, spoken_text
from tests.real.voice_sounds import LONGEST_GAP_S, decoded, silences_s, spoken, voiced_db
from tests.real.words import word_error_rate

OPENED = (
    "The largest ocean on Earth is the Pacific Ocean.",
    "The first president of the United States was George Washington.",
    "The Roman Empire was a vast and complex empire.",
    "The best way to fall asleep is to lie down and relax.",
    "You can make a cup of tea with hot water.",
    "One of the most famous towers in the world is in Paris.",
)


def begun(voice: PiperVoice, text: str) -> tuple[Samples, Samples]:
    """Return the sound of the opening, made before the sentence is known, and the sound of the rest."""
    opening = [*voice.begin(" ".join(text.split()[: OPENING_WORDS + 1]))]
    return np.concatenate(opening), np.concatenate([*voice.go_on(text)])


def test_a_sentence_with_an_opening_is_as_long_and_as_loud_as_one_without(voice: PiperVoice) -> None:
    lengths, jumps_db = [], []
    for text in OPENED:
        opening, rest = begun(voice, text)
        lengths.append((len(opening) + len(rest)) / len(spoken(voice, text)))
        jumps_db.append(voiced_db(voice, opening) - voiced_db(voice, rest))
        assert 0.3 < len(opening) / voice.rate_hz < 1.5, text
    print("length with an opening / without:", *(f"{length:.2f}" for length in lengths))
    print("level of the opening, compared with the rest:", *(f"{jump:+.1f} dB" for jump in jumps_db))
    assert 0.9 < np.median(lengths) < 1.1
    assert np.median(np.abs(jumps_db)) <= 3


def test_a_sentence_with_an_opening_has_no_click_and_no_gap(voice: PiperVoice) -> None:
    for text in OPENED:
        opening, rest = begun(voice, text)
        whole = np.concatenate([opening, rest])
        steps = np.abs(np.diff(whole.astype(np.int32)))
        at_seam = steps[len(opening) - 50 : len(opening) + 300]
        assert np.max(at_seam) <= np.max(steps[: len(opening) - 50]), f"{text} clicks"
        assert silences_s(voice, whole)[1] <= LONGEST_GAP_S, text


def test_a_sentence_with_an_opening_is_understood(voice: PiperVoice, models: Models) -> None:
    texts = decoded(voice, models, [begun(voice, text) for text in OPENED])
    assert word_error_rate(OPENED, texts) <= 0.08


@pytest.mark.parametrize(
    "reply",
    [
        "A week is 7 days.",
        "10 minus 3 is 7.",
        "It takes 1,000 years to get there.",
        "In 1961 he became president.",
        "It is 5 am in Rome now.",
        "It is 5 amazing days away.",
        "There are 5 km to go.",
        "There are 5 kilometers to go.",
        "On July 4 1776 it was signed.",
        "It was 3.5 million years ago.",
        'The answer is: "No, I do not."',
        "Yes, there are 12 of them.",
    ],
)
def test_the_sound_of_an_opening_is_how_the_sentence_begins(voice: PiperVoice, reply: str) -> None:
    splitter = ClauseSplitter()
    opening, part = [part for letter in reply for part in splitter.add(letter)] + [splitter.finish()]
    assert opening
    assert part
    begun_text, whole_text = (spoken_text(plain_text(one.text), "en") for one in (opening, part))
    assert opening.is_opening
    begun_phonemes, whole_phonemes = (phonemes(voice, text) for text in (begun_text, whole_text))
    *spoken_words, _ = begun_phonemes
    assert len(spoken_words) >= OPENING_WORDS - 1, 'the voice speaks "there are" as one word'
    assert whole_phonemes[: len(spoken_words)] == spoken_words
    first, rest = [*voice.begin(begun_text)], [*voice.go_on(whole_text)]
    assert silences_s(voice, np.concatenate([*first, *rest]))[1] <= LONGEST_GAP_S


def phonemes(voice: PiperVoice, text: str) -> list[str]:
    """Return the phonemes of each word."""
    return "".join(next(iter(voice._text.phonemize(text)))).split(" ")


def test_a_sentence_without_an_opening_is_spoken_whole(voice: PiperVoice) -> None:
    text = "The sky is blue."
    assert list(voice.begin("Word")) == []
    assert sum(map(len, voice.go_on(text))) == pytest.approx(len(spoken(voice, text)), rel=0.3)
    begun(voice, OPENED[0])
    assert sum(map(len, voice.go_on(text))) == pytest.approx(len(spoken(voice, text)), rel=0.3), (
        "an opening is used only once"
    )
