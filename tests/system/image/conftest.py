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
BUNDLE = "/state/voice-appliance.raucb"
"""Where a used card has the image's own bundle."""


@pytest.fixture(scope="session")
def image() -> Path:
    """The folder with the image; skips the tests, with the reason, where none was made."""
    folder = Path(os.environ.get("VOICE_APPLIANCE_IMAGE") or CACHE)
    if not (folder / "voice-appliance.img").is_file():
        pytest.skip(f"there is no image in {folder}: sudo deploy/image makes it, in half an hour")
    if missing := [package for program, package in PROGRAMS.items() if not shutil.which(program)]:
        pytest.skip(f"these packages are missing: {' '.join(missing)}")
    return folder


@pytest.fixture(scope="session")
def used_card(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The card of a device that has been used: slot A is trusted, and a bundle was brought on a stick.

    It takes as long as a test, so it is kept beside the image, until that is made anew.
    """
    kept = image / "used-card.img"
    if not kept.exists() or kept.stat().st_mtime < (image / "voice-appliance.img").stat().st_mtime:
        device = FlashedDevice(tmp_path_factory.mktemp("used"), image, "cortex-a76")
        try:
            device.boot()
            device.wait_until_trusted()
            device.give(image / "voice-appliance.raucb", BUNDLE)
            device.switch_off()
        finally:
            device.cut_power()
        shutil.move(device.emulator.card, kept)
    return kept


@pytest.fixture
def flash(image: Path, tmp_path: Path) -> Iterator[MakeDevice]:
    """Makes devices: `flash(cpu=...)` returns one, off, with a card just flashed, or with a copy of `card`."""
    made: list[FlashedDevice] = []

    def make(cpu: str = "cortex-a76", card: Path | None = None) -> FlashedDevice:
        folder = tmp_path / f"device-{len(made)}"
        folder.mkdir()
        made.append(FlashedDevice(folder, image, cpu, card))
        return made[-1]

    yield make
    for device in made:
        device.cut_power()
        device.emulator.card.unlink()
