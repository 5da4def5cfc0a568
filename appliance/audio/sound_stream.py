"""SoundStream: the sound of a part of a reply, heard while the rest of it is still being made.

No longer than its part, so it needs no bound of its own.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from appliance.audio.format import Samples


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """What a whole sound says."""

    text: str
    """A sentence, or a clause."""
    ends_sentence: bool
    """False for a clause that goes on in the next sound."""


class SoundStream:
    """One thread adds to it, another takes from it."""

    def __init__(self, *pieces: Samples) -> None:
        """Begin with these."""
        self._pieces = deque(pieces)
        self._is_over = False
        self._changed = threading.Condition()
        self.has_begun = bool(pieces)
        """True once there was anything to take."""
        self.says: SpokenWords | None = None
        """Known once it is whole."""

    def add(self, samples: Samples) -> None:
        """Add what was made."""
        with self._changed:
            self._pieces.append(samples)
            self.has_begun = True
            self._changed.notify_all()

    def end(self, says: SpokenWords | None = None) -> None:
        """Nothing more comes: it is whole, and says this, or it is given up."""
        with self._changed:
            self.says = says
            self._is_over = True
            self._changed.notify_all()

    @property
    def is_over(self) -> bool:
        """True when nothing more comes, and everything was taken."""
        return self._is_over and not self._pieces

    def take(self, timeout_s: float = 0.0) -> Samples | None:
        """Return the next piece, waiting for it so long; None when there is none by then."""
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._is_over, timeout_s)
            return self._pieces.popleft() if self._pieces else None
