"""Noises of a room: the same for the same seed, equally loud, and each like what it is called."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from appliance.errors import RecordingError
from appliance.recordings.__main__ import main
from appliance.recordings.noises import LEVEL_DBFS, NAMES, SINGLE, Sound, noise, single_noises

STEADY = sorted(set(NAMES) - set(SINGLE))


def dbfs(sound: Sound) -> float:
    return float(10 * np.log10(np.mean(np.square(sound))))


def levels_db(sound: Sound) -> Sound:
    """Return the level of each 20 ms."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    levels: Sound = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1e-12)
    return levels


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_makes_the_same_noise_and_another_seed_another(name: str) -> None:
    made = noise(name, 8, 7)
    assert len(made) == 128_000
    assert np.array_equal(made, noise(name, 8, 7))
    assert not np.array_equal(made, noise(name, 8, 8))
    assert np.max(np.abs(made)) <= 1.0


@pytest.mark.parametrize("name", STEADY)
def test_a_steady_noise_has_its_level(name: str) -> None:
    assert dbfs(noise(name, 10, 1)) == pytest.approx(LEVEL_DBFS, abs=0.1)


@pytest.mark.parametrize("name", SINGLE)
def test_single_noises_come_one_at_a_time(name: str) -> None:
    sounds = single_noises(name, 1)
    assert all(dbfs(sound) == pytest.approx(LEVEL_DBFS, abs=3) and 0.2 < len(sound) / 16_000 < 2.5 for sound in sounds)
    track = noise(name, 30, 1)
    assert 0.4 < np.mean(track == 0) < 0.95, "there is no silence between them"


def test_fan_is_even_and_low_and_babble_is_neither_one_voice_nor_even() -> None:
    fan, babble, television = (levels_db(noise(name, 20, 3)) for name in ("fan", "babble", "television"))
    assert np.std(fan) < 2.5 < np.std(babble) < np.std(television)
    power = np.abs(np.fft.rfft(noise("fan", 4, 3))) ** 2
    hz = np.fft.rfftfreq(64_000, 1 / 16_000)
    assert power[hz < 1000].sum() > 10 * power[hz >= 1000].sum()


def test_a_door_is_over_within_a_second_and_begins_with_its_latch() -> None:
    for sound in single_noises("door", 5):
        levels = levels_db(sound)
        assert np.argmax(levels > levels.max() - 20) < 3
        assert levels[-1] < levels.max() - 25


def test_an_unknown_noise_is_one_sentence() -> None:
    with pytest.raises(RecordingError, match="no noise 'rain'; there are fan, music, babble"):
        noise("rain", 1, 1)
    with pytest.raises(RecordingError, match="no single noise 'fan'"):
        single_noises("fan", 1)


def test_a_noise_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "fan.wav"
    assert main(["noise", "fan", "1.5", "3", str(file)]) == 0
    with wave.open(str(file)) as written:
        assert (written.getframerate(), written.getnchannels(), written.getnframes()) == (16_000, 1, 24_000)
    for wrong in (["fan", "no", "3"], ["fan", "0", "3"], ["fan", "1", "-1"], ["fan", "nan", "1"], ["fan", "1e9", "1"]):
        assert main(["noise", *wrong, str(file)]) == 1
        assert "needs a length of at most 3600 seconds and a seed" in capsys.readouterr().err
    assert main(["noise", "fan", "1", "1", str(tmp_path / "none" / "fan.wav")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert main(["noise", "fan"]) == 2
