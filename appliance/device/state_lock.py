"""The lock of the folder of all that is kept: two appliances that write the same files would lose half of it."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appliance.errors import StorageUnavailable
from appliance.system.mounts import lost_at_restart

log = logging.getLogger(__name__)


@contextmanager
def state_held(folder: Path, control_socket: Path) -> Iterator[None]:
    """Keep other appliances out of a folder while the block runs, or until the process ends, however it ends.

    Raises `StorageUnavailable` if another one has it; `control_socket` is named then. Where the folder cannot be made
    or locked, a warning is logged and the block runs all the same; so it is where what is written does not stay.
    """
    is_new = not folder.exists()
    handle = _opened(folder)
    if handle is None:
        yield
        return
    try:
        _lock(handle, folder, control_socket)
        if reason := lost_at_restart(folder):
            log.warning("volume, mute, timers and lists are forgotten at the next restart: %s", reason)
        yield
    finally:
        os.close(handle)
        if is_new:
            with suppress(OSError):  # something is kept in it
                folder.rmdir()


def _opened(folder: Path) -> int | None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        log.warning("%s: cannot be used (%s); volume, mute, timers and lists are not kept", folder, error.strerror)
        return None


def _lock(handle: int, folder: Path, control_socket: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StorageUnavailable(
            f"{control_socket}: another appliance is running already, and keeps its state in {folder}; stop it first, "
            "or give this one another folder (STATE_DIRECTORY) and another control.socket"
        ) from None
    except OSError as error:
        log.warning("%s: cannot be locked (%s); start no second appliance", folder, error.strerror)
