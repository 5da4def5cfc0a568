"""Events of the reply."""

from __future__ import annotations

from dataclasses import dataclass, field

from appliance.audio.format import Samples
from appliance.events.base import Event
from appliance.intents import Answer


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
class PartPlayed:
    """How far a sentence of the reply was played, or a part of it."""

    text: str
    """What it says."""
    word_ends_s: tuple[float, ...]
    """When each word ends, as the voice counts them, in seconds of its sound; (): not known."""
    played_s: float
    """Seconds of its sound that were played."""
    before: str = ""
    """Clauses of the same sentence that were played to their end."""
    is_whole: bool = True
    """False while more of its sound is to be made: its last words have no ends yet."""
    rests: bool = False
    """Nothing of it is played after this, until it goes on."""


@dataclass(frozen=True, slots=True)
class PlaybackProgress(ReplyEvent):
    """More of the reply was played."""

    played_s: float
    """Seconds of the reply that were truly played."""
    played_text: str
    """The sentences of the reply that were played to their end."""
    part: PartPlayed | None = None
    """How far the next sentence was played; None if it has not begun."""


@dataclass(frozen=True, slots=True)
class PlaybackCompleted(PlaybackProgress):
    """All of the reply was played."""
