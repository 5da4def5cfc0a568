"""Parts that do as they are told and keep what they were asked: for tests of one stage or one worker at a time."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.audio.sound_stream import SoundStream
from appliance.errors import AudioUnavailable
from appliance.events import Output
from appliance.interfaces import GenerationOptions, Message
from appliance.items import AnyItem, Frame, TranscriptionSegment
from appliance.threads.channel import ChannelClosed
from appliance.threads.stage import Stage

PATIENCE_S = 20.0
"""Far longer than anything that works can take, on any machine."""


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now_s: float = 0.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


@contextmanager
def running(target: Callable[[], object], name: str = "under test") -> Iterator[threading.Thread]:
    """A thread that must have ended when the block is left."""
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    yield thread
    thread.join(PATIENCE_S)
    assert not thread.is_alive(), f"the thread {name!r} did not end"


def wait_until_blocked(thread: threading.Thread) -> None:
    """Return once `thread` waits for a condition or an event."""
    assert blocks(thread), f"the thread {thread.name!r} ended instead of waiting"


def blocks(thread: threading.Thread) -> bool:
    """Return True once `thread` waits for a condition or an event, False once it has ended."""
    deadline_s = time.monotonic() + PATIENCE_S
    while thread.is_alive():
        frame = sys._current_frames().get(thread.ident or 0)
        if frame is not None and frame.f_code.co_name == "wait":
            return True
        assert time.monotonic() < deadline_s, f"the thread {thread.name!r} neither waits nor ends"
        os.sched_yield()
    return False


class ListInbox:
    """An inbox that holds what it was given, and is closed when that is used up."""

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


class ScriptedStage(Stage[AnyItem]):
    """A stage whose work is the function it was given; keeps a log of what happened to it."""

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


def heard(text: str, confidence: float = 0.9, end_s: float = 1.0) -> TranscriptionSegment:
    return TranscriptionSegment(text, 0.0, end_s, confidence, "en", is_final=False)


class ScriptedRecognizer:
    """Returns the segments it was given, one a call; None where it finds itself cancelled."""

    def __init__(
        self,
        *segments: TranscriptionSegment,
        second: TranscriptionSegment | None = None,
        careful: TranscriptionSegment | None = None,
    ) -> None:
        self._second = second or heard("He was no cold post man.", 0.5)
        self._segments = deque(segments)
        self._careful = careful
        self.lengths_s: list[float] = []
        """Of what was to be decoded."""
        self.second_count = 0
        self.careful_count = 0

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        self.lengths_s.append(len(samples) / CAPTURE_RATE_HZ)
        return None if cancelled() else self._segments.popleft()

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        self.second_count += 1
        return None if cancelled() else self._second

    def transcribe_carefully(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        assert self._careful, "nothing here asks for a careful decode"
        self.careful_count += 1
        return None if cancelled() else self._careful


class ScriptedLanguageModel:
    """Writes the pieces it was given; a token is a word."""

    def __init__(self, *pieces: str, context_tokens: int = 1000, hit_cap: bool = False) -> None:
        self.context_tokens = context_tokens
        self.hit_cap = hit_cap
        self._pieces = pieces
        self.prompts: list[list[Message]] = []
        self.prepared: list[list[Message]] = []
        self.taken = 0
        """Pieces that were asked for."""
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
    """A millisecond of sound for each letter."""

    rate_hz = 1000

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.clauses: list[str] = []
        """Those of them that go on."""

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
    """Take every piece there is."""
    lengths = []
    while (samples := sound.take()) is not None:
        lengths.append(len(samples))
    return lengths


class SilentMicrophone:
    """Is there, and hears nothing."""

    is_live = True
    xruns = 0

    def open(self) -> None: ...

    def read(self) -> Frame | None:
        return None

    def close(self) -> None: ...


class ScriptedLoudspeaker:
    """Plays nothing until it is waited for, and then a chunk of 10 ms; its buffer holds 40 ms."""

    xruns = 0

    def __init__(
        self,
        *,
        fails_at_write: int | None = None,
        drop_error: Exception | None = None,
        open_error: Exception | None = None,
        plays_at_hz: int | None = None,
    ) -> None:
        self.rate_hz = 0
        self.written: list[Samples] = []
        self.drop_count = 0
        self.finish_count = 0
        self.close_count = 0
        self.now_s = 10.0
        self.fails_at_write = fails_at_write
        self.open_error = open_error
        self.check_error: Exception | None = None
        self.before_write: Callable[[], None] = lambda: None
        self._pending = 0
        self._drop_error = drop_error
        self._plays_at_hz = plays_at_hz

    def open(self, rate_hz: int) -> None:
        if self.open_error:
            raise self.open_error
        self.rate_hz = self._plays_at_hz or rate_hz

    def write(self, samples: Samples) -> float:
        self.before_write()
        if len(self.written) == self.fails_at_write:
            raise AudioUnavailable("the loudspeaker is gone: plug it in again")
        while self._pending and self._pending + len(samples) > 0.04 * self.rate_hz:
            self.wait()
        starts_s = self.now_s + self.pending_s()
        self.written.append(samples)
        self._pending += len(samples)
        return starts_s

    def finish(self) -> None:
        self.finish_count += 1

    def check(self) -> None:
        if self.check_error:
            raise self.check_error

    def pending_s(self) -> float:
        return self._pending / self.rate_hz if self.rate_hz else 0.0

    def wait(self) -> None:
        played = min(self._pending, int(0.01 * self.rate_hz))
        self._pending -= played
        self.now_s += played / self.rate_hz

    def drop(self) -> None:
        self.drop_count += 1
        self._pending = 0
        if self._drop_error:
            raise self._drop_error

    def close(self) -> None:
        self.close_count += 1


def frame_samples(value: int) -> Samples:
    return np.full(FRAME_SAMPLES, value, dtype=np.int16)
