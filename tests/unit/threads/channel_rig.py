"""Channels of numbers, and the four ways to put one in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.threads.channel import Channel

PUTS: dict[str, Callable[[Channel[int], int], object]] = {
    "put": lambda channel, item: channel.put(item),
    "put_now": lambda channel, item: channel.put_now(item),
    "put_dropping": lambda channel, item: channel.put_dropping(item, lambda _: True),
    "put_replacing": lambda channel, item: channel.put_replacing(item, lambda _: False),
}
every_put = pytest.mark.parametrize("put", PUTS.values(), ids=PUTS.keys())


def filled(size: int, *items: int) -> Channel[int]:
    """Return a channel that holds these items."""
    channel: Channel[int] = Channel(size)
    for item in items:
        channel.put_now(item)
    return channel


def drained(channel: Channel[int]) -> list[int | None]:
    """Take out everything, and return it."""
    return [channel.get() for _ in range(len(channel))]
