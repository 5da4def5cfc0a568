"""Interview: a session that is asked questions, one after the other, and what came of each, measured on the sound."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from appliance.bench.alternatives import Alternative
from appliance.bench.questions import Question
from appliance.bench.rooms import Room
from appliance.errors import AudioUnavailable
from appliance.events import AudioDevice
from appliance.monitoring.health import PipelineHealth
from appliance.monitoring.metrics import Outcome, TurnMetrics
from appliance.session.session import VoiceSession
from appliance.states import SessionState

AT_ONCE_MS = 300.0
"""A reply that falls silent within so long after the user went on has not interrupted them."""


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """What came of a question."""

    question: str
    """Name of its recording."""
    expected: str
    """What is said in it."""
    transcript: str
    """What was understood."""
    reply: str
    """What was answered."""
    voice_to_voice: float | None
    """Milliseconds from the recording's end of speech to the first sound of the reply; None: not known, none, or begun
    too early."""
    judged_over: float | None
    """Milliseconds from the end of speech to the judgement that the user has finished; negative: they were cut off."""
    talked_over: float | None
    """Milliseconds for which a reply begun in a pause went on once the user did; 0: it was over by then; None: none was
    heard, or no pause is known."""
    cpu_s: float
    """Seconds of processor time, from the start of listening to the end of the reply."""
    metrics: TurnMetrics | None
    """The session's own record; None when it gave up before there was one."""
    error: str | None = None
    """What went wrong."""

    @property
    def is_cut_off(self) -> bool:
        """True when the question was answered before it was asked to its end."""
        return self.judged_over is not None and self.judged_over < 0

    @property
    def is_whole(self) -> bool:
        """True when the question was answered as a whole; a false start counts as none if it fell silent at once."""
        is_answered = self.metrics is not None and self.metrics.outcome is Outcome.ANSWERED
        return is_answered and not self.is_cut_off and (self.talked_over or 0.0) <= AT_ONCE_MS


class Interview:
    """A session in a `with` block; also its delegate."""

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

    def __enter__(self) -> Interview:
        self._session.connect()
        self._before = self._session.health()
        self._is_ready.wait()  # until the delegate knows: a question's states begin after it
        return self

    def __exit__(self, *_: object) -> None:
        self._session.disconnect()

    @property
    def health(self) -> PipelineHealth:
        """What was lost since it began; the devices count from their first session on."""
        now = self._session.health()
        return replace(
            now,
            capture_xruns=now.capture_xruns - self._before.capture_xruns,
            playback_xruns=now.playback_xruns - self._before.playback_xruns,
        )

    def ask(self, question: Question) -> AskedTurn:
        """Ask, and wait until the answer is over; raise what made the session give up for good."""
        self._transcript = self._reply = ""
        self._judged_s = self._metrics = self._error = None
        self._over.clear()
        cpu_s = self._cpu_clock()
        self._session.start_listening()
        self._room.play(question.samples)
        self._over.wait()
        self._room.hush()
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
            cpu_s=cpu_s,
            metrics=self._metrics,
            error=str(self._error) if self._error else None,
        )

    def _talked_over(self, question: Question, began_s: float) -> float | None:
        heard_ms = []
        for silent_s, on_s, next_s in question.silences_s:
            last_s = self._room.last_sound_s(began_s + silent_s, began_s + next_s)
            if last_s is not None:
                heard_ms.append(max(0.0, last_s - began_s - on_s) * 1000)
        return max(heard_ms, default=None)

    # --- as the session's delegate ---

    def state_changed(self, _session: VoiceSession, state: SessionState) -> None:
        """Note the judgement that the user has finished, and the end of the turn."""
        if state is SessionState.PROCESSING:
            self._judged_s = self._clock()
        elif state is SessionState.CONNECTED:
            self._over.set()
            self._is_ready.set()

    def transcript_received(self, _session: VoiceSession, text: str, is_final: bool) -> None:
        """Keep the words."""
        if is_final:
            self._transcript = text

    def response_received(self, _session: VoiceSession, text: str) -> None:
        """Keep the reply."""
        self._reply = text

    def turn_completed(self, _session: VoiceSession, metrics: TurnMetrics) -> None:
        """Keep the figures; of several turns those of the last."""
        self._metrics = metrics

    def error_occurred(self, session: VoiceSession, error: Exception) -> None:
        """Keep the error; after most of them the session goes back to work."""
        self._give_up(error) if session.failure else self._note(error)

    def devices_missing(self, _session: VoiceSession, missing: Mapping[AudioDevice, AudioUnavailable]) -> None:
        """Wait for no device."""
        for error in missing.values():
            self._give_up(error)

    def _note(self, error: Exception) -> None:
        self._error = error

    def _give_up(self, error: Exception) -> None:
        self._error, self._is_lost = error, True
        self._over.set()


def _between_ms(start_s: float | None, end_s: float | None) -> float | None:
    return None if start_s is None or end_s is None else (end_s - start_s) * 1000
