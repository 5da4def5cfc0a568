"""Journal: the entries of one boot of a machine's journal, received as they are written."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import Any

from tests.patience import OUTER_S

TIMEOUT_S = OUTER_S
STARTED_ID = "39f53479d3a045ac8e11786248231fbf"
"""MESSAGE_ID of systemd for "a unit has started"; with Type=notify it comes after READY=1."""

Entry = dict[str, Any]


def text(entry: Entry) -> str:
    """Return the message of an entry. journalctl gives one that is not UTF-8 as a list of bytes."""
    message = entry.get("MESSAGE", "")
    return bytes(message).decode(errors="replace") if isinstance(message, list) else str(message)


def at_s(entry: Entry) -> float:
    """Return when an entry was written, by the clock of `time.monotonic()`: both are of the same kernel."""
    return int(entry["__MONOTONIC_TIMESTAMP"]) / 1e6


def unit_of(entry: Entry) -> str:
    """Return the unit that wrote an entry, or that systemd wrote the entry about."""
    return str(entry.get("UNIT") or entry.get("_SYSTEMD_UNIT", ""))


class Journal:
    """Follows the output of a `journalctl --follow --output=json` command."""

    def __init__(self, command: Sequence[str]) -> None:
        self._entries: list[Entry] = []
        self._received = threading.Condition()
        self._following = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._thread = threading.Thread(target=self._follow, name="journal", daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        assert self._following.stdout
        for line in self._following.stdout:
            if not line.endswith(b"\n"):
                return  # the power was cut in the middle of this entry
            with self._received:
                self._entries.append(json.loads(line))
                self._received.notify_all()

    def close(self) -> None:
        """Stop following."""
        self._following.kill()
        self._following.wait()
        self._thread.join(TIMEOUT_S)
        assert self._following.stdout
        self._following.stdout.close()

    @property
    def end(self) -> int:
        """The position after the last entry so far."""
        with self._received:
            return len(self._entries)

    def entries(self, unit: str = "", since: int = 0) -> list[Entry]:
        """Return the entries from a position on, of one unit or of all."""
        with self._received:
            return [entry for entry in self._entries[since:] if not unit or unit_of(entry) == unit]

    def texts(self, unit: str = "", since: int = 0) -> str:
        """Return the messages of these entries, one a line."""
        return "\n".join(text(entry) for entry in self.entries(unit, since))

    def wait_for(
        self, wanted: Callable[[Entry], object], what: str, since: int = 0, timeout_s: float = TIMEOUT_S
    ) -> Entry:
        """Wait for an entry after a position for which `wanted` is true, and return it."""

        def found() -> Entry | None:
            return next((entry for entry in self._entries[since:] if wanted(entry)), None)

        with self._received:
            entry = self._received.wait_for(found, timeout_s)
            last = "\n".join(f"{unit_of(entry)}: {text(entry)}" for entry in self._entries[-40:])
            assert entry, f"not in the journal: {what}; its end:\n{last}"
            return entry

    def wait_for_text(self, part: str, unit: str = "", since: int = 0, timeout_s: float = TIMEOUT_S) -> Entry:
        """Wait for an entry whose message contains `part`."""
        return self.wait_for(
            lambda entry: part in text(entry) and (not unit or unit_of(entry) == unit), part, since, timeout_s
        )

    def wait_for_start(self, unit: str, since: int = 0, timeout_s: float = TIMEOUT_S) -> Entry:
        """Wait until systemd logs that a unit has started."""
        return self.wait_for(
            lambda entry: entry.get("MESSAGE_ID") == STARTED_ID and entry.get("UNIT") == unit,
            f"{unit} has started", since, timeout_s,
        )  # fmt: skip
