"""Channel: four ways to put, one to get, closing, and the account of what is not worked off yet."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from appliance.threads.channel import Channel, ChannelClosed
from tests.unit.scripted import running, wait_until_blocked

PUTS: dict[str, Callable[[Channel[int], int], object]] = {
    "put": lambda channel, item: channel.put(item),
    "put_now": lambda channel, item: channel.put_now(item),
    "put_dropping": lambda channel, item: channel.put_dropping(item, lambda _: True),
    "put_replacing": lambda channel, item: channel.put_replacing(item, lambda _: False),
}
every_put = pytest.mark.parametrize("put", PUTS.values(), ids=PUTS.keys())


def filled(size: int, *items: int) -> Channel[int]:
    channel: Channel[int] = Channel(size)
    for item in items:
        channel.put_now(item)
    return channel


def drained(channel: Channel[int]) -> list[int | None]:
    return [channel.get() for _ in range(len(channel))]


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


def test_put_now_goes_in_full_or_not_and_says_whether_anybody_listens() -> None:
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


def test_put_replacing_lets_another_sender_into_the_room_it_made() -> None:
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


def test_get_returns_none_when_nothing_came_in_time() -> None:
    assert filled(1).get(timeout_s=0.0) is None


def test_close_wakes_a_waiting_get() -> None:
    channel, ended = filled(1), list[str]()

    def receive() -> None:
        with pytest.raises(ChannelClosed):
            channel.get()
        ended.append("closed")

    with running(receive) as receiver:
        wait_until_blocked(receiver)
        channel.close()
    assert ended == ["closed"]


@pytest.mark.parametrize("name", ["put", "put_replacing"])
def test_close_wakes_a_waiting_put(name: str) -> None:
    channel = filled(1, 1)
    with running(lambda: PUTS[name](channel, 2)) as sender:
        wait_until_blocked(sender)
        assert channel.close() == [1]
    assert len(channel) == 0


def test_closing_twice_is_harmless() -> None:
    channel = filled(1, 1)
    assert channel.close() == [1]
    assert channel.close() == []


def test_peek_leaves_the_item_where_it_is() -> None:
    channel = filled(2)
    assert channel.peek() is None
    channel.put(1)
    channel.put(2)
    assert channel.peek() == 1
    assert len(channel) == 2
    channel.close()
    assert channel.peek() is None


def test_contains() -> None:
    channel = filled(2, 1, 2)
    assert channel.contains(lambda item: item == 2)
    assert not channel.contains(lambda item: item == 3)


def test_it_is_idle_only_when_everything_was_worked_off() -> None:
    channel = filled(2)
    assert channel.is_idle
    channel.put(1)
    channel.put(2)
    channel.get()
    channel.done()
    assert not channel.is_idle
    channel.get()
    assert not channel.is_idle, "taken out, but not worked off"
    channel.done()
    assert channel.is_idle


def test_what_was_dropped_or_replaced_needs_no_working_off() -> None:
    dropping, replacing = filled(1, 1), filled(2, 1, 2)
    dropping.put_dropping(2, lambda _: True)
    replacing.put_replacing(3, lambda _: True)
    for channel in (dropping, replacing):
        channel.get()
        channel.done()
        assert channel.is_idle


def test_every_change_is_told_and_may_use_the_channel_again() -> None:
    lengths: list[int] = []
    channel: Channel[int] = Channel(2, lambda: lengths.append(0 if channel.peek() is None else len(channel)))
    channel.put(1)
    channel.put_now(2)
    channel.put_dropping(3, lambda _: True)
    channel.put_replacing(4, lambda _: True)
    channel.get()
    channel.close()
    assert lengths == [1, 2, 2, 1, 0, 0]


def test_many_senders_and_receivers_lose_nothing_and_double_nothing() -> None:
    senders, receivers, each = 4, 3, 300
    channel: Channel[int] = Channel(2)
    got: list[int] = []
    all_taken = threading.Event()

    def send(first: int) -> None:
        for item in range(first, first + each):
            channel.put(item)

    def receive() -> None:
        try:
            while (item := channel.get()) is not None:
                got.append(item)
                channel.done()
                if len(got) == senders * each:
                    all_taken.set()
        except ChannelClosed:
            pass

    threads = [threading.Thread(target=send, args=(number * each,)) for number in range(senders)]
    threads += [threading.Thread(target=receive) for _ in range(receivers)]
    for thread in threads:
        thread.start()
    assert all_taken.wait(20)
    assert sorted(got) == list(range(senders * each))
    channel.close()
    assert channel.is_idle


def test_what_is_held_is_overtaken_until_it_no_longer_is() -> None:
    held = {"a"}
    channel: Channel[str] = Channel(4, is_blocked=held.__contains__)
    channel.put("a")
    assert (channel.has_work(), channel.peek(), channel.get(0.0)) == (False, None, None)
    channel.put("b")
    assert (channel.peek(), channel.get(0.0)) == ("b", "b")
    held.clear()
    assert (channel.has_work(), channel.get(0.0)) == (True, "a")


def test_who_waits_for_an_item_that_is_held_gets_it_when_it_is_let_go() -> None:
    held = {"a"}
    channel: Channel[str] = Channel(4, is_blocked=held.__contains__)
    channel.put("a")
    got: list[str | None] = []
    with running(lambda: got.append(channel.get())) as thread:
        wait_until_blocked(thread)
        held.clear()
        channel.recheck()
    assert got == ["a"]


def test_what_does_not_count_is_nothing_to_wait_for() -> None:
    channel: Channel[str] = Channel(4)
    assert channel.is_idle_but_for(str.isupper, None)
    channel.put("A")
    assert channel.is_idle_but_for(str.isupper, None)
    channel.put("b")
    assert not channel.is_idle_but_for(str.isupper, None)
    assert channel.get() == "A"
    assert channel.get() == "b"
    assert not channel.is_idle_but_for(str.isupper, "b")
    channel.done()
    assert channel.is_idle_but_for(str.isupper, "A"), "it is at work on what does not count"
    assert not channel.is_idle_but_for(str.isupper, None), "it has taken something out, and nobody knows what"
    channel.done()
    assert channel.is_idle_but_for(str.isupper, None)
