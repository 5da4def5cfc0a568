"""The client at a socket of something else: nonsense, silence, no end. It is one sentence, which moves no cursor."""

from __future__ import annotations

import contextlib
import itertools
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.control.client import ControlClient
from appliance.control.protocol import LONGEST_LINE
from appliance.errors import ControlUnavailable
from tests.unit.control.control_rig import short_folder
from tests.unit.watched_thread import running

Answer = Callable[[socket.socket], None]


@contextmanager
def stranger(answer: Answer) -> Iterator[Path]:
    """Serve one connection at a socket, in the block: read a request, then let `answer` do what it likes."""
    with short_folder() as folder, socket.socket(socket.AF_UNIX) as other:
        path = folder / "other.sock"
        other.bind(str(path))
        other.listen()

        def serve() -> None:
            connection, _ = other.accept()
            with connection, contextlib.suppress(ConnectionError):
                connection.recv(LONGEST_LINE)
                answer(connection)

        with running(serve):
            yield path


def says(line: bytes) -> Answer:
    return lambda connection: connection.sendall(line)


def endless(connection: socket.socket) -> None:
    for _ in itertools.count():
        connection.sendall(b"x" * LONGEST_LINE)


def silent(connection: socket.socket) -> None:
    connection.recv(1)  # until the client hangs up


def drips(connection: socket.socket) -> None:
    connection.settimeout(0.01)
    for _ in itertools.count():
        connection.sendall(b" ")
        with contextlib.suppress(TimeoutError):
            if not connection.recv(1):
                return


NONSENSE: dict[str, bytes] = {
    "half a response": b'{"ok": tr\n',
    "not UTF-8": b"\xff\n",
    "a list": b"[]\n",
    "an empty object": b"{}\n",
    "ok is a word": b'{"ok": "yes"}\n',
    "ok is a number": b'{"ok": 1}\n',
    "an error that is none": b'{"ok": false, "error": 5}\n',
    "no error": b'{"ok": false}\n',
    "nested": b"[" * 60_000 + b"\n",
    "a number of 5,000 digits": b'{"ok": ' + b"7" * 5000 + b"}\n",
    "a web server": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "a shell": b"\x1b[2J\x1b]0;owned\x07$ \n",
    "a line without an end": b"hello",
    "zeros": b"\0" * 1000 + b"\n",
}


@pytest.mark.parametrize("line", NONSENSE.values(), ids=list(NONSENSE))
def test_what_is_no_response_of_ours_is_one_sentence(line: bytes) -> None:
    with stranger(says(line)) as path, ControlClient(path) as client, pytest.raises(ControlUnavailable) as error:
        client.ask("status")
    assert str(error.value).startswith(f"{path}: what came is no answer of an appliance")
    assert str(error.value).isprintable()


@pytest.mark.parametrize("line", [b'{"ok": true}\n', b'{"ok": true, "state": 5}\n', b'{"ok": true, "state": NaN}\n'])
def test_a_response_that_lacks_what_every_appliance_says_is_one_sentence(line: bytes) -> None:
    with stranger(says(line)) as path, ControlClient(path) as client, pytest.raises(ControlUnavailable) as error:
        client.ask_for("status", "state", str)
    assert str(error.value).startswith(f"{path}: what came is no answer of an appliance")


def test_a_response_without_end_is_cut() -> None:
    with stranger(endless) as path, ControlClient(path) as client, pytest.raises(ControlUnavailable, match="no answer"):
        client.ask("status")


@pytest.mark.parametrize("answer", [silent, drips])
def test_one_that_never_comes_to_an_end_is_given_up(answer: Answer) -> None:
    with stranger(answer) as path, ControlClient(path, 0.2) as client, pytest.raises(ControlUnavailable) as error:
        client.ask("status")
    assert str(error.value) == f"{path}: the appliance does not answer; see its journal"


def test_an_end_without_a_response_is_one_sentence() -> None:
    with stranger(says(b"")) as path, ControlClient(path) as client, pytest.raises(ControlUnavailable, match="hung up"):
        client.ask("status")


def test_an_error_with_escape_sequences_is_shown_and_not_obeyed() -> None:
    error_line = b'{"ok": false, "error": "\\u001b[31mred\\u202etxt.exe\\n\\u009b2J' + b"x" * 3000 + b'"}\n'
    with stranger(says(error_line)) as path, ControlClient(path) as client, pytest.raises(ControlUnavailable) as error:
        client.ask("status")
    text = str(error.value)
    assert text.startswith("\\x1b[31mred\\u202etxt.exe\\n\\x9b2J")
    assert text.isprintable()
    assert len(text) < 600


@pytest.mark.parametrize("line", [b"5\n", b"{}\n", b'{"event": 7}\n', b"\x1b[2J\n", b'{"event": "state"'])
def test_an_event_that_is_none_is_one_sentence(line: bytes) -> None:
    with stranger(says(b'{"ok": true}\n' + line)) as path, ControlClient(path) as client:
        events = client.follow()
        with pytest.raises(ControlUnavailable, match="no answer of an appliance"):
            next(events)


def test_a_full_queue_is_one_sentence() -> None:
    with short_folder() as folder, socket.socket(socket.AF_UNIX) as other, contextlib.ExitStack() as stack:
        path = folder / "hung.sock"
        other.bind(str(path))
        other.listen(0)
        for _ in range(8):
            waiting = stack.enter_context(socket.socket(socket.AF_UNIX))
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(str(path))
        with pytest.raises(ControlUnavailable, match="takes no connection"):
            ControlClient(path, 0.2)


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_SEQPACKET])
def test_a_socket_of_another_kind_is_one_sentence(kind: socket.SocketKind) -> None:
    with short_folder() as folder, socket.socket(socket.AF_UNIX, kind) as other:
        other.bind(str(folder / "x.sock"))
        with pytest.raises(ControlUnavailable, match="cannot be used"):
            ControlClient(folder / "x.sock")


def test_a_zero_byte_in_the_path_is_one_sentence() -> None:
    with pytest.raises(ControlUnavailable):
        ControlClient(Path("/tmp/a\0b"))
