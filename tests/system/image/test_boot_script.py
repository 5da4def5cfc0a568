"""The script that chooses a slot, run by Debian's U-Boot in the emulated machine, on a card that has nothing else."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kernel.guest_files import DOWNLOAD_S, GuestUnavailable, _run

ROOT = Path(__file__).resolve().parents[3]
SECTOR = 512
BOOT_S = 300
BOOT_AT, STATE_AT, SLOT_AT = 1, 65, 66
"""Where the partitions are, in MiB."""
TOOLS = ("qemu-system-aarch64", "mkimage", "mkfs.vfat", "mcopy", "sfdisk", "apt-get", "dpkg-deb")


def sector(**variables: str) -> bytes:
    """Return a sector as U-Boot and libubootenv write it: a check sum, then variables."""
    data = b"".join(f"{name}={value}\0".encode() for name, value in variables.items()).ljust(SECTOR - 4, b"\0")
    return struct.pack("<I", zlib.crc32(data)) + data


def slots(order: str, a: int, b: int) -> bytes:
    """Return the sector for an order and the attempts that are left."""
    return sector(BOOT_ORDER=order, BOOT_A_LEFT=str(a), BOOT_B_LEFT=str(b))


@dataclass(frozen=True, slots=True)
class Booted:
    """What one power-on came to."""

    slot: str
    """The slot that it tried; "" for none."""
    order: str
    left: tuple[int, int]
    """Attempts of A and B that are left, as written down."""


class Card:
    """A card with the boot partition, the state and an empty slot, so that every attempt fails and is counted."""

    def __init__(self, folder: Path, u_boot: Path) -> None:
        self._image = folder / "card.img"
        self._u_boot = u_boot
        script = folder / "boot.scr"
        command = ROOT / "deploy/image-files/boot.cmd"
        _run("mkimage", "-T", "script", "-C", "none", "-d", str(command), str(script))
        fat = folder / "boot.vfat"
        with fat.open("wb") as file:
            file.truncate(64 << 20)
        _run("mkfs.vfat", "-F", "32", str(fat))
        _run("mcopy", "-i", str(fat), str(script), "::boot.scr")
        with self._image.open("wb") as file:
            file.truncate(80 << 20)
            file.seek(BOOT_AT << 20)
            file.write(fat.read_bytes())
        table = f"label: gpt\nstart={BOOT_AT}MiB, size=64MiB, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7\n"
        table += f"start={STATE_AT}MiB, size=1MiB\nstart={SLOT_AT}MiB, size=1MiB\n"
        subprocess.run(["sfdisk", "--quiet", str(self._image)], input=table.encode(), check=True, capture_output=True)

    def write(self, first: bytes, second: bytes) -> None:
        """Write the two copies of the state."""
        with self._image.open("r+b") as file:
            for place, content in ((0, first), (8, second)):
                file.seek((STATE_AT << 20) + place * SECTOR)
                file.write(content)

    def copies(self) -> tuple[bytes, bytes]:
        """Return the two copies of the state."""
        data = self._image.read_bytes()[STATE_AT << 20 : (STATE_AT << 20) + 9 * SECTOR]
        return data[:SECTOR], data[8 * SECTOR :]

    def power_on(self) -> Booted:
        """Boot until U-Boot has given up and resets the machine."""
        command = [
            *("qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72", "-m", "1G", "-accel", "tcg"),
            *("-nodefaults", "-display", "none", "-no-reboot", "-serial", "stdio", "-bios", str(self._u_boot)),
            *("-drive", f"if=none,id=card,file={self._image},format=raw", "-device", "virtio-blk-pci,drive=card"),
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=BOOT_S,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        first, second = self.copies()
        assert first == second, done.stdout[-2000:]
        assert struct.pack("<I", zlib.crc32(first[4:])) == first[:4], done.stdout[-2000:]
        entries = first[4:].partition(b"\0\0")[0].decode().split("\0")
        found = dict(entry.split("=", 1) for entry in entries)
        slot = done.stdout.rpartition("\nSlot ")[2][:1] if "\nSlot " in done.stdout else ""
        return Booted(slot, found["BOOT_ORDER"], (int(found["BOOT_A_LEFT"]), int(found["BOOT_B_LEFT"])))


@pytest.fixture(scope="module")
def u_boot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Debian's U-Boot for the emulated machine; skips where it cannot be had."""
    if missing := [tool for tool in TOOLS if not shutil.which(tool)]:
        pytest.skip(f"these programs are missing: {', '.join(missing)}")
    folder = tmp_path_factory.mktemp("u-boot")
    folder.chmod(0o777)
    try:
        _run("apt-get", "-q", "download", "u-boot-qemu", cwd=folder, timeout_s=DOWNLOAD_S)
    except GuestUnavailable as reason:
        pytest.skip(str(reason))
    _run("dpkg-deb", "--extract", str(next(folder.glob("*.deb"))), str(folder))
    return folder / "usr/lib/u-boot/qemu_arm64/u-boot.bin"


@pytest.fixture
def card(u_boot: Path, tmp_path: Path) -> Card:
    """A card."""
    return Card(tmp_path, u_boot)


def test_attempts_run_out_and_the_other_slot_is_booted(card: Card) -> None:
    card.write(slots("B A", 3, 2), slots("B A", 3, 2))
    assert [card.power_on() for _ in range(4)] == [
        Booted("B", "B A", (3, 1)),
        Booted("B", "B A", (3, 0)),
        Booted("A", "B A", (2, 0)),
        Booted("A", "B A", (1, 0)),
    ]


def test_when_no_slot_has_an_attempt_left_it_begins_anew(card: Card) -> None:
    card.write(slots("A B", 0, 0), slots("A B", 0, 0))
    assert card.power_on() == Booted("", "A B", (3, 3))
    assert card.power_on() == Booted("A", "A B", (2, 3))


def test_a_slot_that_is_not_in_the_order_is_never_booted(card: Card) -> None:
    card.write(slots("A", 1, 3), slots("A", 1, 3))
    assert card.power_on() == Booted("A", "A", (0, 3))
    assert card.power_on() == Booted("", "A", (3, 3))


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (b"\xff" * SECTOR, slots("B A", 9, 9), Booted("B", "B A", (9, 8))),
        (slots("B A", 9, 9), b"\x00" * SECTOR, Booted("B", "B A", (9, 8))),
        (slots("B A", 9, 9)[:20].ljust(SECTOR, b"\0"), slots("A B", 2, 9), Booted("A", "A B", (1, 9))),
        (slots("B A", 9, 5), slots("A B", 9, 9), Booted("B", "B A", (9, 4))),
        (b"\x00" * SECTOR, b"\xff" * SECTOR, Booted("A", "A B", (2, 3))),
        (sector(BOOT_ORDER="B"), b"\xff" * SECTOR, Booted("B", "B", (3, 2))),
        (sector(OTHER="x", bootcmd="reset"), b"", Booted("A", "A B", (2, 3))),
    ],
    ids=["first torn", "second torn", "first half written", "they differ", "both lost", "attempts lost", "not ours"],
)
def test_a_power_cut_while_it_is_written_loses_nothing(card: Card, first: bytes, second: bytes, wanted: Booted) -> None:
    card.write(first, second)
    assert card.power_on() == wanted
