"""Interview: asks a session one question after the other, and measures each turn on the sound."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from appliance.bench.alternatives import Alternative
from appliance.bench.questions import Question
from appliance.bench.rooms import Room
from appliance.errors import AudioUnavailable, ServerUnavailable
from appliance.interfaces import AudioDevice
from appliance.monitoring.health import PipelineHealth
from appliance.monitoring.metrics import Outcome, TurnMetrics
from appliance.session.session import VoiceSession
from appliance.states import SessionState

AT_ONCE_MS = 300.0
"""A reply that falls silent within this time after the user resumed has not disturbed them."""


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """The result of one question."""

    question: str
    """Name of the recording."""
    expected: str
    """What is said in the recording."""
    transcript: str
    """What the recogniser understood."""
    reply: str
    """What the language model replied."""
    voice_to_voice: float | None
    """Milliseconds from the recording's end of speech to the first sound of the reply. None: that end is not known,
    there was no sound, or the turn was judged over too early."""
    judged_over: float | None
    """Milliseconds from the end of speech to the decision that the user has finished; negative: they were cut off."""
    talked_over: float | None
    """Milliseconds that a reply played in a pause went on after the user resumed, the longest of all pauses. 0: it was
    over by then. None: there was no sound in a pause, or no pause is known."""
    longest_gap: float | None
    """Milliseconds, the longest that the loudspeaker waited for more in the middle of the reply; None: not known."""
    cpu_s: float
    """Seconds of processor time, from the start of listening to the end of the reply."""
    metrics: TurnMetrics | None
    """The session's own record of the turn; None if the session failed before there was one."""
    error: str | None = None
    """The message of what went wrong."""

    @property
    def is_cut_off(self) -> bool:
        """True if the turn was judged over before the end of the question."""
        return self.judged_over is not None and self.judged_over < 0

    @property
    def is_whole(self) -> bool:
        """True if the whole question was answered. A false start that fell silent within AT_ONCE_MS does not count."""
        is_answered = self.metrics is not None and self.metrics.outcome is Outcome.ANSWERED
        return is_answered and not self.is_cut_off and (self.talked_over or 0.0) <= AT_ONCE_MS


class Interview:
    """A session in a `with` block, and its delegate."""

    def __init__(
        self,
        alternative: Alternative,
        room: Room,
        clock: Callable[[], float] = time.monotonic,
        cpu_clock: Callable[[], float] = time.process_time,
    ) -> None:
        self._room = room
        self._clock = clock
        self._cpu_clock = cpu_clock
        self._session = VoiceSession(alternative.config, room.hardware, alternative.models, self)
        self._before = PipelineHealth()
        self._over = threading.Event()
        self._is_ready = threading.Event()
        self._transcript = self._reply = ""
        self._judged_s: float | None = None
        self._metrics: TurnMetrics | None = None
        self._error: Exception | None = None
        self._is_lost = False
        self._server_error: ServerUnavailable | None = None

    def __enter__(self) -> Interview:
        self._session.connect()
        self._before = self._session.health()
        self._is_ready.wait()  # until the delegate was told: the states of the first question come after it
        return self

    def __exit__(self, *_: object) -> None:
        self._session.disconnect()

    @property
    def health(self) -> PipelineHealth:
        """The losses of this session. The devices count over all sessions, so the count before it is subtracted."""
        now = self._session.health()
        return replace(
            now,
            capture_xruns=now.capture_xruns - self._before.capture_xruns,
            playback_xruns=now.playback_xruns - self._before.playback_xruns,
        )

    def ask(self, question: Question) -> AskedTurn:
        """Ask, wait until the turn is over and return its result; raise the error that ended the session, if any."""
        self._transcript = self._reply = ""
        self._judged_s = self._metrics = self._error = None
        self._over.clear()
        cpu_s = self._cpu_clock()
        self._session.start_listening()
        self._room.play(question.samples)
        self._over.wait()
        self._room.stop()
        if self._server_error:
            raise self._server_error
        if self._is_lost and self._error:
            raise self._error
        return self._turn(question, self._cpu_clock() - cpu_s)

    def _turn(self, question: Question, cpu_s: float) -> AskedTurn:
        began_s = self._room.began_s()
        end_s = None if began_s is None else began_s + question.end_s
        judged_over_ms = _between_ms(end_s, self._judged_s)
        is_early = judged_over_ms is not None and judged_over_ms < 0
        is_measured = question.is_end_known and not is_early
        sound_s = self._room.first_sound_s(end_s) if is_measured and end_s is not None else None
        return AskedTurn(
            question=question.recording.name,
            expected=question.recording.transcript,
            transcript=self._transcript,
            reply=self._reply,
            voice_to_voice=_between_ms(end_s, sound_s),
            judged_over=judged_over_ms,
            talked_over=None if began_s is None else self._talked_over(question, began_s),
            longest_gap=None if sound_s is None else self._longest_gap(sound_s),
            cpu_s=cpu_s,
            metrics=self._metrics,
            error=str(self._error) if self._error else None,
        )

    def _talked_over(self, question: Question, began_s: float) -> float | None:
        overlaps_ms = []
        for silent_s, resumed_s, next_silent_s in question.silences_s:
            last_s = self._room.last_sound_s(began_s + silent_s, began_s + next_silent_s)
            if last_s is not None:
                overlaps_ms.append(max(0.0, last_s - began_s - resumed_s) * 1000)
        return max(overlaps_ms, default=None)

    def _longest_gap(self, first_sound_s: float) -> float | None:
        gap_s = self._room.longest_gap_s(first_sound_s)
        return None if gap_s is None else gap_s * 1000

    # --- as the session's delegate ---

    def state_changed(self, _session: VoiceSession, state: SessionState) -> None:
        """Note the time when the turn was judged over, and the end of the turn."""
        if state is SessionState.PROCESSING:
            self._judged_s = self._clock()
        elif state is SessionState.CONNECTED:
            self._over.set()
            self._is_ready.set()

    def transcript_received(self, _session: VoiceSession, text: str, is_final: bool) -> None:
        """Keep the final transcript."""
        if is_final:
            self._transcript = text

    def response_received(self, _session: VoiceSession, text: str) -> None:
        """Keep the reply so far."""
        self._reply = text

    def turn_completed(self, _session: VoiceSession, metrics: TurnMetrics) -> None:
        """Keep the figures. If a question took several turns, the last counts."""
        self._metrics = metrics

    def error_occurred(self, session: VoiceSession, error: Exception) -> None:
        """Keep the error. After most errors the session recovers; otherwise the question is over."""
        self._give_up(error) if session.failure else self._note(error)

    def devices_missing(self, _session: VoiceSession, missing: Mapping[AudioDevice, AudioUnavailable]) -> None:
        """Give up: a benchmark does not wait for a missing device."""
        for error in missing.values():
            self._give_up(error)

    def server_changed(self, _session: VoiceSession, error: ServerUnavailable | None) -> None:
        """Give up: replies of the model on the device say nothing about the server."""
        if error:
            self._server_error = error
            self._over.set()

    def _note(self, error: Exception) -> None:
        self._error = error

    def _give_up(self, error: Exception) -> None:
        self._error, self._is_lost = error, True
        self._over.set()


def _between_ms(start_s: float | None, end_s: float | None) -> float | None:
    return None if start_s is None or end_s is None else (end_s - start_s) * 1000
