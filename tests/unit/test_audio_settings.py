"""Settings of the microphone: its channel and its gain."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import ConfigError
from appliance.hardware import front_end_of
from appliance.settings_file import load_settings


def settings(folder: Path, text: str) -> Path:
    file = folder / "appliance.toml"
    file.write_text(f"[audio]\n{text}\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(("written", "gain_db"), [("12", 12.0), ("-3.5", -3.5), ("60.0", 60.0), ("0", 0.0)])
def test_a_gain_is_a_number_of_decibels(written: str, gain_db: float, tmp_path: Path) -> None:
    audio = load_settings(settings(tmp_path, f"gain_db = {written}")).audio
    assert audio.gain_db == gain_db
    assert front_end_of(audio).gain_db == gain_db


def test_the_gain_is_automatic_unless_it_is_set(tmp_path: Path) -> None:
    audio = load_settings(settings(tmp_path, 'channel = "left"')).audio
    assert audio.gain_db == "auto"
    assert front_end_of(audio).gain_db == 0.0, "nothing was heard yet"


@pytest.mark.parametrize("written", ['"loud"', "61", "-21", "true", "nan", "inf", '"12"', "[3]"])
def test_no_other_gain_is_taken(written: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r'audio\.gain_db.*must be "auto", or a number of decibels from -20 to 60'):
        load_settings(settings(tmp_path, f"gain_db = {written}"))


@pytest.mark.parametrize("written", ['"middle"', "1", '"Left"'])
def test_no_other_channel_is_taken(written: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"audio\.channel.*must be 'auto', 'left', 'right' or 'mix'"):
        load_settings(settings(tmp_path, f"channel = {written}"))
