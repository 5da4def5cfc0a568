"""The files that a guest boots from: Debian's kernel, the modules it needs, and a shell. Fetched once and cached.

No package is installed on the host: a few files are extracted from the packages.
"""

from __future__ import annotations

import lzma
import os
import platform
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "voice-appliance" / "guest"
MODULES = ("virtio-pci", "9pnet-virtio", "9p", "snd-aloop", "xhci-pci", "snd-usb-audio")
"""The modules that the guest loads, besides those that they depend on."""
DOWNLOAD_S = 300


class GuestUnavailable(Exception):
    """This machine cannot run the guest, or cannot get the files for it; the text says why."""


@dataclass(frozen=True, slots=True)
class GuestFiles:
    """A folder of the cache, with all files for a guest."""

    folder: Path
    """Its name is that of the kernel's package."""

    @property
    def kernel(self) -> Path:
        """The kernel's image."""
        return self.folder / "vmlinuz"

    @property
    def busybox(self) -> Path:
        """One static program that is the shell and all commands."""
        return self.folder / "busybox"

    @property
    def modules(self) -> list[Path]:
        """The modules, in the order in which to load them."""
        return sorted(self.folder.glob("*.ko"))


def guest_files() -> GuestFiles:
    """Return the files, fetched if the cache lacks them. Raises `GuestUnavailable`."""
    if platform.machine() != "x86_64":
        raise GuestUnavailable(
            f"the guest runs this machine's Python on x86-64, but this machine is {platform.machine()}"
        )
    for tool in ("qemu-system-x86_64", "apt-get", "dpkg-deb"):
        if not shutil.which(tool):
            raise GuestUnavailable(f"{tool} is missing (apt-get install qemu-system-x86, on a Debian)")
    kernel = _kernel_package()
    folder = CACHE / kernel
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE, prefix="new-") as bench:
            _build(kernel, Path(bench))
            _put_in_place(Path(bench) / "files", folder)
    return GuestFiles(folder)


def _put_in_place(new: Path, folder: Path) -> None:
    try:
        new.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another run was faster, and its files are the same
            raise


def _kernel_package() -> str:
    """Return the name of Debian's current kernel package, from apt's lists: no network is needed."""
    depends = _run("apt-cache", "depends", "linux-image-amd64")
    found = re.search(r"Depends: (linux-image-\S+)", depends)
    if not found:
        raise GuestUnavailable("apt knows no linux-image-amd64; is this a Debian, and was `apt-get update` run?")
    return found[1]


def _build(kernel: str, bench: Path) -> None:
    """Fetch the packages into `bench` and put the files from them into `bench`/files."""
    _run("apt-get", "-q", "download", kernel, "busybox-static", cwd=bench, timeout_s=DOWNLOAD_S)
    tree = bench / "tree"
    for package in bench.glob("*.deb"):
        _run("dpkg-deb", "--extract", str(package), str(tree))
    files = bench / "files"
    files.mkdir()
    shutil.copy(next(tree.glob("boot/vmlinuz-*")), files / "vmlinuz")
    shutil.copy(next(tree.glob("**/bin/busybox")), files / "busybox")
    for number, (name, module) in enumerate(_in_load_order(tree).items()):
        (files / f"{number:02}-{name}.ko").write_bytes(module)


def _in_load_order(tree: Path) -> dict[str, bytes]:
    """Return the modules by name, each after those it depends on. A module without a file is built into the kernel."""
    paths = {_module_name(path.name): path for path in tree.rglob("*.ko*")}
    ordered: dict[str, bytes] = {}

    def add(name: str) -> None:
        if name in paths and name not in ordered:
            module = _unpacked(paths[name])
            depends = re.search(rb"\0depends=([^\0]+)\0", module)
            for needed in depends[1].decode().split(",") if depends else []:
                add(_module_name(needed))
            ordered[name] = module

    for name in MODULES:
        add(_module_name(name))
    return ordered


def _module_name(name: str) -> str:
    return name.partition(".")[0].replace("-", "_")


def _unpacked(module: Path) -> bytes:
    """Return the module's bytes; newer kernels have compressed modules."""
    return lzma.decompress(module.read_bytes()) if module.suffix == ".xz" else module.read_bytes()


def _run(*command: str, cwd: Path | None = None, timeout_s: float = 60) -> str:
    """Run a command and return its output. Raises `GuestUnavailable` with its last line of errors if it fails."""
    try:
        done = subprocess.run(command, cwd=cwd, timeout=timeout_s, capture_output=True, text=True, check=False)
    except subprocess.TimeoutExpired:
        raise GuestUnavailable(f"`{' '.join(command[:3])}` did not end within {timeout_s:g} s") from None
    if done.returncode:
        said = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
        raise GuestUnavailable(f"`{' '.join(command[:3])}` failed: {said}")
    return done.stdout
