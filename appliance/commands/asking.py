"""Asking: plays recordings to a session, one after the other, and keeps the result of each."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from appliance.adapters.simulated import simulated_models
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.app import create_voice_session
from appliance.audio.format import FRAME_SAMPLES, Samples
from appliance.device.skill_control import SessionControl, skills_in_memory, with_skills
from appliance.errors import PipelineError, ServerUnavailable
from appliance.installed_models import installed_models
from appliance.intents import Answer
from appliance.interfaces import Hardware
from appliance.models.chosen import language_model_name
from appliance.monitoring.metrics import Outcome, TurnMetrics
from appliance.session.session import VoiceSession
from appliance.settings import Settings
from appliance.states import SessionState
from appliance.system.cpu_threads import model_threads
from appliance.turn_taking.user_turn import PRE_ROLL_FRAMES

LEAD = np.zeros(PRE_ROLL_FRAMES * FRAME_SAMPLES, dtype=np.int16)
"""Silence before a recording, as much as the recogniser is given from before the first word."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded question."""

    path: Path
    """The file it was read from."""
    samples: Samples = field(repr=False)
    """Its sound, mono, 16 kHz."""


class View(Protocol):
    """Shows a turn while it goes on."""

    def loading(self) -> None:
        """Models are being loaded."""

    def question(self, name: str) -> None:
        """A question is being asked."""

    def server(self, error: str) -> None:
        """The language model server does not answer: the language model on the device does."""

    def transcript(self, text: str, is_final: bool) -> None:
        """The transcript changed: `text` is all that the user said so far."""

    def reply(self, text: str) -> None:
        """The reply grew: `text` is all that was written so far."""

    def turn(self, metrics: TurnMetrics) -> None:
        """The turn is over."""


def _nothing() -> None:
    """Do nothing: there is no device to shut down, or to restart."""


