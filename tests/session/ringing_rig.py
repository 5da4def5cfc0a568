"""A session on simulated models that rings, with its reporter, its button and its thread that rings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from appliance.adapters.simulated import SimulatedVoice
from appliance.adapters.wav import FAST_TAIL_FRAMES
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.control.protocol import ControlEvent
from appliance.device.indicator import Indicator
from appliance.device.operations import ButtonOperations
from appliance.device.persistent_state import PersistentState, SavedState
from appliance.device.power import Power
from appliance.device.reporter import Reporter
from appliance.device.ringing import Ringing
from appliance.session.session import VoiceSession
from appliance.settings import VoiceSessionConfig
from tests.recording_delegate import TIMEOUT_S
from tests.session.plugged import PluggedLoudspeaker, PluggedMicrophone, eventually
from tests.session.rig import Devices, rig
from tests.unit.device.ringing_rig import DueRing, ListBook
from tests.unit.scripted import Clock
from tests.unit.watched_thread import running

NOBODY = np.zeros(9 * CAPTURE_RATE_HZ, dtype=np.int16)
"""Silence, longer than anybody is waited for."""


class Followers:
    """Records what the reporter publishes, and the signs of the light; a test can wait for it."""

    def __init__(self) -> None:
        self._events: list[tuple[str, Any]] = []
        self._changed = threading.Condition()

    def publish(self, event: ControlEvent, /, **what: object) -> None:
        with self._changed:
            value = what.get("outcome", next(iter(what.values())))
            self._events.append((event.value, value))
            self._changed.notify_all()

    def of(self, kind: str) -> list[Any]:
        """Return what was published of one kind: states, signs, outcomes of turns."""
        with self._changed:
            return [value for event, value in self._events if event == kind]

    def wait_for(self, kind: str, value: str, count: int = 1) -> None:
        """Wait until this is the latest of its kind, and was published `count` times."""

        def is_so() -> bool:
            found = [each for event, each in self._events if event == kind]
            return found[-1:] == [value] and found.count(value) >= count

        with self._changed:
            assert self._changed.wait_for(is_so, TIMEOUT_S), self._events[-20:]


class OnceMicrophone(PluggedMicrophone):
    """A microphone that delivers a sound and 3 s of silence, which end a turn, and no more until the next sound."""

    def play(self, samples: Samples) -> None:
        super().play(np.append(samples, np.zeros(3 * CAPTURE_RATE_HZ, dtype=np.int16)))
        for _ in range(FAST_TAIL_FRAMES):
            self._sound.pop()


class RecordingVoice(SimulatedVoice):
    """A voice that records the texts it is given."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.takes: Callable[[], None] = lambda: None
        """Called before it makes a sound; a real voice takes a tenth of a second."""

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        self.texts.append(text)
        self.takes()
        return super().synthesize(text, ends_sentence=ends_sentence)


class StopSkill(Reporter):
    """Dismisses what rings when the user says "stop", in place of the skill that does so."""

    book: ListBook

    def transcript_received(self, session: VoiceSession, text: str, is_final: bool) -> None:
        super().transcript_received(session, text, is_final)
        if is_final and "stop" in text.lower():
            self.book.dismiss()


@dataclass
class RingingSession:
    """A session that rings, and what a test needs of it."""

    clock: Clock
    book: ListBook
    session: VoiceSession
    microphone: PluggedMicrophone
    loudspeaker: PluggedLoudspeaker
    voice: RecordingVoice
    followers: Followers
    indicator: Indicator
    button: ButtonOperations
    ringing: Ringing

    def passes(self, seconds: float) -> None:
        """Let the clock of the ringing go on, once its thread has taken note of all that was so far."""
        self.ringing.wake()
        eventually(self._is_asleep)
        self.clock.now_s += seconds
        self.ringing.wake()

    def _is_asleep(self) -> bool:
        doing = self.ringing.heartbeat.overdue(1e9)  # it waits for a time that is known, so by then it is overdue
        return doing is not None and doing.is_wait and not self.ringing._has_news

    def wait_for_state(self, state: str, count: int = 1) -> None:
        """Wait until the session is in a state, and came there `count` times."""
        self.followers.wait_for("state", state, count)

    def user_says(self, sound: Samples) -> None:
        """Have the microphone deliver this, to whoever listens."""
        self.microphone.play(sound)


@contextmanager
def ringing_session(
    *rings: DueRing,
    loudspeaker: PluggedLoudspeaker | None = None,
    microphone: PluggedMicrophone | None = None,
    **models: Any,
) -> Iterator[RingingSession]:
    """A session that is connected, on whose clock it is 100 s; `models` replace simulated ones."""
    clock, followers, voice = Clock(100.0), Followers(), RecordingVoice()
    book = ListBook(clock, *rings)
    indicator = Indicator(is_muted=False)
    indicator.passes_on_to(lambda sign: followers.publish(ControlEvent.LIGHT, sign=sign.value))
    reporter = StopSkill(indicator, None, PersistentState(Path("/nowhere/state.json"), SavedState(volume=70)))
    reporter.book, reporter.publish = book, followers.publish
    microphone = microphone or OnceMicrophone()
    loudspeaker = loudspeaker or PluggedLoudspeaker(realtime=False)
    devices = Devices(microphone, loudspeaker, may_be_missing=True, has_earcons=True)
    config = VoiceSessionConfig(error_shown_s=60.0)
    made = {"voice": lambda: voice} | models
    with rig(config, connect=False, devices=devices, delegate=reporter, **made) as r:
        ringing = Ringing(r.session, book, indicator, clock)
        reporter.ringing = ringing
        button = ButtonOperations(r.session, indicator, Power(indicator, ("true",)), ringing)
        with running(ringing.run, "ringing"):
            try:
                r.session.connect()
                yield RingingSession(
                    clock, book, r.session, microphone, loudspeaker, voice, followers, indicator, button, ringing
                )
            finally:
                ringing.stop()
