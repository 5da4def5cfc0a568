"""The journal's native protocol, to a socket of the test: whole entries, no wait for a journal that takes nothing."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.adapters.journal import priority
from appliance.adapters.journal_socket import LONGEST_FIELD, JournalSocket, entry
from tests.unit.control.control_rig import short_folder


@pytest.fixture
def path() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder / "journal"


@pytest.fixture
def journal(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(path))
        journal.settimeout(10)
        yield journal


@pytest.fixture
def sender(path: Path) -> Iterator[JournalSocket]:
    sender = JournalSocket(path)
    yield sender
    sender.close()


def test_a_line_and_its_fields_are_one_entry(journal: socket.socket, sender: JournalSocket) -> None:
    sender.send("ready", PRIORITY=6, TURN=None, STATE="connected")
    assert journal.recv(4096) == b"MESSAGE=ready\nPRIORITY=6\nSTATE=connected\n"


def test_a_value_of_several_lines_has_its_length() -> None:
    assert entry({"MESSAGE": "one\ntwo"}) == b"MESSAGE\n" + struct.pack("<Q", 7) + b"one\ntwo\n"


@pytest.mark.parametrize("value", ["x" * 1_000_000, "é" * 500_000, "a\n" * 500_000, "\udcff"])
def test_any_value_fits_into_a_datagram(value: str, journal: socket.socket, sender: JournalSocket) -> None:
    sender.send(value)
    assert len(journal.recv(1_000_000)) <= LONGEST_FIELD + 100
    assert sender.lost == 0


def test_it_does_not_wait_for_a_journal_that_takes_nothing(journal: socket.socket, sender: JournalSocket) -> None:
    """Its queue is full long before: as many datagrams as the kernel is set to, 512 at most by default."""
    for number in range(5000):
        sender.send(f"line {number}")
    assert sender.lost > 0
    lost = sender.lost
    assert journal.recv(4096) == b"MESSAGE=line 0\n"
    sender.send("again")
    taken = [journal.recv(4096) for _ in range(5000 - lost)]
    assert taken[-1] == b"MESSAGE=again\nLOST_ENTRIES=%d\n" % lost
    sender.send("and on")
    assert journal.recv(4096) == b"MESSAGE=and on\n"


def test_it_does_not_mind_that_the_journal_is_away_for_a_while(path: Path, sender: JournalSocket) -> None:
    sender.send("nobody hears it")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(path))
        journal.settimeout(10)
        sender.send("it is back")
        assert journal.recv(4096) == b"MESSAGE=it is back\nLOST_ENTRIES=1\n"


@pytest.mark.parametrize(("level", "number"), [(50, 2), (60, 2), (40, 3), (30, 4), (25, 6), (20, 6), (10, 7), (0, 7)])
def test_priorities_are_those_of_syslog(level: int, number: int) -> None:
    assert priority(level) == number
