"""Channel: the bounded queue between two threads, and the only one the pipeline uses.

There are four ways to put, because the sender decides what a full queue means: wait; drop the oldest; replace what the
new item supersedes; go in regardless (commands and events, which are few and must never block).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class ChannelClosed(Exception):
    """The channel was closed: nothing comes out of it any more."""


class Channel(Generic[T]):
    """A bounded first-in first-out queue that can be closed.

    `on_change` is called, outside the lock, after every put, get and close; a worker that waits on several channels
    uses it to wake up.
    """

    def __init__(
        self,
        size: int,
        on_change: Callable[[], None] | None = None,
        is_blocked: Callable[[T], bool] = lambda _item: False,
    ) -> None:
        """Items for which `is_blocked` is true stay inside and are overtaken. When it may have changed: `recheck()`."""
        self._size = size
        self._is_blocked = is_blocked
        self._items: deque[T] = deque()
        self._changed = threading.Condition()
        self._unfinished = 0
        self._closed = False
        self._on_change = on_change or (lambda: None)

    def __len__(self) -> int:
        return len(self._items)

    def has_work(self) -> bool:
        """Say whether there is something to take out."""
        with self._changed:
            return self._next() is not None

    @property
    def is_full(self) -> bool:
        """True when `put()` would have to wait."""
        return len(self._items) >= self._size

    @property
    def is_idle(self) -> bool:
        """True when everything that was put in was taken out and worked off (`done()`)."""
        return self._unfinished == 0

    def is_idle_but_for(self, negligible: Callable[[T], bool], at_work: T | None) -> bool:
        """Say whether every item is negligible: those that wait, and `at_work`, which was taken out and is not done."""
        with self._changed:
            working = self._unfinished - len(self._items)
            return all(map(negligible, self._items)) and (working == 0 or (at_work is not None and negligible(at_work)))

    def put(self, item: T) -> None:
        """Wait for room and put `item` in; a closed channel swallows it."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self.is_full)
            self._append(item)
        self._on_change()

    def put_now(self, item: T) -> bool:
        """Put `item` in without waiting, full or not; False when the channel is closed."""
        with self._changed:
            accepted = not self._closed
            self._append(item)
        self._on_change()
        return accepted

    def put_dropping(self, item: T, droppable: Callable[[T], bool]) -> int:
        """Put `item` in, dropping the oldest droppable item when full; return how many were dropped."""
        dropped = 0
        with self._changed:
            if self.is_full:
                dropped = self._remove_oldest(droppable)
            self._append(item)
        self._on_change()
        return dropped

    def put_replacing(self, item: T, superseded: Callable[[T], bool]) -> None:
        """Take out every waiting item that `item` supersedes, then wait for room and put `item` in."""
        with self._changed:
            while self._remove_oldest(superseded):
                pass
            self._changed.wait_for(lambda: self._closed or not self.is_full)
            self._append(item)
        self._on_change()

    def get(self, timeout_s: float | None = None) -> T | None:
        """Wait for an item and take it out; None when `timeout_s` passed, `ChannelClosed` once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._next() is not None, timeout_s)
            if self._closed:
                raise ChannelClosed
            position = self._next()
            item = None if position is None else self._items[position]
            if position is not None:
                del self._items[position]
            self._changed.notify_all()
        self._on_change()
        return item

    def peek(self) -> T | None:
        """Return the next item without taking it out, or None."""
        with self._changed:
            position = self._next()
            return None if self._closed or position is None else self._items[position]

    def recheck(self) -> None:
        """Say that items which were blocked may be so no longer."""
        with self._changed:
            self._changed.notify_all()
        self._on_change()

    def contains(self, wanted: Callable[[T], bool]) -> bool:
        """Say whether such an item is waiting."""
        with self._changed:
            return any(wanted(item) for item in self._items)

    def done(self) -> None:
        """Say that an item taken out was worked off."""
        with self._changed:
            self._unfinished -= 1

    def close(self) -> list[T]:
        """Wake everybody who waits; from now on nothing goes in and nothing comes out. Return what was left."""
        with self._changed:
            self._closed = True
            left = list(self._items)
            self._items.clear()
            self._changed.notify_all()
        self._on_change()
        return left

    def _next(self) -> int | None:
        """Return the position of the first item that is not blocked."""
        return next((position for position, item in enumerate(self._items) if not self._is_blocked(item)), None)

    def _append(self, item: T) -> None:
        if not self._closed:
            self._items.append(item)
            self._unfinished += 1
            self._changed.notify_all()

    def _remove_oldest(self, wanted: Callable[[T], bool]) -> int:
        for position, item in enumerate(self._items):
            if wanted(item):
                del self._items[position]
                self._unfinished -= 1
                return 1
        return 0
