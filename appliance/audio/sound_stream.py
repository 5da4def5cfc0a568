"""SoundStream: the speech of one part of a reply, which is played while the rest of it is still being synthesized.

It holds no more than its part of the reply, so it needs no bound of its own.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from appliance.audio.format import Samples


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """What the sound of a whole stream says."""

    text: str
    """A sentence, or a clause."""
    ends_sentence: bool
    """False for a clause whose sentence goes on in the next stream."""


class SoundStream:
    """A queue of pieces of sound: one thread adds to it, another takes from it."""

    def __init__(self, *pieces: Samples) -> None:
        """Begin with these pieces, each of shape (n,)."""
        self._pieces = deque(pieces)
        self._is_over = False
        self._changed = threading.Condition()
        self.has_begun = bool(pieces)
        """True once a piece was added."""
        self.text = ""
        """What is being said, also before it is complete."""
        self.word_ends_s: tuple[float, ...] = ()
        """When each word ends, in seconds from the beginning."""
        self.says: SpokenWords | None = None
        """The words; None until the sound is complete, or if it was given up."""

    def add(self, samples: Samples) -> None:
        """Add the next piece, shape (n,)."""
        with self._changed:
            self._pieces.append(samples)
            self.has_begun = True
            self._changed.notify_all()

    def end(self, says: SpokenWords | None = None) -> None:
        """End the stream: it is complete and says these words; or, without words, it is given up."""
        with self._changed:
            self.says = says
            self._is_over = True
            self._changed.notify_all()

    @property
    def is_over(self) -> bool:
        """True when the stream has ended and every piece was taken."""
        return self._is_over and not self._pieces

    def take(self, timeout_s: float = 0.0) -> Samples | None:
        """Return the next piece; None if none comes within `timeout_s`, or the stream has ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._is_over, timeout_s)
            return self._pieces.popleft() if self._pieces else None
