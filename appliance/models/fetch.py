"""Brings one model into the models folder: downloads, unpacks, converts, checks, moves into place.

A file appears under its final name only when it is complete and its hash is right. Sessions must not import this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from appliance.errors import DownloadFailed
from appliance.models.archives import append_member, fetch_archive
from appliance.models.by_hand import by_hand, megabytes
from appliance.models.download import Unreachable, download
from appliance.models.file_kinds import kind_problem
from appliance.models.first_use import RECORD_NAME, TrustedFile
from appliance.models.ggml import convert_whisper
from appliance.models.manifest import Archive, Conversion, Manifest, Member, ModelFile
from appliance.models.package_index import PipSettings, pip_settings
from appliance.models.store import FileCheck, FileState, ModelStore
from appliance.models.workspace import workspace
from appliance.system.atomic_files import install
from appliance.system.hashes import file_sha256

_UNPACKING = 1.1  # most that an archive grows when unpacked: weights hardly compress (1.07 and 1.09)


def fetch_model(store: ModelStore, name: str) -> None:
    """Bring a model here, unless it is here with the right hashes. Damaged files are deleted and fetched again.

    Every file is hashed, which takes about a second for the default set on a Pi. Nothing is remembered of earlier
    checks: files may change. Raises `DownloadFailed`; files that were complete before stay.
    """
    model, say = store.manifest.model(name), store.say
    checks = [store.check(model, file) for file in model.files]
    wanted = [check for check in checks if check.state in (FileState.MISSING, FileState.DAMAGED)]
    if not wanted:
        say(f"{model.name}: here already, and right")
        return
    files = [check.file for check in wanted]
    archives = _archives(store.manifest, files)
    try:
        with workspace(store.folder, _room_bytes(files, archives), keep={a.filename for a in archives}) as place:
            _fetch_files(store, wanted, archives, place, say)
    except Unreachable as error:
        raise DownloadFailed(f"{error}; {by_hand(model, files, store.folder)}") from error


def _fetch_files(
    store: ModelStore,
    wanted: Sequence[FileCheck],
    archives: Sequence[Archive],
    place: Path,
    say: Callable[[str], None],
) -> None:
    for check in wanted:
        if check.state is FileState.DAMAGED:
            say(f"{check.path} is damaged (its SHA-256 is {check.sha256}): deleted, and fetched again")
            check.path.unlink()
    settings = pip_settings()
    fetched = {archive.name: fetch_archive(archive, place, settings) for archive in archives}
    unfinished = place / "unfinished"  # a file has its final name in there, because the ending tells its kind
    unfinished.mkdir()
    for check in wanted:
        built = unfinished / check.file.name
        _build(check.file, fetched, built, settings, say)
        sha256 = _checked(check, built)
        if check.file.sha256 is None:
            entry = TrustedFile(str(check.file.url), built.stat().st_size, sha256)
            store.record.put(check.file.name, entry)
        install(built, check.path)
        say(f"{check.model.name}: {check.path} ({megabytes(check.path.stat().st_size)}, SHA-256 {sha256})")
    for archive in fetched.values():
        archive.unlink()


def _build(
    file: ModelFile, fetched: dict[str, Path], target: Path, settings: PipSettings, say: Callable[[str], None]
) -> None:
    if file.url:
        download(file.url, target, file.sha256, file.size_bytes, settings.certificates)
    elif file.conversion:
        say(f"converting to {file.name}")
        _convert(file.conversion, fetched, target)
    else:
        _unpack(file.members, fetched, target)


def _convert(conversion: Conversion, fetched: dict[str, Path], target: Path) -> None:
    weights, vocabulary, mel_filters = (target.with_suffix(suffix) for suffix in (".weights", ".tiktoken", ".npz"))
    _unpack(conversion.weights, fetched, weights)
    _unpack([conversion.vocabulary], fetched, vocabulary)
    _unpack([conversion.mel_filters], fetched, mel_filters)
    convert_whisper(weights, vocabulary, mel_filters, conversion.quantization, target)


def _unpack(members: Sequence[Member], fetched: dict[str, Path], target: Path) -> None:
    with target.open("wb") as stream:
        for member in members:
            append_member(fetched[member.archive], member.path, stream)


def _checked(check: FileCheck, built: Path) -> str:
    """Return the hash of a file that was built. Raises DownloadFailed if it is wrong (the workspace deletes it)."""
    name, sha256 = check.file.name, file_sha256(built)
    problem = kind_problem(built, check.model.role)
    if problem:
        source = f" from {check.file.url}" if check.file.url else ""
        raise DownloadFailed(f"what came{source} as {name} {problem}: it was deleted")
    if check.expected_sha256 in (None, sha256):
        return sha256
    difference = f"SHA-256 {sha256} instead of {check.expected_sha256}"
    if check.file.sha256 is None:
        raise DownloadFailed(
            f"{name} is not the file that was trusted on first use ({difference}) and was deleted; if you trust the "
            f"new one, remove the entry of the old one from {RECORD_NAME} in the models folder"
        )
    raise DownloadFailed(
        f"{name} came out wrong ({difference}) and was deleted: this is a bug, or another version of a library "
        "that the conversion uses"
    )


def _archives(manifest: Manifest, files: Sequence[ModelFile]) -> list[Archive]:
    names = dict.fromkeys(member.archive for file in files for member in file.needed_members)
    return [manifest.archive(name) for name in names]


def _room_bytes(files: Sequence[ModelFile], archives: Sequence[Archive]) -> int:
    """Return the bytes that archives, kept files and, for a conversion, the unpacked weights take together."""
    archives_bytes = sum(archive.size_bytes for archive in archives)
    unpacked_bytes = int(archives_bytes * _UNPACKING) if any(file.conversion for file in files) else 0
    return archives_bytes + unpacked_bytes + sum(file.size_bytes for file in files)
