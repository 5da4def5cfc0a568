"""Where a worker's items come from: a `Channel`, or one of these."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from appliance.items import Item, Tick
from appliance.threads.channel import Channel, ChannelClosed

ItemT = TypeVar("ItemT", bound=Item)
ItemT_co = TypeVar("ItemT_co", bound=Item, covariant=True)


class Inbox(Protocol[ItemT_co]):
    """Where a worker's items come from; a `Channel` is one."""

    def get(self) -> ItemT_co | None:
        """Wait for the next item; raise `ChannelClosed` when there will be none."""

    def has_work(self) -> bool:
        """Say whether `get()` should return soon."""

    def done(self) -> None:
        """Say that the last item was worked off."""

    def close(self) -> object:
        """Let no more items out."""


class EndlessInbox:
    """The inbox of a stage that needs no items: there is always a `Tick`, until it is closed."""

    def __init__(self) -> None:
        self._closed = False

    def get(self) -> Tick:
        """Return at once; raise `ChannelClosed` once closed."""
        if self._closed:
            raise ChannelClosed
        return Tick()

    def has_work(self) -> bool:
        """Return True."""
        return True

    def done(self) -> None:
        """Do nothing: ticks are not counted."""

    def close(self) -> None:
        """End it."""
        self._closed = True


class TimedInbox(Generic[ItemT]):
    """A channel whose worker also gets the item `idle` whenever nothing came for `every_s` seconds."""

    def __init__(self, inbox: Channel[ItemT], idle: ItemT, every_s: float) -> None:
        self._inbox = inbox
        self._idle = idle
        self._every_s = every_s
        self._is_idle = False

    def get(self) -> ItemT:
        """Return the next item, or `idle` after `every_s` without one; raise `ChannelClosed` once closed."""
        item = self._inbox.get(self._every_s)
        self._is_idle = item is None
        return self._idle if item is None else item

    def has_work(self) -> bool:
        """Return True: if there is no item, the worker gets `idle`."""
        return True

    def done(self) -> None:
        """Say that the last item was worked off."""
        if not self._is_idle:
            self._inbox.done()

    def close(self) -> None:
        """Let no more items out."""
        self._inbox.close()
