"""The sound cards of this machine, and which of them a setting means.

Reads only /proc/asound. No card is opened and no driver is imported. What a setting may say is checked in
`sound_settings`.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path

from appliance.board.alsa_names import AlsaName, alsa_name
from appliance.board.card_ranks import Traits, is_virtual, loudspeaker_rank, microphone_rank
from appliance.errors import AudioUnavailable
from appliance.system.kernel_files import kernel_text

PROC = Path("/proc/asound")
BY_NAME = "pcm:"
"""The rest of the setting is the name of an ALSA device, used unchanged."""
# " 2 [Device         ]: USB-Audio - USB PnP Sound Device"
_CARD_LINE = re.compile(r"^\s*(\d+) \[(.+?)\s*\]: (.+?) - (.*)$", re.MULTILINE)
# "03-00: USB Audio : USB Audio : playback 1 : capture 1"
_PCM_LINE = re.compile(r"^(\d+)-(\d+): (.*)$", re.MULTILINE)


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
    is_certain: bool = True
    """False where the kernel does not say which directions it has, and they are guessed from what it is."""

    def has(self, direction: Direction) -> bool:
        """Return whether the card has this direction."""
        return self.has_capture if direction is Direction.CAPTURE else self.has_playback

    def matches(self, pattern: str) -> bool:
        """Return whether its id, name or driver matches the pattern. * and ? are wildcards; case is ignored."""
        return any(fnmatchcase(text.lower(), pattern.lower()) for text in (self.id, self.name, self.driver))

    @property
    def traits(self) -> Traits:
        """What of it counts for a choice."""
        text = f"{self.id} {self.name} {self.driver}".lower()
        return Traits(text, self.driver.startswith("USB"), self.has_capture, self.has_playback, self.is_certain)

    def rank(self, direction: Direction) -> int:
        """Return its place among the cards of this direction; the lowest is the best."""
        return (microphone_rank if direction is Direction.CAPTURE else loudspeaker_rank)(self.traits)


def sound_cards(proc: Path = PROC) -> tuple[SoundCard, ...]:
    """Return the cards that are there now, in the kernel's order."""
    return tuple(
        _card(int(index), card_id, driver, name, proc)
        for index, card_id, driver, name in _CARD_LINE.findall(kernel_text(proc / "cards"))
    )


def _card(index: int, card_id: str, driver: str, name: str, proc: Path) -> SoundCard:
    if not (proc / "pcm").exists() and not (proc / f"card{index}").exists():
        is_input = driver.startswith("USB") or is_virtual(Traits(f"{name} {driver}".lower(), False, True, True))
        return SoundCard(card_id, name, index, is_input, True, driver, is_certain=False)
    has = {direction: bool(_devices(index, direction, proc)) for direction in Direction}
    return SoundCard(card_id, name, index, has[Direction.CAPTURE], has[Direction.PLAYBACK], driver)


def _devices(index: int, direction: Direction, proc: Path) -> list[int]:
    """Return the numbers of a card's devices of this direction: from a folder for each, or else from the list."""
    folders = (proc / f"card{index}").glob(f"pcm*{direction.letter}")
    devices = {int(folder.name[3:-1]) for folder in folders if folder.name[3:-1].isdecimal()}
    for card, device, ways in _PCM_LINE.findall(kernel_text(proc / "pcm")):
        if int(card) == index and f": {direction.name.lower()} " in f": {ways}":
            devices.add(int(device))
    return sorted(devices)


def pcm_name(wanted: str, direction: Direction, proc: Path = PROC) -> str:
    """Return the first of `pcm_names()`."""
    return pcm_names(wanted, direction, proc)[0]


def pcm_names(wanted: str, direction: Direction, proc: Path = PROC) -> tuple[str, ...]:
    """Return the ALSA devices that a setting means, the best first: "Device" is "plughw:CARD=Device,DEV=0".

    `wanted` is a card's id, or a pattern for its id, name or driver: the cards that match it, ranked. Of several with
    "|" between them, those of the first come first. "" is any card that is no other program's end; ALSA's own name of
    one card's device, as "plughw:CARD=Device,DEV=1", is that one; "pcm:NAME" is the ALSA device NAME, unchecked. Raises
    `AudioUnavailable`.
    """
    if wanted.startswith(BY_NAME):
        return (wanted.removeprefix(BY_NAME),)
    cards = sound_cards(proc)
    if name := alsa_name(f"hw:{wanted}" if wanted.isdecimal() else wanted):
        return (_named(name, wanted, direction, cards, proc),)
    found = [
        _pcm(card, _devices(card.index, direction, proc))
        for pattern in (wanted or "*").split("|")
        for card in _matching(pattern, direction, cards)
    ]
    if not found:
        raise AudioUnavailable(_nothing_found(wanted, direction, cards))
    return tuple(dict.fromkeys(found))


def _matching(pattern: str, direction: Direction, cards: tuple[SoundCard, ...]) -> list[SoundCard]:
    fitting = [card for card in cards if card.has(direction)]
    if named := [card for card in fitting if card.id.lower() == pattern.lower()]:
        return named
    matching = [card for card in fitting if card.matches(pattern) and not is_virtual(card.traits)]
    return sorted(matching, key=lambda card: card.rank(direction))


def _pcm(card: SoundCard, devices: list[int]) -> str:
    if card.driver == "vc4-hdmi":
        # The hardware takes only frames of IEC 958, which ALSA's configuration for this card makes and plughw does not.
        return f"sysdefault:CARD={card.id}"
    return f"plughw:CARD={card.id},DEV={devices[0] if devices else 0}"


def _named(name: AlsaName, wanted: str, direction: Direction, cards: tuple[SoundCard, ...], proc: Path) -> str:
    if name.by_number:
        raise AudioUnavailable(
            f'{direction.value} {wanted!r}: name the card by its id, as "Device", since its number changes from boot '
            f'to boot, or one of its devices as "plughw:CARD=Device,DEV=1" (`appliance devices` lists the ids)'
        )
    card = next((card for card in cards if card.id.lower() == name.card.lower() and card.has(direction)), None)
    if card is None:
        raise AudioUnavailable(_nothing_found(name.card, direction, cards))
    devices = _devices(card.index, direction, proc) or [0]
    if name.device is not None and name.device not in devices and card.is_certain:
        numbers = ", ".join(map(str, devices))
        raise AudioUnavailable(
            f"{direction.value} {wanted!r}: the card {card.id} has no such {direction.value}; its DEV is {numbers}"
        )
    return name.pcm(card.id, devices[0])


def _nothing_found(wanted: str, direction: Direction, cards: tuple[SoundCard, ...]) -> str:
    what = f"{direction.value} {wanted!r}" if wanted.strip("*") else f"any {direction.value}"
    if not cards:
        return f"{what}: there is no sound card at all; plug one in, or load its overlay (hw/README.md)"
    is_any = not wanted.strip("*")
    fitting = {card.id: card for card in cards if card.has(direction) and not (is_any and is_virtual(card.traits))}
    if not fitting:
        names = ", ".join(card.id for card in cards)
        return f"{what}: no sound card here has a {direction.value} ({names}); plug one in"
    names = ", ".join(f"{card.id} ({card.name})" for card in fitting.values())
    near = difflib.get_close_matches(wanted.lower(), [name.lower() for name in fitting], n=1)
    hint = next((f"did you mean {name!r}? " for name in fitting if [name.lower()] == near), "")
    return f"{what}: no such card has a {direction.value}, only {names}; {hint}`appliance devices` lists them"
