"""What a turn took: one record per turn, on one monotonic clock, and the targets of the latency contract."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import Enum


class Outcome(Enum):
    """What became of a turn."""

    ANSWERED = "answered"
    NOTHING_SAID = "nothing said"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TurnMetrics:
    """One turn. Every time is in milliseconds; None where the turn never came that far."""

    turn: int
    """Number of the turn."""
    outcome: Outcome
    """What became of it."""
    capture: float | None
    """Median delay from a frame's last sample to the turns stage."""
    vad: float | None
    """Median time of the speech detector per frame."""
    first_partial: float | None
    """From the moment half a second of speech was there to the first partial transcript."""
    endpoint: float | None
    """From the last frame of speech to the decision that the user has finished."""
    final_transcript: float | None
    """From that decision to the final transcript; near 0 when the pause was transcribed already."""
    first_token: float | None
    """From the final transcript to the first token of the reply."""
    first_sentence: float | None
    """From the final transcript to the first sentence of the reply."""
    first_audio: float | None
    """From the first sentence to its first samples."""
    voice_to_voice: float | None
    """From the last frame of speech at the microphone to the first sample of the reply at the loudspeaker."""
    words: int
    """Words the user said."""
    reply_words: int
    """Words written in reply."""
    reply_audio_s: float
    """Seconds of the reply that were truly played."""

    def timings_ms(self) -> dict[str, float | None]:
        """Return the times alone, by name, rounded to a tenth of a millisecond."""
        values = asdict(self)
        return {name: None if values[name] is None else round(values[name], 1) for name in TIMINGS}


TIMINGS = ("capture", "vad", "first_partial", "endpoint", "final_transcript", "first_token", "first_sentence",
           "first_audio", "voice_to_voice")  # fmt: skip
"""The times of a turn in the order in which they happen."""

TARGETS_MS: dict[str, float] = {
    "capture": 20,
    "vad": 10,
    "first_partial": 500,
    "final_transcript": 500,
    "first_token": 200,
    "first_audio": 500,
    "voice_to_voice": 1000,
}
"""The latency contract: each time should stay below its target."""

PARTIAL_AFTER_S = 0.5
"""Speech heard before the first partial transcript."""


@dataclass(slots=True)
class Timeline:
    """Collects the moments of a turn as its events arrive; used by the session's thread only."""

    turn: int
    """Number of the turn."""
    moments_s: dict[str, float] = field(default_factory=dict)
    """First time each thing happened."""
    capture: float | None = None
    """As in `TurnMetrics`."""
    vad: float | None = None
    """As in `TurnMetrics`."""
    transcript: str = ""
    """What the user said, as far as it is known."""
    reply: str = ""
    """What was written in reply."""
    reply_audio_s: float = 0.0
    """Seconds of it that were played."""

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
            first_audio=self._between_ms("first_sentence", "first_audio"),
            voice_to_voice=self._between_ms("speech_end", "first_played"),
            words=len(self.transcript.split()),
            reply_words=len(self.reply.split()),
            reply_audio_s=self.reply_audio_s,
        )
