"""Simulated models: they understand nothing, in microseconds, so that everything around them can be tried.

They are for development without models. No measurement may ever come from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.audio.levels import FLOOR_DBFS, level_dbfs
from appliance.interfaces import GenerationOptions, Message, Models
from appliance.items import Frame, TranscriptionSegment

VOICE_RATE_HZ = 22_050


class SimulatedSpeechDetector:
    """Takes every frame that is louder than a quiet room for speech."""

    above_room_db = math.inf
    user_lasts = None

    def learn_room(self, frames: Sequence[Frame], *, is_called: bool = True) -> None:
        """Learn nothing: a quiet room is known."""

    def is_speech(self, samples: Samples, gain_db: float = 0.0, *, is_near: bool = False) -> bool:  # noqa: ARG002
        """Return whether the frame (320 samples, 16 kHz) is louder than a quiet room."""
        return level_dbfs(samples) > FLOOR_DBFS + 15


class SimulatedRecognizer:
    """Recognises the words that it was given: two of them in the first second, then all."""

    def __init__(self, words: str = "This is what a simulated recogniser heard.") -> None:
        self._words = words.split()

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Return the first two words, or all once there is more than a second of sound; None when cancelled."""
        if cancelled():
            return None
        length_s = len(samples) / CAPTURE_RATE_HZ
        count = len(self._words) if length_s > 1 else 2
        return TranscriptionSegment(" ".join(self._words[:count]), 0.0, length_s, 1.0, "en", is_final=False)

    def transcribe_any_sound(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Return the same as `transcribe()`."""
        return self.transcribe(samples, cancelled)

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Return the same as `transcribe()`."""
        return self.transcribe(samples, cancelled)

    def transcribe_carefully(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Return the same as `transcribe()`."""
        return self.transcribe(samples, cancelled)

    def transcribe_expecting(
        self,
        samples: Samples,
        _words: Sequence[str],
        cancelled: Callable[[], bool],
        *,
        quickly: bool = False,  # noqa: ARG002
    ) -> TranscriptionSegment | None:
        """Return the same as `transcribe()`."""
        return self.transcribe(samples, cancelled)


class SimulatedLanguageModel:
    """Repeats the user's last message in two sentences, a word at a time."""

    context_tokens = 2048
    hit_cap = False

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the number of words."""
        return sum(len(message["content"].split()) for message in messages)

    def prepare(self, messages: Sequence[Message]) -> Iterator[str]:  # noqa: ARG002
        """Do nothing."""
        return iter(())

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        """Yield two sentences, at most `max_tokens` words."""
        words = f"You said: {messages[-1]['content']} This is a simulated reply.".split()
        for word in words[: options.max_tokens]:
            yield word + " "


class SimulatedVoice:
    """Hums for 60 ms a word."""

    rate_hz = VOICE_RATE_HZ
    speaking_rate = 1.0
    word_ends_s: tuple[float, ...] = ()
    _begun = 0

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:  # noqa: ARG002
        """Yield a tone of 220 Hz, in one piece."""
        self.word_ends_s = ()
        yield self._hum(len(text.split()))

    def begin(self, text: str) -> Iterator[Samples]:
        """Yield a tone for all words but the last."""
        self.word_ends_s = ()
        self._begun = len(text.split()) - 1
        yield self._hum(self._begun)

    def go_on(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:  # noqa: ARG002
        """Yield a tone for the remaining words."""
        yield self._hum(len(text.split()) - self._begun)

    def _hum(self, words: int) -> Samples:
        first = len(self.word_ends_s) + 1
        self.word_ends_s += tuple(0.06 * word for word in range(first, first + words))
        time_s = np.arange(int(0.06 * words * self.rate_hz)) / self.rate_hz
        hum: Samples = (6000 * np.sin(2 * np.pi * 220 * time_s)).astype(np.int16)
        return hum


def simulated_models() -> Models:
    """Return one of each kind."""
    return Models(
        detector=SimulatedSpeechDetector,
        recognizer=SimulatedRecognizer,
        language_model=SimulatedLanguageModel,
        voice=SimulatedVoice,
        voice_rate_hz=VOICE_RATE_HZ,
    )
