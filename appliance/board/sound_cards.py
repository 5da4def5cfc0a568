"""The sound cards of this machine, and which of them a setting means.

Reads /proc/asound only: no card is opened and no driver imported here.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path

from appliance.errors import AudioUnavailable
from appliance.system.kernel_files import kernel_text

PROC = Path("/proc/asound")
BY_NAME = "pcm:"
"""What follows it is the name of an ALSA device, taken as it is."""
_CARD_LINE = re.compile(r"^\s*(\d+) \[(.+?)\s*\]: (.+?) - (.*)$", re.MULTILINE)
_ALSA_NAME = re.compile(r"(plug)?hw:|\d+$")
_PLUGHW = re.compile(r"plughw:CARD=(.+),DEV=(\d+)")


class Direction(Enum):
    """Which way the sound goes."""

    CAPTURE = "microphone"
    PLAYBACK = "loudspeaker"

    @property
    def letter(self) -> str:
        """How the kernel marks it: pcm0c, pcm0p."""
        return self.name[0].lower()


@dataclass(frozen=True, slots=True)
class SoundCard:
    """A card as the kernel describes it."""

    id: str
    """Its id: stays the same from boot to boot."""
    name: str
    """What its maker calls it."""
    index: int
    """Its number, which changes from boot to boot and is for nobody to remember."""
    has_capture: bool
    """True when it has a microphone, or somewhere to plug one in."""
    has_playback: bool
    """True when it has a loudspeaker, or somewhere to plug one in."""
    driver: str = ""
    """Its driver: "USB-Audio" for everything on USB."""

    def has(self, direction: Direction) -> bool:
        """Say whether it can do that."""
        return self.has_capture if direction is Direction.CAPTURE else self.has_playback

    def matches(self, pattern: str) -> bool:
        """Say whether its id, name or driver is as the pattern says; * and ? stand for anything."""
        return any(fnmatchcase(text.lower(), pattern.lower()) for text in (self.id, self.name, self.driver))


def sound_cards(proc: Path = PROC) -> tuple[SoundCard, ...]:
    """Return the cards that are there now, in the kernel's order."""
    return tuple(
        SoundCard(
            id=card_id,
            name=name,
            index=int(index),
            has_capture=bool(_devices(int(index), Direction.CAPTURE, proc)),
            has_playback=bool(_devices(int(index), Direction.PLAYBACK, proc)),
            driver=driver,
        )
        for index, card_id, driver, name in _CARD_LINE.findall(kernel_text(proc / "cards"))
    )


def _devices(index: int, direction: Direction, proc: Path) -> list[int]:
    folders = (proc / f"card{index}").glob(f"pcm*{direction.letter}")
    return sorted(int(folder.name[3:-1]) for folder in folders if folder.name[3:-1].isdecimal())


def pcm_name(wanted: str, direction: Direction, proc: Path = PROC) -> str:
    """Return the ALSA device that a setting means: "Device" is "plughw:CARD=Device,DEV=0".

    `wanted` is a card's id, or a pattern for its id, name or driver; several with "|" between them, the first that
    matches counts; "" is any card; "pcm:NAME" is the ALSA device NAME, unchecked. Raises `AudioUnavailable`.
    """
    if wanted.startswith(BY_NAME):
        return wanted.removeprefix(BY_NAME)
    if _ALSA_NAME.match(wanted):
        raise AudioUnavailable(
            f'{direction.value} {wanted!r}: name the card by its id, as "Device", since its number changes from boot '
            f'to boot, or one of its devices as "{BY_NAME}plughw:CARD=Device,DEV=1" (`appliance devices` lists the ids)'
        )
    cards = sound_cards(proc)
    for pattern in (wanted or "*").split("|"):
        for card in cards:
            if card.has(direction) and card.matches(pattern):
                return f"plughw:CARD={card.id},DEV={_devices(card.index, direction, proc)[0]}"
    raise AudioUnavailable(_nothing_found(wanted, direction, cards))


def _nothing_found(wanted: str, direction: Direction, cards: tuple[SoundCard, ...]) -> str:
    what = f"{direction.value} {wanted!r}" if wanted.strip("*") else f"any {direction.value}"
    if not cards:
        return f"{what}: there is no sound card at all; plug one in, or load its overlay (hw/README.md)"
    fitting = {card.id: card for card in cards if card.has(direction)}
    if not fitting:
        names = ", ".join(card.id for card in cards)
        return f"{what}: no sound card here has a {direction.value} ({names}); plug one in"
    names = ", ".join(f"{card.id} ({card.name})" for card in fitting.values())
    near = difflib.get_close_matches(wanted.lower(), [name.lower() for name in fitting], n=1)
    hint = next((f"did you mean {name!r}? " for name in fitting if [name.lower()] == near), "")
    return f"{what}: no such card has a {direction.value}, only {names}; {hint}`appliance devices` lists them"


def holder(pcm: str, direction: Direction, proc: Path = PROC, processes: Path = Path("/proc")) -> str | None:
    """Return who holds a card open, as "arecord (process 1234)"; None when nobody does, or it cannot be known."""
    parts = _PLUGHW.fullmatch(pcm)
    card = next((card for card in sound_cards(proc) if parts and card.id == parts[1]), None)
    if parts is None or card is None:
        return None
    folder = proc / f"card{card.index}" / f"pcm{parts[2]}{direction.letter}"
    for status in sorted(folder.glob("sub*/status")):
        owner = re.search(r"^owner_pid\s*:\s*(\d+)", kernel_text(status), re.MULTILINE)
        if owner and (process := _process(owner[1], processes)):
            return process
    return None


def _process(thread_id: str, processes: Path) -> str | None:
    """Name the process a thread belongs to: the kernel notes the thread that opened the card."""
    thread = re.search(r"^Tgid:\s*(\d+)", kernel_text(processes / thread_id / "status"), re.MULTILINE)
    if thread is None:
        return None
    return f"{kernel_text(processes / thread[1] / 'comm') or 'a program'} (process {thread[1]})"
