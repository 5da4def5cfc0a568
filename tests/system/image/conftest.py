"""The image, and machines that were flashed with it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.system.image.device_under_test import FlashedDevice

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "voice-appliance" / "image"
PROGRAMS = {
    "qemu-system-aarch64": "qemu-system-arm",
    "mcopy": "mtools",
    "fdtput": "device-tree-compiler",
}
MakeDevice = Callable[..., FlashedDevice]


@pytest.fixture(scope="session")
def image() -> Path:
    """The folder with the image; skips the tests, with the reason, where none was made."""
    folder = Path(os.environ.get("VOICE_APPLIANCE_IMAGE") or CACHE)
    if not (folder / "voice-appliance.img").is_file():
        pytest.skip(f"there is no image in {folder}: sudo deploy/image makes it, in half an hour")
    if missing := [package for program, package in PROGRAMS.items() if not shutil.which(program)]:
        pytest.skip(f"these packages are missing: {' '.join(missing)}")
    return folder


@pytest.fixture
def flash(image: Path, tmp_path: Path) -> Iterator[MakeDevice]:
    """Makes devices: `flash(cpu=...)` returns one, off, with a card just flashed."""
    made: list[FlashedDevice] = []

    def make(cpu: str = "cortex-a76", settings: str = "") -> FlashedDevice:
        folder = tmp_path / f"device-{len(made)}"
        folder.mkdir()
        made.append(FlashedDevice(folder, image, cpu, settings))
        return made[-1]

    yield make
    for device in made:
        device.cut_power()
        device.emulator.card.unlink()
