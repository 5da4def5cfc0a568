"""Whether the user speaks, as it is told."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import FRAME_S, FRAME_SAMPLES
from appliance.items import Frame
from appliance.settings import VoiceSessionConfig
from appliance.turn_taking.user_turn import ACTIVITY_FRAMES, UserTurn


@pytest.mark.parametrize("vad_enabled", [True, False])
def test_it_is_told_also_where_the_button_ends_the_turn(vad_enabled: bool) -> None:
    turn = UserTurn(1, VoiceSessionConfig(vad_enabled=vad_enabled), [])
    told = []
    for number, char in enumerate("." * 10 + "x" * 20 + "." * 20 + "x" * 20):
        turn.add(Frame(np.full(FRAME_SAMPLES, 1000, dtype=np.int16), number * FRAME_S), char == "x", 0.0, 0.0)
        if turn.activity_changed():
            told.append((number, turn.is_speaking))
    assert [is_speaking for _, is_speaking in told] == [True, False, True]
    assert told[1][0] == 29 + ACTIVITY_FRAMES
