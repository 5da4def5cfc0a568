"""Asking: plays recordings to a session, one after the other, and keeps what came of each."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from appliance.adapters.simulated import simulated_models
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.app import create_voice_session, installed_models
from appliance.audio.format import Samples
from appliance.interfaces import Hardware
from appliance.monitoring.metrics import Outcome, TurnMetrics
from appliance.session.session import VoiceSession
from appliance.settings import Settings
from appliance.states import SessionState
from appliance.system.cpu_threads import model_threads


@dataclass(frozen=True, slots=True)
class Recording:
    """A question."""

    path: Path
    """Its file."""
    samples: Samples = field(repr=False)
    """16 kHz."""


class View(Protocol):
    """Shows a turn as it goes."""

    def loading(self) -> None:
        """Models are being loaded."""

    def question(self, path: Path) -> None:
        """A question is being asked."""

    def transcript(self, text: str, is_final: bool) -> None:
        """All the user said so far."""

    def reply(self, text: str) -> None:
        """All that was written so far."""

    def turn(self, metrics: TurnMetrics) -> None:
        """The turn is over."""


class Asking:
    """A session on files; also its delegate."""

    def __init__(self, settings: Settings, view: View | None, *, realtime: bool, simulated: bool) -> None:
        self.turns: list[dict[str, Any]] = []
        """What came of each question, as it stands in the JSON."""
        self.unanswered: dict[Path, str] = {}
        """Questions without an answer, and why."""
        self._settings = settings
        self._view = view
        self._pace = "realtime" if realtime else "fast"
        self._is_simulated = simulated
        self._microphone = WavMicrophone(realtime=realtime)
        self._loudspeaker = WavLoudspeaker(realtime=realtime)
        models = simulated_models() if simulated else installed_models(settings, settings.session)
        self.rate_hz = models.voice_rate_hz
        self._session = create_voice_session(
            hardware=Hardware(self._microphone, self._loudspeaker), models=models, delegate=self, settings=settings
        )
        self._microphone.ready = lambda: self._session.is_idle
        self._spoken: list[Samples] = []
        self._turn: dict[str, Any] = {}
        self._over = threading.Event()
        self._connected = threading.Event()
        self._error: Exception | None = None

    def ask(self, recordings: list[Recording]) -> None:
        """Ask them all as turns of one conversation; raise what went wrong."""
        if self._view:
            self._view.loading()
        self._session.connect()
        self._connected.wait()  # until the delegate knows: a question's states begin after it
        try:
            for recording in recordings:
                self._ask(recording)
        finally:
            self._session.disconnect()

    def _ask(self, recording: Recording) -> None:
        self._turn = {"question": str(recording.path), "transcript": "", "partials": [], "reply": ""}
        self._turn["states"] = [SessionState.CONNECTED.value]
        self._over.clear()
        if self._view:
            self._view.question(recording.path)
        self._session.start_listening()
        self._microphone.play(recording.samples)
        while not self._over.wait(0.05):
            heard_all = self._microphone.remaining_s == 0 and self._session.is_idle
            if heard_all and not self._settings.session.vad_enabled and self._session.state is SessionState.LISTENING:
                self._session.stop_listening()
        self._spoken.append(self._loudspeaker.take())
        if self._error:
            raise self._error
        self._note_if_unanswered(recording.path)
        self._microphone.stop()

    def _note_if_unanswered(self, path: Path) -> None:
        match Outcome(self.turns[-1]["outcome"]):
            case Outcome.NO_REPLY:
                self.unanswered[path] = "the language model had nothing to say"
            case Outcome.NOTHING_SAID if self._microphone.remaining_s > 0:
                self.unanswered[path] = f"nothing was said in the first {self._settings.session.nobody_spoke_s:g} s"
            case Outcome.NOTHING_SAID:
                self.unanswered[path] = "nothing was said; there are no words in the recording"

    def spoken(self) -> Samples:
        """Return what was played, all turns in a row, at `rate_hz`."""
        return np.concatenate(self._spoken) if self._spoken else np.zeros(0, dtype=np.int16)

    def report(self) -> dict[str, Any]:
        """Return everything as one object for JSON."""
        chosen, threads = self._settings.models, self._settings.threads
        models = {
            "recognizer": chosen.recognizer,
            "language_model": chosen.language_model,
            "voice": chosen.voice,
            "threads": {
                "recognizer": model_threads(threads.recognizer),
                "language_model": model_threads(threads.language_model),
                "voice": model_threads(threads.voice),
            },
        }
        simulated = dict.fromkeys(("recognizer", "language_model", "voice"), "simulated")
        return {"models": simulated if self._is_simulated else models, "pace": self._pace, "turns": self.turns}

    # --- as the session's delegate ---

    def state_changed(self, _session: VoiceSession, state: SessionState) -> None:
        """Keep the path; a turn is closed when its last state is reached."""
        if state is SessionState.CONNECTED:
            self._connected.set()
        self._turn.setdefault("states", []).append(state.value)
        if state in (SessionState.CONNECTED, SessionState.ERROR) and "outcome" in self._turn:
            self.turns.append(self._turn)
            self._turn = {}
            if state is SessionState.CONNECTED:  # after "error" follows what the error is
                self._over.set()

    def transcript_received(self, _session: VoiceSession, text: str, is_final: bool) -> None:
        """Keep the words."""
        if is_final:
            self._turn["transcript"] = text
        else:
            self._turn["partials"].append(text)
        self._show("transcript", text, is_final)

    def response_received(self, _session: VoiceSession, text: str) -> None:
        """Keep the reply."""
        self._turn["reply"] = text
        self._show("reply", text)

    def error_occurred(self, _session: VoiceSession, error: Exception) -> None:
        """Keep the error."""
        self._error = error
        self._over.set()

    def turn_completed(self, _session: VoiceSession, metrics: TurnMetrics) -> None:
        """Keep the figures."""
        self._turn["outcome"] = metrics.outcome.value
        self._turn["reply_audio_s"] = round(metrics.reply_audio_s, 3)
        self._turn["timings_ms"] = metrics.timings_ms()
        self._turn["moments_ms"] = metrics.moments_ms
        for name in ("drafts", "dropped_drafts", "false_starts", "wasted_ms"):
            self._turn[name] = getattr(metrics, name)
        self._show("turn", metrics)

    def _show(self, method: str, *arguments: object) -> None:
        """Have the view show something; if its output is gone, end the asking with that error."""
        try:
            if self._view:
                getattr(self._view, method)(*arguments)
        except OSError as error:
            self._view, self._error = None, error
            self._over.set()
