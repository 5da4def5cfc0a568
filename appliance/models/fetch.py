"""Brings one model into the models folder: downloads, unpacks, converts, checks, moves into place.

A file appears under its final name only when it is complete and its hash is right. Sessions must not import this.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import DownloadFailed
from appliance.models.archives import append_member, fetch_archives
from appliance.models.by_hand import by_hand, megabytes
from appliance.models.download import PART, PAUSES_S, Connection, Unreachable, Wanted, download
from appliance.models.file_kinds import kind_problem
from appliance.models.first_use import RECORD_NAME, TrustedFile
from appliance.models.ggml import convert_whisper
from appliance.models.manifest import Archive, Model, Role
from appliance.models.package_index import pip_settings
from appliance.models.progress import Progress
from appliance.models.requantized import requantize
from appliance.models.sources import Conversion, Member, Requantization, Source
from appliance.models.store import FileCheck, FileState, ModelStore
from appliance.models.workspace import workspace
from appliance.system.atomic_files import install
from appliance.system.hashes import file_sha256

SOURCES_NAME = ".sources"
"""Folder in the models folder, for what other models are made of; a fetch uses what an interrupted one left there."""
_UNPACKING = 1.1  # most that an archive grows when unpacked: weights hardly compress (1.07 and 1.09)


def check_model(store: ModelStore, name: str) -> None:
    """As `fetch_model()`, without a network: raise `DownloadFailed` unless the model is here with the right hashes."""
    model = store.manifest.model(name)
    if wanted := _wanted(store, model):
        files = [check.file for check in wanted]
        what = f"the {model.role.words} {name} is missing or damaged"
        raise DownloadFailed(f"{what}; {by_hand(model, files, store.folder)}")
    store.say(f"{model.name}: here, and right")


def fetch_model(store: ModelStore, name: str, pauses_s: tuple[float, ...] = PAUSES_S) -> None:
    """Bring a model here, unless it is here with the right hashes. Damaged files are fetched again, and stay till then.

    Where a file has several sources, they are tried in order; a model of which another is made is fetched for that, and
    stays only if it was here before (if this is interrupted, until the next fetch is through). Every file is hashed,
    which takes about a second for the default set on a Pi. Nothing is remembered of earlier checks: files may change.
    Raises `DownloadFailed`; files that were complete before stay, and of the others what came is kept for the next
    time. `pauses_s`: see `Connection`.
    """
    model, say = store.manifest.model(name), store.say
    wanted = _wanted(store, model)
    if not wanted:
        say(f"{model.name}: here already, and right")
        return
    for check in wanted:
        if check.state is FileState.DAMAGED:
            say(f"{check.path} is damaged (its SHA-256 is {check.sha256}): fetched again")
    attempts = max(len(check.file.sources) for check in wanted)
    others = dict.fromkeys(check.file.requantization.of for check in wanted if check.file.requantization)
    for other in others:
        fetch_model(_store_of_source(store, other), other, pauses_s)
    for attempt in range(attempts):
        missing = wanted if attempt == 0 else _wanted(store, model)
        chosen = [_Chosen(check, check.file.sources[min(attempt, len(check.file.sources) - 1)]) for check in missing]
        try:
            _fetch(store, chosen, pauses_s)
        except DownloadFailed as error:
            if attempt + 1 < attempts:
                say(f"{error}; trying the next source")
            elif isinstance(error, Unreachable):
                files = [choice.check.file for choice in chosen]
                raise DownloadFailed(f"{error}; {by_hand(model, files, store.folder)}") from error
            else:
                raise
        else:
            break
    sources = store.folder / SOURCES_NAME
    if sources.exists():
        _delete(sources, store.folder)
        say(f"{', '.join(others) or sources}: removed again, as it was here only to make another model of it")


def _store_of_source(store: ModelStore, name: str) -> ModelStore:
    """Return where a model is, or goes, of which another is made: a folder that goes again, unless it is here."""
    return ModelStore(store.folder / SOURCES_NAME, store.manifest, store.say) if store.is_absent(name) else store


def _wanted(store: ModelStore, model: Model) -> list[FileCheck]:
    """Return the files of a model that are missing or damaged. Every file is hashed."""
    checks = [store.check(model, file) for file in model.files]
    return [check for check in checks if check.state in (FileState.MISSING, FileState.DAMAGED)]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A file that is to be fetched, and the source that is tried."""

    check: FileCheck
    source: Source

    @property
    def members(self) -> tuple[Member, ...]:
        match self.source:
            case Conversion():
                return self.source.members
            case str() | Requantization():
                return ()
        return self.source


