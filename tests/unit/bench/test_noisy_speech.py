"""Noisy speech: the ratio of voice and noise, what is around the words, and the same scene for the same seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES
from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import load_response, room_named
from appliance.bench.noisy_speech import AFTER_S, BEFORE_S, PAUSES_S, Spoken, chosen, in_room, said, scene
from appliance.bench.word_gaps import load_gaps, quiet_moments
from appliance.errors import RecordingError
from appliance.recordings.recordings import load_recordings


def two_words(gap_s: float = 0.3) -> Spoken:
    """Return two tones of 0.6 s with a gap between them, and silence around."""
    time_s = np.arange(int(0.6 * CAPTURE_RATE_HZ)) / CAPTURE_RATE_HZ
    tone, rest = 8000 * np.sin(2 * np.pi * 300 * time_s), np.zeros(int(0.2 * CAPTURE_RATE_HZ))
    gap = np.zeros(int(gap_s * CAPTURE_RATE_HZ))
    samples = np.concatenate([rest, tone, gap, tone, rest]).astype(np.int16)
    return Spoken("two-words", "", "One. Two.", samples)


def power_db(sound: Signal) -> float:
    return 10 * float(np.log10(np.mean(np.square(sound)) + 1e-20))


@pytest.mark.parametrize("snr_db", [20.0, 5.0])
def test_the_voice_is_so_much_louder_than_the_noise(snr_db: float) -> None:
    noisy, quiet = scene(two_words(), "fan", snr_db, 3), scene(two_words(), "none", snr_db, 3)
    voiced = slice(quiet.first_voiced * FRAME_SAMPLES, (quiet.first_voiced + 30) * FRAME_SAMPLES)
    noise = noisy.sound - quiet.sound
    assert power_db(quiet.sound[voiced]) - power_db(noise) == pytest.approx(snr_db, abs=1.0)


def test_the_noise_goes_on_before_and_after_the_words() -> None:
    heard = scene(two_words(), "fan", 10.0, 1)
    assert heard.first_voiced - heard.pressed >= 15
    assert heard.pressed == BEFORE_S * CAPTURE_RATE_HZ / FRAME_SAMPLES
    assert heard.last_voiced - heard.first_voiced == pytest.approx(75, abs=1)
    assert len(heard.sound) / CAPTURE_RATE_HZ - heard.last_voiced * 0.02 >= AFTER_S
    seconds = heard.sound[: len(heard.sound) // CAPTURE_RATE_HZ * CAPTURE_RATE_HZ].reshape(-1, CAPTURE_RATE_HZ)
    assert min(power_db(second) for second in seconds) > power_db(heard.sound) - 20


def test_the_same_seed_is_the_same_scene() -> None:
    first, again, other = (scene(two_words(), "fan", 10.0, seed).sound for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert len(first) != len(other) or not np.array_equal(first, other)


def test_a_room_rings_on_behind_the_words_and_has_a_noise_of_its_own() -> None:
    dry, room = scene(two_words(), "none", 20.0, 1), room_named("stairwell")
    heard = in_room(dry, room, load_response(room, "user"))
    assert (heard.first_voiced, heard.last_voiced, len(heard.sound)) == (
        dry.first_voiced, dry.last_voiced, len(dry.sound),
    )  # fmt: skip
    behind = slice(dry.last_voiced * FRAME_SAMPLES, (dry.last_voiced + 10) * FRAME_SAMPLES)
    assert power_db(heard.sound[behind]) > power_db(dry.sound[behind]) + 20
    assert power_db(heard.sound[:CAPTURE_RATE_HZ]) == pytest.approx(room.noise_dbfs, abs=1.0)


def test_every_recording_is_chosen_before_one_is_chosen_again() -> None:
    spoken = [Spoken(str(number), "", "", np.zeros(0, dtype=np.int16)) for number in range(5)]
    names = [one.name for one, _ in chosen(spoken, 12, 1)]
    assert len(set(names[:5])) == len(set(names[5:10])) == 5
    assert len({seed for _, seed in chosen(spoken, 12, 1)}) == 12


def test_the_quiet_moment_of_two_words_is_between_them() -> None:
    assert quiet_moments(two_words().samples, 1) == [pytest.approx(0.95, abs=0.16)]
    assert quiet_moments(two_words(gap_s=0.0).samples) == []


def test_every_gap_of_the_table_is_inside_its_recording() -> None:
    lengths_s = {one.name: one.speech_end_s for one in load_recordings(human=False)}
    inside = [(name, moment) for name, gaps in load_gaps().items() for moment in gaps if name in lengths_s]
    assert inside
    assert all(0.3 < moment < (lengths_s[name] or 0) - 0.3 for name, moment in inside)


def test_a_paused_sentence_is_longer_by_its_pause() -> None:
    """The synthetic voice alone: recordings of people may not be fetched."""
    paused = [one for one in said("synthetic", paused=True, seed=1) if "@" in one.name]
    plain = {one.name: one for one in said("synthetic", paused=False, seed=1)}
    extra_s = {one.name: (len(one.samples) - len(plain[one.name.split("@")[0]].samples)) / 16000 for one in paused}
    assert {round(seconds, 2) for seconds in extra_s.values()} == set(PAUSES_S)
    assert all(name.endswith(f"+{seconds:g}") for name, seconds in extra_s.items())


def test_a_broken_table_says_how_it_is_made(tmp_path: Path) -> None:
    (tmp_path / "word_gaps.toml").write_text("[gaps]\nname = 3\n")
    with pytest.raises(RecordingError, match=r"word_gaps.toml: cannot be read: .*bench.word_gaps` makes it"):
        load_gaps(tmp_path / "word_gaps.toml")
