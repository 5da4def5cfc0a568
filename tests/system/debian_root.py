"""The bare Debian that every machine of these tests begins with. It is built once, cached, and never changed.

It is the same release of Debian as the host's, so that packages that were built for the host's Python run in it.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "voice-appliance" / "system"
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "procps", "ca-certificates"),
    *("python3", "python3-venv", "libgomp1", "libasound2"),
    *("libasound2-plugins", "libpulse0"),  # ALSA's way to the virtual sound card
)
BUILD_S = 600


class SystemUnavailable(Exception):
    """This host cannot boot a machine; the text says why."""


def refuse_where_none_can_be_booted() -> None:
    """Raise `SystemUnavailable` where containers, loop devices or the tools for them are missing."""
    if os.geteuid() != 0:
        raise SystemUnavailable("only root may boot a container; run the tests as root")
    tools = {"mmdebstrap": "mmdebstrap", "systemd-nspawn": "systemd-container", "mkfs.ext4": "e2fsprogs"}
    for tool, package in tools.items():
        if not shutil.which(tool):
            raise SystemUnavailable(f"{tool} is missing: apt-get install {package}")
    if not Path("/dev/loop-control").exists():
        raise SystemUnavailable("there are no loop devices here, and the disk for the power cuts needs one")
    if "\toverlay\n" not in Path("/proc/filesystems").read_text(encoding="ascii"):
        raise SystemUnavailable("this kernel has no overlay file system")


def debian_root() -> Path:
    """Return the Debian's root folder, built if the cache lacks it. Raises `SystemUnavailable`."""
    release = platform.freedesktop_os_release()
    if release.get("ID") not in ("debian", "raspbian"):
        raise SystemUnavailable(f"the machines are built from Debian's packages, but this host is {release.get('ID')}")
    suite = release["VERSION_CODENAME"]
    key = hashlib.sha256(" ".join((suite, *PACKAGES)).encode()).hexdigest()[:12]
    root = CACHE / f"{suite}-{key}"
    if not root.is_dir():
        _build(suite, root)
    return root


def _build(suite: str, root: Path) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    new = root.with_name(f"{root.name}.{os.getpid()}")
    command = ["mmdebstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", suite, str(new)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_S, check=False)
    if done.returncode:
        shutil.rmtree(new, ignore_errors=True)
        raise SystemUnavailable(f"mmdebstrap failed: {done.stderr.strip().splitlines()[-1]}")
    shutil.rmtree(new / "var/cache/apt/archives", ignore_errors=True)
    (new / "var/log/journal").mkdir(exist_ok=True)  # makes the journal persistent, so that it survives a power cut
    try:
        new.rename(root)
    except OSError:  # another run was faster
        shutil.rmtree(new)
