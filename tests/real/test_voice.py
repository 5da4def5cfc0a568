"""The real voice: a reply in parts sounds like one that was spoken in one breath."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import pytest
import soxr
from piper import PiperVoice as PiperEngine

from appliance.adapters.onnx import load_session, session_options
from appliance.adapters.piper import CLAUSE_PAUSE_S, PAUSE_S, PiperVoice
from appliance.adapters.vits import Vits
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.interfaces import Models
from appliance.models.chosen import model_files
from appliance.settings import Settings
from appliance.text.clauses import OPENING_WORDS, ClauseSplitter
from appliance.text.spoken_text import plain_text, spoken_text
from tests.real.words import word_error_rate

WINDOW_S = 0.005
INAUDIBLE_RMS = 16
SOFT_RMS = 300
LONGEST_GAP_S = 0.15

REPLIES = (
    "To boil an egg, you need hot water and a pot. It takes eight minutes.",
    "The sky is blue because the air scatters blue light. The sun is yellow.",
    "I'm sorry, but I can only help with questions. Please ask me another.",
    "The largest ocean on Earth is the Pacific Ocean, which lies between Asia and America.",
    "The first president was not John F. Kennedy, who became president much later.",
    "The Roman Empire was a vast and complex empire that lasted for many centuries.",
)


@pytest.fixture(scope="module")
def model_file(settings: Settings) -> Path:
    return model_files(settings.models)[2]


@pytest.fixture(scope="module")
def voice(models: Models) -> PiperVoice:
    loaded = models.voice()
    assert isinstance(loaded, PiperVoice)
    return loaded


def levels(voice: PiperVoice, samples: Samples) -> npt.NDArray[np.float64]:
    """RMS of each window."""
    window = int(voice.rate_hz * WINDOW_S)
    windows = samples[: len(samples) // window * window].reshape(-1, window).astype(np.float64)
    rms: npt.NDArray[np.float64] = np.sqrt(np.mean(windows**2, axis=1))
    return rms


def silences_s(voice: PiperVoice, samples: Samples) -> tuple[float, float, float]:
    """Length of the silence before the first sound, of the longest silence within, and of that after the last sound."""
    rms = levels(voice, samples)
    loud = np.flatnonzero(rms > INAUDIBLE_RMS)
    within = np.max(np.diff(loud), initial=1) - 1
    return loud[0] * WINDOW_S, within * WINDOW_S, (len(rms) - 1 - loud[-1]) * WINDOW_S


def spoken(voice: PiperVoice, text: str, *, ends_sentence: bool = True) -> Samples:
    return np.concatenate(list(voice.synthesize(text, ends_sentence=ends_sentence)))


def spoken_parts(voice: PiperVoice, reply: str) -> list[Samples]:
    splitter = ClauseSplitter()
    parts = [part for part in [*splitter.add(reply), splitter.finish()] if part and not part.is_opening]
    return [spoken(voice, part.text, ends_sentence=part.ends_sentence) for part in parts]


@pytest.mark.parametrize("text", ["It is seven o'clock.", REPLIES[0], REPLIES[3]])
def test_a_sound_made_in_pieces_is_the_sound_made_at_once(model_file: Path, text: str) -> None:
    options = session_options(threads=2)
    engine = PiperEngine.load(model_file)
    ids = engine.phonemes_to_ids(engine.phonemize(text)[0])
    inputs = {
        "input": np.array([ids], dtype=np.int64),
        "input_lengths": np.array([len(ids)], dtype=np.int64),
        "scales": np.array([0.0, 1.0, 0.0], dtype=np.float32),  # nothing random
    }
    vits = Vits(model_file, options, engine.config.sample_rate, inputs)
    pieces = list(vits.sound(vits.encode(inputs)))
    (whole,) = load_session(model_file, options).run(None, inputs)
    assert len(pieces) > 1
    assert len(pieces[0]) < engine.config.sample_rate / 3
    assert np.max(np.abs(np.concatenate(pieces) - whole.ravel())) < 1e-4, "a step of 16 bits is 3e-5"


def test_a_voice_that_cannot_be_taken_apart_speaks_all_the_same(model_file: Path, tmp_path: Path) -> None:
    """Its nodes have other names than Piper's exporter gives them."""
    model = onnx.load(model_file)
    for node in model.graph.node:
        node.name = node.name.replace("/dec/", "/generator/")
    other = tmp_path / "other.onnx"
    onnx.save(model, other)
    shutil.copy(f"{model_file}.json", f"{other}.json")
    pieces = list(PiperVoice(other, threads=2).synthesize("It is seven o'clock."))
    assert 1.0 < sum(map(len, pieces)) / 22_050 < 2.5
    assert len(pieces) <= 2, "the sound, and the silence after it"


