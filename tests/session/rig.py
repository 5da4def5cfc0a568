"""A session on simulated models and devices in memory: milliseconds a turn, and every part can be replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from appliance.adapters.simulated import simulated_models
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.interfaces import Hardware
from appliance.monitoring.watchdog import Watchdog
from appliance.session.session import VoiceSession
from appliance.settings import VoiceSessionConfig
from tests.recording_delegate import RecordingDelegate


def tone(length_s: float, level: float = 0.2) -> Samples:
    """What the simulated detector takes for speech."""
    time_s = np.arange(int(length_s * CAPTURE_RATE_HZ)) / CAPTURE_RATE_HZ
    return (32767 * level * np.sin(2 * np.pi * 300 * time_s)).astype(np.int16)


@dataclass
class Devices:
    """What a session hears and is heard with, and who watches it."""

    microphone: WavMicrophone
    loudspeaker: WavLoudspeaker
    may_be_missing: bool = False
    has_earcons: bool = False
    recorder: RecordingDelegate = field(default_factory=RecordingDelegate)
    watchdog: Watchdog | None = None


def in_memory(**what: Any) -> Devices:
    """Devices that take no time."""
    return Devices(WavMicrophone(realtime=False), WavLoudspeaker(realtime=False), **what)


@dataclass
class Rig:
    session: VoiceSession
    microphone: WavMicrophone
    loudspeaker: WavLoudspeaker
    recorder: RecordingDelegate

    def say(self, length_s: float = 1.6) -> None:
        self.microphone.stop()
        self.session.start_listening()
        self.microphone.play(tone(length_s))


@contextmanager
def rig(
    config: VoiceSessionConfig | None = None,
    *,
    connect: bool = True,
    realtime_loudspeaker: bool = False,
    delegate: object | None = None,
    devices: Devices | None = None,
    **replaced_models: Any,
) -> Iterator[Rig]:
    devices = devices or Devices(WavMicrophone(realtime=False), WavLoudspeaker(realtime=realtime_loudspeaker))
    microphone, loudspeaker, recorder = devices.microphone, devices.loudspeaker, devices.recorder
    session = VoiceSession(
        config or VoiceSessionConfig(error_shown_s=0.0),
        Hardware(microphone, loudspeaker, devices.may_be_missing, devices.has_earcons),
        replace(simulated_models(), **replaced_models),
        delegate or recorder,
        devices.watchdog,
    )
    microphone.ready = lambda: session.is_idle
    if connect:
        session.connect()
    try:
        yield Rig(session, microphone, loudspeaker, recorder)
    finally:
        session.disconnect()
