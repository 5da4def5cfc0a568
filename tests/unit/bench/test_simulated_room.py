"""The acoustics of simulated rooms: when and how loud the loudspeaker, the user and the noise are in the microphone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Samples
from appliance.audio.levels import level_dbfs
from appliance.audio.played_sound import PlayedSound, Signal
from appliance.bench.acoustics import (
    Acoustics,
    EchoPath,
    distorted,
    load_response,
    load_rooms,
    noise_of,
    reverberant,
    room_named,
)
from appliance.bench.simulated_room import RoomMicrophone
from appliance.errors import ConfigError, RecordingError
from tests.unit.scripted import Clock


def room(**fields: object) -> Acoustics:
    dry = {"name": "test", "description": "", "response": "bedroom", "delay_ms": 0, "echo_db": -12, "seed": 5}
    return Acoustics.model_validate(dry | fields)


def burst(dbfs: float, seconds: float = 1.0) -> Signal:
    noise = np.random.default_rng(3).standard_normal(int(seconds * CAPTURE_RATE_HZ))
    return noise * 10 ** (dbfs / 20)


def dbfs(signal: Signal) -> float:
    return 10 * float(np.log10(np.mean(signal**2) + 1e-20))


@pytest.mark.parametrize("name", sorted(load_rooms()))
def test_every_room_of_the_manifest_has_its_responses(name: str) -> None:
    for kind in ("echo", "user"):
        response = load_response(room_named(name), kind)
        assert np.argmax(np.abs(response)) <= 20
        assert 0.1 < len(response) / CAPTURE_RATE_HZ < 1.0


def test_reverberation_lasts_as_long_as_it_is_said_to() -> None:
    lengths_s = [len(load_response(room_named(name), "user")) / CAPTURE_RATE_HZ for name in ("bedroom", "stairwell")]
    assert lengths_s == pytest.approx([0.15, 0.9], abs=0.02)


def test_a_wrong_name_says_which_there_are() -> None:
    with pytest.raises(ConfigError, match="--room 'attic': must be one of bedroom, living-room"):
        room_named("attic")


def test_a_broken_manifest_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "rooms.toml").write_text('[[room]]\nname = "x"\n')
    with pytest.raises(RecordingError, match=r"rooms\.toml: cannot be read"):
        load_rooms(tmp_path)
    with pytest.raises(RecordingError, match=r"bedroom-echo\.flac: cannot be read"):
        load_response(room(), "echo", tmp_path)


def test_the_echo_is_as_loud_as_the_room_says_and_in_the_band_of_a_small_loudspeaker() -> None:
    path = EchoPath(room(echo_db=-12), load_response(room(), "echo"))
    played = np.concatenate([np.zeros(path.memory), burst(-20)])
    assert dbfs(path.echo(played)) == pytest.approx(-32, abs=2.5)
    hum = 0.1 * np.sin(2 * np.pi * 50 * np.arange(len(played)) / CAPTURE_RATE_HZ)
    assert dbfs(path.echo(hum)) < -60


def test_echo_in_frames_is_the_same_as_echo_at_once() -> None:
    path = EchoPath(room(distortion=1.0), load_response(room(), "echo"))
    played = np.concatenate([np.zeros(path.memory), burst(-20, 0.2)])
    at_once = path.echo(played)
    frames = [path.echo(played[at : at + path.memory + 320]) for at in range(0, len(at_once), 320)]
    np.testing.assert_allclose(np.concatenate(frames), at_once, atol=1e-9)


def test_distortion_adds_harmonics_and_never_more_than_full_scale() -> None:
    tone = np.sin(2 * np.pi * 500 * np.arange(CAPTURE_RATE_HZ) / CAPTURE_RATE_HZ)
    spectrum = np.abs(np.fft.rfft(distorted(tone, 2.0)))
    assert spectrum[1000] > 0.01 * spectrum[500]
    assert spectrum[1500] > 0.01 * spectrum[500]
    assert np.array_equal(distorted(tone, 0.0), tone)


def test_a_voice_keeps_its_level_and_gains_reverberation() -> None:
    response = load_response(room(), "user")
    heard = reverberant(burst(-30), response)
    assert dbfs(heard[:CAPTURE_RATE_HZ]) == pytest.approx(-30, abs=1)
    assert len(heard) == CAPTURE_RATE_HZ + len(response) - 1


def test_noise_is_seeded_and_as_loud_as_the_room_says() -> None:
    fan = noise_of(room(noise="fan", noise_dbfs=-55))
    assert dbfs(fan) == pytest.approx(-55, abs=0.1)
    assert np.array_equal(fan, noise_of(room(noise="fan", noise_dbfs=-55)))
    assert not np.any(noise_of(room()))


# --- what was played, and when ---


def ramp(count: int, first: int = 1) -> Samples:
    return np.arange(first, first + count, dtype=np.int16)


def test_what_is_played_is_found_by_its_time() -> None:
    sound = PlayedSound()
    sound.plays(ramp(160), 1.0)
    sound.plays(ramp(160, 161), 1.01)
    assert np.allclose(sound.between(1.0, 1.0, 320) * 32768, ramp(320))
    assert np.allclose(sound.between(1.005, 1.0, 10) * 32768, ramp(10, 81))
    assert not np.any(sound.between(0.5, 1.0, 100))
    assert not np.any(sound.between(1.5, 1.0, 100))


def test_between_two_sounds_is_silence_and_none_is_older_than_what_is_kept() -> None:
    sound = PlayedSound()
    sound.plays(ramp(160), 1.0)
    sound.plays(ramp(160), 1.1)
    assert not np.any(sound.between(1.02, 1.0, 160))
    sound.plays(ramp(160), 30.0)
    assert not np.any(sound.between(1.0, 1.0, 160))
    assert np.allclose(sound.between(30.0, 1.0, 160) * 32768, ramp(160))


def test_what_is_dropped_is_not_played() -> None:
    sound = PlayedSound()
    sound.plays(ramp(1600), 1.0)
    sound.stopped(1.05)
    assert not np.any(sound.between(1.05, 1.0, 800))
    sound.plays(ramp(160), 1.06)
    assert np.allclose(sound.between(1.06, 1.0, 160) * 32768, ramp(160))


def test_a_slower_clock_hears_more_of_the_sound_in_a_frame() -> None:
    sound = PlayedSound()
    sound.plays(ramp(400), 1.0)
    assert sound.between(1.0, 1.1, 320)[-1] * 32768 == pytest.approx(1 + 319 * 1.1)


# --- the microphone ---


def loudest(microphone: RoomMicrophone, clock: Clock, count: int) -> list[float]:
    levels = []
    for number in range(1, count + 1):
        clock.now_s = 10 + number * microphone.frame_s + 1e-6
        frame = microphone.read()
        assert frame
        levels.append(level_dbfs(frame.samples))
    return levels


def test_the_microphone_hears_the_loudspeaker_after_the_delay() -> None:
    clock, sound = Clock(10.0), PlayedSound()
    microphone = RoomMicrophone(room(delay_ms=100, echo_db=0), sound, clock)
    microphone.open()
    sound.plays((burst(-20, 0.2) * 32768).astype(np.int16), 10.0)
    levels = loudest(microphone, clock, 30)
    assert max(levels[:5]) == -70.0
    assert max(levels[5:15]) > -26
    assert max(levels[25:]) == -70.0  # the reverberation is over, too


def test_the_microphone_hears_the_user_the_echo_and_the_noise_together() -> None:
    clock, sound = Clock(10.0), PlayedSound()
    microphone = RoomMicrophone(room(noise="fan", noise_dbfs=-50), sound, clock)
    microphone.open()
    quiet = loudest(microphone, clock, 5)
    assert np.mean(quiet) == pytest.approx(-50, abs=4)
    microphone.play((burst(-30, 0.2) * 32768).astype(np.int16))
    clock.now_s = 10.0
    microphone.open()
    assert np.mean(loudest(microphone, clock, 8)) == pytest.approx(-30, abs=2)


def test_a_clock_that_is_off_makes_frames_longer() -> None:
    microphone = RoomMicrophone(room(drift_ppm=100), PlayedSound(), Clock(10.0))
    assert microphone.frame_s == pytest.approx(FRAME_S * 1.0001)
    assert FRAME_SAMPLES == 320
