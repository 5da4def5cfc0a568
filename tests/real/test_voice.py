"""The real voice: a reply that is made in parts sounds like one that is spoken at once."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from piper import PiperVoice as PiperEngine

from appliance.adapters.onnx import load_session, session_options
from appliance.adapters.piper import CLAUSE_PAUSE_S, PAUSE_S, PiperVoice
from appliance.adapters.vits import Vits
from appliance.adapters.vits_split import VoiceSplit
from appliance.audio.format import Samples
from appliance.interfaces import Models
from appliance.text.clauses import ClauseSplitter
from tests.real.voice_sounds import (
    INAUDIBLE_RMS,
    LONGEST_GAP_S,
    SOFT_RMS,
    VOICED_RMS,
    WINDOW_S,
    decoded,
    levels,
    silences_s,
    spoken,
    voiced_db,
)
from tests.real.words import word_error_rate

REPLIES = (
    "To boil an egg, you need hot water and a pot. It takes eight minutes.",
    "The sky is blue because the air scatters blue light. The sun is yellow.",
    "I'm sorry, but I can only help with questions. Please ask me another.",
    "The largest ocean on Earth is the Pacific Ocean, which lies between Asia and America.",
    "The first president was not John F. Kennedy, who became president much later.",
    "The Roman Empire was a vast and complex empire that lasted for many centuries.",
)


def spoken_parts(voice: PiperVoice, reply: str) -> list[Samples]:
    """Return the sound of each part of a reply, without openings."""
    splitter = ClauseSplitter()
    parts = [part for part in [*splitter.add(reply), splitter.finish()] if part and not part.is_opening]
    return [spoken(voice, part.text, ends_sentence=part.ends_sentence) for part in parts]


@pytest.mark.parametrize("text", ["It is seven o'clock.", REPLIES[0], REPLIES[3]])
def test_a_sound_made_in_pieces_equals_the_sound_made_at_once(voice_file: Path, text: str) -> None:
    options = session_options(threads=2)
    engine = PiperEngine.load(voice_file)
    ids = engine.phonemes_to_ids(engine.phonemize(text)[0])
    inputs = {
        "input": np.array([ids], dtype=np.int64),
        "input_lengths": np.array([len(ids)], dtype=np.int64),
        "scales": np.array([0.0, 1.0, 0.0], dtype=np.float32),  # no randomness
    }
    vits = Vits(voice_file, options, engine.config.sample_rate, inputs, VoiceSplit(voice_file))
    pieces = list(vits.sound(vits.encode(inputs)))
    (whole,) = load_session(voice_file, options).run(None, inputs)
    assert len(pieces) > 1
    assert len(pieces[0]) < engine.config.sample_rate / 3
    assert np.max(np.abs(np.concatenate(pieces) - whole.ravel())) < 1e-4, "a step of 16 bits is 3e-5"


def test_a_voice_that_cannot_be_split_speaks_nevertheless(voice_file: Path, tmp_path: Path) -> None:
    """The nodes of its model have other names than those of Piper's exporter."""
    model = onnx.load(voice_file)
    for node in model.graph.node:
        node.name = node.name.replace("/dec/", "/generator/")
    other = tmp_path / "other.onnx"
    onnx.save(model, other)
    shutil.copy(f"{voice_file}.json", f"{other}.json")
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
    assert pause_s - 8 * WINDOW_S <= after <= pause_s + 2 * WINDOW_S, "the noise of the voice may end a little later"


@pytest.mark.parametrize("text", ["Cut it in half,", "It lies in the south,", "You go by bus,", "It is a fish,"])
def test_a_soft_ending_is_left_whole(voice: PiperVoice, text: str) -> None:
    rms = levels(voice, spoken(voice, text, ends_sentence=False))
    voiced = np.flatnonzero(rms > VOICED_RMS)
    soft = np.count_nonzero((rms[voiced[-1] :] > INAUDIBLE_RMS) & (rms[voiced[-1] :] < VOICED_RMS))
    print(f"{text} ends in {soft * WINDOW_S * 1000:.0f} ms of soft sound")
    assert soft * WINDOW_S >= 0.1


@pytest.mark.parametrize("text", ["Five of them are here.", "He is at home.", "Thank you very much."])
def test_a_soft_beginning_is_left_whole(voice: PiperVoice, text: str) -> None:
    rms = levels(voice, spoken(voice, text))
    assert np.flatnonzero(rms > SOFT_RMS)[0] * WINDOW_S >= 0.02, "an f, an h or a th rises slowly"


def test_no_gap_in_a_reply_is_longer_than_a_breath(voice: PiperVoice) -> None:
    gaps = [silences_s(voice, np.concatenate(spoken_parts(voice, reply)))[1] for reply in REPLIES]
    print(f"longest silence in each reply: {', '.join(f'{1000 * gap:.0f}' for gap in gaps)} ms")
    assert max(gaps) <= LONGEST_GAP_S


def test_loudness_is_even_from_part_to_part(voice: PiperVoice) -> None:
    """Voiced sound is compared. A part that is 3 dB louder than the next is noticed."""
    jumps_db = []
    for reply in REPLIES:
        parts_db = [voiced_db(voice, part) for part in spoken_parts(voice, reply)]
        jumps_db += [before - after for before, after in itertools.pairwise(parts_db)]
    print(f"from part to part: {', '.join(f'{jump:+.1f}' for jump in jumps_db)} dB")
    assert np.median(np.abs(jumps_db)) <= 3
    assert max(np.abs(jumps_db)) <= 4.5


def test_a_reply_in_parts_is_understood(voice: PiperVoice, models: Models) -> None:
    texts = decoded(voice, models, [spoken_parts(voice, reply) for reply in REPLIES])
    assert word_error_rate(REPLIES, texts) <= 0.08


def test_a_split_that_was_begun_early_is_the_same_and_can_be_had_again(voice_file: Path) -> None:
    split = VoiceSplit(voice_file)
    split.begin()
    split.begin()
    halves = split.halves()
    assert halves
    assert all(halves)
    assert split.halves() == halves


def test_what_is_no_voice_is_not_split_and_a_split_that_nobody_wants_ends(tmp_path: Path) -> None:
    (tmp_path / "no.onnx").write_bytes(b"no voice")
    assert VoiceSplit(tmp_path / "no.onnx").halves() is None
    split = VoiceSplit(tmp_path / "no.onnx")
    split.begin()
    process = split._process
    assert process
    del split
    assert process.poll() is not None
