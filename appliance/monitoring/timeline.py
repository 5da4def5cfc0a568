"""Timeline: what happened when in a turn, from its events to its record of metrics. Nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass, field

from appliance import events as ev
from appliance.monitoring.metrics import PARTIAL_AFTER_S, Outcome, TurnMetrics

_MOMENTS: dict[type[ev.TurnEvent], str] = {
    ev.TurnStarted: "speech_start",
    ev.SpeechPaused: "pause",
    ev.UtteranceEnded: "utterance_end",
    ev.GenerationProgress: "first_token",
    ev.SentenceReady: "first_sentence",
    ev.GenerationCompleted: "reply_written",
    ev.SpeechSynthesized: "first_audio",
    ev.SpeechStarted: "first_played",
    ev.SpeechCompleted: "reply_end",
}
"""Events whose first time is a moment of the turn."""
_UNDONE = ("pause", "speech_end", "utterance_end", "transcript", "first_token", "first_sentence", "reply_written",
           "first_audio", "first_played", "reply_end")  # fmt: skip
"""Moments that did not happen if the user goes on."""


@dataclass(slots=True)
class Timeline:
    """Follows a turn by its events; used by the session's thread only."""

    turn: int
    """Number of the turn."""
    moments_s: dict[str, float] = field(default_factory=dict)
    """First time each thing happened."""
    capture: float | None = None
    """As in `TurnMetrics`."""
    vad: float | None = None
    """As in `TurnMetrics`."""
    ended_frames: int | None = None
    """Speech frames of the utterance that the turn ended with; None while it has not ended."""
    taken_up: str = ""
    """What had been understood when the user last went on."""
    transcript: str = ""
    """What the user said, as far as it is known."""
    reply: str = ""
    """What was written in reply."""
    reply_audio_s: float = 0.0
    """Seconds of it that were played."""
    heard: str = ""
    """The sentences of it that were played to their end."""
    drafts: int = 0
    """As in `TurnMetrics`, and so the rest."""
    dropped_drafts: int = 0
    false_starts: int = 0
    wasted_s: float = 0.0

    @property
    def is_written(self) -> bool:
        """True once the whole reply is written."""
        return "reply_written" in self.moments_s

    def note(self, event: ev.TurnEvent) -> None:
        """Keep when something happened, and what was said and written."""
        if moment := _MOMENTS.get(type(event)):
            self.mark(moment, event.at_s)
        match event:
            case ev.PauseEnded():
                self.moments_s.pop("pause", None)
            case ev.UtteranceEnded():
                self.mark("speech_end", event.speech_end_s)
                self.ended_frames = event.speech_frames
                self.capture, self.vad = event.capture_ms, event.vad_ms
            case ev.TranscriptionProgress(segment=segment) if segment.text:
                self.mark("first_partial", event.at_s)
                self.transcript = segment.text
            case ev.TranscriptionCompleted(segment=segment):
                self.transcript = segment.text
            case ev.GenerationProgress() | ev.GenerationCompleted():
                self.reply = event.text
            case ev.SpeechProgress():
                self.reply_audio_s, self.heard = event.played_s, event.heard

    def user_goes_on(self) -> None:
        """Forget the answer: the turn was not over."""
        self.false_starts += 1
        self.taken_up = self.transcript
        self.ended_frames = None
        for moment in _UNDONE:
            self.moments_s.pop(moment, None)
        self.reply, self.reply_audio_s, self.heard = "", 0.0, ""

    def mark(self, moment: str, at_s: float) -> None:
        """Keep when `moment` happened for the first time."""
        self.moments_s.setdefault(moment, at_s)

    def _between_ms(self, start: str, end: str, offset_s: float = 0.0) -> float | None:
        if start not in self.moments_s or end not in self.moments_s:
            return None
        return max(0.0, (self.moments_s[end] - self.moments_s[start] - offset_s) * 1000)

    def metrics(self, outcome: Outcome) -> TurnMetrics:
        """Return the record of the turn."""
        return TurnMetrics(
            turn=self.turn,
            outcome=outcome,
            capture=self.capture,
            vad=self.vad,
            first_partial=self._between_ms("speech_start", "first_partial", PARTIAL_AFTER_S),
            endpoint=self._between_ms("speech_end", "utterance_end"),
            final_transcript=self._between_ms("utterance_end", "transcript"),
            first_token=self._between_ms("transcript", "first_token"),
            first_sentence=self._between_ms("transcript", "first_sentence"),
            reply_written=self._between_ms("transcript", "reply_written"),
            first_audio=self._between_ms("first_sentence", "first_audio"),
            voice_to_voice=self._between_ms("speech_end", "first_played"),
            words=len(self.transcript.split()),
            reply_words=len(self.reply.split()),
            reply_audio_s=self.reply_audio_s,
            moments_ms=self._moments_ms(),
            drafts=self.drafts,
            dropped_drafts=self.dropped_drafts,
            false_starts=self.false_starts,
            wasted_ms=round(self.wasted_s * 1000, 1),
        )

    def _moments_ms(self) -> dict[str, float]:
        """Return every moment, from the last frame of speech on, in order; none in a turn without one."""
        zero_s = self.moments_s.get("speech_end")
        if zero_s is None:
            return {}
        in_order = sorted(self.moments_s.items(), key=lambda moment: moment[1])
        return {name: round((at_s - zero_s) * 1000, 1) for name, at_s in in_order}