class Asking:
    """A session on files, and its delegate."""

    def __init__(
        self, settings: Settings, view: View | None, *, realtime: bool, simulated: bool, skills: bool = True
    ) -> None:
        """`skills`: False asks the language model alone."""
        self.turns: list[dict[str, Any]] = []
        """The result of each question, as in the JSON."""
        self.unanswered: dict[str, str] = {}
        """The questions that were not answered, each with the reason."""
        self._settings = settings
        self._view = view
        self._pace = "realtime" if realtime else "fast"
        self._is_simulated = simulated
        self._server: str | None = None
        self._microphone = WavMicrophone(realtime=realtime)
        self._loudspeaker = WavLoudspeaker(realtime=realtime)
        models = simulated_models() if simulated else installed_models(settings, settings.session)
        self.rate_hz = models.voice_rate_hz
        control = SessionControl(settings.models.speaking_rate, _nothing, _nothing)
        if skills and settings.session.language == "en":
            models = with_skills(models, skills_in_memory(settings, control))
        self._session = create_voice_session(
            hardware=Hardware(self._microphone, self._loudspeaker, hears_itself=False),
            models=models,
            delegate=self,
            settings=settings,
        )
        control.attach(self._session)
        self._microphone.ready = lambda: self._session.is_idle
        self._spoken: list[Samples] = []
        self._turn: dict[str, Any] = {}
        self._over = threading.Event()
        self._connected = threading.Event()
        self._error: Exception | None = None

    def ask(self, questions: Sequence[Recording | str]) -> None:
        """Ask recorded or typed questions as turns of one conversation; raise the error of the first that fails."""
        if self._view:
            self._view.loading()
        self._session.connect()
        self._connected.wait()  # until the delegate was told: the states of the first question come after it
        try:
            for question in questions:
                self._ask(question)
        finally:
            self._disconnect()

    def _disconnect(self) -> None:
        try:
            self._session.disconnect()
        except PipelineError as error:  # a native call that cannot be stopped; what was asked is not less right
            log.warning("%s", error)

    def _ask(self, question: Recording | str) -> None:
        name = question if isinstance(question, str) else str(question.path)
        self._turn = {"question": name, "transcript": "", "partials": [], "reply": ""}
        self._turn |= {"skill": None, "slots": None, "action": None, "states": [SessionState.CONNECTED.value]}
        self._over.clear()
        if self._view:
            self._view.question(name)
        if isinstance(question, str):
            self._session.mute()  # it would listen after a question of its own
            self._session.ask(question)
        else:
            self._session.mute(False)  # perhaps it was told to stop listening
            self._session.press_to_talk()  # it may listen already
            # In real time there was silence before.
            self._microphone.play(question.samples if self._microphone.is_live else np.append(LEAD, question.samples))
        while not self._over.wait(0.05):
            is_played = self._microphone.remaining_s == 0 and self._session.is_idle
            if is_played and not self._settings.session.vad_enabled and self._session.state is SessionState.LISTENING:
                self._session.stop_listening()
        while not self._session.is_idle:  # an action is carried out
            self._over.wait(0.05)
        self._spoken.append(self._loudspeaker.take())
        if self._error:
            raise self._error
        self._note_if_unanswered(name)
        self._microphone.stop()

    def _note_if_unanswered(self, name: str) -> None:
        match Outcome(self.turns[-1]["outcome"]):
            case Outcome.NO_REPLY:
                self.unanswered[name] = "the language model had nothing to say"
            case Outcome.ASKED_BACK:
                self.unanswered[name] = "the recogniser was not sure what was said, or found no words; it asks back"
            case Outcome.NOTHING_SAID if self._microphone.remaining_s > 0:
                self.unanswered[name] = f"nothing was said in the first {self._settings.session.nobody_spoke_s:g} s"
            case Outcome.NOTHING_SAID:
                self.unanswered[name] = "nothing was said; there are no words in the recording"

    def spoken(self) -> Samples:
        """Return the replies as they were played, one after the other, mono, at `rate_hz`."""
        return np.concatenate(self._spoken) if self._spoken else np.zeros(0, dtype=np.int16)

    def report(self) -> dict[str, Any]:
        """Return models, pace and turns as one object for JSON."""
        chosen, threads = self._settings.models, self._settings.threads
        models = {
            "recognizer": chosen.recognizer,
            "language_model": language_model_name(chosen),
            "server": self._server,
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
        """Keep the state. After `turn_completed()`, "connected" or "error" is the last state of the turn."""
        if state is SessionState.CONNECTED:
            self._connected.set()
        self._turn.setdefault("states", []).append(state.value)
        if state in (SessionState.CONNECTED, SessionState.ERROR) and "outcome" in self._turn:
            self.turns.append(self._turn)
            self._turn = {}
            if state is SessionState.CONNECTED:  # after "error", `error_occurred()` ends the wait
                self._over.set()

    def transcript_received(self, _session: VoiceSession, text: str, is_final: bool) -> None:
        """Keep and show the transcript."""
        if is_final:
            self._turn["transcript"] = text
        else:
            self._turn["partials"].append(text)
        self._show(lambda view: view.transcript(text, is_final))

    def response_received(self, _session: VoiceSession, text: str) -> None:
        """Keep and show the reply so far."""
        self._turn["reply"] = text
        self._show(lambda view: view.reply(text))

    def answer_found(self, _session: VoiceSession, answer: Answer) -> None:
        """Keep which skill answers."""
        self._turn |= {"skill": answer.intent.skill, "intent": answer.intent.name, "slots": dict(answer.intent.slots)}

    def action_begun(self, _session: VoiceSession, answer: Answer) -> None:
        """Keep what is done."""
        self._turn["action"] = answer.action.name if answer.action else None

    def server_changed(self, _session: VoiceSession, error: ServerUnavailable | None) -> None:
        """Keep and show whether the server answers."""
        self._server = str(error) if error else "answers"
        if error:
            self._show(lambda view: view.server(str(error)))

    def error_occurred(self, _session: VoiceSession, error: Exception) -> None:
        """Keep the error, and end the wait for the turn."""
        self._error = error
        self._over.set()

    def turn_completed(self, _session: VoiceSession, metrics: TurnMetrics) -> None:
        """Keep and show the figures of the turn."""
        self._turn["outcome"] = metrics.outcome.value
        self._turn["reply_audio_s"] = round(metrics.reply_audio_s, 3)
        self._turn["timings_ms"] = metrics.timings_ms()
        self._turn["moments_ms"] = metrics.moments_ms
        for name in ("preemptive_replies", "discarded_replies", "false_starts", "wasted_ms"):
            self._turn[name] = getattr(metrics, name)
        self._show(lambda view: view.turn(metrics))

    def _show(self, on: Callable[[View], None]) -> None:
        """Call a method of the view, if there is one. If its output is gone, end the wait with that error."""
        try:
            if self._view:
                on(self._view)
        except OSError as error:
            self._view, self._error = None, error
            self._over.set()
