"""SkillStorage: keeps the state of all skills over a restart, in one JSON file: {"lists": {...}, "timers": {...}}.

The file is written only when something changes, as a whole or not at all. What skills that are not installed now have
left in it stays there.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from appliance.device.persistent_state import state_file
from appliance.errors import StorageUnavailable
from appliance.system.atomic_files import write_whole
from appliance.system.kept_files import KeptFileUnusable, move_aside, read_kept

log = logging.getLogger(__name__)

LOST = "What I kept for you was damaged: timers, alarms, reminders or lists may be gone."
"""What the owner is told; a sentence for the voice."""

Salvage = Callable[[Any], Any]
"""Returns what is right of a section, such as all lists but one; the section itself if all of it is."""


def skills_file() -> Path:
    """Return the path of the file: beside that of volume and mute."""
    return state_file().with_name("skills.json")


class SkillStorage:
    """The state of all skills, and its file. For use by any thread."""

    def __init__(self, path: Path | None, salvage: Mapping[str, Salvage] | None = None) -> None:
        """Read the file; None: memory only.

        A file that is damaged, or cannot be read, is moved aside to NAME.damaged, and a warning says so once. So is one
        with a section of which `salvage`, by its name, returns less than all: what is right of the others stays.
        """
        self._path = path
        self._lock = threading.Lock()
        self._sections: dict[str, Any] = {}
        self._refusal = ""
        self.lost = ""
        """What the owner is to be told of a file that was damaged, for the voice; "" if it was not."""
        if path is not None:
            self._read(path, salvage or {})

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

    def _read(self, path: Path, salvage: Mapping[str, Salvage]) -> None:
        try:
            content = read_kept(path)
            if content is None:
                return
            self._sections = _sections_in(content)
        except KeptFileUnusable as error:
            self._move_aside(path, str(error), "timers and lists begin empty")
            return
        if damaged := [name for name in salvage if self._salvages(name, salvage[name])]:
            self._move_aside(path, f"is damaged in {' and '.join(damaged)}", "only what is right of it stays")
            if not self._refusal:
                with suppress(StorageUnavailable):  # then it is said at the next change
                    self._write(path, self._sections)

    def _salvages(self, name: str, salvage: Salvage) -> bool:
        """Keep what is right of a section only; say whether anything was wrong."""
        if name not in self._sections:
            return False
        section = self._sections[name]
        right = salvage(section)
        if right == section:
            return False
        self._sections[name] = right
        return True

    def _move_aside(self, path: Path, what: str, so: str) -> None:
        aside = move_aside(path, what)
        self.lost = LOST
        self._refusal = aside.refusal
        if aside.name:
            log.warning("%s: %s; it is kept as %s, and %s", path, what, aside.name, so)
        else:
            log.warning("%s; what is set now is lost at the next restart", aside.refusal)

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


def _sections_in(content: bytes) -> dict[str, Any]:
    try:
        sections = json.loads(content)
        _json(sections)  # what cannot be written again, such as NaN, is none of ours
    except (ValueError, RecursionError):
        raise KeptFileUnusable("is damaged") from None
    if not isinstance(sections, dict):
        raise KeptFileUnusable("is damaged")
    return sections
