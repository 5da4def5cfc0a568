"""The rate at which a card is opened, and what ALSA's errors mean to the owner. No card is opened here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.adapters.alsa_errors import unavailable
from appliance.adapters.alsa_pcm import native_rate
from appliance.board.sound_cards import Direction
from appliance.errors import AudioUnavailable

PCM = "plughw:CARD=NoSuchCard,DEV=0"


@pytest.mark.parametrize(
    ("wanted_hz", "rates_hz", "chosen_hz"),
    [
        (16_000, (8_000, 16_000, 44_100, 48_000), 16_000),
        (16_000, (44_100, 48_000), 48_000),  # a multiple is better than a nearer rate
        (16_000, (32_000, 48_000, 96_000), 32_000),
        (16_000, (44_100,), 44_100),
        (16_000, (44_100, 88_200), 44_100),
        (16_000, (8_000, 11_025), 11_025),
        (16_000, (8_000,), 8_000),
        (22_050, (44_100, 48_000), 44_100),
        (22_050, (48_000,), 48_000),
        (22_050, (16_000, 32_000, 48_000), 32_000),
        (22_050, (22_050, 44_100), 22_050),
    ],
)
def test_the_rate_a_card_is_opened_at(wanted_hz: int, rates_hz: tuple[int, ...], chosen_hz: int) -> None:
    assert native_rate(wanted_hz, rates_hz) == chosen_hz


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("Device or resource busy", "is in use by another program; stop that program"),
        ("Permission denied", "may not be used by this user; add it to the group audio"),
        ("Operation not permitted", "may not be used by this user; add it to the group audio"),
        ("No such device", "is gone: it was unplugged, or its driver failed"),
        ("File descriptor in bad state: disconnected", "is gone: it was unplugged, or its driver failed"),
        ("Input/output error", "has failed (input/output error); unplug it and plug it in again"),
        ("cannot be opened", "cannot be opened"),
    ],
)
@pytest.mark.parametrize("direction", Direction)
def test_each_error_names_the_device_and_says_what_to_do(
    said: str, meaning: str, direction: Direction, tmp_path: Path
) -> None:
    (tmp_path / "controlC0").touch()  # a card that this user may use
    error = unavailable(f"{said} [{PCM}]", PCM, direction, tmp_path)
    assert isinstance(error, AudioUnavailable)
    assert str(error).startswith(f"{direction.value} {PCM}: {meaning}")
    assert str(error).count(PCM) == 1, "ALSA's own mention of the name is left out"
    assert "\n" not in str(error)


def test_the_name_is_looked_for_at_the_end_only(tmp_path: Path) -> None:
    assert str(unavailable("odd [other]", "mic", Direction.CAPTURE, tmp_path)) == "microphone mic: odd [other]"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_cards_that_are_there_but_closed_to_this_user_are_not_called_missing(tmp_path: Path) -> None:
    for name in ("controlC0", "controlC1"):
        (tmp_path / name).touch(mode=0)
    assert "add it to the group audio" in str(unavailable("No such device", PCM, Direction.CAPTURE, tmp_path))
    (tmp_path / "controlC1").chmod(0o600)
    assert "is gone" in str(unavailable("No such device", PCM, Direction.CAPTURE, tmp_path)), "one of them is open"
