"""Imitates, in a folder, the files in which a kernel describes its hardware: sound cards, GPIO chips and others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from appliance.doctor.parts import Roots


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def roots(folder: Path) -> Roots:
    """Return empty folders: a machine that describes nothing."""
    made = Roots(*(folder / name for name in ("proc", "sys", "dev", "run")))
    for root in (made.proc, made.sys, made.dev, made.run):
        root.mkdir(parents=True)
    return made


def add_card(
    asound: Path, card_id: str, name: str, *, driver: str = "USB-Audio", pcms: Sequence[str] = ("0c", "0p")
) -> Path:
    """Add the next sound card and return its folder. `pcms`: "0c" is capture device 0, "1p" playback device 1."""
    cards = asound / "cards"
    known = cards.read_text(encoding="utf-8") if cards.exists() else ""
    index = known.count("]:")
    long_name = f"{'':22}{name} at usb-1.2, full speed"
    write(cards, f"{known}{index:2} [{card_id:<15}]: {driver} - {name}\n{long_name}")
    folder = asound / f"card{index}"
    folder.mkdir(parents=True)
    for pcm in pcms:
        write(folder / f"pcm{pcm}" / "sub0" / "status", "closed")
    return folder


def open_pcm(card_folder: Path, pcm: str, proc: Path, comm: str) -> None:
    """Let thread 1250 of process 1234, named `comm`, have a device of the card open."""
    thread, process = 1250, 1234
    write(card_folder / f"pcm{pcm}" / "sub0" / "status", f"state: RUNNING\nowner_pid   : {thread}\ntrigger_time: 1.0")
    write(proc / str(thread) / "status", f"Name:\tsome-thread\nTgid:\t{process}\nPid:\t{thread}")
    write(proc / str(process) / "comm", comm)


def add_gpio_chip(made: Roots, number: int, label: str, lines: int) -> None:
    """Add a chip as a Pi's kernel shows it: once by its number, and once by its first line."""
    hardware = made.sys / "devices" / f"soc{number}" / "fe200000.gpio"
    (hardware / f"gpiochip{number}").mkdir(parents=True)
    old = made.sys / "class" / "gpio" / f"gpiochip{512 + number}"
    write(old / "label", label)
    write(old / "ngpio", str(lines))
    (old / "device").symlink_to(hardware)
    devices = made.sys / "bus" / "gpio" / "devices"
    devices.mkdir(parents=True, exist_ok=True)
    (devices / f"gpiochip{number}").symlink_to(hardware / f"gpiochip{number}")
    (made.dev / f"gpiochip{number}").touch()
