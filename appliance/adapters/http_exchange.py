"""HttpExchange: one HTTP request with a deadline for everything, which another thread can cancel at any moment.

By `http.client` of the standard library, because it leaves the socket to us: closing that is the only way to end a read
from another thread, and a timeout for each read alone would let a server that sends a byte a second go on for ever.
It follows no redirect, asks no proxy and limits the headers. Connections are not kept: closing one is what tells the
server to stop writing, and opening one takes a millisecond in a home's network.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence

from appliance.system.server_url import ServerUrl

CONNECT_S = 0.5
"""Longest time for a connection to one address, TLS not included: in a home's network it takes milliseconds."""


class HttpExchange:
    """Sends one request and gives its response. Every method raises `OSError` or `http.client.HTTPException`."""

    def __init__(self, server: ServerUrl, addresses: Sequence[str] = (), connect_s: float = CONNECT_S) -> None:
        """`addresses`: where the host is, so that no name has to be looked up; () looks it up."""
        self.deadline_s = float("inf")
        """When (monotonic clock) whatever it waits for must be there, else `TimeoutError`; may be moved on."""
        self.is_cancelled = False
        self._server = server
        self._addresses = addresses or (server.host,)
        self._connect_s = connect_s
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> http.client.HTTPResponse:
        """Connect, send the request and return the response, of which the headers have come."""
        self.close()
        connected = self._connected()
        if self._server.is_tls:
            connected.settimeout(self._left_s())
            connected = ssl.create_default_context().wrap_socket(connected, server_hostname=self._server.host)
        self._keep(connected)
        connection = http.client.HTTPConnection(self._server.host, self._server.port)
        connection.sock = _TimedSocket(self, connected)
        connection.request(method, path, body, dict(headers))
        return connection.getresponse()

    def _connected(self) -> socket.socket:
        failure = OSError(f"there is no address of {self._server.host}")
        for address in self._addresses:
            for family, kind, protocol, _, place in socket.getaddrinfo(
                address, self._server.port, type=socket.SOCK_STREAM
            ):
                connecting = socket.socket(family, kind, protocol)
                self._keep(connecting)
                connecting.settimeout(min(self._connect_s, self._left_s()))
                try:
                    connecting.connect(place)
                except OSError as error:
                    self.close()
                    if isinstance(error, TimeoutError):
                        error = OSError(f"no connection within {self._connect_s:g} s")
                    failure = error
                else:
                    return connecting
        raise failure

    def _keep(self, opened: socket.socket) -> None:
        """Keep the socket for `cancel()`; raise when that was called before."""
        with self._lock:
            self._socket = opened
        if self.is_cancelled:
            self.close()
            raise ConnectionAbortedError("cancelled")

    def _left_s(self) -> float:
        left_s = self.deadline_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("timed out")
        return min(left_s, 3600.0)

    def receive_into(self, opened: socket.socket, buffer: memoryview) -> int:
        """Read what is there, or wait for it until the deadline; 0 at the end."""
        opened.settimeout(self._left_s())
        return opened.recv_into(buffer)

    def send(self, opened: socket.socket, data: bytes) -> None:
        """Send, until the deadline."""
        opened.settimeout(self._left_s())
        opened.sendall(data)

    def cancel(self) -> None:
        """End the request now, and every later one; for any thread, never blocks."""
        self.is_cancelled = True
        with self._lock, contextlib.suppress(OSError):  # not connected yet, or not any more
            if self._socket:
                # Not `SSLSocket.shutdown()`, which takes the TLS state away under the thread that reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection; for the thread that reads."""
        with self._lock:
            closing, self._socket = self._socket, None
        if closing:
            closing.close()


class _TimedSocket:
    """A socket as `http.client` uses it; each read and write ends at the exchange's deadline."""

    def __init__(self, exchange: HttpExchange, opened: socket.socket) -> None:
        self._exchange = exchange
        self._opened = opened

    def sendall(self, data: bytes) -> None:
        self._exchange.send(self._opened, data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._exchange, self._opened))

    def close(self) -> None:
        """Do nothing: the exchange closes it, once the response was read."""


class _TimedReader(io.RawIOBase):
    def __init__(self, exchange: HttpExchange, opened: socket.socket) -> None:
        self._exchange = exchange
        self._opened = opened

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._exchange.receive_into(self._opened, buffer)
