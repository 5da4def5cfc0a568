"""PersistentState: state that outlives a restart, and files that are missing, damaged or not writable."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from appliance.device.persistent_state import STAYS_MUTED, PersistentState, SavedState, state_file
from appliance.system.kept_files import LONGEST_BYTES, MOST_DAMAGED

ROOT = Path(__file__).parents[3]
WRITE_UNTIL_KILLED = """
import os, signal, sys
from pathlib import Path
from appliance.system import atomic_files
sys.addaudithook(lambda event, _: event == "os.rename" and (print("writing", flush=True), signal.pause()))
atomic_files.write_whole(Path(sys.argv[1]), b"{}")
"""
FULL = """
import sys
from pathlib import Path
from appliance.device.persistent_state import PersistentState, SavedState
kept = PersistentState(Path(sys.argv[1]), SavedState(volume=70))
kept.change(volume=10, is_muted=False)
sys.addaudithook(lambda event, _: event == "tempfile.mkstemp" and no_room())
def no_room():
    raise OSError(28, "No space left on device")
kept.change(volume=9, is_muted=True)
"""
FIRST = SavedState(volume=70)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "state.json"


def given(path: Path, text: str) -> Path:
    path.parent.mkdir()
    path.write_text(text)
    return path


def test_without_a_file_the_first_values_count_and_nothing_is_logged(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert PersistentState(path, FIRST).kept == FIRST
    assert not path.parent.exists(), "nothing is written before the first change"
    assert caplog.records == []


def test_what_was_changed_is_there_after_a_restart(path: Path) -> None:
    kept = PersistentState(path, FIRST)
    kept.change(volume=35)
    kept.change(is_muted=True)
    assert kept.kept == SavedState(volume=35, is_muted=True)
    assert PersistentState(path, FIRST).kept == SavedState(volume=35, is_muted=True)
    assert json.loads(path.read_text()) == {"volume": 35, "is_muted": True}
    assert [file.name for file in path.parent.iterdir()] == ["state.json"], "no temporary file is left"


def test_what_is_not_changed_is_not_written(path: Path) -> None:
    kept = PersistentState(path, FIRST)
    kept.change(volume=70, is_muted=False)
    assert not path.exists()
    kept.change(volume=71)
    before = path.stat()
    kept.change(volume=71)
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_the_file_is_replaced_and_never_written_into(path: Path) -> None:
    """A reader that has it open, or a power failure, finds the old content complete."""
    kept = PersistentState(path, FIRST)
    kept.change(volume=10)
    with path.open() as old:
        kept.change(volume=20)
        assert json.loads(old.read())["volume"] == 10
    assert json.loads(path.read_text())["volume"] == 20


DAMAGED = {
    "empty": b"",
    "cut off": b'{"volume": 70, "is_mu',
    "zeros after a power cut": b"\0" * 30,
    "a list": b"[]",
    "null": b"null",
    "too loud": b'{"volume": 101}',
    "too quiet": b'{"volume": -1, "is_muted": true}',
    "a number as text": b'{"volume": "70"}',
    "a fraction": b'{"volume": 70.5}',
    "no mute": b'{"volume": 70}',
    "a flipped bit in the name of mute": b'{"volume": 70, "is_mtted": true}',
    "no volume": b'{"is_muted": true}',
    "a word for mute": b'{"volume": 70, "is_muted": "no"}',
    "a number for mute": b'{"volume": 70, "is_muted": 0}',
    "not UTF-8": b'{"volume": 70, "is_muted": true, "x": "\xff"}',
    "UTF-16": '{"volume": 70}'.encode("utf-16"),
    "nested": b"[" * 100_000,
    "a number of 5,000 digits": b'{"volume": ' + b"7" * 5000 + b"}",
    "NaN": b'{"volume": NaN}',
    "another file": b"\x7fELF\x02\x01\x01",
    "two of it": b'{"volume": 70}\n{"volume": 70}',
    "too long": b" " * (LONGEST_BYTES + 1),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=list(DAMAGED))
def test_a_damaged_file_is_kept_aside_told_once_and_the_microphone_is_muted(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    kept = PersistentState(path, FIRST)
    assert kept.kept == SavedState(volume=70, is_muted=True), "it may have been muted"
    assert kept.lost == STAYS_MUTED
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert str(path) in record.getMessage()
    assert "muted" in record.getMessage()
    assert record.exc_info is None
    assert path.with_name("state.json.damaged").read_bytes() == content
    again = PersistentState(path, FIRST)
    assert (again.kept, again.lost) == (kept.kept, ""), "it stays muted after another start, and that is not told again"
    assert len(caplog.records) == 1
    kept.change(is_muted=False)
    assert PersistentState(path, FIRST).kept == FIRST, "until the owner opens it"


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20_000_000_000)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


IN_THE_WAY: list[Callable[[Path], None]] = [Path.mkdir, pipe, endless, circle, sparse, a_socket]


@pytest.mark.parametrize("make", IN_THE_WAY)
def test_what_is_no_file_is_moved_aside_without_waiting(
    path: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    monkeypatch.chdir(path.parent)
    make(path)
    assert PersistentState(path, FIRST).kept == SavedState(volume=70, is_muted=True)
    assert path.is_file()
    assert sorted(file.name for file in path.parent.iterdir()) == ["state.json", "state.json.damaged"]


def test_after_a_power_cut_between_moving_aside_and_writing_anew_it_is_muted_still(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("state.json.damaged").write_bytes(b"{")
    kept = PersistentState(path, FIRST)
    assert (kept.kept.is_muted, kept.lost) == (True, STAYS_MUTED)
    kept.change(is_muted=False)
    assert not PersistentState(path, FIRST).kept.is_muted


def test_a_file_that_cannot_be_moved_aside_mutes_at_every_start(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    given(path, "{")
    for name in ("", *(f"-{number}" for number in range(2, MOST_DAMAGED + 1))):
        path.with_name(f"state.json.damaged{name}").mkdir()
    for _ in range(2):
        assert PersistentState(path, FIRST).kept.is_muted
    assert path.read_text() == "{"
    assert "cannot be moved aside" in caplog.text


def test_what_a_kill_has_left_is_swept_and_nothing_else(path: Path) -> None:
    path.parent.mkdir()
    stay = [".state.json.swp", ".skills.json.abcd1234", "state.json.abcd1234", ".state.json.ABCD1234", "mine"]
    for name in (*stay, ".state.json.abcd1234", ".state.json.x_y9z8w7"):
        path.with_name(name).write_text("half")
    path.with_name(".state.json.folder00").mkdir()
    PersistentState(path, FIRST)
    assert sorted(file.name for file in path.parent.iterdir()) == sorted([*stay, ".state.json.folder00"])


def test_what_another_process_is_writing_is_not_swept(path: Path) -> None:
    path.parent.mkdir()
    writing = path.with_name(".state.json.abcd1234")
    with writing.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        PersistentState(path, FIRST)
        assert writing.exists()
    PersistentState(path, FIRST)
    assert not writing.exists()


def test_a_kill_in_the_middle_of_a_write_leaves_something_that_is_swept(path: Path) -> None:
    path.parent.mkdir()
    child = subprocess.Popen(
        [sys.executable, "-c", WRITE_UNTIL_KILLED, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    with child, child.stdout:
        assert child.stdout.readline() == "writing\n"
        child.kill()
    left = [file.name for file in path.parent.iterdir() if file.name.startswith(".state.json.")]
    assert len(left) == 1
    assert PersistentState(path, FIRST).kept == FIRST
    assert list(path.parent.iterdir()) == []


def test_a_full_disk_mutes_all_the_same(path: Path) -> None:
    """No new file can be made: the one that is there is written into."""
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    assert PersistentState(path, FIRST).kept == SavedState(volume=9, is_muted=True)


def test_a_file_of_a_later_version_is_read_as_far_as_it_is_known(path: Path) -> None:
    assert PersistentState(given(path, '{"volume": 40, "is_muted": true, "voice": "x"}'), FIRST).kept.volume == 40


def test_a_folder_that_is_not_writable_is_logged_and_the_change_still_counts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    path = tmp_path / "file" / "state.json"
    kept = PersistentState(path, FIRST)
    caplog.clear()
    kept.change(volume=5)
    assert kept.kept.volume == 5
    (record,) = caplog.records
    assert str(path) in record.getMessage()
    assert "Not a directory" in record.getMessage() or "File exists" in record.getMessage()


def test_a_value_that_is_not_allowed_is_a_bug_and_changes_nothing(path: Path) -> None:
    kept = PersistentState(path, FIRST)
    with pytest.raises(ValidationError):
        kept.change(volume=101)
    assert kept.kept == FIRST
    assert not path.exists()


def test_nobody_else_may_read_it(path: Path) -> None:
    PersistentState(path, SavedState(volume=1)).change(volume=2)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("state_directory", "expected"),
    [("/var/lib/x", "/var/lib/x/state.json"), ("/var/lib/x:/var/lib/y", "/var/lib/x/state.json")],
)
def test_a_service_keeps_it_in_its_state_directory(
    state_directory: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", state_directory)
    assert state_file() == Path(expected)


def test_without_a_service_it_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setitem(os.environ, "XDG_STATE_HOME", str(tmp_path))
    assert state_file() == tmp_path / "voice-appliance" / "state.json"