@pytest.mark.parametrize(
    ("text", "ends_sentence", "pause_s"),
    [
        ("To boil an egg,", False, CLAUSE_PAUSE_S),
        ("The sky is blue", False, CLAUSE_PAUSE_S),
        ("There are seven of them.", True, PAUSE_S),
        ("Is it far?", True, PAUSE_S),
    ],
)
def test_speech_begins_at_once_and_ends_with_a_short_silence(
    voice: PiperVoice, text: str, ends_sentence: bool, pause_s: float
) -> None:
    before, _, after = silences_s(voice, spoken(voice, text, ends_sentence=ends_sentence))
    assert before <= 2 * WINDOW_S
    assert pause_s - 8 * WINDOW_S <= after <= pause_s + 2 * WINDOW_S, "the voice's own noise may end a little later"


OPENED = (
    "The largest ocean on Earth is the Pacific Ocean.",
    "The first president of the United States was George Washington.",
    "The Roman Empire was a vast and complex empire.",
    "The best way to fall asleep is to lie down and relax.",
    "You can make a cup of tea with hot water.",
    "One of the most famous towers in the world is in Paris.",
)


def begun(voice: PiperVoice, text: str) -> tuple[Samples, Samples]:
    """What is spoken of a sentence before it is known, and then."""
    opening = [*voice.begin(" ".join(text.split()[: OPENING_WORDS + 1]))]
    return np.concatenate(opening), np.concatenate([*voice.go_on(text)])


def understood(voice: PiperVoice, models: Models, sounds: Iterable[Sequence[Samples]]) -> list[str]:
    """What the recogniser hears in each sound, given in parts."""
    recognizer = models.recognizer()
    heard = []
    for parts in sounds:
        samples = soxr.resample(np.concatenate(parts), voice.rate_hz, CAPTURE_RATE_HZ)
        segment = recognizer.transcribe(samples, lambda: False)
        heard.append(segment.text if segment else "")
    print("\n".join(heard))
    return heard


def test_a_sentence_that_was_begun_early_is_as_long_and_as_loud_as_one_that_was_not(voice: PiperVoice) -> None:
    lengths, jumps_db = [], []
    for text in OPENED:
        opening, rest = begun(voice, text)
        lengths.append((len(opening) + len(rest)) / len(spoken(voice, text)))
        voiced = [rms[rms > 5 * SOFT_RMS] for rms in (levels(voice, part) for part in (opening, rest))]
        before_db, after_db = (10 * np.log10(np.mean(rms**2)) for rms in voiced)
        jumps_db.append(before_db - after_db)
        assert 0.3 < len(opening) / voice.rate_hz < 1.5, text
    print("begun / whole:", *(f"{length:.2f}" for length in lengths))
    print("opening against rest:", *(f"{jump:+.1f} dB" for jump in jumps_db))
    assert 0.9 < np.median(lengths) < 1.1
    assert np.median(np.abs(jumps_db)) <= 3


def test_a_sentence_that_was_begun_early_has_no_seam_and_no_gap(voice: PiperVoice) -> None:
    for text in OPENED:
        opening, rest = begun(voice, text)
        whole = np.concatenate([opening, rest])
        steps = np.abs(np.diff(whole.astype(np.int32)))
        at_seam = steps[len(opening) - 50 : len(opening) + 300]
        assert np.max(at_seam) <= np.max(steps[: len(opening) - 50]), f"{text} clicks"
        assert silences_s(voice, whole)[1] <= LONGEST_GAP_S, text


