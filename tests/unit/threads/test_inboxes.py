"""The inboxes beside `Channel`: one that always has an item, and one that does not wait for ever."""

from __future__ import annotations

import pytest

from appliance.items import Prefill
from appliance.threads.channel import Channel, ChannelClosed
from appliance.threads.inboxes import EndlessInbox, TimedInbox
from tests.unit.watched_thread import running, wait_until_blocked

SOON_S = 0.001
"""A wait that is over at once."""
NEVER_S = 3600.0
IDLE, FIRST, SECOND = Prefill("idle"), Prefill("first"), Prefill("second")


def test_an_endless_inbox_always_has_something_until_it_is_closed() -> None:
    inbox = EndlessInbox()
    for _ in range(3):
        assert inbox.get() is not None
        inbox.done()
    inbox.close()
    for _ in range(2):
        with pytest.raises(ChannelClosed):
            inbox.get()


def test_a_timed_inbox_gives_the_items_in_order() -> None:
    channel: Channel[Prefill] = Channel(5)
    inbox = TimedInbox(channel, IDLE, NEVER_S)
    channel.put(FIRST)
    channel.put(SECOND)
    assert [inbox.get(), inbox.get()] == [FIRST, SECOND]


def test_a_timed_inbox_gives_idle_each_time_when_nothing_comes() -> None:
    inbox = TimedInbox(Channel[Prefill](5), IDLE, SOON_S)
    assert [inbox.get(), inbox.get()] == [IDLE, IDLE]


def test_what_comes_while_it_waits_is_taken_at_once() -> None:
    channel: Channel[Prefill] = Channel(5)
    inbox, taken = TimedInbox(channel, IDLE, NEVER_S), list[Prefill]()
    with running(lambda: taken.append(inbox.get())) as thread:
        wait_until_blocked(thread)
        channel.put(FIRST)
    assert taken == [FIRST]


def test_only_items_are_worked_off_in_the_channel() -> None:
    """Otherwise the channel would count fewer items than it holds, and be idle while one is being worked on."""
    channel: Channel[Prefill] = Channel(5)
    inbox = TimedInbox(channel, IDLE, SOON_S)
    assert inbox.get() == IDLE
    inbox.done()
    assert channel.is_idle
    channel.put(FIRST)
    assert inbox.get() == FIRST
    assert not channel.is_idle
    inbox.done()
    assert channel.is_idle


def test_closing_ends_a_wait_and_everything_after_it() -> None:
    inbox, ended = TimedInbox(Channel[Prefill](5), IDLE, NEVER_S), list[str]()

    def wait() -> None:
        with pytest.raises(ChannelClosed):
            inbox.get()
        ended.append("closed")

    with running(wait) as thread:
        wait_until_blocked(thread)
        inbox.close()
    wait()
    assert ended == ["closed", "closed"]
