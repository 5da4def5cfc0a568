"""Snapshots of a turn: one a second, and sooner while another voice may be speaking."""

from __future__ import annotations

import numpy as np

from appliance.audio.format import FRAME_S, FRAME_SAMPLES
from appliance.items import Frame
from appliance.settings import VoiceSessionConfig
from appliance.turn_taking.user_turn import UserTurn


def snapshots(turn: UserTurn, count: int) -> list[int]:
    """Feed frames of speech; return the lengths, in frames, of the snapshots that were due."""
    taken = []
    for number in range(count):
        turn.add(Frame(np.full(FRAME_SAMPLES, 1000, dtype=np.int16), number * FRAME_S), True, 0.0, 0.0)
        if turn.partial_is_due():
            taken.append(turn.snapshot().speech_frames)
    return taken


def test_snapshots_come_sooner_for_two_seconds() -> None:
    turn = UserTurn(1, VoiceSessionConfig(), [])
    assert snapshots(turn, 130) == [25, 75, 125]
    turn.hurry()
    assert snapshots(turn, 200) == [131, 156, 181, 206, 231, 281]
