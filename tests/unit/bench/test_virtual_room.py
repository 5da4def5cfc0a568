"""Echo cancellers side by side in a simulated room, in virtual time."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, to_samples
from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import room_named
from appliance.bench.echo_cancellers import echo_reduction_db, kept_db, played_sound
from appliance.bench.other_cancellers import canceller_named
from appliance.bench.virtual_room import Timed, VirtualRoom, silence
from appliance.bench.voiced import begun, levelled, onset_s, voiced_frames
from appliance.errors import ConfigError

BEDROOM = room_named("bedroom")
DOUBLE_TALK_DB = 21.7
"""Least reduction of the echo while the user speaks, 5 dB below it."""


def hiss(seconds: float, dbfs: float, seed: int = 1) -> Signal:
    sound = np.random.default_rng(seed).standard_normal(round(seconds * CAPTURE_RATE_HZ))
    return sound * 10 ** (dbfs / 20)


def test_the_synthetic_voice_is_played_as_long_as_is_wanted() -> None:
    played = played_sound(70.0)
    assert len(played) == 70 * CAPTURE_RATE_HZ
    assert np.mean(voiced_frames(played)) > 0.4


def test_each_canceller_hears_the_same_and_takes_the_echo_out() -> None:
    played, room = played_sound(6.0), VirtualRoom(BEDROOM)
    cancellers = [Timed(canceller_named(name, room.far_end)) for name in ("ours", "pywebrtc-audio")]
    echo, *rests = room.hear(played, silence(0), [None, *cancellers])
    assert len(echo) == len(played)
    late = slice(4 * CAPTURE_RATE_HZ, None)
    assert echo_reduction_db(echo[late], echo[late]) == pytest.approx(0, abs=0.01)
    assert echo_reduction_db(echo[late], rests[0][late]) > 6
    assert echo_reduction_db(echo[late], rests[1][late]) > 20
    assert all(canceller.frame_us > 1 for canceller in cancellers)


def test_while_somebody_speaks_the_echo_stays_taken_out() -> None:
    before_s, played = 9.0, played_sound(16.0)
    voice = levelled(np.roll(played, -5 * CAPTURE_RATE_HZ), -39)[: 7 * CAPTURE_RATE_HZ]
    said = np.concatenate([silence(before_s), voice])
    plain = VirtualRoom(BEDROOM).hear(silence(0), said)[0] / 32768.0
    room = VirtualRoom(BEDROOM)
    echo, heard = room.hear(played, said, [None, canceller_named("ours", room.far_end)])
    during = slice(round((before_s + 1) * CAPTURE_RATE_HZ), None)
    powers = [np.mean(np.square((one / 32768.0 - plain)[during])) for one in (echo, heard)]
    assert 10 * np.log10(powers[0] / powers[1]) > DOUBLE_TALK_DB


def test_without_anything_played_the_user_is_left_as_they_were() -> None:
    room, said = VirtualRoom(BEDROOM), hiss(1.0, -30)
    cancellers = [canceller_named(name, room.far_end) for name in ("ours", "pywebrtc-audio")]
    plain, *others = room.hear(silence(0), said, [None, *cancellers])
    assert all(np.array_equal(plain, other) for other in others)


def test_what_is_kept_of_the_user_is_told_from_what_is_added() -> None:
    said = to_samples(hiss(4.0, -30))
    quieter = np.roll(said // 2, 100) + to_samples(hiss(4.0, -40, seed=2))
    assert kept_db(said, quieter) == pytest.approx(-6, abs=0.3)
    assert kept_db(said, to_samples(hiss(4.0, -30, seed=3))) < -25


def test_a_canceller_that_is_not_installed_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit", None)
    monkeypatch.setitem(sys.modules, "livekit.rtc", None)
    with pytest.raises(ConfigError, match="livekit is not installed: `pip install livekit`"):
        canceller_named("livekit", VirtualRoom(BEDROOM).far_end)


def test_a_voice_begins_with_its_first_vowel() -> None:
    """A breath before it, as loud, is no voice; where all is noise the beginning counts."""
    random, time_s = np.random.default_rng(2), np.arange(CAPTURE_RATE_HZ) / CAPTURE_RATE_HZ
    breath = 0.3 * random.standard_normal(round(0.4 * CAPTURE_RATE_HZ))
    vowel = np.sum([np.sin(2 * np.pi * n * 130 * time_s) / n for n in range(1, 15)], axis=0)
    assert onset_s(np.concatenate([breath, vowel])) == pytest.approx(0.4, abs=0.021)
    assert onset_s(breath) == 0


def test_a_level_is_that_of_the_voiced_frames() -> None:
    sound = np.concatenate([silence(1.0), hiss(1.0, -40), silence(1.0)])
    loud = levelled(sound, -26)
    frames = loud.reshape(-1, FRAME_SAMPLES)[voiced_frames(loud)]
    assert 10 * np.log10(np.mean(frames**2)) == pytest.approx(-26, abs=0.1)
    assert len(begun(sound)) == 2 * CAPTURE_RATE_HZ
    assert not np.any(levelled(silence(1.0), -26))
