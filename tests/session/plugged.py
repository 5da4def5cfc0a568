"""A session in any state, with devices that can be unplugged and a loudspeaker whose earcons are told apart."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from appliance.adapters.simulated import SimulatedLanguageModel
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.earcons import Earcon, earcon_samples
from appliance.audio.format import Samples
from appliance.errors import AudioUnavailable, ModelUnavailable
from appliance.events import AudioDevice
from appliance.interfaces import GenerationOptions, Message
from appliance.items import Frame
from appliance.monitoring.metrics import Outcome
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.recording_delegate import PATIENCE_S, RecordingDelegate
from tests.session.rig import Devices, Rig, rig

NO_MICROPHONE = AudioUnavailable("microphone Mic: is gone: it was unplugged, or its driver failed")
NO_LOUDSPEAKER = AudioUnavailable("loudspeaker Box: is gone: it was unplugged, or its driver failed")


class PluggedMicrophone(WavMicrophone):
    """Can be unplugged, also while it is read."""

    def __init__(self, error: AudioUnavailable | None = None) -> None:
        super().__init__(realtime=False)
        self.error = error

    def unplug(self) -> None:
        self.error = NO_MICROPHONE
        self.close()  # wakes whoever reads it

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
    """Can be unplugged; keeps all it was given, and tells the earcons in it."""

    def __init__(self, error: AudioUnavailable | None = None) -> None:
        super().__init__(realtime=True)
        self.error = error
        self._heard = b""
        self._news = threading.Condition()

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
        with self._news:
            self._heard += samples.tobytes()
            self._news.notify_all()
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
        """The earcons that were played whole and at full volume, in order."""
        patterns = {earcon: earcon_samples(earcon, self.rate_hz).tobytes() for earcon in Earcon}
        longest_first = sorted(patterns, key=lambda earcon: -len(patterns[earcon]))
        found, at = [], 0
        while at < len(self._heard):
            here = next((earcon for earcon in longest_first if self._heard.startswith(patterns[earcon], at)), None)
            found += [here] if here else []
            at += len(patterns[here]) if here else 2
        return found

    def wait_for(self, earcon: Earcon, count: int = 1) -> None:
        """Wait until an earcon was played so often."""
        pattern = earcon_samples(earcon, self.rate_hz).tobytes()
        with self._news:
            assert self._news.wait_for(lambda: self._heard.count(pattern) >= count, PATIENCE_S), self.earcons

    def forget(self) -> None:
        with self._news:
            self._heard = b""


class DeviceWitness(RecordingDelegate):
    """Is told of devices, mute and volume, too."""

    def devices_missing(self, _session: object, missing: Mapping[AudioDevice, AudioUnavailable]) -> None:
        self._tell("missing", dict(missing))

    def mute_changed(self, _session: object, is_muted: bool) -> None:
        self._tell("muted", is_muted)

    def volume_changed(self, _session: object, percent: int) -> None:
        self._tell("volume", percent)


class Ponderer(SimulatedLanguageModel):
    """Thinks, and never comes to an end."""

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        while True:
            yield ""


class Talker(SimulatedLanguageModel):
    """Never stops talking."""

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        while True:
            yield "It goes on and on. "


class Refuser(SimulatedLanguageModel):
    """Has nothing to say, and says why."""

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        raise ModelUnavailable("the context is full")


def eventually(condition: Callable[[], bool]) -> None:
    """Wait for what nobody tells of."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, "it never came to that"
        os.sched_yield()


S = SessionState
MODELS: dict[SessionState, Callable[[], SimulatedLanguageModel]] = {
    S.CONNECTED: SimulatedLanguageModel,
    S.LISTENING: SimulatedLanguageModel,
    S.PROCESSING: Ponderer,
    S.SPEAKING: Talker,
    S.ERROR: Refuser,
}
"""The states a session can be held in, and the model that keeps it there."""
BUSY = (S.LISTENING, S.PROCESSING, S.SPEAKING)


@dataclass
class PluggedRig(Rig):
    microphone: PluggedMicrophone
    loudspeaker: PluggedLoudspeaker
    recorder: DeviceWitness

    @property
    def outcomes(self) -> list[Outcome]:
        """Of the turns so far."""
        return [turn.outcome for turn in self.recorder.turns]

    def arrives_in(self, state: SessionState) -> None:
        """Check that the session is in a state now, and wait until its witness was told all of that."""
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
    """A session in `state`; what came before is forgotten by the witness and the loudspeaker."""
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
