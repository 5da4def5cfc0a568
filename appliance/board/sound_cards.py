"""The sound cards of this machine, and which of them a setting means.

Reads only /proc/asound. No card is opened and no driver is imported.
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
"""The rest of the setting is the name of an ALSA device, used unchanged."""
# " 2 [Device         ]: USB-Audio - USB PnP Sound Device"
_CARD_LINE = re.compile(r"^\s*(\d+) \[(.+?)\s*\]: (.+?) - (.*)$", re.MULTILINE)
_ALSA_NAME = re.compile(r"(plug)?hw:|\d+$")  # "hw:1,0", "plughw:CARD=Device", "1"
_PLUGHW = re.compile(r"plughw:CARD=(.+),DEV=(\d+)")  # "plughw:CARD=Device,DEV=0"


class Direction(Enum):
    """Which way the sound goes. The values are words for the owner."""

    CAPTURE = "microphone"
    PLAYBACK = "loudspeaker"

    @property
    def letter(self) -> str:
        """The kernel's letter for it: "c" as in pcm0c, "p" as in pcm0p."""
        return self.name[0].lower()


@dataclass(frozen=True, slots=True)
class SoundCard:
    """A card as the kernel describes it."""

    id: str
    """Its id, the same at every boot."""
    name: str
    """Its maker's name for it."""
    index: int
    """Its number. It changes from boot to boot, so it must not be stored."""
    has_capture: bool
    """True when it has a microphone, or somewhere to plug one in."""
    has_playback: bool
    """True when it has a loudspeaker, or somewhere to plug one in."""
    driver: str = ""
    """Its driver: "USB-Audio" for everything on USB."""

    def has(self, direction: Direction) -> bool:
        """Return whether the card has this direction."""
        return self.has_capture if direction is Direction.CAPTURE else self.has_playback

    def matches(self, pattern: str) -> bool:
        """Return whether its id, name or driver matches the pattern. * and ? are wildcards; case is ignored."""
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

    `wanted` is a card's id, or a pattern for its id, name or driver. Of several with "|" between them, the first that
    matches counts. "" is any card; "pcm:NAME" is the ALSA device NAME, unchecked. Raises `AudioUnavailable`.
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


def used_by(pcm: str, direction: Direction, proc: Path = PROC, processes: Path = Path("/proc")) -> str | None:
    """Return which program has a card open, as "arecord (process 1234)"; None when none has, or it is not known."""
    parts = _PLUGHW.fullmatch(pcm)
    card = next((card for card in sound_cards(proc) if parts and card.id == parts[1]), None)
    if parts is None or card is None:
        return None
    folder = proc / f"card{card.index}" / f"pcm{parts[2]}{direction.letter}"
    for status in sorted(folder.glob("sub*/status")):
        owner = re.search(r"^owner_pid\s*:\s*(\d+)", kernel_text(status), re.MULTILINE)  # "owner_pid   : 1250"
        if owner and (process := _process(owner[1], processes)):
            return process
    return None


def _process(thread_id: str, processes: Path) -> str | None:
    """Return name and number of the process of a thread: the kernel notes the thread that opened a card."""
    # "Tgid:   1234"
    thread = re.search(r"^Tgid:\s*(\d+)", kernel_text(processes / thread_id / "status"), re.MULTILINE)
    if thread is None:
        return None
    return f"{kernel_text(processes / thread[1] / 'comm') or 'a program'} (process {thread[1]})"
