"""Following on the control socket: events as they come, followers that leave or are too slow, and the end."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from appliance.control.client import ControlClient
from appliance.control.connections import MOST_CLIENTS
from appliance.control.protocol import ControlEvent
from appliance.control.server import EVENTS_WAITING, ControlServer
from appliance.errors import ControlUnavailable
from tests.unit.control.control_rig import NO_GROUP, RawClient, Served, echo, serving, short_folder
from tests.unit.watched_thread import TIMEOUT_S, running

FOLLOW = b'{"command": "follow"}\n'


def follower(served: Served) -> RawClient:
    """Return a client that follows already."""
    client = RawClient(served.path)
    client.send(FOLLOW)
    assert client.receive() == {"ok": True}
    return client


def test_whoever_follows_gets_every_event_in_order() -> None:
    with serving() as served, follower(served) as one, follower(served) as other:
        before_s = time.time()
        for number in range(100):
            served.server.publish(ControlEvent.TRANSCRIPT, text=f"word {number} ä\n", is_final=False)
        for client in (one, other):
            events = [client.receive() for _ in range(100)]
            assert [event["text"] for event in events] == [f"word {number} ä\n" for number in range(100)]
            assert {event["event"] for event in events} == {"transcript"}
            assert all(before_s - 1 <= event["at"] <= time.time() + 1 for event in events)


def test_events_come_from_many_threads_at_once_and_none_is_torn() -> None:
    with serving() as served, follower(served) as client:

        def publish(name: str) -> None:
            for _ in range(40):
                served.server.publish(ControlEvent.REPLY, text=name * 500)

        threads = [threading.Thread(target=publish, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        texts = [client.receive()["text"] for _ in range(160)]
        for thread in threads:
            thread.join(TIMEOUT_S)
    assert sorted(texts) == sorted(name * 500 for name in "abcd" for _ in range(40))


def test_the_client_follows() -> None:
    received: list[dict[str, Any]] = []
    with serving() as served, served.client() as client:
        events = client.follow()
        with running(lambda: received.extend(events)):
            for state in ("listening", "processing"):
                served.server.publish(ControlEvent.STATE, state=state)
            served.settled()
            served.server.stop()
    assert [(event["event"], event["state"]) for event in received] == [("state", "listening"), ("state", "processing")]


def test_a_client_that_does_not_follow_gets_no_events() -> None:
    with serving() as served, served.client() as client:
        client.ask("status")
        served.server.publish(ControlEvent.STATE, state="listening")
        assert client.ask("press") == {"command": "press", "value": None}


def test_followers_that_leave_make_room_even_without_events() -> None:
    """An appliance that is idle for days sends no events by which a dead connection could be noticed."""
    with serving() as served:
        for _ in range(3 * MOST_CLIENTS):
            with follower(served):
                pass
        served.settled()


def test_a_follower_that_leaves_in_the_middle_disturbs_nobody() -> None:
    with serving() as served, follower(served) as stays:
        for number in range(50):
            if number % 10 == 0:
                leaves = follower(served)
            served.server.publish(ControlEvent.REPLY, text="x" * 2000, number=number)
            if number % 10 == 5:
                leaves.__exit__()
        assert [stays.receive()["number"] for _ in range(50)] == list(range(50))


def test_a_follower_that_is_too_slow_is_disconnected_and_the_others_are_not(caplog: pytest.LogCaptureFixture) -> None:
    count = 4 * EVENTS_WAITING
    with serving() as served, follower(served) as quick, follower(served) as slow:
        for number in range(count):
            served.server.publish(ControlEvent.REPLY, text="x" * 2000, number=number)
            assert quick.receive()["number"] == number
        served.settled()
        with slow.lines as lines:
            numbers = _read_all(lines)
        assert 0 < numbers < count
        served.server.publish(ControlEvent.REPLY, text="still there", number=count)
        assert quick.receive()["number"] == count
    assert caplog.text.count("too slow") == 1


def _read_all(lines: Any) -> int:
    """Return the number of lines before the end; a connection that stays open runs into the client's timeout."""
    count = 0
    try:
        for _ in lines:
            count += 1
    except ConnectionResetError:
        pass
    return count


# --- the end ---


def test_every_client_is_disconnected_when_it_stops() -> None:
    with serving() as served, follower(served) as follows, served.client() as asks:
        asks.ask("status")
        served.server.stop()
        served.thread.join(TIMEOUT_S)
        assert not served.thread.is_alive()
        assert follows.is_disconnected()
        with pytest.raises(ControlUnavailable, match=r"hung up|connection broke"):
            asks.ask("status")


def test_it_stops_although_a_follower_reads_nothing() -> None:
    with serving() as served, follower(served):
        for _ in range(EVENTS_WAITING - 50):
            served.server.publish(ControlEvent.REPLY, text="x" * 5000)
        served.settled()
        served.server.stop()
        served.thread.join(TIMEOUT_S)
        assert not served.thread.is_alive()


def test_it_can_be_stopped_before_it_runs_and_more_than_once() -> None:
    with short_folder() as folder:
        server = ControlServer(folder / "control.sock", NO_GROUP, echo)
        server.open()
        server.stop()
        server.stop()
        with running(server.run):
            pass
        server.stop()
        server.publish(ControlEvent.STATE, state="disconnected")
        server.close()
        assert list(folder.iterdir()) == []


def test_events_before_it_runs_are_dropped() -> None:
    """The light publishes a sign before the server's thread runs."""
    with short_folder() as folder:
        server = ControlServer(folder / "control.sock", NO_GROUP, echo)
        server.publish(ControlEvent.LIGHT, sign="booting")
        server.open()
        server.publish(ControlEvent.LIGHT, sign="booting")
        server.close()


# --- a client without an appliance ---


def test_without_an_appliance_the_client_says_how_to_start_one() -> None:
    with short_folder() as folder:
        path = folder / "control.sock"
        with pytest.raises(ControlUnavailable, match=r"no appliance is running there; start one with `appliance run`"):
            ControlClient(path)
        with socket.socket(socket.AF_UNIX) as killed:
            killed.bind(str(path))
        with pytest.raises(ControlUnavailable, match="no appliance is running there"):
            ControlClient(path)


def test_an_impossible_path_is_one_sentence() -> None:
    with short_folder() as folder:
        (folder / "file").touch()
        for path in (folder / "file" / "x", folder / ("x" * 120), folder):
            with pytest.raises(ControlUnavailable) as refused:
                ControlClient(path)
            assert str(refused.value).startswith(f"{path}: ")
            assert "\n" not in str(refused.value)