def _fetch(store: ModelStore, chosen: Sequence[_Chosen], pauses_s: tuple[float, ...]) -> None:
    names = dict.fromkeys(member.archive for choice in chosen for member in choice.members)
    archives = [store.manifest.archive(name) for name in names]
    _make_room(store, chosen, _room_bytes(chosen, archives))
    kept = {archive.filename for archive in archives} | {choice.check.file.name for choice in chosen}
    keep = kept | {f"{name}{PART}" for name in kept}
    with workspace(store.folder, _room_bytes(chosen, archives), keep=keep) as place:
        settings = pip_settings()
        fetched = fetch_archives(archives, place, settings, pauses_s)
        unfinished = place / "unfinished"  # a file has its final name in there, because the ending tells its kind
        unfinished.mkdir()
        connection = Connection(settings.certificates, pauses_s)
        for choice in chosen:
            _fetch_file(store, choice, fetched, unfinished / choice.check.file.name, connection)
        for archive in fetched.values():
            archive.unlink()


def _fetch_file(
    store: ModelStore, choice: _Chosen, fetched: dict[str, Path], built: Path, connection: Connection
) -> None:
    check = choice.check
    match choice.source:
        case str(url):
            wanted = Wanted(url, check.file.sha256, check.file.size_bytes)
            part = built.parent.parent / f"{built.name}{PART}"  # outside of "unfinished", which is swept
            with Progress(built.name, wanted.size_bytes) as progress:
                download(wanted, built, part, connection, progress)
        case Conversion() as conversion:
            store.say(f"converting to {check.file.name}")
            _convert(conversion, fetched, built)
        case Requantization(of, quantization):
            store.say(f"making {check.file.name} of {of}: some seconds, or a minute on a Raspberry Pi")
            requantize(_store_of_source(store, of).path(of, Role.LANGUAGE_MODEL), quantization, built)
        case members:
            _unpack(members, fetched, built)
    sha256 = _checked(check, built)
    if check.file.sha256 is None:
        store.record.put(check.file.name, TrustedFile(str(check.file.url), built.stat().st_size, sha256))
    install(built, check.path)
    store.say(f"{check.model.name}: {check.path} ({megabytes(check.path.stat().st_size)}, SHA-256 {sha256})")


def _make_room(store: ModelStore, chosen: Sequence[_Chosen], needed_bytes: int) -> None:
    """Delete damaged files, which stay until others take their place, only where there is no room for both."""
    damaged = [choice.check.path for choice in chosen if choice.check.path.exists()]
    if damaged and shutil.disk_usage(store.folder).free < needed_bytes:
        for path in damaged:
            store.say(f"{path}: deleted, because there is no room for another beside it")
            _delete(path, store.folder)


def _delete(path: Path, folder: Path) -> None:
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError as error:
        raise DownloadFailed(
            f"{path} is of no use any more and cannot be deleted ({error.strerror}): {folder} is not writable"
        ) from error


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
    if check.file.sha256 == sha256:
        return sha256
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


def _room_bytes(chosen: Sequence[_Chosen], archives: Sequence[Archive]) -> int:
    """Return the bytes that archives, kept files and, for a conversion, the unpacked weights take together."""
    archives_bytes = sum(archive.size_bytes for archive in archives)
    is_converted = any(isinstance(choice.source, Conversion) for choice in chosen)
    unpacked_bytes = int(archives_bytes * _UNPACKING) if is_converted else 0
    return archives_bytes + unpacked_bytes + sum(choice.check.file.size_bytes for choice in chosen)
