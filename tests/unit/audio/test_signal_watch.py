"""What is wrong with the sound of a microphone is said after seconds, once, and taken back by itself."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import FRAME_S, FRAME_SAMPLES, Block
from appliance.audio.high_pass import HighPass
from appliance.audio.signal_watch import CLIPPING, HUMMING, MUTED, STUCK, TOO_QUIET, SignalWatch
from tests.unit.audio.microphones import field, gained, noise, tone

LONG = np.zeros((16_000 * 12, 1), dtype=np.float32)
ROOM = noise(LONG, -65)
SPEECH = np.tile(field("dc-none"), (2, 1))
WRONG: dict[str, tuple[Block, str]] = {
    "zeros": (LONG, MUTED),
    "zeros of two": (np.hstack([LONG, LONG]), MUTED),
    "a value": (LONG - 0.25, STUCK),
    "full scale": (LONG + 1, STUCK),
    "square": (np.sign(tone(LONG, 200, 1.0)), CLIPPING),
    "shouting": (np.clip(gained(SPEECH, 60), -1, 1), CLIPPING),
    "loud hum": (tone(LONG, 50, 0.2), HUMMING),
    "hum of 60 Hz": (tone(LONG, 60, 0.1) + noise(LONG, -90), HUMMING),
    "last bits": (noise(LONG, -105), TOO_QUIET),
}
RIGHT: dict[str, Block] = {
    "a room": ROOM,
    "a quiet room and a good microphone": noise(LONG, -85),
    "speech": SPEECH,
    "loud speech": gained(SPEECH, 26),
    "speech with an offset": SPEECH + np.float32(0.1),
    "speech with hum": SPEECH + tone(SPEECH, 50, 0.08),
    "one channel of two": np.hstack([ROOM, LONG]),
}


def watched(sound: Block) -> tuple[SignalWatch, list[tuple[float, str | None]]]:
    """Return the watch, and each change of the fault with its time."""
    watch, high_pass, changes = SignalWatch(), HighPass(), [(0.0, None)]
    told: list[tuple[float, str | None]] = list(changes)
    for at in range(0, len(sound) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        raw = sound[at : at + FRAME_SAMPLES].astype(np.float32)
        watch.add(raw, high_pass.filter(raw))
        if watch.fault != told[-1][1]:
            told.append((at / FRAME_SAMPLES * FRAME_S, watch.fault))
    return watch, told[1:]


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_said_once(kind: str) -> None:
    sound, fault = WRONG[kind]
    (told,) = watched(sound)[1]
    assert told[1] == fault
    assert 1.5 < told[0] < 11.5


@pytest.mark.parametrize("kind", RIGHT)
def test_what_is_right_is_no_fault(kind: str) -> None:
    assert watched(RIGHT[kind])[1] == []


@pytest.mark.parametrize("kind", WRONG)
def test_a_room_ends_any_fault_within_two_seconds(kind: str) -> None:
    sound = WRONG[kind][0]
    after = noise(sound, -65)
    changes = watched(np.concatenate([sound, after]))[1]
    assert [fault for _, fault in changes] == [WRONG[kind][1], None]
    assert changes[1][0] - len(sound) / 16_000 < 2.0


def test_a_second_of_zeros_is_no_fault() -> None:
    """A card that wakes up gives zeros for a while."""
    second = LONG[:16_000]
    assert watched(np.concatenate([second, ROOM[:16_000]] * 6))[1] == []


def test_one_fault_follows_another() -> None:
    faults = [fault for _, fault in watched(np.concatenate([LONG, np.sign(tone(LONG, 200, 1.0))]))[1]]
    assert faults[0] == MUTED
    assert faults[-1] == CLIPPING


def test_what_is_wrong_in_two_frames_of_three_does_not_come_and_go() -> None:
    clipped = np.sign(tone(LONG, 200, 1.0)).reshape(-1, FRAME_SAMPLES)
    frames = np.where(np.arange(len(clipped))[:, None] % 20 < 13, clipped, ROOM.reshape(-1, FRAME_SAMPLES))
    _, changes = watched(np.tile(frames.reshape(-1, 1), (2, 1)))
    assert [fault for _, fault in changes] == [CLIPPING]
