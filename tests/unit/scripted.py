"""Scripted parts, for tests of one stage or one worker: they return what a test gave them and record their calls."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.audio.sound_stream import SoundStream
from appliance.errors import AudioUnavailable
from appliance.events import Event
from appliance.interfaces import GenerationOptions, Message
from appliance.items import Frame, Item, TranscriptionSegment
from appliance.threads.channel import ChannelClosed
from appliance.threads.stage import Stage

Output = Item | Event | None
"""What a stage yields; None only says that it is still at work and may be overtaken."""
AnyItem = Any
"""An item of a test, whose kind does not matter."""
PATIENCE_S = 20.0
"""Timeout of every wait: far longer than anything that works takes, on any machine."""


class Clock:
    """A clock that stands still until a test sets `now_s`."""

    def __init__(self, now_s: float = 0.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


class WatchedThread(threading.Thread):
    """A thread that signals when it begins to wait for a condition or an event, and when it ends.

    Every wait for a `threading` condition or event goes through `Condition.wait()`. A profile function in the thread
    sees its calls and returns. At the call the thread still owns the condition's lock, so a notification that comes
    after the signal finds the thread waiting.
    """

    def __init__(self, target: Callable[[], object], name: str) -> None:
        super().__init__(target=target, name=name, daemon=True)
        self._is_waiting = False
        self._is_over = False
        self._watched = threading.Condition()

    def run(self) -> None:
        sys.setprofile(self._profile)
        try:
            super().run()
        finally:
            sys.setprofile(None)
            self._signal(is_waiting=False, is_over=True)

    def _profile(self, frame: FrameType, event: str, _argument: object) -> None:
        if frame.f_code is threading.Condition.wait.__code__ and event in ("call", "return"):
            self._signal(is_waiting=event == "call", is_over=False)

    def _signal(self, *, is_waiting: bool, is_over: bool) -> None:
        with self._watched:
            self._is_waiting, self._is_over = is_waiting, is_over
            self._watched.notify_all()

    def comes_to_wait(self) -> bool:
        """Return True once the thread waits for a condition or an event, False once it has ended."""
        with self._watched:
            is_known = self._watched.wait_for(lambda: self._is_waiting or self._is_over, PATIENCE_S)
            assert is_known, f"the thread {self.name!r} neither waits nor ends"
            return self._is_waiting


@contextmanager
def running(target: Callable[[], object], name: str = "under test") -> Iterator[WatchedThread]:
    """Run `target` on a thread during the block; fail if the thread does not end within `PATIENCE_S` after it."""
    thread = WatchedThread(target, name)
    thread.start()
    yield thread
    thread.join(PATIENCE_S)
    assert not thread.is_alive(), f"the thread {name!r} did not end"


def wait_until_blocked(thread: WatchedThread) -> None:
    """Return once `thread`, of `running()`, waits for a condition or an event; fail if it ends instead."""
    assert blocks(thread), f"the thread {thread.name!r} ended instead of waiting"


def blocks(thread: WatchedThread) -> bool:
    """Return True once `thread`, of `running()`, waits for a condition or an event; False once it has ended."""
    return thread.comes_to_wait()


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
    ) -> None:
        self._second = second or decoded("He was no cold post man.", 0.5)
        self._segments = deque(segments)
        self._careful = careful
        self.lengths_s: list[float] = []
        """Seconds of sound given to each call of `transcribe()`."""
        self.second_count = 0
        self.careful_count = 0

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        self.lengths_s.append(len(samples) / CAPTURE_RATE_HZ)
        return None if cancelled() else self._segments.popleft()

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        self.second_count += 1
        return None if cancelled() else self._second

    def transcribe_carefully(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        assert self._careful, "this test expects no careful decode"
        self.careful_count += 1
        return None if cancelled() else self._careful


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


class SilentMicrophone:
    """A microphone that is present and never delivers a frame."""

    is_live = True
    xruns = 0

    def open(self) -> None: ...

    def read(self) -> Frame | None:
        return None

    def close(self) -> None: ...


class ScriptedLoudspeaker:
    """A loudspeaker with a buffer of 40 ms: it plays 10 ms in each call of `wait()`, and nothing in between."""

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
    """Return the 320 samples of a frame, all of them `value`."""
    return np.full(FRAME_SAMPLES, value, dtype=np.int16)
