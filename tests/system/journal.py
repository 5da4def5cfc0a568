"""Journal: everything a machine writes into its journal during one boot, as it comes."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import Any

PATIENCE_S = 60.0
STARTED_ID = "39f53479d3a045ac8e11786248231fbf"
"""systemd's: a unit has come to its start, which for Type=notify is READY=1."""

Entry = dict[str, Any]


def text(entry: Entry) -> str:
    """Return the message of an entry; one that is no UTF-8 comes as a list of bytes."""
    message = entry.get("MESSAGE", "")
    return bytes(message).decode(errors="replace") if isinstance(message, list) else str(message)


def at_s(entry: Entry) -> float:
    """Return when it was written, in seconds since 1970."""
    return int(entry["__REALTIME_TIMESTAMP"]) / 1e6


def unit_of(entry: Entry) -> str:
    """Return the unit that wrote it, or that systemd wrote it about."""
    return str(entry.get("UNIT") or entry.get("_SYSTEMD_UNIT", ""))


class Journal:
    """Follows `journalctl` of the machine."""

    def __init__(self, command: Sequence[str]) -> None:
        self._entries: list[Entry] = []
        self._news = threading.Condition()
        self._following = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._thread = threading.Thread(target=self._follow, name="journal", daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        assert self._following.stdout
        for line in self._following.stdout:
            if not line.endswith(b"\n"):
                return  # cut off in the middle with the power
            with self._news:
                self._entries.append(json.loads(line))
                self._news.notify_all()

    def close(self) -> None:
        """Follow no more."""
        self._following.kill()
        self._following.wait()
        self._thread.join(PATIENCE_S)
        assert self._following.stdout
        self._following.stdout.close()

    @property
    def end(self) -> int:
        """Position after the last entry so far."""
        with self._news:
            return len(self._entries)

    def entries(self, unit: str = "", since: int = 0) -> list[Entry]:
        """Return the entries from a position on, of one unit or of all."""
        with self._news:
            return [entry for entry in self._entries[since:] if not unit or unit_of(entry) == unit]

    def texts(self, unit: str = "", since: int = 0) -> str:
        """Return their messages, a line each."""
        return "\n".join(text(entry) for entry in self.entries(unit, since))

    def wait_for(
        self, wanted: Callable[[Entry], object], what: str, since: int = 0, patience_s: float = PATIENCE_S
    ) -> Entry:
        """Wait for an entry after a position, and return it."""

        def found() -> Entry | None:
            return next((entry for entry in self._entries[since:] if wanted(entry)), None)

        with self._news:
            entry = self._news.wait_for(found, patience_s)
            last = "\n".join(f"{unit_of(entry)}: {text(entry)}" for entry in self._entries[-40:])
            assert entry, f"the journal never told: {what}; its end:\n{last}"
            return entry

    def wait_for_text(self, part: str, unit: str = "", since: int = 0, patience_s: float = PATIENCE_S) -> Entry:
        """Wait for a message that holds `part`."""
        return self.wait_for(
            lambda entry: part in text(entry) and (not unit or unit_of(entry) == unit), part, since, patience_s
        )

    def wait_for_start(self, unit: str, since: int = 0, patience_s: float = PATIENCE_S) -> Entry:
        """Wait until systemd says that a unit has started."""
        return self.wait_for(
            lambda entry: entry.get("MESSAGE_ID") == STARTED_ID and entry.get("UNIT") == unit,
            f"{unit} has started", since, patience_s,
        )  # fmt: skip
