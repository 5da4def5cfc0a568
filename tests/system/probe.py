"""Runs in the sandbox of the unit, as ExecStartPost=, and finds out what the sandbox allows.

Writes a JSON object to the file that its argument names: the user's id, the address families of the sockets that it can
make, the network interfaces, every folder in which it can make a file, and every file in /proc/sys that it can write.

It imports nothing of this project.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

FAMILIES = ("AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_BLUETOOTH")
NOT_FILES = ("/proc", "/sys")


def possible_families() -> list[str]:
    possible = []
    for name in FAMILIES:
        try:
            socket.socket(getattr(socket, name), socket.SOCK_RAW if name == "AF_PACKET" else socket.SOCK_STREAM).close()
        except OSError:
            continue
        possible.append(name)
    return possible


def writable_folders() -> list[str]:
    writable = []
    for folder, below, _ in os.walk("/"):
        below[:] = [name for name in below if os.path.join(folder, name) not in NOT_FILES]
        file = Path(folder, ".probe")
        try:
            file.write_text("x")
            file.unlink()
        except OSError:
            continue
        writable.append(folder)
    return writable


def writable_kernel_files() -> list[str]:
    writable = []
    for folder, _, names in os.walk("/proc/sys"):
        for name in names:
            path = os.path.join(folder, name)
            try:
                os.close(os.open(path, os.O_WRONLY))
            except OSError:
                continue
            writable.append(path)
    return writable


interfaces = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
findings = {
    "user": os.getuid(),
    "families": possible_families(),
    "interfaces": interfaces,
    "writable": writable_folders(),
    "kernel": writable_kernel_files(),
}
Path(sys.argv[1]).write_text(json.dumps(findings))
