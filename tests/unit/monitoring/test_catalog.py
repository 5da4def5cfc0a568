"""The message catalog: it explains every id of the code, and the journal can read it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.monitoring.journal_fields import MessageId

CATALOG = Path(__file__).resolve().parents[3] / "systemd" / "voice-appliance.catalog"
ENTRY = re.compile(
    r"^# ([a-z-]+)\n-- ([0-9a-f]{32})\n((?:[A-Z][A-Za-z-]+: .+\n)+)\n((?:.*\n)+?)(?=\n# |\Z)", re.MULTILINE
)
FIELDS = {
    "state-changed": {"STATE"},
    "turn-completed": {"TURN", "OUTCOME"},
    "device-lost": {"DEVICE"},
    "device-back": {"DEVICE"},
    "stage-timeout": {"STAGE"},
    "worker-overdue": {"STAGE"},
    "service-failed": {"SERVICE_RESULT", "EXIT_CODE", "EXIT_STATUS"},
    "release-on-trial": {"RELEASE"},
    "release-committed": {"RELEASE"},
    "release-rolled-back": {"RELEASE", "REASON"},
    "action-ended": {"SKILL", "ACTION"},
    "ringing-begun": {"KINDS"},
    "ringing-ended": {"OUTCOME"},
}
"""The fields that every entry of a kind has. A field that is missing would be shown as its name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the catalog."""

    message_id: str
    headers: dict[str, str]
    text: str


def entries() -> dict[str, Entry]:
    """Return the entries by name."""
    found = ENTRY.findall(CATALOG.read_text(encoding="utf-8"))
    return {
        name: Entry(message_id, dict(line.split(": ", 1) for line in headers.splitlines()), text)
        for name, message_id, headers, text in found
    }


def test_code_and_catalog_have_the_same_ids_under_the_same_names() -> None:
    in_code = {message_id.name.lower().replace("_", "-"): message_id.value for message_id in MessageId}
    assert {name: entry.message_id for name, entry in entries().items()} == in_code
    assert CATALOG.read_text(encoding="utf-8").count("\n-- ") == len(in_code)


def test_every_entry_says_who_speaks_what_it_means_and_what_to_do() -> None:
    for name, entry in entries().items():
        assert list(entry.headers) == ["Subject", "Defined-By", "Support"], name
        assert entry.headers["Defined-By"] == "voice-appliance"
        assert len(entry.headers["Subject"]) < 80
        assert entry.text.strip(), name
        assert max(map(len, entry.text.splitlines())) < 80, name


def test_only_fields_that_are_always_there_are_filled_in() -> None:
    for name, entry in entries().items():
        used = set(re.findall(r"@(\w+)@", entry.headers["Subject"] + entry.text))
        assert used == FIELDS.get(name, set()), name


def test_a_shell_finds_an_id_by_its_name() -> None:
    """As the comment at the top of the catalog says."""
    line = next(line for line in CATALOG.read_text(encoding="utf-8").splitlines() if "awk -v" in line)
    command = line.removeprefix("#").strip().replace("voice-appliance.catalog", str(CATALOG))
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert ran.stdout == MessageId.RELEASE_COMMITTED.value + "\n"


@pytest.mark.skipif(shutil.which("journalctl") is None, reason="there is no journalctl here")
def test_the_journal_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "usr" / "lib" / "systemd" / "catalog"
    folder.mkdir(parents=True)
    shutil.copy(CATALOG, folder)
    (tmp_path / "var" / "lib" / "systemd" / "catalog").mkdir(parents=True)
    updated = subprocess.run(
        ["journalctl", f"--root={tmp_path}", "--update-catalog"], capture_output=True, text=True, check=False
    )
    assert (updated.returncode, updated.stderr) == (0, "")
    listed = subprocess.run(
        ["journalctl", f"--root={tmp_path}", "--list-catalog"], capture_output=True, text=True, check=True
    )
    subjects = {line.split()[0]: line.split(": ", 1)[1] for line in listed.stdout.splitlines()}
    assert subjects == {entry.message_id: entry.headers["Subject"] for entry in entries().values()}
