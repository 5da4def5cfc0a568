"""Channel: the four ways to put. Wait for room, drop the oldest, replace what is superseded, or go in regardless."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.threads.channel import Channel, ChannelClosed
from tests.unit.threads.channel_rig import drained, every_put, filled
from tests.unit.watched_thread import running, wait_until_blocked


@every_put
def test_what_goes_in_first_comes_out_first(put: Callable[[Channel[int], int], object]) -> None:
    channel = filled(5)
    for item in range(5):
        put(channel, item)
    assert channel.is_full
    assert drained(channel) == [0, 1, 2, 3, 4]


@every_put
def test_a_closed_channel_swallows_what_is_put(put: Callable[[Channel[int], int], object]) -> None:
    channel = filled(1, 7)
    assert channel.close() == [7]
    put(channel, 8)
    assert len(channel) == 0
    with pytest.raises(ChannelClosed):
        channel.get()


def test_put_waits_for_room() -> None:
    channel = filled(1, 1)
    with running(lambda: channel.put(2)) as sender:
        wait_until_blocked(sender)
        assert channel.get() == 1
    assert channel.get() == 2


def test_put_now_goes_in_full_or_not_and_says_whether_the_channel_is_open() -> None:
    channel = filled(1, 1)
    assert channel.put_now(2) is True
    assert drained(channel) == [1, 2]
    channel.close()
    assert channel.put_now(3) is False


def test_put_dropping_drops_the_oldest_that_may_be_dropped_and_only_when_full() -> None:
    channel = filled(3, 10, 1)
    assert channel.put_dropping(2, lambda item: item < 10) == 0
    assert channel.put_dropping(3, lambda item: item < 10) == 1
    assert drained(channel) == [10, 2, 3]


def test_put_dropping_never_waits_even_when_nothing_may_be_dropped() -> None:
    channel = filled(1, 10)
    assert channel.put_dropping(11, lambda _: False) == 0
    assert drained(channel) == [10, 11]


def test_put_replacing_takes_out_all_that_is_superseded() -> None:
    channel = filled(9, 1, 10, 2, 11, 3)
    channel.put_replacing(4, lambda item: item < 10)
    assert drained(channel) == [10, 11, 4]


def test_put_replacing_never_waits_behind_what_it_supersedes() -> None:
    channel = filled(2, 1, 2)
    with running(lambda: channel.put_replacing(3, lambda item: item < 10)):
        pass
    assert drained(channel) == [3]


def test_put_replacing_waits_behind_what_it_does_not_supersede() -> None:
    channel = filled(1, 10)
    with running(lambda: channel.put_replacing(3, lambda item: item < 10)) as sender:
        wait_until_blocked(sender)
        assert channel.get() == 10
    assert drained(channel) == [3]


def test_put_replacing_lets_another_sender_into_the_room_that_it_makes() -> None:
    channel = filled(2, 1, 2)
    with running(lambda: channel.put(10)) as sender:
        wait_until_blocked(sender)
        channel.put_replacing(3, lambda item: item < 10)
    assert drained(channel) == [3, 10]


@every_put
def test_a_put_wakes_a_waiting_get(put: Callable[[Channel[int], int], object]) -> None:
    channel, got = filled(1), list[int | None]()
    with running(lambda: got.append(channel.get())) as receiver:
        wait_until_blocked(receiver)
        put(channel, 5)
    assert got == [5]
