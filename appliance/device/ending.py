"""Ending: what ends the serving of a device, told by any thread or by a signal handler."""

from __future__ import annotations

import contextlib
import queue
import signal
import socket
import threading


class Ending:
    """A mailbox for the one reason to end, which a signal cannot miss.

    Python runs signal handlers on the main thread, between two of its instructions. A signal that comes just before the
    main thread falls asleep on a lock or a queue is seen only when something else wakes it: measured, 2 of 797 SIGTERMs
    were lost beside two busy threads. So the main thread sleeps on a socket instead, and the signal itself writes to it
    (`signal.set_wakeup_fd`).
    """

    def __init__(self) -> None:
        # A SimpleQueue, because a signal handler may put into it, whatever the interrupted thread is doing.
        self._reasons: queue.SimpleQueue[Exception | None] = queue.SimpleQueue()
        self._sockets: tuple[socket.socket, socket.socket] | None = None
        self._former_fd = -1

    def put(self, error: Exception | None) -> None:
        """Have `wait()` return `error`, or None for an end that was asked for; never blocks."""
        self._reasons.put(error)
        self._wake_up()

    def open(self) -> None:
        """Get ready to wait; signals are seen if this is the main thread."""
        _, writer = self._sockets = socket.socketpair()
        writer.setblocking(False)
        if threading.current_thread() is threading.main_thread():
            self._former_fd = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)

    def wait(self) -> Exception | None:
        """Return the first reason that was put, before or after `open()`."""
        assert self._sockets, "it is open"
        reader, _ = self._sockets
        while self._reasons.empty():
            reader.recv(64)
        return self._reasons.get()

    def close(self) -> None:
        """Wait no more; later reasons are kept and wake nobody."""
        assert self._sockets, "it is open"
        if threading.current_thread() is threading.main_thread():
            signal.set_wakeup_fd(self._former_fd)
        sockets, self._sockets = self._sockets, None
        for end in sockets:
            end.close()

    def _wake_up(self) -> None:
        if sockets := self._sockets:
            with contextlib.suppress(OSError):  # full: it is awake; closed: nobody waits
                sockets[1].send(b"\0")
