"""Events of the user's turn."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.events.base import Event
from appliance.items import EndReason, TranscriptionSegment


@dataclass(frozen=True, slots=True)
class TurnEvent(Event):
    """An event that belongs to a turn."""

    turn: int
    """Id of the turn."""
    at_s: float
    """When it happened."""


@dataclass(frozen=True, slots=True)
class UserStartedSpeaking(TurnEvent):
    """The user has begun to speak; `at_s` is the first frame of speech."""


@dataclass(frozen=True, slots=True)
class SpeechActivity(TurnEvent):
    """The user speaks, or pauses."""

    is_speaking: bool
    """Which of the two."""


@dataclass(frozen=True, slots=True)
class InterruptionProgress(TurnEvent):
    """Somebody has begun to speak during a reply; told every tenth of a second from then on."""

    speech_frames: int
    """From the first to the last frame of speech."""
    silent_frames: int
    """Since the last frame of speech."""
    voiced_frames: int
    """How many of the frames of speech are vowels: a cough has few, a knock has none."""
    echo_relative_db: float | None
    """How loud they are, relative to the echo of the reply as it usually is; None: that is not known."""
    is_settled: bool = False
    """The echo is taken out: what is noticed is not that of the reply."""
    user_relative_db: float | None = None
    """How loud they are, relative to the median of the user in the turn before; None once nobody can go on with it."""


@dataclass(frozen=True, slots=True)
class PauseStarted(TurnEvent):
    """A few quiet frames: this may be the end. What was said so far goes to the recogniser."""


@dataclass(frozen=True, slots=True)
class PauseEnded(TurnEvent):
    """The user speaks again: the pause was not the end."""


@dataclass(frozen=True, slots=True)
class VoiceChange(TurnEvent):
    """How different what followed a pause sounds from what was before it."""

    change: float
    """About 1 for one voice, larger for two; see `audio.voice_change`."""
    speech_frames: int
    """Of the utterance before the pause."""


@dataclass(frozen=True, slots=True)
class UserResumed(TurnEvent):
    """The user speaks again, although the turn was judged over."""


@dataclass(frozen=True, slots=True)
class ResumeTimeOver(TurnEvent):
    """The user has not spoken again in the time for it; told only of a recording that waits for the models."""


@dataclass(frozen=True, slots=True)
class EndOfTurnPredicted(TurnEvent):
    """The end-of-turn model has judged a pause."""

    probability: float
    """That the user has finished, 0..1."""
    speech_frames: int
    """Of the utterance: tells this pause from a later one."""


@dataclass(frozen=True, slots=True)
class NobodySpoke(TurnEvent):
    """There was no speech before the time was up or the turn was committed."""


@dataclass(frozen=True, slots=True)
class UtteranceEnded(TurnEvent):
    """The user has finished; `at_s` is when that was decided."""

    speech_frames: int
    """Of the utterance; its final transcript has the same number."""
    speech_end_s: float
    """When the last frame of speech was taken."""
    reason: EndReason
    """What decided it."""
    capture_ms: float
    """Median delay from a frame's last sample to the turns stage, in this turn."""
    vad_ms: float
    """Median time the speech detector took per frame, in this turn."""


@dataclass(frozen=True, slots=True)
class TranscriptionStarted(TurnEvent):
    """The recogniser got the first snapshot of the utterance."""


@dataclass(frozen=True, slots=True)
class TranscriptionProgress(TurnEvent):
    """A partial transcript."""

    segment: TranscriptionSegment
    """Everything said so far."""
    is_pause: bool
    """True when it was taken in a pause, holds every word said so far and will be the final one if nothing follows."""
    speech_frames: int
    """Of the utterance: tells this pause from a later one."""
    is_doubtful: bool = False
    """True when the final one may be another: the same speech is then decoded with more care."""


@dataclass(frozen=True, slots=True)
class TranscriptionCompleted(TurnEvent):
    """The final transcript."""

    segment: TranscriptionSegment
    """Its text is empty when there were no words in the utterance."""
    speech_frames: int
    """Of the utterance: tells the end of a turn from one that was taken back because the user resumed."""
