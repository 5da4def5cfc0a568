"""ControlGroup: a branch of the host's control groups for one machine, so that two do not see each other's services."""

from __future__ import annotations

import os
from pathlib import Path

from tests.system.waiting import wait_until

HIERARCHIES = (Path("/sys/fs/cgroup/systemd"), Path("/sys/fs/cgroup/unified"))
"""Where systemd keeps its services on a host with cgroup v1; on others the machine gets along by itself."""


class ControlGroup:
    """There from `make()` to `remove()`."""

    def __init__(self, name: str) -> None:
        self._folders = [hierarchy / name for hierarchy in HIERARCHIES if hierarchy.is_dir()]

    def make(self) -> None:
        """Make it, empty."""
        for folder in self._folders:
            folder.mkdir(exist_ok=True)

    def starting(self, command: list[str]) -> list[str]:
        """Return a command that runs the given one in here."""
        enter = "".join(f"echo $$ >{folder}/cgroup.procs && " for folder in self._folders)
        return ["sh", "-c", f'{enter}exec "$@"', "sh", *command]

    def remove(self) -> None:
        """Remove it and all that the machine has made in it, when the last process has gone."""
        for folder in self._folders:
            wait_until(lambda folder=folder: _removed(folder), f"{folder} is empty")  # type: ignore[misc]


def _removed(folder: Path) -> bool:
    for below, _, _ in os.walk(folder, topdown=False):
        try:
            os.rmdir(below)
        except OSError:
            return False
    return True
