"""Downloads over a connection that breaks off, is slow, or lies."""

from __future__ import annotations

import io
import sys
import threading
from pathlib import Path

import pytest
import requests

from appliance.errors import DownloadFailed
from appliance.models.download import PART, Connection, Unreachable, Wanted, connection_errors, download
from appliance.models.progress import Progress
from tests.unit.models.model_server import GGUF, LocalServer, sha256_of
from tests.unit.scripted import Clock

WITHOUT_PAUSES = Connection(pauses_s=(0.0, 0.0))


class Folder:
    """A folder that a file is downloaded into."""

    def __init__(self, server: LocalServer, folder: Path) -> None:
        server.files["/brain.gguf"] = GGUF
        self.target = folder / "brain.gguf"
        self.part = folder / f"brain.gguf{PART}"
        self.wanted = Wanted(server.url("/brain.gguf"), sha256_of(GGUF), len(GGUF))

    def download(self, connection: Connection = WITHOUT_PAUSES) -> None:
        with Progress("brain.gguf", len(GGUF)) as progress:
            download(self.wanted, self.target, self.part, connection, progress)

    def assert_right(self) -> None:
        assert self.target.read_bytes() == GGUF
        assert not self.part.exists()


@pytest.fixture
def folder(server: LocalServer, tmp_path: Path) -> Folder:
    return Folder(server, tmp_path)


def test_a_connection_that_breaks_off_is_resumed_until_nothing_is_missing(server: LocalServer, folder: Folder) -> None:
    server.breaks["/brain.gguf"] = 70_000
    folder.download()
    folder.assert_right()
    assert server.ranges == [None, "bytes=65536-", "bytes=131072-"], "whole chunks are kept"


def test_what_came_is_kept_for_the_next_time(server: LocalServer, folder: Folder) -> None:
    server.cut.add("/brain.gguf")
    with pytest.raises(Unreachable, match="broke off"):
        folder.download()
    size = folder.part.stat().st_size
    assert 0 < size <= len(GGUF) // 2
    server.cut.clear()
    folder.download()
    folder.assert_right()
    assert server.ranges[-1] == f"bytes={size}-"


def test_a_file_that_is_shorter_at_its_source_is_another_one(server: LocalServer, folder: Folder) -> None:
    server.files["/brain.gguf"] = GGUF[:1000]
    with pytest.raises(DownloadFailed, match=f"it has 1000 bytes instead of {len(GGUF)}"):
        folder.download()
    assert not folder.part.exists()
    assert len(server.requested) == 1


def test_a_connection_on_which_nothing_comes_any_more_is_given_up(server: LocalServer, folder: Folder) -> None:
    folder.part.write_bytes(GGUF[:50_000])
    server.breaks["/brain.gguf"] = 0
    with pytest.raises(Unreachable, match=r"brain\.gguf came only in part"):
        folder.download()
    assert len(server.requested) == 3, "once, and after each of the two pauses"
    assert folder.part.read_bytes() == GGUF[:50_000]


def test_without_any_connection_it_is_not_tried_again(folder: Folder, tmp_path: Path) -> None:
    folder.wanted = Wanted("http://127.0.0.1:9/brain.gguf", sha256_of(GGUF), len(GGUF))
    with pytest.raises(Unreachable, match="no connection"):
        folder.download(Connection(pauses_s=(3600.0,)))
    assert not folder.part.exists()


def test_a_source_that_knows_no_ranges_is_read_from_the_beginning(server: LocalServer, folder: Folder) -> None:
    folder.part.write_bytes(GGUF[:50_000])
    server.knows_ranges = False
    folder.download()
    folder.assert_right()


def test_a_source_that_sends_another_part_is_not_believed(server: LocalServer, folder: Folder) -> None:
    folder.part.write_bytes(GGUF[:50_000])
    server.wrong_range = True
    folder.download()
    folder.assert_right()
    assert server.ranges == ["bytes=50000-", None]


def test_a_part_of_another_file_is_found_out_by_the_hash(folder: Folder) -> None:
    folder.part.write_bytes(bytes(50_000))
    with pytest.raises(DownloadFailed, match="is not the file it should be"):
        folder.download()
    assert not folder.target.exists()
    assert not folder.part.exists()
    folder.download()
    folder.assert_right()


def test_a_file_that_does_not_end_is_given_up(server: LocalServer, folder: Folder) -> None:
    server.files["/brain.gguf"] = GGUF * 50
    with pytest.raises(DownloadFailed, match=f"is longer than the {len(GGUF)} bytes"):
        folder.download()
    assert not folder.part.exists()


def test_a_part_that_is_too_long_is_begun_anew(folder: Folder) -> None:
    folder.part.write_bytes(GGUF + b"more")
    folder.download()
    folder.assert_right()


def test_a_file_of_unknown_hash_is_never_resumed(server: LocalServer, folder: Folder) -> None:
    folder.wanted = Wanted(folder.wanted.url, None, len(GGUF))
    folder.part.write_bytes(b"something old")
    folder.download()
    assert folder.target.read_bytes() == GGUF
    assert server.ranges == [None]


def test_another_thread_can_end_it_and_what_came_is_kept(folder: Folder) -> None:
    cancelled = Connection(is_cancelled=threading.Event())
    cancelled.is_cancelled.set()
    with pytest.raises(Unreachable, match="given up"):
        folder.download(cancelled)
    assert 0 < folder.part.stat().st_size < len(GGUF)


# --- progress ---


def test_without_a_terminal_a_line_now_and_then_has_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, printed = Clock(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", printed)
    with Progress("brain.gguf", 1_100_000_000, clock) as progress:
        progress.resumes(100_000_000)
        for _ in range(30):
            clock.now_s += 1
            progress.add(5_000_000)
    assert printed.getvalue().splitlines() == [
        "fetching brain.gguf (1,100.0 MB)",
        "  150 of 1,100 MB, 5.0 MB/s, 3 min 10 s left",
        "  200 of 1,100 MB, 5.0 MB/s, 3 min 0 s left",
        "  250 of 1,100 MB, 5.0 MB/s, 2 min 50 s left",
    ]


@pytest.mark.parametrize(
    ("rate", "left"),
    [(0, ""), (100_000_000, ", 10 s left"), (100_000, ", 2 h 46 min left"), (2_000_000_000, ", 0 s left")],
)
def test_the_time_left_is_for_people(rate: int, left: str) -> None:
    clock = Clock()
    progress = Progress("brain.gguf", 1_000_000_000 + rate, clock)
    clock.now_s += 1
    progress.add(rate)
    assert progress.line().partition("MB/s")[2] == left


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("certificate verify failed: certificate is not yet valid (_ssl.c:1029)", "not valid yet"),
        ("certificate verify failed: certificate has expired (_ssl.c:1029)", "out of date"),
    ],
)
def test_a_clock_that_is_wrong_is_said_with_the_command_that_sets_it(error: str, words: str) -> None:
    with pytest.raises(Unreachable) as refused, connection_errors("brain.gguf", "models.example"):
        raise requests.exceptions.SSLError(error)
    assert words in str(refused.value)
    assert "sudo date --set" in str(refused.value)


def test_another_fault_of_a_certificate_is_no_fault_of_the_clock() -> None:
    with pytest.raises(Unreachable, match="is not trusted"), connection_errors("brain.gguf", "models.example"):
        raise requests.exceptions.SSLError("self-signed certificate in certificate chain")
