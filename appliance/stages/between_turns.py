"""BetweenTurns: what is heard while nobody is listened to. It goes on all day, so little is done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from appliance.audio.format import FRAME_S
from appliance.interfaces import WakeWordDetector
from appliance.items import Frame

WORD_FRAMES = round(0.5 / FRAME_S)
"""At most so much of a word, its soft beginning too, is heard before it is noticed."""


class BetweenTurns:
    """Used by the turns stage."""

    def __init__(self, kept: int) -> None:
        """`kept`: how many frames are kept, the newest."""
        self.frames: deque[Frame] = deque(maxlen=kept)
        """Since the last turn began."""
        self.room: deque[Frame] = deque(maxlen=kept)
        """The sound of the room: those, and what is heard in turns until the first word begins."""
        self._word: list[Frame] = []
        """What was taken out of it: the beginning of the last turn's first word."""
        self.load_wake_word: Callable[[], WakeWordDetector] | None = None
        """Called once, by `open()`; None: it is called by the button only."""
        self._wake_word: WakeWordDetector | None = None

    def open(self) -> None:
        """Load the wake word."""
        self._wake_word = self.load_wake_word() if self.load_wake_word else None

    def take(self) -> tuple[list[Frame], list[Frame]]:
        """Return what is known of the room, and what was heard since the last turn began; a turn begins."""
        before = list(self.frames)
        self.frames.clear()
        self._word = []
        return list(self.room), before

    def keep(self, frames: Iterable[Frame]) -> None:
        """Keep the frames before the next turn in place of those kept by now: they were heard during a reply."""
        self.frames.clear()
        self.frames.extend(frames)

    def begin_word(self) -> None:
        """Take the beginning of a word, which has just been noticed, out of the sound of the room."""
        self._word = [self.room.pop() for _ in range(min(WORD_FRAMES, len(self.room)))][::-1]

    def end_word(self, *, was_noise: bool) -> None:
        """Put it back if it was no word, but a noise of the room."""
        if was_noise:
            self.room.extend(self._word)
            self._word = []

    def clear(self) -> None:
        """Forget all that was heard."""
        self.frames.clear()
        self.room.clear()
        self._word = []

    def has_called(self, frame: Frame) -> bool:
        """Keep a frame, and say whether somebody has called by the wake word."""
        self.frames.append(frame)
        self.room.append(frame)
        return self.hears_wake_word(frame)

    def hears_wake_word(self, frame: Frame) -> bool:
        """Say whether a frame is the end of the wake word, as far as that can be told; it is not kept."""
        if self._wake_word is None or not self._wake_word.has_heard(frame.samples):
            return False
        self._wake_word.forget()
        return True
