"""Scripted parts, for tests of one stage or one worker: they return what a test gave them and record their calls."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.audio.sound_stream import SoundStream
from appliance.events import Event
from appliance.interfaces import GenerationOptions, Message
from appliance.items import Item, TranscriptionSegment
from appliance.threads.channel import ChannelClosed
from appliance.threads.stage import Stage

Output = Item | Event | None
"""What a stage yields; None only says that it is still at work and may be overtaken."""
AnyItem = Any
"""An item of a test, whose kind does not matter."""


class Clock:
    """A clock that stands still until a test sets `now_s`."""

    def __init__(self, now_s: float = 0.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


class ListInbox:
    """An inbox with the given items; `get()` raises `ChannelClosed` when they are used up."""

    def __init__(self, *items: AnyItem) -> None:
        self._items = deque(items)
        self.done_count = 0

    def get(self) -> AnyItem:
        if not self._items:
            raise ChannelClosed
        return self._items.popleft()

    def has_work(self) -> bool:
        return True

    def done(self) -> None:
        self.done_count += 1

    def close(self) -> None:
        self._items.clear()


class ScriptedStage(Stage[AnyItem, AnyItem]):
    """A stage whose `work()` is the given function; it logs its calls of `open()`, `stop()` and `close()`."""

    def __init__(
        self,
        work: Callable[[AnyItem], Iterator[Output]],
        *,
        name: str = "scripted",
        open_error: BaseException | None = None,
        log: list[str] | None = None,
    ) -> None:
        self.name = name
        self.script = work
        self.open_error = open_error
        self.log: list[str] = [] if log is None else log

    def open(self) -> None:
        self.log.append(f"open {self.name}")
        if self.open_error:
            raise self.open_error

    def work(self, item: AnyItem) -> Iterator[Output]:
        yield from self.script(item)

    def stop(self) -> None:
        self.log.append(f"stop {self.name}")

    def close(self) -> None:
        self.log.append(f"close {self.name}")


def decoded(text: str, confidence: float = 0.9, end_s: float = 1.0) -> TranscriptionSegment:
    """Return a segment, as a recogniser decodes it from 0 s to `end_s`."""
    return TranscriptionSegment(text, 0.0, end_s, confidence, "en", is_final=False)


class ScriptedRecognizer:
    """A recogniser that returns the given segments, one for each call; None for a call that is cancelled."""

    def __init__(
        self,
        *segments: TranscriptionSegment,
        second: TranscriptionSegment | None = None,
        careful: TranscriptionSegment | None = None,
        expected: TranscriptionSegment | None = None,
    ) -> None:
        self._second = second or decoded("He was no cold post man.", 0.5)
        self._segments = deque(segments)
        self._careful = careful
        self._expected = expected or decoded("[BLANK_AUDIO]")
        self.lengths_s: list[float] = []
        """Seconds of sound given to each call of `transcribe()`."""
        self.any_sound_count = 0
        self.second_count = 0
        self.careful_count = 0
        self.expecting_count = 0

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        self.lengths_s.append(len(samples) / CAPTURE_RATE_HZ)
        return None if cancelled() else self._segments.popleft()

    def transcribe_any_sound(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        self.any_sound_count += 1
        return self.transcribe(samples, cancelled)

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        self.second_count += 1
        return None if cancelled() else self._second

    def transcribe_carefully(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        assert self._careful, "this test expects no careful decode"
        self.careful_count += 1
        return None if cancelled() else self._careful

    def transcribe_expecting(
        self, samples: Samples, words: Sequence[str], cancelled: Callable[[], bool], *, quickly: bool = False
    ) -> TranscriptionSegment | None:
        assert words
        self.expecting_count += 1
        return None if cancelled() else self._expected


class ScriptedLanguageModel:
    """A language model that writes the given pieces; each word is a token."""

    def __init__(self, *pieces: str, context_tokens: int = 1000, hit_cap: bool = False) -> None:
        self.context_tokens = context_tokens
        self.hit_cap = hit_cap
        self._pieces = pieces
        self.prompts: list[list[Message]] = []
        self.prepared: list[list[Message]] = []
        self.taken = 0
        """How many pieces were taken from it."""
        self.closed_count = 0

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message["content"].split()) for message in messages)

    def prepare(self, messages: Sequence[Message]) -> Iterator[str]:
        self.prepared.append(list(messages))
        yield ""

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        self.prompts.append(list(messages))
        try:
            for piece in self._pieces:
                self.taken += 1
                yield piece
        finally:
            self.closed_count += 1


class ScriptedVoice:
    """A voice that makes one sample, a millisecond of sound, for each letter or digit."""

    rate_hz = 1000
    speaking_rate = 1.0
    word_ends_s = ()

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.clauses: list[str] = []
        """Those of the texts that did not end a sentence."""

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        if not ends_sentence:
            self.clauses.append(text)
        self.texts.append(text)
        yield np.ones(sum(char.isalnum() for char in text), dtype=np.int16)

    def begin(self, text: str) -> Iterator[Samples]:
        yield from ()

    def go_on(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        raise AssertionError("nothing was begun")


def lengths_taken(sound: SoundStream) -> list[int]:
    """Take every piece that is in the stream now; return their lengths in samples."""
    lengths = []
    while (samples := sound.take()) is not None:
        lengths.append(len(samples))
    return lengths


def frame_samples(value: int) -> Samples:
    """Return the 320 samples of a frame, all of them `value`."""
    return np.full(FRAME_SAMPLES, value, dtype=np.int16)
