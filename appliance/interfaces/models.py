"""The models that hear and speak, and how all models of a session are loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from appliance.audio.format import Samples
from appliance.intents import Answerer
from appliance.interfaces.language import ChatServer, LanguageModel
from appliance.items import Frame, TranscriptionSegment
from appliance.text.pronunciations import NONE, Pronunciations


class SpeechDetector(Protocol):
    """Voice activity detection, a frame at a time."""

    @property
    def above_room_db(self) -> float:
        """How much louder the user is than the room; infinity while that is not known."""

    @property
    def user_lasts(self) -> bool | None:
        """Whether the user still speaks, by the mean level of the last second; None where it is not noisy enough."""

    def learn_room(self, frames: Sequence[Frame], *, is_called: bool = True) -> None:
        """Take what was heard before a turn, the newest last.

        `is_called`: somebody has called, who may have talked before. Else all of it is noise, talk as well.
        """

    def is_speech(self, samples: Samples, gain_db: float = 0.0, *, is_near: bool = False) -> bool:
        """Say whether a frame (320 samples, 16 kHz) is speech; `gain_db` is what it was made louder by.

        `is_near`: it is known to hold more than the echo and the noise of the room, so its level says nothing.
        """


class WakeWordDetector(Protocol):
    """Finds the word by which the appliance is called."""

    def has_heard(self, samples: Samples) -> bool:
        """Take the next frame (320 samples, 16 kHz), and say whether the word ends in it."""

    def forget(self) -> None:
        """Forget what was heard: what follows is another sound."""


class Recognizer(Protocol):
    """Speech to text."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Decode all that was said so far (16 kHz, up to 30 s); None when `cancelled()` came true meanwhile."""

    def transcribe_any_sound(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """As `transcribe()`, also where it is probably no speech: what was written may name it ("[LAUGHTER]")."""

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """As `transcribe()`, with another window: for a second opinion."""

    def transcribe_carefully(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """As `transcribe()`, with everything that guards against repetition, whatever it costs."""

    def transcribe_expecting(
        self, samples: Samples, words: Sequence[str], cancelled: Callable[[], bool], *, quickly: bool = False
    ) -> TranscriptionSegment | None:
        """As `transcribe_carefully()`, for one of a few words or a noise; `quickly`: as `transcribe_any_sound()`."""


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
    wake_word: Callable[[], WakeWordDetector] | None = None
    """Finds the word by which it is called, on the turns thread; None: it is called by the button only."""
    system_prompt: str = DEFAULT_SYSTEM_PROMPT
    """What the language model is told first, unless the settings say what."""
    skills: Callable[[], Answerer] | None = None
    """Asked before the language model; None: there are none."""
    pronunciations: Pronunciations = NONE
    """How the owner has words said."""
    server: ChatServer | None = None
    """Asked first; the language model answers while it does not. None: there is none."""
