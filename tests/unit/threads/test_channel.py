"""Channel: getting, closing, blocked items, and the count of what is not worked off yet."""

from __future__ import annotations

import threading

import pytest

from appliance.threads.channel import Channel, ChannelClosed
from tests.unit.threads.channel_rig import PUTS, filled
from tests.unit.watched_thread import running, wait_until_blocked


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


def test_what_was_dropped_or_replaced_need_not_be_worked_off() -> None:
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


def test_a_blocked_item_is_overtaken_until_it_is_no_longer_blocked() -> None:
    blocked = {"a"}
    channel: Channel[str] = Channel(4, is_blocked=blocked.__contains__)
    channel.put("a")
    assert (channel.has_work(), channel.peek(), channel.get(0.0)) == (False, None, None)
    channel.put("b")
    assert (channel.peek(), channel.get(0.0)) == ("b", "b")
    blocked.clear()
    assert (channel.has_work(), channel.get(0.0)) == (True, "a")


def test_a_get_that_waits_for_a_blocked_item_returns_it_after_the_recheck() -> None:
    blocked = {"a"}
    channel: Channel[str] = Channel(4, is_blocked=blocked.__contains__)
    channel.put("a")
    got: list[str | None] = []
    with running(lambda: got.append(channel.get())) as thread:
        wait_until_blocked(thread)
        blocked.clear()
        channel.recheck()
    assert got == ["a"]


def test_a_channel_with_nothing_but_negligible_items_is_idle() -> None:
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
    assert channel.is_idle_but_for(str.isupper, "A"), "the item that was taken out is negligible"
    assert not channel.is_idle_but_for(str.isupper, None), "it is not known which item was taken out"
    channel.done()
    assert channel.is_idle_but_for(str.isupper, None)
