"""What comes up from the pipeline: events to the session's inbox. Reporting one never blocks.

All are frozen. Times are seconds of one monotonic clock. No behaviour may come in here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from appliance.audio.format import Samples
from appliance.errors import AudioUnavailable, ServerUnavailable
from appliance.intents import Answer
from appliance.interfaces import AudioDevice
from appliance.items import EndReason, TranscriptionSegment


@dataclass(frozen=True, slots=True)
class Event:
    """Something a stage reports."""


@dataclass(frozen=True, slots=True)
class StageReady(Event):
    """A stage's devices and models are open and warm."""

    stage: str
    """Its name."""


@dataclass(frozen=True, slots=True)
class StageFailed(Event):
    """A stage could not do its work; it goes on with the next item."""

    stage: str
    """Its name."""
    error: Exception
    """Fit to be shown to the owner."""
    turn: int | None = None
    """The turn it was working for; None for none."""
    reply: int | None = None
    """The reply it was working for; None for none. Both are None when it was opening."""


@dataclass(frozen=True, slots=True)
class WorkerDied(Event):
    """A bug: a worker's thread has ended by an exception nobody expected."""

    stage: str
    """The stage it was running."""
    error: BaseException
    """What was raised."""


@dataclass(frozen=True, slots=True)
class ActionEnded(Event):
    """An action was carried out, or could not be."""

    answer: Answer
    """Whose action it was."""
    error: Exception | None = None
    """Why it could not be; fit to be shown to the owner."""


@dataclass(frozen=True, slots=True)
class DeviceLost(Event):
    """A device is not there, or not any more; it is looked for until it is back. Told again when the reason changes."""

    device: AudioDevice
    """Which."""
    error: AudioUnavailable
    """Why."""


@dataclass(frozen=True, slots=True)
class DeviceBack(Event):
    """A device that was lost works again."""

    device: AudioDevice
    """Which."""


@dataclass(frozen=True, slots=True)
class MicrophoneFault(Event):
    """The sound of the microphone has become wrong, in another way than before, or is right again."""

    fault: str | None
    """What is wrong, and what to do, as what follows "the microphone"; None: nothing."""


@dataclass(frozen=True, slots=True)
class ServerChanged(Event):
    """The language model server of the settings was found to answer, or not to; told when that changes."""

    error: ServerUnavailable | None
    """Why it does not; None: it answers."""


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


@dataclass(frozen=True, slots=True)
class ReplyEvent(Event):
    """An event that belongs to a reply."""

    reply: int
    """Id of the reply."""
    at_s: float
    """When it happened."""


@dataclass(frozen=True, slots=True)
class ReplyWorkEnded(ReplyEvent):
    """A job that the compute thread did for a reply is done, or was dropped."""

    spent_s: float
    """Time the compute thread spent on it."""


@dataclass(frozen=True, slots=True)
class GenerationStarted(ReplyEvent):
    """The language model has the prompt."""


@dataclass(frozen=True, slots=True)
class AnswerFound(ReplyEvent):
    """A skill answers instead of the language model."""

    answer: Answer
    """Its answer."""


@dataclass(frozen=True, slots=True)
class GenerationProgress(ReplyEvent):
    """Another token was written."""

    text: str
    """The reply so far."""


@dataclass(frozen=True, slots=True)
class ReplyPartReady(ReplyEvent):
    """A part of the reply went to the voice."""

    text: str
    """Its words."""


@dataclass(frozen=True, slots=True)
class GenerationCompleted(ReplyEvent):
    """The reply is written."""

    text: str
    """All of it, as it is spoken."""
    is_apology: bool = False
    """True where the model has written nothing that can be said: `text` says so, and is not to be remembered."""


@dataclass(frozen=True, slots=True)
class SpeechSynthesized(ReplyEvent):
    """More of the reply was turned into sound."""

    samples: Samples = field(repr=False)
    """The new sound, at the voice's rate."""


@dataclass(frozen=True, slots=True)
class PlaybackStarted(ReplyEvent):
    """`at_s` is when the first sample of the reply left the loudspeaker."""


@dataclass(frozen=True, slots=True)
class PlaybackProgress(ReplyEvent):
    """More of the reply was played."""

    played_s: float
    """Seconds of the reply that were truly played."""
    played_text: str
    """The sentences of the reply that were played to their end."""


@dataclass(frozen=True, slots=True)
class PlaybackCompleted(PlaybackProgress):
    """All of the reply was played."""
