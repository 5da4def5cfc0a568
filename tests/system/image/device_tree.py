"""The device tree of the emulated machine: QEMU's own, and in it the revision code by which software knows a Pi 4.

gpiozero looks for that code and so takes the first GPIO chip, as on a Pi 4. Nothing of the product is told
that it is tested.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

PI_4 = "0xc03111"
NO_BOOT_DELAY = "0xfffffffe"
"""U-Boot does not wait for a key; deploy/image writes it into the device trees of the image."""


def machine_device_tree(folder: Path, cpu: str, memory: str) -> Path:
    """Return the file, made anew."""
    tree = folder / "machine.dtb"
    machine = f"virt,dtb-randomness=off,acpi=off,dumpdtb={tree}"
    _run(
        "qemu-system-aarch64", "-M", machine, "-cpu", cpu, "-smp", "1", "-m", memory, "-nodefaults", "-display", "none"
    )
    _run("fdtput", "--create", str(tree), "/system")
    _run("fdtput", "--type", "x", str(tree), "/system", "linux,revision", PI_4)
    _run("fdtput", "--create", str(tree), "/config")
    _run("fdtput", "--type", "x", str(tree), "/config", "bootdelay", NO_BOOT_DELAY)
    return tree


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
