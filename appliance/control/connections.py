"""Connections: who is connected to the control socket, and who has to make room for a new one.

There is always room for one more: the connection that has been quiet for longest is closed, of the user who has most of
them. So neither a program that never hangs up nor one that means ill can lock others out.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import time
from collections import Counter
from dataclasses import dataclass, field

MOST_CLIENTS = 16
"""Most connections at a time."""
_CREDENTIALS = struct.Struct("3i")
"""What the kernel says of the other end: process, user, group."""
_NOBODY = -1


@dataclass(eq=False, slots=True)
class Connection:
    """One connection."""

    writer: asyncio.StreamWriter
    """Its way out."""
    user: int
    """The number of the user at the other end; -1 if the kernel does not say."""
    is_following: bool = False
    """True when it waits for events, and needs to send nothing."""
    served_s: float = field(default_factory=time.monotonic)
    """When its last request was answered, or it came."""

    def drop(self) -> None:
        """Close it at once, whatever is still to be sent."""
        self.writer.transport.abort()


class Connections:
    """Those that are open, each with the task that serves it; for use by the event loop."""

    def __init__(self) -> None:
        self._open: dict[asyncio.Task[None], Connection] = {}

    def add(self, task: asyncio.Task[None], connection: Connection) -> Connection | None:
        """Take a new one; return the one that had to make room for it, if any, which is closed already."""
        self._open[task] = connection
        if len(self._open) <= MOST_CLIENTS:
            return None
        leaves_task = self._first_to_leave(task)
        leaves = self._open.pop(leaves_task)
        leaves.drop()
        leaves_task.cancel()
        return leaves

    def _first_to_leave(self, newest: asyncio.Task[None]) -> asyncio.Task[None]:
        others = {task: connection for task, connection in self._open.items() if task is not newest}
        counts = Counter(connection.user for connection in self._open.values())
        most = max(counts[connection.user] for connection in others.values())
        crowd = [task for task, connection in others.items() if counts[connection.user] == most]
        # Who asks nothing and waits for nothing goes before a follower, and the longest quiet first.
        return min(crowd, key=lambda task: (others[task].is_following, others[task].served_s))

    def remove(self, task: asyncio.Task[None]) -> None:
        """Forget one whose task has ended, and close it."""
        if connection := self._open.pop(task, None):
            connection.writer.close()

    async def close(self) -> None:
        """Close all at once, without waiting until they have read the rest."""
        tasks = list(self._open)
        for task, connection in list(self._open.items()):
            task.cancel()
            connection.drop()
        await asyncio.gather(*tasks, return_exceptions=True)


def connection_of(writer: asyncio.StreamWriter) -> Connection:
    """Return the connection of a writer, with the user at its other end."""
    user = _NOBODY
    end = writer.get_extra_info("socket")
    with contextlib.suppress(OSError, struct.error):
        credentials = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        _, user, _ = _CREDENTIALS.unpack(credentials)
    return Connection(writer, user)
