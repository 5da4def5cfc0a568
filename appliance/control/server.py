"""ControlServer: the thread that serves the control socket. What a request leads to is not known here."""

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

from appliance.control.protocol import LONGEST_LINE, Request, Response, parse
from appliance.errors import ApplianceError, ControlUnavailable
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

MOST_CLIENTS = 16
EVENTS_WAITING = 500
"""A follower that is so far behind is hung up on: the appliance does not wait for anybody."""
REQUEST_S = 30.0
"""A request that takes longer hangs."""
SERVING_S = 15.0
"""A loop that has not come round for so long hangs; it comes round by itself in a third of that."""


class ControlServer:
    """Answers requests, and sends events to those who follow. `publish()` may be called from any thread."""

    name = "control"

    def __init__(self, path: Path, group: str, carry_out: Callable[[Request], Response]) -> None:
        self._path = path
        self._group = group
        self._carry_out = carry_out
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_asked = False
        self._followers: dict[asyncio.Queue[bytes], asyncio.StreamWriter] = {}
        self._clients: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._bug: BaseException | None = None
        self._listening: socket.socket
        self.heartbeat = Heartbeat(self.name, lambda: False)

    # --- the socket ---

    def open(self) -> None:
        """Take the socket; raise `ControlUnavailable`. It appears under its name only once its rights are set."""
        try:
            self._path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            self._refuse_second()
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

    def _refuse_second(self) -> None:
        if self._path.exists() and not self._path.is_socket():
            raise ControlUnavailable(f"{self._path}: is there and is no socket; set control.socket to another path")
        with socket.socket(socket.AF_UNIX) as other:
            try:
                other.connect(str(self._path))
            except OSError:
                return  # nobody, or what somebody left behind who was killed
        raise ControlUnavailable(f"{self._path}: another appliance is running already; stop it first")

    def _open_to_group(self, path: Path) -> None:
        try:
            group = grp.getgrnam(self._group).gr_gid
            if path.stat().st_gid != group:  # the service may not change it, and need not
                os.chown(path, -1, group)
            path.chmod(0o660)
        except KeyError:
            log.info("there is no group %s, so the control socket is for this user alone", self._group)
        except PermissionError:
            log.warning("this user is not in the group %s, so the control socket is for this user alone", self._group)

    def close(self) -> None:
        """Take the socket away."""
        self._listening.close()
        self._path.unlink(missing_ok=True)

    # --- the thread ---

    def run(self) -> None:
        """Serve until told to stop."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        if self._stop_asked:
            self._stopped.set()
        server = await asyncio.start_unix_server(self._connected, sock=self._listening, limit=LONGEST_LINE)
        async with server:
            alive = asyncio.create_task(self._show_life())
            await self._stopped.wait()
            alive.cancel()
            for client, writer in self._clients.items():
                client.cancel()
                writer.transport.abort()  # what it has not taken yet must not put off the end
            await asyncio.gather(*self._clients, return_exceptions=True)
        if self._bug:
            raise self._bug

    async def _show_life(self) -> None:
        while True:
            self.heartbeat.working("serving", SERVING_S)
            await asyncio.sleep(SERVING_S / 3)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = asyncio.create_task(self._client(reader, writer))
        self._clients[client] = writer
        client.add_done_callback(self._left)

    def _left(self, client: asyncio.Task[None]) -> None:
        self._clients.pop(client).close()
        if not client.cancelled() and (bug := client.exception()):
            self._bug = bug  # it ends the thread, not this connection alone
            self._stopped.set()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if len(self._clients) > MOST_CLIENTS:
                writer.write(_line({"ok": False, "error": "too many connections; try again"}))
                return
            while line := await _request_line(reader):
                await self._answer(line, reader, writer)
        except ControlUnavailable as error:
            writer.write(_line({"ok": False, "error": str(error)}))
        except ConnectionError:
            pass

    async def _answer(self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = parse(line)
            if request.command == "follow":
                await self._follow(reader, writer)
                return
            self.heartbeat.working(f"a request: {request.command}", REQUEST_S)
            answer = {"ok": True, **self._carry_out(request)}
        except ApplianceError as error:
            answer = {"ok": False, "error": str(error)}
        finally:
            self.heartbeat.working("serving", SERVING_S)
        writer.write(_line(answer))
        await writer.drain()

    async def _follow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Send events until the follower hangs up, which must be noticed also while nothing happens."""
        events: asyncio.Queue[bytes] = asyncio.Queue(EVENTS_WAITING)
        self._followers[events] = writer
        writer.write(_line({"ok": True}))
        sending = asyncio.create_task(self._send(events, writer))
        try:
            while await reader.read(LONGEST_LINE):
                pass  # a follower has nothing more to ask
        finally:
            self._followers.pop(events, None)
            sending.cancel()

    async def _send(self, events: asyncio.Queue[bytes], writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(await events.get())
                await writer.drain()

    # --- from other threads ---

    def publish(self, event: str, **what: Any) -> None:
        """Send an event to everybody who follows; returns at once."""
        if self._followers:
            self._soon(self._deliver, _line({"event": event, "at": round(time.time(), 3), **what}))

    def _deliver(self, line: bytes) -> None:
        for events, writer in list(self._followers.items()):
            if events.full():
                log.warning("a follower of the control socket is too slow; it is hung up on")
                self._followers.pop(events)
                writer.transport.abort()
            else:
                events.put_nowait(line)

    def stop(self) -> None:
        """Hang up on everybody and take the socket away."""
        self._stop_asked = True
        if self._loop:
            self._soon(self._stopped.set)

    def _soon(self, action: Callable[..., None], *arguments: object) -> None:
        assert self._loop
        with contextlib.suppress(RuntimeError):  # it has ended meanwhile
            self._loop.call_soon_threadsafe(action, *arguments)


async def _request_line(reader: asyncio.StreamReader) -> bytes:
    """Return the next line, b"" at the end; raise `ControlUnavailable` when it is too long to go on after it."""
    try:
        return await reader.readline()
    except ValueError:  # the limit of the reader
        raise ControlUnavailable(f"a request has at most {LONGEST_LINE} bytes") from None


def _line(what: dict[str, Any]) -> bytes:
    return json.dumps(what, ensure_ascii=False).encode() + b"\n"
