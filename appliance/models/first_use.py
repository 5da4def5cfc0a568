"""The record of files that were trusted on first use: their hashes, in a JSON file beside the models.

Only for files whose hash the manifest does not know. Delete an entry to trust a new version of its file.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from appliance.errors import ModelUnavailable
from appliance.system.kept_files import KeptFileUnusable, read_kept

RECORD_NAME = "trusted-on-first-use.json"


@dataclass(frozen=True, slots=True)
class TrustedFile:
    """What was recorded of a file when it was first used."""

    url: str
    """Where the manifest said that it comes from. If the manifest names another address later, the record no longer
    counts."""
    size_bytes: int
    """Its size."""
    sha256: str
    """Its hash."""


class FirstUseRecord:
    """The hashes of one models folder. Each change is written at once and atomically."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / RECORD_NAME

    def get(self, name: str, url: str | None) -> TrustedFile | None:
        """Return what was recorded of the file `name` from `url`, or None. Raises ModelUnavailable."""
        entry = self._read().get(name)
        return entry if entry and entry.url == url else None

    def put(self, name: str, entry: TrustedFile) -> None:
        """Record a file. Raises ModelUnavailable if the record cannot be read, OSError if it cannot be written."""
        entries = self._read() | {name: entry}
        text = json.dumps({key: asdict(value) for key, value in sorted(entries.items())}, indent=2) + "\n"
        temporary = self.path.with_suffix(".json.new")
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(self.path)

    def _read(self) -> dict[str, TrustedFile]:
        try:
            content = read_kept(self.path)  # never waits for a pipe, and never fills the memory
            stored = json.loads(content.decode()) if content is not None else {}
            return {name: TrustedFile(**entry) for name, entry in stored.items()}
        except KeptFileUnusable as error:
            what = str(error)
        except (ValueError, TypeError, AttributeError, RecursionError):
            what = "is damaged"
        what = what if what.startswith("cannot be read") else f"cannot be read (it {what})"
        raise ModelUnavailable(f"the record {self.path} {what}: delete it, and its files are trusted anew")
