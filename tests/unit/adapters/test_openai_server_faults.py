"""A server in the network that misbehaves: one clear sentence for each way, and the connection is closed."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from appliance.adapters.chat_events import LONGEST_LINE
from appliance.adapters.openai_server import OpenAiServer
from appliance.errors import ServerUnavailable
from appliance.interfaces import GenerationOptions
from tests.field import field_text
from tests.unit.adapters.chat_rig import (
    MODEL,
    QUESTION,
    TIMEOUT_S,
    Behaviour,
    Chat,
    Connection,
    chat_server,
    complaint,
    event,
    hangs_after,
    head,
    lists,
    says,
    status,
    streams,
)

SOON_S = 0.1
"""Longest wait in the tests where nothing comes."""


@pytest.fixture
def chat() -> Iterator[Chat]:
    with chat_server() as serving:
        yield serving


HUGE = head() + b"data: " + b"x" * (LONGEST_LINE + 1) + b"\n"
HTML = head("200 OK", "text/html") + b"<html>Please sign in</html>"


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        pytest.param(streams("It is", ending=None), "has cut its reply off", id="cut off"),
        pytest.param(says(head()), "has cut its reply off", id="cut off before the first word"),
        pytest.param(says(b""), "has cut the connection off", id="cut off before the answer"),
        pytest.param(streams(), "has ended its reply without a word of text", id="empty"),
        pytest.param(
            streams(field_text("tool-call")), "has ended its reply without a word of text", id="only a call of a tool"
        ),
        pytest.param(streams("<think>", "for ever"), "has ended its reply without a word of text", id="only thoughts"),
        pytest.param(says(b"\x00\xff\x00 garbage\r\n\r\n"), "does not speak HTTP as it should", id="garbage"),
        pytest.param(says(HTML), "sends a page or a file: is it an OpenAI-compatible server?", id="a page"),
        pytest.param(says(head() + b"<html>\n"), "sends lines that are no server-sent events", id="garbage events"),
        pytest.param(says(head() + b"data: {oops\n"), "sends events that are not JSON", id="no JSON"),
        pytest.param(says(head() + b"data: [1]\n"), "sends events that are no chat completion", id="other JSON"),
        pytest.param(says(head() + b'data: {"choices": 3}\n'), "sends events that are no chat completion", id="events"),
        pytest.param(says(head() + b'data: {"error": "x"}\n'), "sends an error in the middle", id="error event"),
        pytest.param(says(head() + b"data: " + b"[" * 60_000 + b"\n"), "sends events that are not JSON", id="deep"),
        pytest.param(says(HUGE), "sends more than a reply can be", id="a huge line"),
        pytest.param(says(head("200 OK", "application/json") + b"{}"), "sends no stream", id="no stream"),
        pytest.param(status("401 Unauthorized"), "refuses the key (401): put one into a file, and name it", id="401"),
        pytest.param(status("404 Not Found"), f"has no model '{MODEL}', or no /v1/chat/completions (404)", id="404"),
        pytest.param(status("500 Internal Server Error"), "answers with an error (500)", id="500"),
        pytest.param(status("302 Found", "Location: http://127.0.0.1:1/"), "sends to another address (302)", id="302"),
    ],
)  # fmt: skip
def test_a_server_that_misbehaves(chat: Chat, behaviour: Behaviour, said: str) -> None:
    chat.chat = behaviour
    assert said in complaint(OpenAiServer(chat.url))


def test_an_endless_reply_is_ended(chat: Chat) -> None:
    def endless(connection: Connection) -> None:
        connection.send(head())
        while True:
            connection.send(event("x" * 10_000))

    chat.chat = endless
    assert "sends more than a reply can be" in complaint(OpenAiServer(chat.url))
    assert chat.hung_up.acquire(timeout=TIMEOUT_S)


@pytest.mark.parametrize(
    "sent", [b"", b"HTTP/1.1 200", head(), head() + event(role="assistant"), head() + b": ping\n\n"]
)
def test_a_slow_server_is_hung_up_on(chat: Chat, sent: bytes) -> None:
    chat.chat = hangs_after(sent)
    server = OpenAiServer(chat.url)
    server.model = MODEL
    assert f"is too slow: it wrote nothing within {SOON_S:g} s" in complaint(server, SOON_S)
    assert chat.hung_up.acquire(timeout=TIMEOUT_S)


def test_a_server_that_only_keeps_the_connection_alive_is_too_slow(chat: Chat) -> None:
    def pings(connection: Connection) -> None:
        connection.send(head())
        while True:
            connection.send(b": ping\n\n")

    chat.chat = pings
    message = complaint(OpenAiServer(chat.url), SOON_S)
    assert "is too slow" in message or "more than a reply can be" in message
    assert chat.hung_up.acquire(timeout=TIMEOUT_S)


def test_a_server_that_stalls_in_the_middle(chat: Chat) -> None:
    chat.chat = hangs_after(head() + event("It is"))
    call = OpenAiServer(chat.url, between_s=SOON_S).call(QUESTION, GenerationOptions(0, 9), TIMEOUT_S)
    pieces = call.pieces()
    assert next(pieces) == "It is"
    with pytest.raises(ServerUnavailable, match=f"has written nothing more for {SOON_S:g} s"):
        next(pieces)
    assert chat.hung_up.acquire(timeout=TIMEOUT_S)


def test_a_server_that_is_gone() -> None:
    with chat_server() as chat:
        pass
    assert complaint(OpenAiServer(chat.url)).startswith("cannot be reached (Connection refused): is it on")


def test_a_server_that_takes_no_connection() -> None:
    with socket.socket() as listening, socket.socket() as first, socket.socket() as second:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        place = listening.getsockname()
        for filler in (first, second):  # the kernel keeps one connection waiting, and drops the others
            filler.setblocking(False)
            filler.connect_ex(place)
        assert "cannot be reached (no connection within 0.5 s)" in complaint(
            OpenAiServer(f"http://127.0.0.1:{place[1]}")
        )


def test_a_server_without_tls_where_it_is_wanted(chat: Chat) -> None:
    assert "cannot be trusted (" in complaint(OpenAiServer(chat.url.replace("http", "https")))


@pytest.mark.parametrize(
    ("models", "wanted", "said"),
    [
        (lists("small", "large"), "huge", "has no model 'huge': set models.server_model to one of small, large"),
        (lists(), "", "lists no model"),
        (status("401 Unauthorized"), "", "refuses the key (401)"),
        (says(HTML), "", "sends events that are not JSON"),
        (status("404 Not Found"), "", "answers with an error (404)"),
    ],
)
def test_a_list_without_the_model(chat: Chat, models: Behaviour, wanted: str, said: str) -> None:
    chat.models = models
    assert said in complaint(OpenAiServer(chat.url, wanted))
    assert chat.asked == []
