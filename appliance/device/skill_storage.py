"""SkillStorage: keeps the state of all skills over a restart, in one JSON file: {"lists": {...}, "timers": {...}}.

The file is written only when something changes, as a whole or not at all. What skills that are not installed now have
left in it stays there.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from appliance.device.persistent_state import state_file
from appliance.errors import StorageUnavailable
from appliance.system.atomic_files import sync_folder, write_whole

log = logging.getLogger(__name__)

MOST_DAMAGED = 9
"""Damaged files that are kept; the newest one replaces the last."""


def skills_file() -> Path:
    """Return the path of the file: beside that of volume and mute."""
    return state_file().with_name("skills.json")


class SkillStorage:
    """The state of all skills, and its file. For use by any thread."""

    def __init__(self, path: Path | None) -> None:
        """Read the file; None: memory only.

        A file that is damaged, or cannot be read, is moved aside to NAME.damaged, and a warning says so once.
        """
        self._path = path
        self._lock = threading.Lock()
        self._sections: dict[str, Any] = {}
        self._refusal = ""
        if path is not None:
            self._read(path)

    def load(self, skill: str) -> dict[str, Any] | None:
        """Return a copy of what was saved last under this name; None if there is nothing."""
        with self._lock:
            section = self._sections.get(skill)
        return json.loads(_json(section)) if isinstance(section, dict) else None

    def save(self, skill: str, state: Mapping[str, Any]) -> None:
        """Keep this, as JSON. Raises `StorageUnavailable`: then what was kept before is kept still."""
        section = json.loads(_json(dict(state)))
        with self._lock:
            if self._sections.get(skill) == section:
                return
            sections = {**self._sections, skill: section}
            if self._path is not None:
                self._write(self._path, sections)
            self._sections = sections

    def _read(self, path: Path) -> None:
        _remove_unfinished(path)
        try:
            sections = json.loads(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            self._move_aside(path, f"cannot be read ({error.strerror})")
        except (ValueError, RecursionError):
            self._move_aside(path, "is damaged")
        else:
            if isinstance(sections, dict):
                self._sections = sections
            else:
                self._move_aside(path, "is damaged")

    def _move_aside(self, path: Path, what: str) -> None:
        aside = _name_for_damaged(path)
        try:
            path.replace(aside)
            sync_folder(path.parent)
        except OSError as error:
            # It would be overwritten by the next change, and with it all that can be saved of it by hand.
            self._refusal = f"{path}: {what} and cannot be moved aside ({error.strerror}); move it away and restart"
            log.warning("%s; what is set now is lost at the next restart", self._refusal)
        else:
            log.warning("%s: %s; it is kept as %s, and timers and lists begin empty", path, what, aside.name)

    def _write(self, path: Path, sections: Mapping[str, Any]) -> None:
        if self._refusal:
            raise StorageUnavailable(self._refusal)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, f"{_json(sections)}\n".encode(), mode=0o600)
        except OSError as error:
            reason = error.strerror or error
            raise StorageUnavailable(
                f"{path}: cannot be written ({reason}); free some space on the disk, or make it writable"
            ) from None


def _json(content: object) -> str:
    return json.dumps(content, allow_nan=False)


def _remove_unfinished(path: Path) -> None:
    """Remove what a power cut in the middle of a write has left."""
    with suppress(OSError):
        for unfinished in path.parent.glob(f".{path.name}.*"):
            unfinished.unlink(missing_ok=True)


def _name_for_damaged(path: Path) -> Path:
    names = [path.with_name(f"{path.name}.damaged{'' if number == 1 else f'-{number}'}") for number in
             range(1, MOST_DAMAGED + 1)]  # fmt: skip
    return next((name for name in names if not name.exists()), names[-1])
