"""The status line, which `systemctl status` shows to the owner."""

from __future__ import annotations

import pytest

from appliance.device.light_signs import LightSign
from appliance.device.status_line import status_line
from appliance.monitoring.turn_counts import TurnCounts

NO_TURNS = TurnCounts().summary()


@pytest.mark.parametrize("sign", LightSign)
def test_every_sign_has_words(sign: LightSign) -> None:
    assert status_line(sign, NO_TURNS)


def test_it_names_what_the_appliance_waits_for() -> None:
    assert status_line(LightSign.MICROPHONE_MISSING, NO_TURNS) == "waiting for a microphone that can be used"


@pytest.mark.parametrize(
    ("turns", "median_ms", "line"),
    [
        ({}, None, "ready"),
        ({"nothing said": 1}, None, "ready; 1 turn"),
        ({"answered": 40, "interrupted": 2}, 612.4, "ready; 42 turns, median answer 0.6 s"),
    ],
)
def test_turns_are_counted(turns: dict[str, int], median_ms: float | None, line: str) -> None:
    assert status_line(LightSign.CONNECTED, {"turns": turns, "voice_to_voice_ms": median_ms}) == line
