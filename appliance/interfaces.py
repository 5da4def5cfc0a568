"""What a device or a model must offer to be used. Adapters satisfy these Protocols; stages know nothing else.

Every model is used by one thread: the detector by the turns thread, the end-of-turn model by its own, all others by the
compute thread.
No implementation may come in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, Protocol, TypedDict

from appliance.audio.format import Samples
from appliance.audio.playback_reference import PlaybackReference
from appliance.intents import Answerer
from appliance.items import Frame, TranscriptionSegment
from appliance.text.pronunciations import NONE, Pronunciations


class AudioDevice(Enum):
    """A device that may be missing, be lost, and come back."""

    MICROPHONE = "microphone"
    LOUDSPEAKER = "loudspeaker"


class Microphone(Protocol):
    """A source of frames."""

    is_live: bool
    """True when sound is lost unless it is read in time; False when the source waits."""
    xruns: int
    """How often sound was lost because it was not read in time."""

    def open(self) -> None:
        """Get ready to read; raise `AudioUnavailable` when that is not possible. It may be slow."""

    def read(self) -> Frame | None:
        """Block until the next frame is complete and return it; None once `close()` was called."""

    def close(self) -> None:
        """Free the device. May be called from another thread, and ends a `read()` that is waiting."""


class Loudspeaker(Protocol):
    """A sink of samples."""

    rate_hz: int
    """Sample rate it plays at; set by `open()`."""
    xruns: int
    """How often it ran dry in the middle of something."""

    def open(self, rate_hz: int) -> None:
        """Get ready to play at `rate_hz`, or as near as it can; raise `AudioUnavailable` when that is not possible."""

    def write(self, samples: Samples) -> float:
        """Block until there is room, hand over the samples, return when (clock) the first of them is played."""

    def finish(self) -> None:
        """Let what is pending be played: nothing follows for now."""

    def check(self) -> None:
        """Raise `AudioUnavailable` when the device is gone. Called now and then while nothing is played."""

    def pending_s(self) -> float:
        """Seconds handed over and not yet played."""

    def wait(self) -> None:
        """Block until `pending_s()` has gone down by a chunk, or is 0."""

    def drop(self) -> None:
        """Drop what is pending: silence at once."""

    def close(self) -> None:
        """Drop what is pending and free the device."""


class SpeechDetector(Protocol):
    """Voice activity detection, a frame at a time."""

    def is_speech(self, samples: Samples) -> bool:
        """Say whether a frame (320 samples, 16 kHz) is speech."""


class Recognizer(Protocol):
    """Speech to text."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Decode all that was said so far (16 kHz, up to 30 s); None when `cancelled()` came true meanwhile."""

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """As `transcribe()`, with another window: for a second opinion."""

    def transcribe_carefully(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """As `transcribe()`, with everything that guards against repetition, whatever it costs."""

    def transcribe_expecting(
        self, samples: Samples, words: Sequence[str], cancelled: Callable[[], bool]
    ) -> TranscriptionSegment | None:
        """As `transcribe_carefully()`, for one of a few short words or a noise."""


class Message(TypedDict):
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """How to write a reply."""

    temperature: float
    """0 takes the likeliest token each time."""
    max_tokens: int
    """Cap on the length of a reply."""


class LanguageModel(Protocol):
    """Writes replies."""

    context_tokens: int
    """Size of the context window."""
    hit_cap: bool
    """True when the last reply ended because it had reached its cap, perhaps in the middle of a sentence."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the length of the prompt these messages make."""

    def prepare(self, messages: Sequence[Message]) -> Iterator[str]:
        """Evaluate the prompt up to the user's last message, which may still grow.

        Yields "" between two steps, and may be closed at any of them. A reply to a prompt that begins like this starts
        sooner.
        """

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        """Yield the reply piece by piece; "" means still at work. Closing the iterator stops the work.

        If the last message is the assistant's, it is the beginning of the reply, and only what follows is yielded.
        """


class ChatCall(Protocol):
    """One reply of a server: read by one thread, cancelled by another."""

    hit_cap: bool
    """As in `LanguageModel`, once the pieces have ended."""

    @property
    def is_cancelled(self) -> bool:
        """True once it was cancelled."""

    def pieces(self) -> Iterator[str]:
        """Yield the reply piece by piece, none of them empty; block until each is there. Cancelled, it ends.

        Raises `ServerUnavailable`, also in the middle of the reply, and when it has no words.
        """

    def cancel(self) -> None:
        """End it at once: the connection is closed, so that the server stops too. For any thread; never blocks."""


class ChatServer(Protocol):
    """A server that writes replies; nothing is opened before it is asked."""

    url: str
    """As in the settings."""
    model: str | None
    """Name of the model that is asked; None until the server has listed it."""

    def call(self, messages: Sequence[Message], options: GenerationOptions, first_text_s: float) -> ChatCall:
        """Return a call, whose first text must be there `first_text_s` from now. Returns at once."""


class Voice(Protocol):
    """Text to speech."""

    rate_hz: int
    """Sample rate of what it returns."""
    speaking_rate: float
    """Its speed, 1.0 as it is; may be set between two parts."""

    @property
    def word_ends_s(self) -> tuple[float, ...]:
        """When each word of the part that is being synthesised ends, in seconds of its sound."""

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        """Yield the sound of a sentence, or of a clause that goes on, piece by piece: the first as soon as it can be.

        Nothing where there is nothing to say. Closing the iterator stops the work.
        """

    def begin(self, text: str) -> Iterator[Samples]:
        """Yield the sound of the first words of a sentence, as they sound when more follows; nothing if it cannot.

        The last word of `text` only shapes the one before it, and is not spoken yet.
        """

    def go_on(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        """Yield what is left of a sentence, or clause, that was begun just before."""


class EndOfTurnModel(Protocol):
    """Tells by the sound whether the user has finished."""

    def probability(self, samples: Samples) -> float:
        """Return the probability (0..1) that they have, given what was said (16 kHz) and the silence after it."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """The devices of a session; opened by `connect()`, closed by `disconnect()`."""

    microphone: Microphone
    """Gives the frames."""
    loudspeaker: Loudspeaker
    """Plays reply and earcons."""
    may_be_missing: bool = False
    """True: `connect()` succeeds without them, and they are waited for; False: it fails."""
    has_earcons: bool = False
    """Short sounds say what happens."""
    lead_in_s: float = 0.0
    """How long the loudspeaker is woken before a sound."""
    lead_in_after_s: float = 10.0
    """It is woken when nothing was played for so long."""
    hears_itself: bool = True
    """The microphone picks up what the loudspeaker plays; False for a recording."""
    cancels_echo: Callable[[], bool] = lambda: False
    """Says whether the echo of the loudspeaker is taken out of what the microphone gives, here or by the card."""
    playback_reference: PlaybackReference = field(default_factory=PlaybackReference)
    """What the loudspeaker plays: the player writes it, the echo canceller and the turns stage read it."""


DEFAULT_SYSTEM_PROMPT = "You are a helpful assistant. Answer each question in one or two short sentences."
"""What a language model is told that has no system prompt of its own."""


@dataclass(frozen=True, slots=True)
class Models:
    """How to load the models of a session: each is called once per `connect()`, on the thread that will use it."""

    detector: Callable[[], SpeechDetector]
    """Voice activity detection."""
    recognizer: Callable[[], Recognizer]
    """Speech to text."""
    language_model: Callable[[], LanguageModel]
    """Conversation to reply."""
    voice: Callable[[], Voice]
    """Text to speech."""
    voice_rate_hz: int
    """Sample rate of the voice, known before it is loaded: the loudspeaker is opened at the same time."""
    end_of_turn: Callable[[], EndOfTurnModel] | None = None
    """Predicts whether the user has finished, on a thread of its own; None: the words alone decide."""
    system_prompt: str = DEFAULT_SYSTEM_PROMPT
    """What the language model is told first, unless the settings say what."""
    skills: Callable[[], Answerer] | None = None
    """Asked before the language model; None: there are none."""
    pronunciations: Pronunciations = NONE
    """How the owner has words said."""
    server: ChatServer | None = None
    """Asked first; the language model answers while it does not. None: there is none."""
