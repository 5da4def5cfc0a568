"""A virtual machine, the guest, with sound cards that can be unplugged. It boots, runs one command and powers off.

The guest mounts the files of the host, read-only, so it uses the Python and the packages of the host.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.kernel.guest_files import GuestFiles

IN_GUEST = "VOICE_APPLIANCE_GUEST"
"""An environment variable that is set in the guest only."""
ROOT = Path(__file__).resolve().parents[2]
INIT = Path(__file__).with_name("guest_init.sh")
END_S = 30
"""Time for the boot and the power-off, in addition to that of the command."""
CONSOLE_LINES = 30


@dataclass(frozen=True, slots=True)
class Done:
    """The result of the command."""

    status: int | None
    """Its exit status; None when the guest ended before the command did."""
    output: str
    """What it printed, errors included."""
    console: str
    """The last lines of QEMU's messages and of the guest's console, where the kernel prints its messages."""


def run_in_guest(
    files: GuestFiles, command: Sequence[str], environment: Mapping[str, str], exchange: Path, timeout_s: float
) -> Done:
    """Boot, run the command in the project's folder, power off. `exchange` is /run/exchange in the guest."""
    initramfs = exchange / "initramfs"
    initramfs.write_bytes(_initramfs(files, exchange / "initramfs.d", timeout_s))
    assignments = [f"{name}={value}" for name, value in environment.items()]
    script = f"cd {shlex.quote(str(ROOT))} && exec env {shlex.join([*assignments, *command])}\n"
    (exchange / "command").write_text(script, encoding="utf-8")
    console = exchange / "console"
    with (exchange / "qemu").open("w") as messages:
        qemu = subprocess.Popen(
            _qemu(files, initramfs, exchange, console), stdin=subprocess.DEVNULL, stdout=messages, stderr=messages
        )
        try:
            qemu.wait(timeout_s + END_S)
        except subprocess.TimeoutExpired:
            pass  # the missing exit status shows it
        finally:
            qemu.kill()
            qemu.wait()
    status = _text(exchange / "status").strip()
    printed = (_text(exchange / "qemu") + _text(console)).splitlines()
    return Done(int(status) if status else None, _text(exchange / "output"), "\n".join(printed[-CONSOLE_LINES:]))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _initramfs(files: GuestFiles, tree: Path, timeout_s: float) -> bytes:
    """Return the archive that the kernel unpacks as its first root file system."""
    for folder in ("bin", "modules"):
        (tree / folder).mkdir(parents=True)
    shutil.copy(INIT, tree / "init")
    (tree / "init").chmod(0o755)
    shutil.copy(files.busybox, tree / "bin")
    for module in files.modules:
        shutil.copy(module, tree / "modules")
    (tree / "timeout_s").write_text(f"{timeout_s:.0f}\n", encoding="ascii")
    names = "\n".join(str(path.relative_to(tree)) for path in sorted(tree.rglob("*")))
    cpio = [str(files.busybox), "cpio", "-o", "-H", "newc"]
    return subprocess.run(cpio, cwd=tree, input=names.encode(), capture_output=True, check=True).stdout


def _qemu(files: GuestFiles, initramfs: Path, exchange: Path, console: Path) -> list[str]:
    # Emulated, even where the processor could virtualise: emulation behaves the same on every machine. One
    # processor, no guards against attackers, fixed addresses and a clock that costs nothing to read: twice as fast.
    arguments = "console=ttyS0 quiet panic=-1 mitigations=off norandmaps tsc=reliable"
    return [
        *("qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "1G"),
        *("-nodefaults", "-display", "none", "-no-reboot", "-serial", f"file:{console}"),
        *("-kernel", str(files.kernel), "-initrd", str(initramfs), "-append", arguments),
        *_shared_folder("root", Path("/"), ",readonly=on,multidevs=remap"),
        *_shared_folder("exchange", exchange, ""),
        # A USB loudspeaker without a microphone. It plays into nothing, at the pace of a real one.
        *("-audiodev", "none,id=nowhere", "-device", "qemu-xhci", "-device", "usb-audio,audiodev=nowhere"),
    ]


def _shared_folder(tag: str, folder: Path, options: str) -> tuple[str, ...]:
    return (
        *("-fsdev", f"local,id={tag},path={folder},security_model=none{options}"),
        *("-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"),
    )
