"""SkillStorage: what skills keep over a restart; files that are missing, damaged, not writable, or half written."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from appliance.device.salvage import SALVAGE
from appliance.device.skill_storage import LOST, SkillStorage, skills_file
from appliance.errors import StorageUnavailable
from appliance.skills.context import Storage
from appliance.system.kept_files import LONGEST_BYTES, MOST_DAMAGED

ROOT = Path(__file__).parents[3]
MILK: dict[str, Any] = {"shopping": ["milk"]}
EGGS: dict[str, Any] = {"shopping": ["milk", "eggs"]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "skills.json"


def given(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_without_a_file_there_is_nothing_and_nothing_is_logged(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    storage: Storage = SkillStorage(path)
    assert storage.load("lists") is None
    assert not path.parent.exists(), "nothing is written before the first change"
    assert caplog.records == []


def test_what_was_saved_is_there_after_a_restart_each_skill_by_its_name(path: Path) -> None:
    storage = SkillStorage(path)
    storage.save("lists", MILK)
    storage.save("timers", {"timers": [{"id": 1, "ends_s": 3.5}]})
    storage.save("lists", EGGS)
    for known in (storage, SkillStorage(path)):
        assert known.load("lists") == EGGS
        assert known.load("timers") == {"timers": [{"id": 1, "ends_s": 3.5}]}
        assert known.load("chance") is None
    assert [file.name for file in path.parent.iterdir()] == ["skills.json"], "no temporary file is left"
    assert path.stat().st_mode & 0o777 == 0o600, "nobody else may read it"


def test_a_section_of_a_skill_that_is_not_installed_survives(path: Path) -> None:
    given(path, '{"of_a_package": {"a": 1}, "version": 7}')
    SkillStorage(path).save("lists", MILK)
    assert json.loads(path.read_text()) == {"of_a_package": {"a": 1}, "version": 7, "lists": MILK}


def test_a_section_that_is_no_table_is_nothing(path: Path) -> None:
    assert SkillStorage(given(path, '{"lists": 5}')).load("lists") is None


def test_what_is_not_changed_is_not_written(path: Path) -> None:
    storage = SkillStorage(path)
    storage.save("lists", MILK)
    before = path.stat()
    storage.save("lists", {"shopping": ("milk",)})
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_was_loaded_or_given_can_be_changed_without_changing_what_is_kept(path: Path) -> None:
    storage = SkillStorage(path)
    mine: dict[str, Any] = {"shopping": ["milk"]}
    storage.save("lists", mine)
    mine["shopping"].append("beer")
    loaded = storage.load("lists")
    assert loaded == MILK
    loaded["shopping"].append("wine")
    assert storage.load("lists") == MILK


def test_without_a_path_it_is_kept_in_memory_and_no_file_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    storage = SkillStorage(None)
    storage.save("lists", MILK)
    assert storage.load("lists") == MILK
    assert list(tmp_path.iterdir()) == []


def test_many_threads_at_once_lose_nothing(path: Path) -> None:
    storage = SkillStorage(path)

    def save(name: str) -> None:
        for number in range(20):
            storage.save(name, {"number": number})

    threads = [threading.Thread(target=save, args=(f"skill{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert json.loads(path.read_text()) == {f"skill{number}": {"number": 19} for number in range(4)}


DAMAGED = (
    b"",
    b"{",
    b"\0" * 30,  # what a power cut leaves on some file systems
    b"[]",
    b"5",
    b"\xff\xfe{}",
    b"[" * 100_000,
    b'{"timers": {"x": NaN}}',
    b"7" * 5000,
    b" " * (LONGEST_BYTES + 1),
    b'{"lists": {"shopping": ["milk"]}',
)


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_moved_aside_told_once_and_begins_empty(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    storage = SkillStorage(given(path, content))
    assert storage.load("lists") is None
    assert storage.lost == LOST, "the owner is told"
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert str(path) in record.getMessage()
    assert "skills.json.damaged" in record.getMessage()
    assert record.exc_info is None
    assert path.with_name("skills.json.damaged").read_bytes() == content, "nothing of the owner's is lost"
    storage.save("lists", MILK)
    assert SkillStorage(path).load("lists") == MILK
    assert len(caplog.records) == 1


def test_an_earlier_damaged_file_is_not_overwritten(path: Path) -> None:
    for number in range(MOST_DAMAGED + 2):
        SkillStorage(given(path, f"damaged {number}"))
    assert path.with_name("skills.json.damaged").read_text() == "damaged 0"
    assert path.with_name("skills.json.damaged-2").read_text() == "damaged 1"
    assert path.with_name(f"skills.json.damaged-{MOST_DAMAGED}").read_text() == f"damaged {MOST_DAMAGED + 1}"
    assert len(list(path.parent.iterdir())) == MOST_DAMAGED


def test_what_cannot_be_read_is_moved_aside(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.mkdir(parents=True)  # a folder, where the file should be
    storage = SkillStorage(path)
    assert "cannot be read (Is a directory)" in caplog.text
    storage.save("lists", MILK)
    assert SkillStorage(path).load("lists") == MILK


ITEM = {"id": 1, "kind": "timer", "name": "", "countdown": {}}
DAMAGED_SECTIONS: dict[str, Any] = {
    "a number": 5,
    "a list": [],
    "null items": {"items": None},
    "an item that is none": {"items": [ITEM], "next_id": 2},
    "an id that is not given out": {"items": [], "next_id": "two"},
    "a word": "soon",
}


@pytest.mark.parametrize("timers", DAMAGED_SECTIONS.values(), ids=list(DAMAGED_SECTIONS))
def test_timers_that_are_damaged_are_kept_aside_and_told_once_and_the_lists_stay(
    path: Path, timers: Any, caplog: pytest.LogCaptureFixture
) -> None:
    text = json.dumps({"timers": timers, "lists": MILK, "of_a_package": [1]})
    storage = SkillStorage(given(path, text), SALVAGE)
    assert (storage.load("timers"), storage.load("lists"), storage.lost) == (None, MILK, LOST)
    assert path.with_name("skills.json.damaged").read_text() == text
    assert "damaged in timers" in caplog.text
    again = SkillStorage(path, SALVAGE)
    assert (again.load("lists"), again.lost) == (MILK, "")
    assert json.loads(path.read_text())["of_a_package"] == [1]
    assert len(caplog.records) == 1


def test_one_list_that_is_damaged_leaves_the_others(path: Path) -> None:
    text = json.dumps({"lists": {"shopping": ["milk"], "hardware": [5]}, "timers": {}})
    storage = SkillStorage(given(path, text), SALVAGE)
    assert (storage.load("lists"), storage.lost) == (MILK, LOST)


def test_what_is_right_is_left_as_it_is(path: Path) -> None:
    text = json.dumps({"lists": MILK, "timers": {"items": [], "next_id": 3}})
    storage = SkillStorage(given(path, text), SALVAGE)
    assert (storage.lost, path.read_text()) == ("", text)


def test_what_cannot_be_moved_aside_is_not_overwritten(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    given(path, "{")
    for name in ["", *(f"-{number}" for number in range(2, MOST_DAMAGED + 1))]:
        (path.parent / f"skills.json.damaged{name}").mkdir()
    storage = SkillStorage(path)
    (record,) = caplog.records
    assert "cannot be moved aside" in record.getMessage()
    with pytest.raises(StorageUnavailable, match=r"skills\.json: is damaged and cannot be moved aside .*; move it"):
        storage.save("lists", MILK)
    assert path.read_text() == "{"
    assert storage.load("lists") is None


def test_a_file_that_cannot_be_written_is_said_in_one_sentence_and_the_old_state_counts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    storage = SkillStorage(tmp_path / "file" / "skills.json")
    with pytest.raises(StorageUnavailable) as info:
        storage.save("lists", MILK)
    assert f"{tmp_path}/file/skills.json: cannot be written (" in str(info.value)
    assert "\n" not in str(info.value)
    assert storage.load("lists") is None


def test_a_full_disk_keeps_the_old_file_and_the_old_state() -> None:
    """A limit of the process stands for the disk: the write fails in its middle, too."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.unit.device.skill_storage_faults", "full"],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip().endswith(
        "skills.json: cannot be written (File too large); free some space on the disk, or make it writable"
    )


def test_a_power_cut_at_any_step_of_the_write_leaves_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.unit.device.skill_storage_faults", "cut", str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) >= 5, "the power failed at hardly any step"


def test_it_is_beside_the_file_of_volume_and_mute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/x:/var/lib/y")
    assert skills_file() == Path("/var/lib/x/skills.json")


def test_what_is_no_json_is_a_bug_and_changes_nothing(path: Path) -> None:
    storage = SkillStorage(path)
    storage.save("lists", MILK)
    with pytest.raises(ValueError, match="JSON"):
        storage.save("lists", {"at_s": float("nan")})
    with pytest.raises(TypeError):
        storage.save("lists", {"at": path})
    assert storage.load("lists") == MILK
