"""PersistentState: the state that outlives a restart: the volume, and whether the microphone is muted.

The file is written only when the state changes, as a whole or not at all. If it cannot be read or written, a warning is
logged, and the appliance works without it.
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
    """The state in the file."""

    model_config = ConfigDict(frozen=True, strict=True, use_attribute_docstrings=True)

    volume: int = Field(ge=0, le=100)
    """Volume in percent."""
    is_muted: bool = False
    """True while the microphone is closed."""


def state_file() -> Path:
    """Return the path of the file: in the service's state directory, or in the user's."""
    folder = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    return (Path(folder) if folder else user_state_path(APP)) / "state.json"


class PersistentState:
    """The state and its file. For use by one thread."""

    def __init__(self, path: Path, first: SavedState) -> None:
        """Read the file; if there is none, or it is damaged, begin with `first`."""
        self._path = path
        self.kept = first
        """The present state."""
        try:
            self.kept = SavedState.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            pass
        except (OSError, ValidationError):
            log.warning("%s: cannot be read; volume and mute begin anew", path)

    def change(self, **changes: object) -> None:
        """Change some fields of `SavedState`, by name, and write the file if that makes a difference."""
        changed = SavedState.model_validate(self.kept.model_dump() | changes)
        if changed == self.kept:
            return
        self.kept = changed
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, f"{changed.model_dump_json()}\n".encode(), mode=0o600)
        except OSError as error:
            log.warning("%s: cannot be written (%s); volume and mute are lost at the next restart", self._path, error)
