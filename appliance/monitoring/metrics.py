"""How long a turn took: one record per turn, on one monotonic clock, and the targets of the latency contract."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import Enum, StrEnum


class Outcome(Enum):
    """What became of a turn."""

    ANSWERED = "answered"
    ASKED_BACK = "asked back"
    NO_REPLY = "no reply"
    NOTHING_SAID = "nothing said"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class TurnMoment(StrEnum):
    """A moment of a turn, as it stands in JSON and in the journal."""

    SPEECH_START = "speech_start"
    """First frame of speech."""
    FIRST_PARTIAL = "first_partial"
    """First partial transcript with words."""
    PAUSE = "pause"
    """The pause began that ended the turn."""
    SPEECH_END = "speech_end"
    """Last frame of speech."""
    UTTERANCE_END = "utterance_end"
    """It was decided that the user has finished."""
    TRANSCRIPT = "transcript"
    """The words were known that are replied to."""
    FIRST_TOKEN = "first_token"
    FIRST_SENTENCE = "first_sentence"
    """The first part of the reply went to the voice."""
    REPLY_WRITTEN = "reply_written"
    FIRST_AUDIO = "first_audio"
    """The first sound of the reply was synthesised."""
    FIRST_PLAYED = "first_played"
    REPLY_END = "reply_end"
    """The last sample of the reply was played."""


@dataclass(frozen=True, slots=True)
class TurnMetrics:
    """One turn. Every time is in milliseconds; None where the turn never came that far."""

    turn: int
    """Id of the turn: 1, 2, 3."""
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
    """From that decision to the final transcript; 0 when the pause was transcribed before it."""
    first_token: float | None
    """From the final transcript to the first token of the reply."""
    first_sentence: float | None
    """From the final transcript to the first part of the reply: an opening, a clause or a sentence."""
    reply_written: float | None
    """From the final transcript to the end of the reply's text."""
    first_audio: float | None
    """From that part to its first samples."""
    voice_to_voice: float | None
    """From the last frame of speech at the microphone to the first sample of the reply at the loudspeaker."""
    words: int
    """Words the user said."""
    reply_words: int
    """Words written in reply."""
    reply_audio_s: float
    """Seconds of the reply that were truly played."""
    moments_ms: dict[TurnMoment, float] = field(default_factory=dict)
    """When each thing happened, from the last frame of speech on, in order: negative while the user spoke."""
    preemptive_replies: int = 0
    """Replies begun in a pause, before the turn was judged over."""
    discarded_replies: int = 0
    """Of these, those that were discarded before they were committed."""
    false_starts: int = 0
    """Times the turn was judged over, and the user resumed."""
    false_interruptions: int = 0
    """How often the reply rested for a sound over it that was no turn."""
    rested_ms: float = 0.0
    """How long it did, all together."""
    wasted_ms: float = 0.0
    """Time the compute thread spent on replies that were discarded."""
    skill: str | None = None
    """Name of the skill that replied; None when the language model did."""

    def timings_ms(self) -> dict[str, float | None]:
        """Return the times alone, by name, rounded to a tenth of a millisecond."""
        values = asdict(self)
        return {name: None if values[name] is None else round(values[name], 1) for name in TIMINGS}


TIMINGS = ("capture", "vad", "first_partial", "endpoint", "final_transcript", "first_token", "first_sentence",
           "reply_written", "first_audio", "voice_to_voice")  # fmt: skip
"""The times of a turn in the order in which they happen."""

LABELS = {
    "capture": "audio capture",
    "vad": "speech detection, per frame",
    "first_partial": "first partial transcript",
    "endpoint": "silence until the turn was over",
    "final_transcript": "final transcript",
    "first_token": "first token",
    "first_sentence": "first sentence",
    "reply_written": "whole reply written",
    "first_audio": "first sound of the voice",
    "voice_to_voice": "last word to first sound",
}
"""What each time is called for the owner."""

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
"""Length of speech before the first partial transcript is due."""
