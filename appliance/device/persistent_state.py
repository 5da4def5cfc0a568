"""PersistentState: the little that outlives a restart: loudness, and whether the microphone is muted.

Written only when it changes, whole or not at all. A file that cannot be read or written is told once and done without.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from platformdirs import user_state_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.settings import APP
from appliance.system.atomic_files import write_whole

log = logging.getLogger(__name__)


class SavedState(BaseModel):
    """What is kept."""

    model_config = ConfigDict(frozen=True, strict=True, use_attribute_docstrings=True)

    volume: int = Field(ge=0, le=100)
    """Loudness in percent."""
    is_muted: bool = False
    """True while the microphone is closed."""


def state_file() -> Path:
    """Return where it is kept: the service's state directory, or the user's."""
    folder = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    return (Path(folder) if folder else user_state_path(APP)) / "state.json"


class PersistentState:
    """What is kept, and its file. Used by one thread."""

    def __init__(self, path: Path, first: SavedState) -> None:
        """Read the file; without one that is right, `first` is in force."""
        self._path = path
        self.kept = first
        try:
            self.kept = SavedState.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            pass
        except (OSError, ValidationError):
            log.warning("%s: cannot be read; volume and mute begin anew", path)

    def change(self, **changes: object) -> None:
        """Take the changes over, and write them down if there are any."""
        changed = SavedState.model_validate(self.kept.model_dump() | changes)
        if changed == self.kept:
            return
        self.kept = changed
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, f"{changed.model_dump_json()}\n".encode(), mode=0o600)
        except OSError as error:
            log.warning("%s: cannot be written (%s); volume and mute are lost at the next restart", self._path, error)
