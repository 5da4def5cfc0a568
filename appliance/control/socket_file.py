"""SocketFile: makes the control socket and takes it away again; its access rights, and who else may be at its path."""

from __future__ import annotations

import contextlib
import fcntl
import grp
import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.errors import ControlUnavailable

log = logging.getLogger(__name__)

ANSWER_S = 1.0
"""Longest wait for another appliance at the same path to take a connection."""
LOCK_S = 2.0
"""Longest wait for another appliance that is starting or ending at this moment."""


class SocketFile:
    """The control socket of one appliance."""

    def __init__(self, path: Path, group: str, lock_s: float = LOCK_S) -> None:
        """`lock_s` is the longest wait for another appliance that is starting or ending, in seconds."""
        self.path = path
        self._lock_s = lock_s
        self._group = group
        self._listening: socket.socket | None = None
        self._identity: tuple[int, int] | None = None

    def open(self) -> socket.socket:
        """Make the socket; raise `ControlUnavailable` if it cannot be made, or if another appliance is running there.

        The socket gets its name only after its access rights are set.
        """
        try:
            self.path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            with _one_at_a_time(self.path.parent, self._lock_s):
                self._check_path_is_free()
                self._remove_unfinished()
                self._listening = self._listen()
        except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
            reason = getattr(error, "strerror", None) or error
            raise ControlUnavailable(f"{self.path}: the control socket cannot be made: {reason}") from None
        return self._listening

    def _remove_unfinished(self) -> None:
        """Remove what a kill has left between the making of a socket and its naming; nobody else makes one now."""
        prefix = f".{self.path.name}."
        for path in self.path.parent.iterdir():
            if path.name.startswith(prefix) and path.name.removeprefix(prefix).isdecimal() and path.is_socket():
                path.unlink(missing_ok=True)

    def _listen(self) -> socket.socket:
        fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        with contextlib.ExitStack() as on_failure:
            fresh.unlink(missing_ok=True)
            listening = on_failure.enter_context(socket.socket(socket.AF_UNIX))
            before = os.umask(0o177)
            try:
                listening.bind(str(fresh))
            finally:
                os.umask(before)
            on_failure.callback(fresh.unlink, missing_ok=True)
            listening.listen()
            self._open_to_group(fresh)
            self._identity = _identity(fresh)
            fresh.replace(self.path)
            on_failure.pop_all()
        return listening

    def _check_path_is_free(self) -> None:
        if self.path.exists() and not self.path.is_socket():
            raise ControlUnavailable(f"{self.path}: exists and is not a socket; set control.socket to another path")
        with socket.socket(socket.AF_UNIX) as other:
            other.settimeout(ANSWER_S)
            try:
                other.connect(str(self.path))
            except (BlockingIOError, TimeoutError):
                pass  # it has more connections waiting than it can take: so it is there
            except OSError:
                return  # there is no socket, or only the file of an appliance that was killed
        raise ControlUnavailable(f"{self.path}: another appliance is running already; stop it first")

    def _open_to_group(self, path: Path) -> None:
        try:
            group = grp.getgrnam(self._group).gr_gid
            # The service may not change the group, and need not: its own is the right one.
            if path.stat().st_gid != group:
                os.chown(path, -1, group)
            path.chmod(0o660)
        except KeyError:
            log.info("there is no group %s, so the control socket is for this user alone", self._group)
        except PermissionError:
            log.warning("this user is not in the group %s, so the control socket is for this user alone", self._group)

    def close(self) -> None:
        """Close the socket, and delete it unless another one is at its path meanwhile."""
        if self._listening is None:
            return
        self._listening.close()
        with contextlib.suppress(OSError), _one_at_a_time(self.path.parent, self._lock_s):
            if _identity(self.path) == self._identity:
                self.path.unlink()


def _identity(path: Path) -> tuple[int, int]:
    found = path.lstat()
    return found.st_dev, found.st_ino


@contextmanager
def _one_at_a_time(folder: Path, lock_s: float) -> Iterator[None]:
    """Keep other appliances from looking and making at the same moment: each would find the path free.

    The folder itself is locked, so that nothing is left of it. Other users may lock a folder that they can read, as
    /tmp: so after `lock_s` it goes on without.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        until_s = time.monotonic() + lock_s
        while not _is_locked_now(handle) and time.monotonic() < until_s:
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def _is_locked_now(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
