"""Where a benchmark's files go: refused before anything is run if they cannot be written."""

from __future__ import annotations

import tempfile
from pathlib import Path

from appliance.errors import ConfigError

STDOUT = Path("-")


def check_can_write(option: str, path: Path | None) -> None:
    """Raise `ConfigError` when there is a path and no file can be written there."""
    if path is None or path == STDOUT:
        return
    if path.is_dir():
        raise ConfigError(f"{option} {path}: is a folder; name a file")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise ConfigError(f"{option} {path}: cannot be written there: {error.strerror}") from None
