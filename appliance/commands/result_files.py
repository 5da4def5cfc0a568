"""Files that a command writes its results to: refused before the work begins, if they cannot be written."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

STDOUT = Path("-")
"""Name that stands for standard output."""


def check_can_write_all(files: Mapping[str, Path | None]) -> None:
    """Raise `ConfigError` if a file, by its option, cannot be written, or if two options name the same."""
    from appliance.errors import ConfigError

    seen: dict[Path, str] = {}
    for option, path in files.items():
        if path is None:
            continue
        check_can_write(option, path)
        place = path if path == STDOUT else path.absolute()
        if place in seen:
            raise ConfigError(f"{option} {path}: {seen[place]} goes there too; name another file for one of them")
        seen[place] = option


def check_can_write(option: str, path: Path | None) -> None:
    """Raise `ConfigError` if no file can be written to `path`; None and STDOUT are always right."""
    from appliance.errors import ConfigError

    if path is None or path == STDOUT:
        return
    try:
        if path.is_dir():
            raise ConfigError(f"{option} {path}: is a folder; name a file")
        if path.exists() and not path.is_file():
            # A file is written whole, beside its place, and then moved there: that would do away with the device.
            raise ConfigError(f"{option} {path}: is a device or the like, which would be replaced; name a file")
        # As it is written in the end: a name may be too long for what is added to it.
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}."):
            pass
    except OSError as error:
        raise ConfigError(f"{option} {path}: cannot be written there: {error.strerror}") from None


def write_result(option: str, path: Path, content: str | bytes) -> None:
    """Write a file whole. Raises `ConfigError` if it cannot be written any more."""
    from appliance.errors import ConfigError
    from appliance.system.atomic_files import write_whole

    try:
        write_whole(path, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise ConfigError(f"{option} {path}: cannot be written there: {error.strerror}") from None
