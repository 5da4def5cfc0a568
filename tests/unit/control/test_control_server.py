"""The control socket: requests and responses, between a server and a client over a real socket."""

from __future__ import annotations

import json
import socket
import threading

import pytest

from appliance.control.client import ControlClient
from appliance.control.connections import MOST_CLIENTS
from appliance.control.protocol import LONGEST_LINE, Request, Response
from appliance.control.server import ControlServer
from appliance.errors import ControlUnavailable, InvalidState
from tests.unit.control.control_rig import NO_GROUP, RawClient, serving, short_folder
from tests.unit.watched_thread import TIMEOUT_S, running


def test_requests_are_answered_in_order_on_one_connection() -> None:
    with serving() as served, served.client() as client:
        for number in range(100):
            assert client.ask("volume", number) == {"command": "volume", "value": number}


def test_requests_may_come_in_pieces_or_many_at_once() -> None:
    with serving() as served, RawClient(served.path) as raw:
        raw.send(b'{"comm')
        served.settled()
        raw.send(b'and": "status"}\n{"command": "press"}\n{"command": "interrupt"}\n')
        assert [raw.receive()["command"] for _ in range(3)] == ["status", "press", "interrupt"]


def test_a_text_in_any_language_comes_back_as_it_was() -> None:
    with serving() as served, served.client() as client:
        assert client.ask("say", "Grüß\nGott 👋")["value"] == "Grüß\nGott 👋"


@pytest.mark.parametrize(
    "line", [b"\n", b"hello\n", b"\xff\xfe\n", b"[]\n", b'{"command": "reboot"}\n', b"{" * 2000 + b"\n"]
)
def test_a_bad_request_is_answered_and_the_next_one_too(line: bytes) -> None:
    with serving() as served, RawClient(served.path) as raw:
        raw.send(line)
        response = raw.receive()
        assert response["ok"] is False
        assert response["error"].startswith("not a request: ")
        raw.send(b'{"command": "status"}\n')
        assert raw.receive()["ok"] is True


def test_a_line_without_a_newline_is_answered_when_the_client_stops_sending() -> None:
    """Like `printf '{"command": "status"}' | socat - UNIX:control.sock`."""
    with serving() as served, RawClient(served.path) as raw:
        raw.send(b'{"command": "status"}')
        raw.socket.shutdown(socket.SHUT_WR)
        assert raw.receive() == {"ok": True, "command": "status", "value": None}
        assert raw.is_disconnected()


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_that_is_too_long_is_refused_and_ends_the_connection(end: bytes) -> None:
    with serving() as served:
        with RawClient(served.path) as raw:
            raw.send(b'{"command": "say", "value": "' + b"x" * (LONGEST_LINE + 1) + end)
            assert raw.receive() == {"ok": False, "error": f"a request has at most {LONGEST_LINE} bytes"}
            assert raw.is_disconnected()
        served.settled()


def test_a_text_of_the_greatest_length_is_taken() -> None:
    text = "x" * (LONGEST_LINE - len(json.dumps({"command": "say", "value": ""})) - 1)
    with serving() as served, served.client() as client:
        assert client.ask("say", text)["value"] == text


@pytest.mark.parametrize("length", [LONGEST_LINE, 1_000_000])
def test_the_client_says_so_when_a_text_is_too_long(length: int) -> None:
    with serving() as served, served.client() as client:
        with pytest.raises(ControlUnavailable, match="at most 65536 bytes"):
            client.ask("say", "x" * length)
        assert client.ask("say", "shorter")["value"] == "shorter"


def test_a_request_that_cannot_be_done_is_answered_with_the_reason() -> None:
    def refuse(request: Request) -> Response:
        raise InvalidState("cannot speak while listening")

    with serving(refuse) as served, served.client() as client:
        for _ in range(2):
            with pytest.raises(ControlUnavailable, match=r"^cannot speak while listening$"):
                client.ask("say", "Hello.")


def test_a_bug_in_a_request_ends_the_thread_and_is_not_hidden() -> None:
    def broken(request: Request) -> Response:
        raise ValueError("a bug")

    raised: list[str] = []

    def run() -> None:
        with pytest.raises(ValueError, match="a bug"):
            server.run()
        raised.append("a bug")

    with short_folder() as folder:
        server = ControlServer(folder / "control.sock", NO_GROUP, broken)
        server.open()
        with running(run), ControlClient(folder / "control.sock") as client, pytest.raises(ControlUnavailable) as error:
            client.ask("status")
        server.close()
    assert "hung up" in str(error.value)
    assert raised == ["a bug"]


def test_many_threads_at_once_each_get_their_own_responses() -> None:
    wrong: list[object] = []
    with serving() as served:

        def ask_often(number: int) -> None:
            with served.client() as client:
                wrong.extend(value for _ in range(50) if (value := client.ask("hold", number)["value"]) != number)

        threads = [threading.Thread(target=ask_often, args=(number,)) for number in range(MOST_CLIENTS - 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(TIMEOUT_S)
    assert wrong == []