def test_a_sentence_that_was_begun_early_is_understood(voice: PiperVoice, models: Models) -> None:
    heard = understood(voice, models, [begun(voice, text) for text in OPENED])
    assert word_error_rate(OPENED, heard) <= 0.08


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
def test_what_is_begun_is_how_the_sentence_begins(voice: PiperVoice, reply: str) -> None:
    splitter = ClauseSplitter()
    opening, part = [part for letter in reply for part in splitter.add(letter)] + [splitter.finish()]
    assert opening
    assert part
    begun_text, whole_text = (spoken_text(plain_text(one.text), "en") for one in (opening, part))
    assert opening.is_opening
    begun_phonemes, whole_phonemes = (phonemes(voice, text) for text in (begun_text, whole_text))
    *spoken_words, _ = begun_phonemes
    assert len(spoken_words) >= OPENING_WORDS - 1, '"there are" is one to the voice'
    assert whole_phonemes[: len(spoken_words)] == spoken_words
    first, rest = [*voice.begin(begun_text)], [*voice.go_on(whole_text)]
    assert silences_s(voice, np.concatenate([*first, *rest]))[1] <= LONGEST_GAP_S


def phonemes(voice: PiperVoice, text: str) -> list[str]:
    """Those of each word."""
    return "".join(next(iter(voice._text.phonemize(text)))).split(" ")


def test_what_was_not_begun_is_spoken_whole(voice: PiperVoice) -> None:
    text = "The sky is blue."
    assert list(voice.begin("Word")) == []
    assert sum(map(len, voice.go_on(text))) == pytest.approx(len(spoken(voice, text)), rel=0.3)
    begun(voice, OPENED[0])
    assert sum(map(len, voice.go_on(text))) == pytest.approx(len(spoken(voice, text)), rel=0.3), "only once"


@pytest.mark.parametrize("text", ["Cut it in half,", "It lies in the south,", "You go by bus,", "It is a fish,"])
def test_a_soft_ending_is_left_whole(voice: PiperVoice, text: str) -> None:
    rms = levels(voice, spoken(voice, text, ends_sentence=False))
    voiced = np.flatnonzero(rms > 5 * SOFT_RMS)
    soft = np.count_nonzero((rms[voiced[-1] :] > INAUDIBLE_RMS) & (rms[voiced[-1] :] < 5 * SOFT_RMS))
    print(f"{text} ends in {soft * WINDOW_S * 1000:.0f} ms of soft sound")
    assert soft * WINDOW_S >= 0.1


@pytest.mark.parametrize("text", ["Five of them are here.", "He is at home.", "Thank you very much."])
def test_a_soft_beginning_is_left_whole(voice: PiperVoice, text: str) -> None:
    rms = levels(voice, spoken(voice, text))
    assert np.flatnonzero(rms > SOFT_RMS)[0] * WINDOW_S >= 0.02, "an f, an h, a th takes a while"


def test_no_gap_in_a_reply_is_longer_than_a_breath(voice: PiperVoice) -> None:
    gaps = [silences_s(voice, np.concatenate(spoken_parts(voice, reply)))[1] for reply in REPLIES]
    print(f"longest silence in each reply: {', '.join(f'{1000 * gap:.0f}' for gap in gaps)} ms")
    assert max(gaps) <= LONGEST_GAP_S


def test_loudness_is_even_from_part_to_part(voice: PiperVoice) -> None:
    """Of the voiced sound; a part that is 3 dB louder than the next is noticed."""
    jumps_db = []
    for reply in REPLIES:
        voiced = [rms[rms > 5 * SOFT_RMS] for rms in (levels(voice, part) for part in spoken_parts(voice, reply))]
        parts_db = [10 * np.log10(np.mean(rms**2)) for rms in voiced]
        jumps_db += [before - after for before, after in itertools.pairwise(parts_db)]
    print(f"from part to part: {', '.join(f'{jump:+.1f}' for jump in jumps_db)} dB")
    assert np.median(np.abs(jumps_db)) <= 3
    assert max(np.abs(jumps_db)) <= 4.5


def test_a_reply_in_parts_is_understood_like_one(voice: PiperVoice, models: Models) -> None:
    heard = understood(voice, models, [spoken_parts(voice, reply) for reply in REPLIES])
    assert word_error_rate(REPLIES, heard) <= 0.08
