"""ControlGroup: a control group of the host for one machine, so that two machines do not see each other's services."""

from __future__ import annotations

import os
from pathlib import Path

from tests.polling import poll_until

HIERARCHIES = (Path("/sys/fs/cgroup/systemd"), Path("/sys/fs/cgroup/unified"))
"""Where systemd has the groups of its services on a host with cgroup v1. On other hosts a machine needs no group."""


class ControlGroup:
    """A group that exists from `make()` to `remove()`."""

    def __init__(self, name: str) -> None:
        self._folders = [hierarchy / name for hierarchy in HIERARCHIES if hierarchy.is_dir()]

    def make(self) -> None:
        """Make the group, empty."""
        for folder in self._folders:
            folder.mkdir(exist_ok=True)

    def starting(self, command: list[str]) -> list[str]:
        """Return a command that runs `command` in this group."""
        enter = "".join(f"echo $$ >{folder}/cgroup.procs && " for folder in self._folders)
        return ["sh", "-c", f'{enter}exec "$@"', "sh", *command]

    def remove(self) -> None:
        """Remove the group and all groups that the machine made in it, when the last process has ended."""
        for folder in self._folders:
            poll_until(lambda folder=folder: _removed(folder), f"{folder} is empty")  # type: ignore[misc]


def _removed(folder: Path) -> bool:
    for below, _, _ in os.walk(folder, topdown=False):
        try:
            os.rmdir(below)
        except OSError:
            return False
    return True
