"""SpeechSound: the sound of a part of a reply, heard while the rest of it is still being made.

No longer than its part, so it needs no bound of its own.
"""

from __future__ import annotations

import threading
from collections import deque

from appliance.items import Samples


class SpeechSound:
    """One thread adds to it, another takes from it."""

    def __init__(self, *pieces: Samples) -> None:
        """Nothing yet, or a sound that is whole."""
        self._pieces = deque(pieces)
        self._is_whole = bool(pieces)
        self._changed = threading.Condition()

    def add(self, samples: Samples) -> None:
        """Add what was made."""
        with self._changed:
            self._pieces.append(samples)
            self._changed.notify_all()

    def end(self) -> None:
        """Nothing more comes."""
        with self._changed:
            self._is_whole = True
            self._changed.notify_all()

    @property
    def is_over(self) -> bool:
        """True when everything was made, and taken."""
        return self._is_whole and not self._pieces

    def take(self, timeout_s: float = 0.0) -> Samples | None:
        """Return the next piece, waiting for it so long; None when there is none by then."""
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._is_whole, timeout_s)
            return self._pieces.popleft() if self._pieces else None
