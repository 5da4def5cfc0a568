"""A session on simulated models and devices in memory: a turn takes milliseconds, and every part can be replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from appliance.adapters.simulated import SimulatedLanguageModel, simulated_models
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.errors import ModelUnavailable
from appliance.interfaces import GenerationOptions, Hardware, Message
from appliance.monitoring.watchdog import Watchdog
from appliance.session.session import VoiceSession
from appliance.settings import VoiceSessionConfig
from tests.recording_delegate import RecordingDelegate

TRANSCRIPT = "This is what a simulated recogniser heard."
"""What the simulated recogniser makes of more than a second of speech."""


def tone(length_s: float, level: float = 0.2) -> Samples:
    """Return a tone of 300 Hz, which the simulated detector takes for speech; `level` is its amplitude, 0..1."""
    time_s = np.arange(int(length_s * CAPTURE_RATE_HZ)) / CAPTURE_RATE_HZ
    return (32767 * level * np.sin(2 * np.pi * 300 * time_s)).astype(np.int16)


def vowel(length_s: float) -> Samples:
    """Return a tone of 150 Hz with overtones: over a reply it is a voice, where a tone without them is a noise."""
    phase = 2 * np.pi * 150 * np.arange(int(length_s * CAPTURE_RATE_HZ)) / CAPTURE_RATE_HZ
    samples: Samples = (4000 * np.sum([np.sin(n * phase) / n for n in range(1, 15)], axis=0)).astype(np.int16)
    return samples


@dataclass
class Devices:
    """The devices of a session, the delegate that records what it tells, and its watchdog."""

    microphone: WavMicrophone
    loudspeaker: WavLoudspeaker
    may_be_missing: bool = False
    has_earcons: bool = False
    recorder: RecordingDelegate = field(default_factory=RecordingDelegate)
    watchdog: Watchdog | None = None
    hears_itself: bool = True
    learns_echo: bool = False


def in_memory(**fields: Any) -> Devices:
    """Return devices that take no time; `fields` are other fields of `Devices`."""
    return Devices(WavMicrophone(realtime=False), WavLoudspeaker(realtime=False), **fields)


class RefusingOnce(SimulatedLanguageModel):
    """A language model that fails the first time it is to reply, and works from then on."""

    has_refused = False

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        if not self.has_refused:
            self.has_refused = True
            raise ModelUnavailable("the context is full")
        return super().reply(messages, options)


class EndlessModel(SimulatedLanguageModel):
    """A language model that writes sentences until it is stopped."""

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        while True:
            yield "It goes on and on. "


class Talkative(SimulatedLanguageModel):
    """A language model whose reply sounds for 4 s."""

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        yield "word " * 65 + "word. "


@dataclass
class SessionRig:
    """A session, its devices and its delegate."""

    session: VoiceSession
    microphone: WavMicrophone
    loudspeaker: WavLoudspeaker
    recorder: RecordingDelegate

    def say(self, length_s: float = 1.6) -> None:
        """Begin a turn, and let the microphone deliver speech of this length."""
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
) -> Iterator[SessionRig]:
    """A session that is connected, unless `connect` is false, and is disconnected after the block.

    Without `devices` they are in memory and take no time, but for a loudspeaker that is `realtime_loudspeaker`.
    `replaced_models` are fields of `Models`.
    """
    devices = devices or Devices(WavMicrophone(realtime=False), WavLoudspeaker(realtime=realtime_loudspeaker))
    microphone, loudspeaker, recorder = devices.microphone, devices.loudspeaker, devices.recorder
    session = VoiceSession(
        config or VoiceSessionConfig(error_shown_s=0.0),
        Hardware(
            microphone,
            loudspeaker,
            devices.may_be_missing,
            devices.has_earcons,
            hears_itself=devices.hears_itself,
            learns_echo=devices.learns_echo,
        ),
        replace(simulated_models(), **replaced_models),
        delegate or recorder,
        devices.watchdog,
    )
    microphone.ready = lambda: session.is_idle
    if connect:
        session.connect()
    try:
        yield SessionRig(session, microphone, loudspeaker, recorder)
    finally:
        session.disconnect()
