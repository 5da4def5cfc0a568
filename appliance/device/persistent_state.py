"""PersistentState: the state that outlives a restart: the volume, and whether the microphone is muted.

The file is written only when the state changes, as a whole or not at all. If it cannot be read or written, a warning is
logged, and the appliance works without it. A microphone that may have been muted stays so.
"""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

from platformdirs import user_state_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.settings import APP
from appliance.system.atomic_files import write_whole
from appliance.system.kept_files import KeptFileUnusable, move_aside, read_kept, was_moved_aside

log = logging.getLogger(__name__)

SYSTEM_STATE = Path("/var/lib", APP)
"""The folder of the installed service."""
STAYS_MUTED = "The microphone is closed, because what was kept about it is damaged. Tap twice to open it."
"""What the owner is told; a sentence or two for the voice."""


class SavedState(BaseModel):
    """The state in the file."""

    model_config = ConfigDict(frozen=True, strict=True, use_attribute_docstrings=True)

    volume: int = Field(ge=0, le=100)
    """Volume in percent."""
    is_muted: bool = False
    """True while the microphone is closed."""


def state_folder() -> Path:
    """Return the folder of all that is kept: the service's state directory, or one of the user's."""
    folder = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(folder) if folder else user_state_path(APP)


def state_file() -> Path:
    """Return the path of the file, in the folder of all that is kept."""
    return state_folder() / "state.json"


class PersistentState:
    """The state and its file. For use by one thread."""

    def __init__(self, path: Path, first: SavedState) -> None:
        """Read the file; if there is none begin with `first`.

        One that is damaged, or cannot be read, is moved aside to NAME.damaged, a warning says so once, and the
        microphone is muted: it may have been.
        """
        self._path = path
        self.kept = first
        """The present state."""
        self.lost = ""
        """What the owner is to be told of a file that was damaged, for the voice; "" if it was not."""
        try:
            self.kept = self._read() or first
        except KeptFileUnusable as error:
            self._begin_muted(first, str(error))

    def _read(self) -> SavedState | None:
        content = read_kept(self._path)
        if content is None:
            if was_moved_aside(self._path):  # and the power failed before the new one was written
                raise KeptFileUnusable("is missing, after it was damaged")
            return None
        try:
            state = SavedState.model_validate_json(content)
        except (ValidationError, RecursionError):
            raise KeptFileUnusable("is damaged") from None
        if "is_muted" not in state.model_fields_set:  # one flipped bit in that name would open the microphone
            raise KeptFileUnusable("is damaged (is_muted is missing)")
        return state

    def _begin_muted(self, first: SavedState, what: str) -> None:
        aside = move_aside(self._path, what) if os.path.lexists(self._path) else None
        kept_as = f"it is kept as {aside.name}, and " if aside and aside.name else ""
        log.warning("%s: %s; %sthe microphone is muted, and the volume begins anew", self._path, what, kept_as)
        self.lost = STAYS_MUTED
        self.kept = first.model_copy(update={"is_muted": True})
        if not aside or aside.name:
            self._write()
        else:
            log.warning("%s; volume and mute are lost at the next restart, which mutes it again", aside.refusal)

    def change(self, **changes: object) -> None:
        """Change some fields of `SavedState`, by name, and write the file if that makes a difference."""
        changed = SavedState.model_validate(self.kept.model_dump() | changes)
        if changed == self.kept:
            return
        self.kept = changed
        self._write()

    def _write(self) -> None:
        content = f"{self.kept.model_dump_json()}\n".encode()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, content, mode=0o600)
        except OSError as error:
            if not self._overwrite(content):
                reason = error.strerror or error
                log.warning(
                    "%s: cannot be written (%s); volume and mute are lost at the next restart", self._path, reason
                )

    def _overwrite(self, content: bytes) -> bool:
        """Write into the file itself, which needs no room on a full disk; False if that cannot be done either.

        If the power fails meanwhile the file is damaged, and the microphone is muted then.
        """
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                present = os.fstat(handle)
                if not stat.S_ISREG(present.st_mode) or os.write(handle, content.ljust(present.st_size)) < len(content):
                    return False
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError:
            return False
        return True
