"""ServerAvailability: whether the server is to be asked, and when it is looked for again while it is not."""

from __future__ import annotations

import threading
from collections.abc import Callable

from appliance.errors import ServerUnavailable

FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 300.0


class ServerAvailability:
    """Written by the compute thread and by the server's; each pause is twice the one before.

    A server that answers when it is looked for, and fails the next reply, is not looked for more often: only a whole
    reply makes the pauses short again.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._error: ServerUnavailable | None = None
        self._pause_s = FIRST_PAUSE_S
        self._due_s = 0.0

    @property
    def error(self) -> ServerUnavailable | None:
        """Why it is not asked: what went wrong first. None while it is asked."""
        return self._error

    @property
    def is_due(self) -> bool:
        """True when it is not asked, and should be looked for."""
        with self._lock:
            return self._error is not None and self._clock() >= self._due_s

    def lost(self, error: ServerUnavailable) -> None:
        """Do not ask it for a while. Of a failure that two threads see, and until it is found, the first counts."""
        with self._lock:
            if self._error is None or self._clock() >= self._due_s:
                self._error = self._error or error
                self._pause()

    def put_off(self) -> None:
        """Look for it again later: it answers, but too late."""
        with self._lock:
            self._pause()

    def found(self) -> None:
        """Ask it again."""
        with self._lock:
            self._error = None

    def proved(self) -> None:
        """It has given a whole reply."""
        with self._lock:
            self._pause_s = FIRST_PAUSE_S

    def _pause(self) -> None:
        self._due_s = self._clock() + self._pause_s
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)
