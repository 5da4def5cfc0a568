"""ControlServer: the thread that serves the control socket. A callback carries the requests out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.control.connections import MOST_CLIENTS, Connection, Connections, connection_of
from appliance.control.protocol import LONGEST_LINE, Command, ControlEvent, Request, Response, parse
from appliance.control.socket_file import SocketFile
from appliance.errors import ApplianceError, ControlUnavailable
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

LINE_S = 10.0
"""Longest that a request may take to come, from its first byte to its newline."""
QUIET_S = 600.0
"""Longest silence between two requests of a connection that does not follow."""
READ_S = 10.0
"""Longest that a client may take to read a response."""
EVENTS_WAITING = 500
"""Events that may wait for a follower. A slower one is disconnected: the appliance waits for nobody."""
REQUEST_S = 30.0
"""Heartbeat deadline of a request: one that takes longer is taken for a hang."""
SERVING_S = 15.0
"""Heartbeat deadline of the event loop, which renews it every third of this time."""


class ControlServer:
    """Responds to requests, and sends events to followers. `publish()` and `stop()` may be called from any thread.

    `respond` carries a request out and returns the response, or raises an `ApplianceError`, whose text is sent instead.
    It runs on the server's thread.
    """

    name = "control"

    def __init__(self, path: Path, group: str, respond: Callable[[Request], Response], line_s: float = LINE_S) -> None:
        """`line_s` is the longest that a request may take to come, in seconds."""
        self._line_s = line_s
        self._file = SocketFile(path, group)
        self._respond = respond
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_asked = False
        self._followers: dict[asyncio.Queue[bytes], asyncio.StreamWriter] = {}
        self._clients = Connections()
        self._is_crowded = False
        self._bug: BaseException | None = None
        self._listening: socket.socket
        self.heartbeat = Heartbeat(self.name, lambda: False)

    def open(self) -> None:
        """Make the socket; raise `ControlUnavailable` if that cannot be, or another appliance is running there."""
        self._listening = self._file.open()

    def close(self) -> None:
        """Close and delete the socket."""
        self._file.close()

    # --- the thread ---

    def run(self) -> None:
        """Serve until `stop()`; the body of the thread. Raises a bug in `respond`."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        if self._stop_asked:
            self._stopped.set()
        server = await asyncio.start_unix_server(self._connected, sock=self._listening, limit=LONGEST_LINE)
        async with server:
            beating = asyncio.create_task(self._beat())
            await self._stopped.wait()
            beating.cancel()
            await self._clients.close()
        if self._bug:
            raise self._bug

    async def _beat(self) -> None:
        while True:
            self.heartbeat.working("serving", SERVING_S)
            await asyncio.sleep(SERVING_S / 3)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = connection_of(writer)
        client = asyncio.create_task(self._serve_client(reader, connection))
        client.add_done_callback(self._disconnected)
        if self._clients.add(client, connection):
            self._warn_of_crowd()

    def _warn_of_crowd(self) -> None:
        if not self._is_crowded:
            self._is_crowded = True
            log.warning("more than %d connections to the control socket: the longest quiet are closed", MOST_CLIENTS)

    def _disconnected(self, client: asyncio.Task[None]) -> None:
        self._clients.remove(client)
        if not client.cancelled() and (bug := client.exception()):
            self._bug = bug  # a bug ends the thread, not only this connection
            self._stopped.set()

    async def _serve_client(self, reader: asyncio.StreamReader, connection: Connection) -> None:
        writer = connection.writer
        try:
            while line := await _request_line(reader, self._line_s):
                await self._serve_request(line, reader, connection)
                connection.served_s = time.monotonic()
        except ControlUnavailable as error:
            writer.write(_line({"ok": False, "error": str(error)}))
        except TimeoutError:
            connection.drop()  # it does not read its responses
        except ConnectionError:
            pass

    async def _serve_request(self, line: bytes, reader: asyncio.StreamReader, connection: Connection) -> None:
        writer = connection.writer
        try:
            request = parse(line)
            if request.command is Command.FOLLOW:
                connection.is_following = True
                await self._follow(reader, writer)
                return
            self.heartbeat.working(f"a request: {request.command}", REQUEST_S)
            response = {"ok": True, **self._respond(request)}
        except ApplianceError as error:
            response = {"ok": False, "error": str(error)}
        finally:
            self.heartbeat.working("serving", SERVING_S)
        writer.write(_line(response))
        async with asyncio.timeout(READ_S):
            await writer.drain()

    async def _follow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Send events until the follower closes the connection, which a read notices even while there are no events."""
        events: asyncio.Queue[bytes] = asyncio.Queue(EVENTS_WAITING)
        self._followers[events] = writer
        writer.write(_line({"ok": True}))
        sending = asyncio.create_task(self._send(events, writer))
        try:
            while await reader.read(LONGEST_LINE):
                pass  # whatever else a follower sends is ignored
        finally:
            self._followers.pop(events, None)
            sending.cancel()

    async def _send(self, events: asyncio.Queue[bytes], writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(await events.get())
                await writer.drain()

    # --- from other threads ---

    def publish(self, event: ControlEvent, /, **what: object) -> None:
        """Send an event with the fields `what` to every follower; returns at once."""
        if self._followers:
            self._call_in_loop(self._deliver, _line({"event": event, "at": round(time.time(), 3), **what}))

    def _deliver(self, line: bytes) -> None:
        for events, writer in list(self._followers.items()):
            if events.full():
                log.warning("a follower of the control socket is too slow; it is disconnected")
                self._followers.pop(events)
                writer.transport.abort()
            else:
                events.put_nowait(line)

    def stop(self) -> None:
        """Close all connections and end `run()`. May be called before `run()`, and more than once."""
        self._stop_asked = True
        if self._loop:
            self._call_in_loop(self._stopped.set)

    def _call_in_loop(self, action: Callable[..., None], *arguments: object) -> None:
        assert self._loop
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            self._loop.call_soon_threadsafe(action, *arguments)


async def _request_line(reader: asyncio.StreamReader, line_s: float) -> bytes:
    """Return the next line, b"" at the end or after a long silence.

    Raises `ControlUnavailable` if it is too long, or comes too slowly: then the rest is lost.
    """
    try:
        async with asyncio.timeout(QUIET_S):
            first = await reader.read(1)
    except TimeoutError:
        return b""
    if first in {b"", b"\n"}:
        return first
    try:
        async with asyncio.timeout(line_s):
            return first + await reader.readline()
    except TimeoutError:
        raise ControlUnavailable(f"a request has to come within {line_s:g} s") from None
    except ValueError:  # longer than the limit of the reader
        raise ControlUnavailable(f"a request has at most {LONGEST_LINE} bytes") from None


def _line(what: dict[str, Any]) -> bytes:
    return json.dumps(what, ensure_ascii=False).encode() + b"\n"
