"""Settings of the microphone: its channel, its gain, and whether its echo is cancelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.board.board import board_by
from appliance.board.profiles import named_profile
from appliance.errors import ConfigError
from appliance.hardware import front_end_of, sound_card
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


@pytest.mark.parametrize(
    ("profile", "written", "is_cancelled_here", "fault"),
    [
        ("generic-usb", "auto", True, None),
        ("generic-usb", "off", False, "audio.echo_cancellation is off"),
        ("usb-speakerphone", "auto", False, None),  # the card takes its echo out by itself
        ("usb-speakerphone", "on", True, None),
        ("usb-speakerphone", "off", False, None),
    ],
)
def test_the_echo_is_cancelled_here_unless_the_card_does_or_that_is_off(
    profile: str, written: str, is_cancelled_here: bool, fault: str | None, tmp_path: Path
) -> None:
    wanted = load_settings(settings(tmp_path, f'echo_cancellation = "{written}"'))
    hardware = sound_card(wanted, board_by(named_profile(profile), wanted))
    assert (hardware.learns_echo, hardware.echo_fault()) == (is_cancelled_here, fault)
