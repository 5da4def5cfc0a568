"""`appliance ctl` and `timers` at a socket of something else: one sentence, and no escape sequence in it."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.command_line.command import Command, Outcome, assert_one_sentence
from tests.unit.control.control_rig import short_folder
from tests.unit.watched_thread import running

EVIL = "\x1b[2J\x9b31m\u202e\n"
NONSENSE = [b"\x1b[2J\n", b"[]\n", b"{}\n", b'{"ok": true', b""]
CTL = [["ctl", "status"], ["ctl", "ask", "Hello."], ["ctl", "follow"], ["ctl", "volume"], ["timers"]]


@contextmanager
def stranger(*lines: bytes) -> Iterator[Command]:
    """Serve a socket that answers each connection with these lines, whatever it is sent."""
    with short_folder() as folder, socket.socket(socket.AF_UNIX) as other:
        (folder / "mine.toml").write_text(f"[control]\nsocket = '{folder}/control.sock'\n")
        other.bind(str(folder / "control.sock"))
        other.listen()

        def serve() -> None:
            with contextlib.ExitStack() as stack:
                while True:
                    connection, _ = other.accept()
                    stack.enter_context(connection)
                    with contextlib.suppress(ConnectionError):
                        if not connection.recv(65_536):
                            return
                        connection.sendall(b"".join(lines))
                        connection.shutdown(socket.SHUT_WR)

        with running(serve):
            try:
                yield Command(folder)
            finally:
                with socket.socket(socket.AF_UNIX) as last:
                    last.connect(str(folder / "control.sock"))


def asked(command: Command, arguments: list[str]) -> Outcome:
    return command(*arguments, "-c", Path("mine.toml"))


@pytest.mark.parametrize("arguments", CTL, ids=" ".join)
def test_nonsense_is_one_sentence(arguments: list[str]) -> None:
    for line in NONSENSE:
        with stranger(line) as command:
            assert_one_sentence(asked(command, arguments), "control.sock")


def line_of(**content: object) -> bytes:
    return json.dumps(content).encode() + b"\n"


def assert_tame(outcome: Outcome) -> None:
    text = outcome.out + outcome.err
    assert "Traceback" not in text
    assert all(line.isprintable() for line in text.splitlines())
    assert "\\x1b[2J" in text or json.loads(text)


RIGHT = line_of(ok=True)
ANSWERS = {
    "status": (["ctl", "status"], [line_of(ok=True, state=EVIL, missing={EVIL: EVIL}, **{EVIL: [EVIL]})]),
    "status as JSON": (["ctl", "status", "--json"], [line_of(ok=True, state=EVIL)]),
    "an error": (["ctl", "status"], [line_of(ok=False, error=EVIL)]),
    "timers": (["timers"], [line_of(ok=True, timers=[EVIL, 5])]),
    "timers as JSON": (["timers", "--json"], [line_of(ok=True, timers=[EVIL])]),
    "events": (["ctl", "follow"], [RIGHT, line_of(event=EVIL, text=[EVIL])]),
    "events as JSON": (["ctl", "follow", "--json"], [RIGHT, line_of(event=EVIL)]),
    "an answer": (
        ["ctl", "ask", "Hello."],
        [RIGHT, line_of(event="reply", text=EVIL), line_of(event="turn", outcome="answered")],
    ),
    "an outcome": (["ctl", "ask", "Hello."], [RIGHT, line_of(event="turn", outcome={EVIL: EVIL})]),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "lines"), ANSWERS.values(), ids=list(ANSWERS))
def test_no_escape_sequence_reaches_the_terminal(arguments: list[str], lines: list[bytes]) -> None:
    with stranger(*lines) as command:
        assert_tame(asked(command, arguments))
