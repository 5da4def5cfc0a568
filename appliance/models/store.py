"""The models folder: where a model's file is, and whether it is right.

`path` is for run time: cheap, without any connection. `verify` hashes. `fetch.fetch_model()` brings what is missing.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from appliance.errors import ModelUnavailable
from appliance.models.by_hand import by_hand
from appliance.models.file_kinds import kind_problem
from appliance.models.first_use import FirstUseRecord, TrustedFile
from appliance.models.manifest import Manifest, Model, ModelFile, Role, load_manifest
from appliance.system.hashes import file_sha256


class FileState(StrEnum):
    """The result of verifying a file."""

    OK = "ok"
    MISSING = "missing"
    DAMAGED = "damaged"
    FIRST_USE = "recorded on first use"


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One file, and what verifying it has shown."""

    model: Model
    """The model it belongs to."""
    file: ModelFile
    """What the manifest says of it."""
    path: Path
    """Where the file is, or should be."""
    state: FileState
    """What was found."""
    sha256: str | None
    """Its SHA-256; None if the file is missing."""
    expected_sha256: str | None
    """What the SHA-256 should be; None if it was never known."""


def say_on_stderr(line: str) -> None:
    """Print a line of progress on stderr, where it does not mix with a command's result."""
    print(line, file=sys.stderr, flush=True)


@functools.cache
def _shipped_manifest() -> Manifest:
    """Return the manifest that comes with the appliance; read once, since a start makes many stores."""
    return load_manifest()


class ModelStore:
    """The models in one folder, which need not exist yet."""

    def __init__(
        self, folder: Path, manifest: Manifest | None = None, say: Callable[[str], None] = say_on_stderr
    ) -> None:
        self.folder = folder.expanduser().absolute()
        self.manifest = manifest or _shipped_manifest()
        self.record = FirstUseRecord(self.folder)
        self.say = say
        """Called with each line of progress."""

    def path(self, name: str, role: Role | str) -> Path:
        """Return the main file of a model: a name in the manifest, or a path (with a slash) to the owner's own file.

        A voice's `.onnx.json` lies beside its `.onnx`. Existence, size (where known) and first bytes are checked, but
        not the hash. Raises ModelUnavailable: unknown name, wrong role, missing, cut short, of another kind.
        """
        role = Role(role)
        if "/" in name:
            return _own_file(name, role)
        model = self.manifest.model(name, role)
        missing = [file for file in model.files if not _is_file(self.folder / file.name)]
        if missing:
            raise ModelUnavailable(
                f"the {role.words} {name} is missing: run `appliance models fetch {name}`, or, "
                f"{by_hand(model, missing, self.folder)}"
            )
        for file in model.files:
            problem = self._quick_problem(file) or _kind_problem(self.folder / file.name, role)
            if problem:
                raise ModelUnavailable(
                    f"{self.folder / file.name} {problem}: run `appliance models fetch {name}` to replace it"
                )
        return self.folder / model.files[0].name

    def is_absent(self, name: str) -> bool:
        """Return whether no file of a model is here."""
        return not any(_is_file(self.folder / file.name) for file in self.manifest.model(name).files)

    def is_present(self, model: Model) -> bool:
        """Return whether all files of a model are here in the right size. Hashes are not checked."""
        files = [file for file in model.files if _is_file(self.folder / file.name)]
        return len(files) == len(model.files) and not any(self._quick_problem(file) for file in files)

    def verify(self, name: str) -> list[FileCheck]:
        """Hash the files of a model. A file of unknown hash that is here for the first time is recorded.

        Raises ModelUnavailable for an unknown name, an unreadable file, or a record that cannot be read or written.
        """
        model = self.manifest.model(name)
        return [self.check(model, file) for file in model.files]

    def check(self, model: Model, file: ModelFile) -> FileCheck:
        """Verify one file. Records and raises as `verify()` does."""
        path = self.folder / file.name
        trusted = None if file.sha256 else self.record.get(file.name, file.url)
        expected = file.sha256 or (trusted.sha256 if trusted else None)
        if not _is_file(path):
            return FileCheck(model, file, path, FileState.MISSING, None, expected)
        try:
            sha256 = file_sha256(path)
            if expected is None:
                state = self._trust(model, file, sha256)
            else:
                state = FileState.OK if sha256 == expected else FileState.DAMAGED
                if file.sha256 is None and kind_problem(path, model.role):  # recorded before that was looked at
                    state = FileState.DAMAGED
        except OSError as error:
            raise ModelUnavailable(f"{error.filename or path} cannot be used: {error.strerror}") from error
        return FileCheck(model, file, path, state, sha256, expected)

    def _trust(self, model: Model, file: ModelFile, sha256: str) -> FileState:
        path = self.folder / file.name
        if kind_problem(path, model.role):
            return FileState.DAMAGED
        self.record.put(file.name, TrustedFile(str(file.url), path.stat().st_size, sha256))
        return FileState.FIRST_USE

    def _quick_problem(self, file: ModelFile) -> str | None:
        """Compare the size with the right one, if that is known. Returns what is wrong, or None."""
        size_bytes = (self.folder / file.name).stat().st_size
        known = file.size_bytes if file.sha256 else None
        if known is None:
            # A broken record must not keep the appliance from working. `verify` and `fetch` report it.
            with contextlib.suppress(ModelUnavailable):
                trusted = self.record.get(file.name, file.url)
                known = trusted.size_bytes if trusted else None
        if known is None or size_bytes == known:
            return None
        short = "cut short" if size_bytes < known else "too long"
        return f"is {short} ({size_bytes} bytes instead of {known})"


def _own_file(name: str, role: Role) -> Path:
    try:
        path = Path(name).expanduser().absolute()
    except RuntimeError:  # "~nobody/model"
        path = Path(name)
    if not path.name:
        raise ModelUnavailable(f"{path} is a folder, but the settings name it as {role.one}")
    needed = [path, path.with_name(f"{path.name}.json")] if role is Role.VOICE else [path]
    for file in needed:
        if not _is_file(file):
            what = "is not a file" if file.exists() else "does not exist"
            raise ModelUnavailable(f"{file} {what}, but the settings name it as {role.one}")
        problem = _kind_problem(file, role)
        if problem:
            raise ModelUnavailable(f"{file} {problem}")
    return path


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:  # a folder that may not be entered, a name that is too long
        raise ModelUnavailable(f"{path} cannot be looked at: {error.strerror}") from error


def _kind_problem(path: Path, role: Role) -> str | None:
    try:
        return kind_problem(path, role)
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read: {error.strerror}") from error
