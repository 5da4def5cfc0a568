"""ControlServer: the thread that serves the control socket. A callback carries the requests out."""

from __future__ import annotations

import asyncio
import contextlib
import grp
import json
import logging
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.control.protocol import LONGEST_LINE, Command, ControlEvent, Request, Response, parse
from appliance.errors import ApplianceError, ControlUnavailable
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

MOST_CLIENTS = 16
"""Most connections at a time."""
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

    def __init__(self, path: Path, group: str, respond: Callable[[Request], Response]) -> None:
        self._path = path
        self._group = group
        self._respond = respond
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_asked = False
        self._followers: dict[asyncio.Queue[bytes], asyncio.StreamWriter] = {}
        self._clients: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._bug: BaseException | None = None
        self._listening: socket.socket
        self.heartbeat = Heartbeat(self.name, lambda: False)

    # --- the socket ---

    def open(self) -> None:
        """Make the socket; raise `ControlUnavailable` if it cannot be made, or if another appliance is running there.

        The socket gets its name only after its access rights are set.
        """
        try:
            self._path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            self._check_path_is_free()
            self._listening = self._listen()
        except OSError as error:
            raise ControlUnavailable(
                f"{self._path}: the control socket cannot be made: {error.strerror or error}"
            ) from None

    def _listen(self) -> socket.socket:
        fresh = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        with contextlib.ExitStack() as on_failure:
            fresh.unlink(missing_ok=True)
            listening = on_failure.enter_context(socket.socket(socket.AF_UNIX))
            before = os.umask(0o177)
            try:
                listening.bind(str(fresh))
            finally:
                os.umask(before)
            on_failure.callback(fresh.unlink, missing_ok=True)
            listening.listen()
            self._open_to_group(fresh)
            fresh.replace(self._path)
            on_failure.pop_all()
        return listening

    def _check_path_is_free(self) -> None:
        if self._path.exists() and not self._path.is_socket():
            raise ControlUnavailable(f"{self._path}: exists and is not a socket; set control.socket to another path")
        with socket.socket(socket.AF_UNIX) as other:
            try:
                other.connect(str(self._path))
            except OSError:
                return  # there is no socket, or only the file of an appliance that was killed
        raise ControlUnavailable(f"{self._path}: another appliance is running already; stop it first")

    def _open_to_group(self, path: Path) -> None:
        try:
            group = grp.getgrnam(self._group).gr_gid
            # The service may not change the group, and need not: its own is the right one.
            if path.stat().st_gid != group:
                os.chown(path, -1, group)
            path.chmod(0o660)
        except KeyError:
            log.info("there is no group %s, so the control socket is for this user alone", self._group)
        except PermissionError:
            log.warning("this user is not in the group %s, so the control socket is for this user alone", self._group)

    def close(self) -> None:
        """Close and delete the socket."""
        self._listening.close()
        self._path.unlink(missing_ok=True)

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
            for client, writer in self._clients.items():
                client.cancel()
                writer.transport.abort()  # does not wait until the client has read the rest
            await asyncio.gather(*self._clients, return_exceptions=True)
        if self._bug:
            raise self._bug

    async def _beat(self) -> None:
        while True:
            self.heartbeat.working("serving", SERVING_S)
            await asyncio.sleep(SERVING_S / 3)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = asyncio.create_task(self._serve_client(reader, writer))
        self._clients[client] = writer
        client.add_done_callback(self._disconnected)

    def _disconnected(self, client: asyncio.Task[None]) -> None:
        self._clients.pop(client).close()
        if not client.cancelled() and (bug := client.exception()):
            self._bug = bug  # a bug ends the thread, not only this connection
            self._stopped.set()

    async def _serve_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if len(self._clients) > MOST_CLIENTS:
                writer.write(_line({"ok": False, "error": "too many connections; try again"}))
                return
            while line := await _request_line(reader):
                await self._serve_request(line, reader, writer)
        except ControlUnavailable as error:
            writer.write(_line({"ok": False, "error": str(error)}))
        except ConnectionError:
            pass

    async def _serve_request(self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = parse(line)
            if request.command is Command.FOLLOW:
                await self._follow(reader, writer)
                return
            self.heartbeat.working(f"a request: {request.command}", REQUEST_S)
            response = {"ok": True, **self._respond(request)}
        except ApplianceError as error:
            response = {"ok": False, "error": str(error)}
        finally:
            self.heartbeat.working("serving", SERVING_S)
        writer.write(_line(response))
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


async def _request_line(reader: asyncio.StreamReader) -> bytes:
    """Return the next line, b"" at the end; raise `ControlUnavailable` if it is too long: then the rest is lost."""
    try:
        return await reader.readline()
    except ValueError:  # longer than the limit of the reader
        raise ControlUnavailable(f"a request has at most {LONGEST_LINE} bytes") from None


def _line(what: dict[str, Any]) -> bytes:
    return json.dumps(what, ensure_ascii=False).encode() + b"\n"
