"""A session in a given state, with devices that a test can unplug and a loudspeaker that recognises earcons."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from appliance.adapters.simulated import SimulatedLanguageModel
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.earcons import Earcon, earcon_samples
from appliance.audio.format import Samples
from appliance.errors import AudioUnavailable, ModelUnavailable
from appliance.interfaces import AudioDevice, GenerationOptions, Message
from appliance.items import Frame
from appliance.monitoring.metrics import Outcome
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.polling import poll_until
from tests.recording_delegate import TIMEOUT_S, RecordingDelegate
from tests.session.rig import Devices, SessionRig, rig

LOOK_AGAIN_S = 0.001
"""Much shorter than a turn on simulated models, and long enough to leave the processor to the session's threads."""
NO_MICROPHONE = AudioUnavailable("microphone Mic: is gone: it was unplugged, or its driver failed")
NO_LOUDSPEAKER = AudioUnavailable("loudspeaker Box: is gone: it was unplugged, or its driver failed")


class PluggedMicrophone(WavMicrophone):
    """A microphone that can be unplugged, also while a thread waits in `read()`."""

    def __init__(self, error: AudioUnavailable | None = None) -> None:
        super().__init__(realtime=False)
        self.error = error

    def unplug(self) -> None:
        self.error = NO_MICROPHONE
        self.close()  # wakes the thread in read()

    def plug_in(self) -> None:
        self.error = None

    def open(self) -> None:
        if self.error:
            raise self.error
        super().open()

    def read(self) -> Frame | None:
        frame = super().read()
        if self.error:
            raise self.error
        return frame


class PluggedLoudspeaker(WavLoudspeaker):
    """A loudspeaker that can be unplugged. It keeps all sound it was given and finds the earcons in it."""

    def __init__(self, error: AudioUnavailable | None = None, *, realtime: bool = True) -> None:
        super().__init__(realtime=realtime)
        self.error = error
        self._given = b""
        self._written = threading.Condition()

    def unplug(self) -> None:
        self.error = NO_LOUDSPEAKER

    def plug_in(self) -> None:
        self.error = None

    def open(self, rate_hz: int) -> None:
        if self.error:
            raise self.error
        super().open(rate_hz)

    def write(self, samples: Samples) -> float:
        self.check()
        played_at_s = super().write(samples)
        with self._written:
            self._given += samples.tobytes()
            self._written.notify_all()
        return played_at_s

    def check(self) -> None:
        if self.error:
            raise self.error

    def drop(self) -> None:
        self.check()
        super().drop()

    def close(self) -> None:
        super().drop()

    @property
    def earcons(self) -> list[Earcon]:
        """The earcons that were played to their end and at full volume, in order."""
        patterns = {earcon: earcon_samples(earcon, self.rate_hz).tobytes() for earcon in Earcon}
        longest_first = sorted(patterns, key=lambda earcon: -len(patterns[earcon]))
        found, at = [], 0
        while at < len(self._given):
            here = next((earcon for earcon in longest_first if self._given.startswith(patterns[earcon], at)), None)
            found += [here] if here else []
            at += len(patterns[here]) if here else 2
        return found

    def wait_for(self, earcon: Earcon, count: int = 1) -> None:
        """Wait until `earcon` was played `count` times."""
        pattern = earcon_samples(earcon, self.rate_hz).tobytes()
        with self._written:
            assert self._written.wait_for(lambda: self._given.count(pattern) >= count, TIMEOUT_S), self.earcons

    def forget(self) -> None:
        """Drop the sound that was kept so far."""
        with self._written:
            self._given = b""


class DeviceWitness(RecordingDelegate):
    """A recording delegate that also records missing devices, mute and volume."""

    def devices_missing(self, _session: object, missing: Mapping[AudioDevice, AudioUnavailable]) -> None:
        self._tell("missing", dict(missing))

    def mute_changed(self, _session: object, is_muted: bool) -> None:
        self._tell("muted", is_muted)

    def volume_changed(self, _session: object, percent: int) -> None:
        self._tell("volume", percent)


class Ponderer(SimulatedLanguageModel):
    """A language model that works for ever and never writes a word."""

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        while True:
            yield ""


class Talker(SimulatedLanguageModel):
    """A language model whose reply never ends."""

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        while True:
            yield "It goes on and on. "


class Refuser(SimulatedLanguageModel):
    """A language model that fails instead of replying."""

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        raise ModelUnavailable("the context is full")


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until `condition` is true, by polling: for files, other processes and properties, which signal nothing."""
    poll_until(condition, "what the test waits for has come", TIMEOUT_S, LOOK_AGAIN_S)


S = SessionState
MODELS: dict[SessionState, Callable[[], SimulatedLanguageModel]] = {
    S.CONNECTED: SimulatedLanguageModel,
    S.LISTENING: SimulatedLanguageModel,
    S.PROCESSING: Ponderer,
    S.SPEAKING: Talker,
    S.ERROR: Refuser,
}
"""The states that a test can keep a session in, each with the language model that keeps it there."""
BUSY = (S.LISTENING, S.PROCESSING, S.SPEAKING)
"""The states in which a turn is under way."""


@dataclass
class PluggedRig(SessionRig):
    """A session with devices that can be unplugged, and a delegate that records them."""

    microphone: PluggedMicrophone
    loudspeaker: PluggedLoudspeaker
    recorder: DeviceWitness

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcomes of the turns so far."""
        return [turn.outcome for turn in self.recorder.turns]

    def arrives_in(self, state: SessionState) -> None:
        """Check that the session is in `state` now, then wait until its delegate was told so."""
        assert self.session.state is state
        self.recorder.wait_for_state(state)


@contextmanager
def plugged(
    state: SessionState = S.CONNECTED,
    *,
    has_earcons: bool = False,
    microphone: PluggedMicrophone | None = None,
    loudspeaker: PluggedLoudspeaker | None = None,
    connect: bool = True,
    **config: Any,
) -> Iterator[PluggedRig]:
    """A session that was brought into `state`. Its delegate and its loudspeaker have forgotten how it came there."""
    mic, box, recorder = microphone or PluggedMicrophone(), loudspeaker or PluggedLoudspeaker(), DeviceWitness()
    devices = Devices(mic, box, True, has_earcons, recorder)
    settings = VoiceSessionConfig.model_validate({"error_shown_s": 60.0} | config)
    with rig(settings, connect=connect, devices=devices, language_model=MODELS[state]) as plain:
        made = PluggedRig(plain.session, mic, box, recorder)
        if connect and not (mic.error or box.error):
            _bring(made, state, has_earcons)
        yield made


def _bring(r: PluggedRig, state: SessionState, has_earcons: bool) -> None:
    if state is S.LISTENING:
        r.session.start_listening()
    elif state is not S.CONNECTED:
        r.say()
    r.recorder.wait_for_state(state)
    if state is S.ERROR:
        r.recorder.wait(lambda: bool(r.recorder.of("error")))
    if has_earcons and state is not S.CONNECTED:
        r.loudspeaker.wait_for(Earcon.ERROR if state is S.ERROR else Earcon.LISTENING)
    r.recorder.forget()
    r.loudspeaker.forget()
