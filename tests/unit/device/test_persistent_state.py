"""PersistentState: state that outlives a restart, and files that are missing, damaged or not writable."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from appliance.device.persistent_state import PersistentState, SavedState, state_file

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


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "\0" * 30,  # what a power cut leaves on some file systems
        "[]",
        '{"volume": 101}',
        '{"volume": -1, "is_muted": true}',
        '{"volume": "70"}',
        '{"volume": 70.5}',
        '{"is_muted": true}',
        '{"volume": 70, "is_muted": "no"}',
    ],
)
def test_a_damaged_file_is_logged_in_one_line_and_ignored(
    path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    kept = PersistentState(given(path, text), FIRST)
    assert kept.kept == FIRST
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert str(path) in record.getMessage()
    assert record.exc_info is None
    kept.change(is_muted=True)
    assert PersistentState(path, FIRST).kept == SavedState(volume=70, is_muted=True), "the next change repairs it"


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


def test_a_file_that_cannot_be_replaced_leaves_no_temporary_file(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.mkdir(parents=True)  # a folder, where the file should be
    kept = PersistentState(path, FIRST)
    assert kept.kept == FIRST
    kept.change(volume=5)
    assert [file.name for file in path.parent.iterdir()] == ["state.json"]
    assert len(caplog.records) == 2


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
