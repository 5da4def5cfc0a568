"""workspace(): the folder for unfinished files inside the models folder, and the errors of writing there.

Knows folders, locks and disks, but nothing of models or of the network.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.errors import DownloadFailed
from appliance.models.by_hand import megabytes

WORKSPACE_NAME = ".downloads"
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def workspace(folder: Path, needed_bytes: int, keep: Collection[str] = ()) -> Iterator[Path]:
    """Provide a folder for unfinished files inside `folder`, on the same file system, for the length of the block.

    Before the block, files that an earlier run left are deleted, except those named in `keep`: complete archives, which
    save a download. The same happens after the block. Raises DownloadFailed: no permission to write, too little room
    (checked before the block; what kept archives occupy is subtracted), a disk that fills up meanwhile, another fetch
    at work.
    """
    place = folder / WORKSPACE_NAME
    with _owner_errors(folder, needed_bytes):
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            place.mkdir(exist_ok=True)
            _sweep(place, keep)
            try:
                _check_room(folder, needed_bytes - sum(file.stat().st_size for file in place.iterdir()))
                yield place
            except OSError as error:
                if error.errno in _DISK_FULL:
                    keep = ()  # delete the archives too: free the disk for the owner
                raise
            finally:
                _sweep(place, keep)
                if not any(place.iterdir()):
                    place.rmdir()


def _sweep(place: Path, keep: Collection[str]) -> None:
    for leftover in place.iterdir():
        if leftover.is_dir():
            shutil.rmtree(leftover)
        elif leftover.name not in keep:
            leftover.unlink()


def _check_room(folder: Path, needed_bytes: int) -> None:
    if shutil.disk_usage(folder).free < needed_bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DownloadFailed(f"another fetch is at work in {folder}: wait until it is done") from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _owner_errors(folder: Path, needed_bytes: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _DISK_FULL:
            free_bytes = shutil.disk_usage(folder).free
            again = " again" if free_bytes >= needed_bytes else ""  # it filled up meanwhile, and was tidied up
            raise DownloadFailed(
                f"{folder} has too little room: {megabytes(needed_bytes)} ({needed_bytes} bytes) are needed, and "
                f"{megabytes(free_bytes)} are free{again}; free some, or choose a folder on a larger disk (nothing "
                "half-written was kept)"
            ) from error
        raise DownloadFailed(
            f"cannot write to the folder {folder} ({error.strerror}), where {megabytes(needed_bytes)} "
            f"({needed_bytes} bytes) are to go: run this as the owner of the folder, or choose another one"
        ) from error
