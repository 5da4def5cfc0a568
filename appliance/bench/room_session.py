"""RoomSession: a session in a simulated room, in real time; what is told of it, and what was heard, to listen to."""

from __future__ import annotations

import threading
import time
import wave
from pathlib import Path

import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ, to_samples
from appliance.bench.acoustics import Acoustics
from appliance.bench.simulated_room import SimulatedRoom
from appliance.hardware import front_end_of
from appliance.installed_models import installed_models
from appliance.monitoring.metrics import TurnMetrics
from appliance.session.session import VoiceSession
from appliance.settings import Settings
from appliance.states import SessionState

LONGEST_S = 40.0
"""Longest that a trial may take."""
BEGINS_S = 5.0
"""A sound that is played in the room is heard after so long at the latest."""


class Listener:
    """The delegate: what is told."""

    def __init__(self) -> None:
        self.state = SessionState.DISCONNECTED
        self.heard = ""
        """The last final transcript."""
        self.turns: list[TurnMetrics] = []
        self.timeline: list[tuple[float, str]] = []
        """What happened, and when (`time.monotonic()`)."""
        self.changed = threading.Condition()

    def forget(self) -> None:
        """Forget the last trial."""
        with self.changed:
            self.heard = ""
            self.turns.clear()
            self.timeline.clear()

    def wait(self, *states: SessionState, longest_s: float = LONGEST_S) -> bool:
        """Wait for one of the states; False if none came."""
        with self.changed:
            return self.changed.wait_for(lambda: self.state in states, longest_s)

    def state_changed(self, _session: VoiceSession, state: SessionState) -> None:
        """Note the state."""
        with self.changed:
            self.state = state
            self._note(state.value)

    def transcript_received(self, _session: VoiceSession, text: str, is_final: bool) -> None:
        """Note what was understood."""
        with self.changed:
            self.heard = text if is_final else self.heard
            self._note(f"{'transcript' if is_final else 'partial'}: {text}")

    def speech_activity(self, _session: VoiceSession, is_speaking: bool) -> None:
        """Note that the user began to speak, or paused."""
        with self.changed:
            self._note("speaks" if is_speaking else "pauses")

    def turn_completed(self, _session: VoiceSession, metrics: TurnMetrics) -> None:
        """Note what became of the turn."""
        with self.changed:
            self.turns.append(metrics)
            self._note(f"turn: {metrics.outcome.value}")

    def _note(self, what: str) -> None:
        self.timeline.append((time.monotonic(), what))
        self.changed.notify_all()


class RoomSession:
    """Used in a `with` block."""

    def __init__(self, settings: Settings, acoustics: Acoustics, keep: Path | None = None) -> None:
        """`keep`: the folder in which what was heard is kept, by `save()`."""
        self.acoustics = acoustics
        self.room = SimulatedRoom(acoustics, lambda far_end: front_end_of(settings.audio, far_end))
        self.listener = Listener()
        self._keep = keep
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            self.room.microphone.kept = []
        models = installed_models(settings, settings.session)
        self.session = VoiceSession(settings.session, self.room.hardware, models, self.listener)

    def __enter__(self) -> RoomSession:
        self.session.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.session.disconnect()

    def sound_began_s(self) -> float:
        """Wait until what is played in the room is heard; return since when (`time.monotonic()`)."""
        given_up_s = time.monotonic() + BEGINS_S
        while (began_s := self.room.began_s()) is None:
            if time.monotonic() > given_up_s:
                raise TimeoutError(f"nothing was heard within {BEGINS_S:g} s of the beginning of a sound")
            time.sleep(0.002)
        return began_s

    def save(self, name: str) -> None:
        """Write what was heard since the last time, and the timeline, where that is asked for: NAME.wav, NAME.txt.

        The WAV has two channels: what the microphone heard, and what the front end made of it.
        """
        kept = self.room.microphone.kept
        if self._keep is None or not kept:
            return
        self.room.microphone.kept = []
        heard = to_samples(np.concatenate([frame for _, frame, _ in kept]))
        made = np.concatenate([samples for _, _, samples in kept])
        with wave.open(str(self._keep / f"{name}.wav"), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(CAPTURE_RATE_HZ)
            file.writeframes(np.stack([heard, made], axis=1).astype("<i2").tobytes())
        lines = [f"{at_s - kept[0][0]:8.3f} s  {what}\n" for at_s, what in self.listener.timeline]
        (self._keep / f"{name}.txt").write_text("".join(lines), encoding="utf-8")
