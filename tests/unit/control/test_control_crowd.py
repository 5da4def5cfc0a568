"""Many connections to the control socket, and slow ones: whoever may use it always gets in."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack

import pytest

from appliance.control.connections import MOST_CLIENTS, Connection, Connections
from tests.unit.control.control_rig import RawClient, Served, serving

FOLLOW = b'{"command": "follow"}\n'
QUICK_S = 0.2


def crowd(served: Served, stack: ExitStack, count: int, sends: bytes = b"") -> list[RawClient]:
    clients = []
    for _ in range(count):
        clients.append(stack.enter_context(RawClient(served.path)))
        if sends:
            clients[-1].send(sends)
    return clients


@pytest.mark.parametrize("count", [MOST_CLIENTS, MOST_CLIENTS + 1, 5 * MOST_CLIENTS])
@pytest.mark.parametrize("sends", [b"", b'{"comm', FOLLOW], ids=["idle", "half a request", "following"])
def test_a_crowd_locks_nobody_out(count: int, sends: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with serving() as served, ExitStack() as stack:
        crowd(served, stack, count, sends)
        for number in range(3):
            with served.client() as client:
                assert client.ask("volume", number)["value"] == number
        assert caplog.text.count("the longest quiet are closed") == 1, "told once"


def test_the_longest_quiet_makes_room_and_who_asks_stays() -> None:
    with serving() as served, ExitStack() as stack, served.client() as asks:
        first, *_ = crowd(served, stack, MOST_CLIENTS - 1)
        asks.ask("status")
        with served.client() as newest:
            newest.ask("status")
            assert first.is_disconnected()
            asks.ask("status")


def test_a_follower_stays_while_there_are_idle_ones() -> None:
    with serving() as served, ExitStack() as stack, RawClient(served.path) as follower:
        follower.send(FOLLOW)
        assert follower.receive() == {"ok": True}
        crowd(served, stack, 3 * MOST_CLIENTS)
        served.settled()
        follower.socket.shutdown(socket.SHUT_WR)
        assert follower.is_disconnected(), "by its own end"


def test_a_request_that_comes_a_byte_at_a_time_is_ended() -> None:
    with serving(line_s=QUICK_S) as served, RawClient(served.path) as slow:
        slow.send(b"{")
        assert slow.receive() == {"ok": False, "error": "a request has to come within 0.2 s"}
        assert slow.is_disconnected()
        served.settled()


def test_a_client_that_reads_nothing_does_not_hold_up_the_others() -> None:
    with serving() as served, RawClient(served.path) as deaf:
        deaf.socket.setblocking(False)
        request = b'{"command": "say", "value": "' + b"x" * 60_000 + b'"}\n'
        while True:  # until neither side can take more
            try:
                deaf.socket.sendall(request)
            except BlockingIOError:
                break
        served.settled()


# --- who makes room, among users ---


class Transport(asyncio.WriteTransport):
    def __init__(self) -> None:
        super().__init__()
        self.is_aborted = False

    def abort(self) -> None:
        self.is_aborted = True

    def close(self) -> None:
        self.is_aborted = True

    def is_closing(self) -> bool:
        return self.is_aborted


def test_the_user_with_most_connections_makes_room() -> None:
    async def idle() -> None:
        await asyncio.Event().wait()

    def connection(user: int, *, is_following: bool = False, served_s: float = 0.0) -> Connection:
        writer = asyncio.StreamWriter(Transport(), asyncio.Protocol(), None, asyncio.get_running_loop())
        return Connection(writer, user, is_following, served_s)

    async def main() -> list[int]:
        left: list[int] = []
        connections = Connections()

        def add(connection: Connection) -> None:
            if leaves := connections.add(asyncio.create_task(idle()), connection):
                left.append(leaves.user)

        add(connection(0, served_s=1.0))
        for number in range(MOST_CLIENTS):
            add(connection(1000, is_following=True, served_s=10.0 + number))
        add(connection(7, served_s=2.0))
        await connections.close()
        return left

    assert asyncio.run(main()) == [1000, 1000], "not root's, though it was quiet for longer and follows nothing"
