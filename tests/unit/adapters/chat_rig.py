"""A server on 127.0.0.1 that answers chat completions as a test wants it: right, wrong, cut off, or not at all."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from appliance.adapters.openai_server import OpenAiServer
from appliance.errors import ServerUnavailable
from appliance.interfaces import GenerationOptions, Message
from tests.patience import OUTER_S

TIMEOUT_S = OUTER_S
MODEL = "big-brain"
QUESTION: list[Message] = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Capital?"}]


@dataclass(frozen=True, slots=True)
class Request:
    """What came from the client."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Connection:
    """One request and its connection, for the behaviour of a test."""

    request: Request
    send: Callable[[bytes], None]
    wait_for_hang_up: Callable[[], None]
    """Blocks until the client has closed the connection."""


Behaviour = Callable[[Connection], None]


def event(text: str | None = None, ending: str | None = None, **delta: object) -> bytes:
    """Return a server-sent event of a chat completion."""
    content = delta if text is None else {"content": text, **delta}
    choice = {"index": 0, "delta": content, "finish_reason": ending}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


def head(status: str = "200 OK", kind: str = "text/event-stream", *lines: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {kind}", *lines, "", ""]).encode()


def streams(*pieces: str, ending: str | None = "stop") -> Behaviour:
    """A whole reply, in chunks as real servers send it; without an ending it is cut off."""

    def behave(connection: Connection) -> None:
        connection.send(head("200 OK", "text/event-stream; charset=utf-8", "Transfer-Encoding: chunked"))
        events = [event(role="assistant"), *(event(piece) for piece in pieces)]
        for data in [*events, event(ending=ending)] if ending else events:
            connection.send(b"%x\r\n%s\r\n" % (len(data), data))
        if ending:
            connection.send(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")

    return behave


def says(data: bytes) -> Behaviour:
    """Sends these bytes and closes the connection."""
    return lambda connection: connection.send(data)


def hangs_after(data: bytes) -> Behaviour:
    """Sends these bytes, and nothing more until the client hangs up."""

    def behave(connection: Connection) -> None:
        connection.send(data)
        connection.wait_for_hang_up()

    return behave


def status(line: str, *headers: str) -> Behaviour:
    """Answers with a status."""
    return says(head(line, "application/json", *headers, "Content-Length: 2") + b"{}")


def lists(*names: str) -> Behaviour:
    body = json.dumps({"object": "list", "data": [{"id": name} for name in names]}).encode()
    return says(head("200 OK", "application/json", f"Content-Length: {len(body)}") + body)


@dataclass
class Chat:
    """The server. Behaviours may be replaced while it runs."""

    port: int = 0
    chat: Behaviour = field(default_factory=lambda: streams("Paris", "."))
    models: Behaviour = field(default_factory=lambda: lists(MODEL, "another"))
    requests: list[Request] = field(default_factory=list)
    requested: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released for each request for a reply."""
    hung_up: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released for each connection whose client has hung up while the server waited for that."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[Request]:
        """The requests for a reply."""
        return [request for request in self.requests if request.method == "POST"]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False
    chat: Chat


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        chat = self.server.chat
        try:
            request = self._request()
            chat.requests.append(request)
            behave = chat.models if request.path.endswith("/models") else chat.chat
            if request.method == "POST":
                chat.requested.release()
            behave(Connection(request, self._send, self._wait_for_hang_up))
        except (ConnectionError, ValueError):
            chat.hung_up.release()  # the client has gone

    def _request(self) -> Request:
        method, path, _ = self.rfile.readline().decode().split()
        headers = {}
        while line := self.rfile.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        return Request(method, path, headers, json.loads(body) if body else None)

    def _send(self, data: bytes) -> None:
        self.wfile.write(data)

    def _wait_for_hang_up(self) -> None:
        self.connection.settimeout(TIMEOUT_S)
        if not self.rfile.read(1):
            self.server.chat.hung_up.release()


@contextmanager
def chat_server(chat: Chat | None = None) -> Iterator[Chat]:
    """A server until the block is left; on the port of `chat`, if it has one."""
    chat = chat or Chat()
    with _Server(("127.0.0.1", chat.port), _Handler) as server:
        server.chat, chat.port = chat, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="chat server")
        thread.start()
        try:
            yield chat
        finally:
            server.shutdown()
            thread.join()


def reply(server: OpenAiServer, first_text_s: float = TIMEOUT_S) -> list[str]:
    return list(server.call(QUESTION, GenerationOptions(0.5, 40), first_text_s).pieces())


def complaint(server: OpenAiServer, first_text_s: float = TIMEOUT_S) -> str:
    with pytest.raises(ServerUnavailable) as caught:
        reply(server, first_text_s)
    assert str(caught.value).startswith(f"the server {server.url} ")
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(f"the server {server.url} ")
