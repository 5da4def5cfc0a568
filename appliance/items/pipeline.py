"""Items from stage to stage.

All are frozen. An item that belongs to a turn or to a reply carries its id, and is dropped once that is over. No
behaviour may come in here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from appliance.audio.earcons import Earcon
from appliance.audio.format import Samples
from appliance.audio.sound_stream import SoundStream
from appliance.intents import Answer


@dataclass(frozen=True, slots=True)
class TranscriptionSegment:
    """Words, and how sure the recogniser is of them."""

    text: str
    """The words, cleaned of everything that is not speech; may be empty."""
    start_s: float
    """Where the words begin, in seconds from the first sample of the utterance."""
    end_s: float
    """Where they end."""
    confidence: float
    """Geometric mean of the probabilities of the decoded tokens, 0..1; 0.0 where there is no token."""
    language: str
    """ISO 639-1 code that was decoded."""
    is_final: bool
    """False for a transcript of an utterance that is still going on."""
    written: str = ""
    """What the recogniser itself wrote, with its marks of sounds, where that was asked for (`transcribe_any_sound`)."""
    is_unintelligible: bool = False
    """True when no words were found in what sounds like somebody who speaks."""


class EndReason(Enum):
    """Why an utterance ended."""

    SILENCE = "silence"
    COMMITTED = "committed"
    TOO_LONG = "too long"
    OTHER_VOICE = "another voice"
    """The user has finished, and somebody else goes on."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something one stage hands to the next."""


@dataclass(frozen=True, slots=True)
class Tick(Item):
    """Go on: for a stage that needs no items."""


@dataclass(frozen=True, slots=True)
class Frame(Item):
    """20 ms from the microphone; belongs to no turn."""

    samples: Samples
    """320 samples at 16 kHz."""
    captured_s: float
    """When its last sample was taken."""
    follows_gap: bool = False
    """True when sound was lost just before it."""
    gain_db: float = 0.0
    """How much louder the front end made it."""
    has_near_end: bool | None = None
    """Whether there is more in it than the echo canceller's rest of what is played; None: that is not known."""
    is_settled: bool = False
    """That is to be relied on, whatever the level of the frame."""
    is_before_echo: bool = False
    """What is played is known not to have come to the microphone yet."""
    echo_dbfs: float | None = None
    """How loud the echo of what is played usually is, before that; None: that is not known."""
    fault: str | None = None
    """What is wrong with the sound of the microphone, as what follows "the microphone"; None: nothing."""


# --- of a turn ---


@dataclass(frozen=True, slots=True)
class TurnItem(Item):
    """An item that belongs to a turn, and is dropped once the turn is over."""

    turn: int
    """Id of the turn."""


@dataclass(frozen=True, slots=True)
class Utterance(TurnItem):
    """All that was said in a turn so far, with pre-roll."""

    samples: Samples = field(repr=False)
    """16 kHz."""
    speech_frames: int
    """Frames from the first to the last frame of speech; equal for two snapshots that hold the same speech."""
    is_final: bool
    """True once the user has finished."""
    is_pause: bool = False
    """True when the snapshot was taken in a pause, so that it holds every word said so far."""
    is_settled: bool = False
    """True when that pause has lasted for a while: it is worth decoding with more care."""
    last_part: int = 0
    """Index of the first sample after the last settled pause, or 0."""
    frames_before_part: int = 0
    """Speech frames of the utterance at that pause; 0 where there was none."""
    is_over_reply: bool = False
    """A reply is being heard: this may be a cough or a laugh as well as words."""


# --- of a reply ---


@dataclass(frozen=True, slots=True)
class ReplyItem(Item):
    """An item that belongs to a reply, and is dropped once the reply is discarded or its turn is over."""

    reply: int
    """Id of the reply."""


@dataclass(frozen=True, slots=True)
class ReplyRequest(ReplyItem):
    """What the user said, to be replied to."""

    segment: TranscriptionSegment
    """Not empty."""


@dataclass(frozen=True, slots=True)
class ReplyPart(ReplyItem):
    """A part of the reply that can be spoken by itself: a sentence, a clause, or an opening."""

    index: int
    """0 for the first of the reply."""
    text: str
    """Plain text: no markdown, no emoji."""
    ends_sentence: bool = True
    """False for a clause or an opening: the sentence goes on in the next part."""
    is_opening: bool = False
    """True for an opening: the first words of the next part, which repeats them. The voice can begin with them."""
    speaking_rate: float | None = None
    """Speed of the voice; None: as always."""


@dataclass(frozen=True, slots=True)
class SpokenPart(ReplyItem):
    """The sound of a part of the reply."""

    index: int
    """Of the part, or of its opening."""
    sound: SoundStream = field(repr=False)
    """At the voice's rate; more of it may still be synthesised."""


@dataclass(frozen=True, slots=True)
class EndOfReply(ReplyItem):
    """Follows the last part of a reply; every stage passes it on."""


# --- of neither ---


@dataclass(frozen=True, slots=True)
class PlayEarcon(Item):
    """An earcon to be played. Whatever begins or ends a turn cuts it short, so that nobody has to wait for it."""

    scope: int
    """`CurrentTurn.scope` when it was wanted."""
    earcon: Earcon
    """Which."""


@dataclass(frozen=True, slots=True)
class Prefill(Item):
    """Have the prompt evaluated as far as it is known, so that the next reply starts sooner."""

    user: str = ""
    """What the user has said so far."""


@dataclass(frozen=True, slots=True)
class CarryOut(Item):
    """Do what an answer promises: its turn is committed."""

    answer: Answer
    """With an action."""


@dataclass(frozen=True, slots=True)
class CheckDevice(Item):
    """See whether the device is still there, or there again."""
