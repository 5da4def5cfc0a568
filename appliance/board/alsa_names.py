"""ALSA's names of a card's devices, as people bring them from elsewhere: "plughw:CARD=Device,DEV=0", "hw:1,0".

Pure: which cards there are is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CARD_ID = r"[A-Za-z0-9_-]{1,15}"
"""What the kernel allows as the id of a card."""
_DIRECT = ("hw", "plughw")
_OTHERS = (
    *("default", "sysdefault", "front", "rear", "center_lfe", "side", "hdmi", "iec958", "spdif", "dmix", "dsnoop"),
    *("surround21", "surround40", "surround41", "surround50", "surround51", "surround71", "usbstream"),
)
"""Devices that ALSA's own configuration has for each card, as `arecord -L` lists them."""
ONLY_PLAYBACK = frozenset(name for name in _OTHERS if name.startswith("surround")) | {
    *("rear", "center_lfe", "side", "hdmi", "dmix")
}
"""Those from which no sound comes."""
ONLY_CAPTURE = frozenset({"dsnoop"})
"""Those to which no sound goes."""
DEVICES = frozenset(_DIRECT + _OTHERS)
"""All of them. Alone they name no card."""
_MOST_DEVICES = 256
"""Of a card, and of a device's parts."""
_NAME = re.compile(r"(\w+):(.+)")
_PLACES = ("CARD", "DEV", "SUBDEV")
"""What stands in which place where the parts have no names: "hw:Device,0"."""


@dataclass(frozen=True, slots=True)
class AlsaName:
    """A device of one card, by ALSA's name for it."""

    prefix: str
    """What comes before the colon, as "plughw"."""
    card: str
    """The card's id, or its number."""
    device: int | None
    """Which device of the card; None: its first."""
    subdevice: int | None = None
    """Which part of the device; None: any that is free."""

    @property
    def by_number(self) -> bool:
        """True where the card is named by its number, which may be another card's after the next boot."""
        return self.card.isdecimal()

    def pcm(self, card: str, first_device: int) -> str:
        """Return the name to open, with the card's id in place of what was written.

        It is "plughw" for the hardware itself, since that opens where "hw" refuses a format.
        """
        is_direct = self.prefix in _DIRECT
        device = first_device if self.device is None and is_direct else self.device
        parts = {"CARD": card, "DEV": device, "SUBDEV": self.subdevice}
        arguments = ",".join(f"{key}={value}" for key, value in parts.items() if value is not None)
        return f"{'plughw' if is_direct else self.prefix}:{arguments}"


def alsa_name(text: str) -> AlsaName | None:
    """Return what an ALSA name says; None where `text` is none, or not a whole one."""
    match = _NAME.fullmatch(text)
    if match is None or match[1] not in _DIRECT + _OTHERS:
        return None
    parts: dict[str, str] = {}
    for place, part in zip(_PLACES, match[2].split(","), strict=False):
        key, equals, value = part.partition("=")
        key, value = (key, value) if equals else (place, part)
        if key not in _PLACES or key in parts:
            return None
        parts[key] = value
    if match[2].count(",") >= len(_PLACES) or not re.fullmatch(CARD_ID, parts.get("CARD", "")):
        return None
    numbers = [parts.get(key) for key in _PLACES[1:]]
    if not all(number is None or (number.isascii() and number.isdecimal()) for number in numbers):
        return None
    if any(number is not None and (len(number) > 4 or int(number) >= _MOST_DEVICES) for number in numbers):
        return None
    device, subdevice = (None if number is None else int(number) for number in numbers)
    return AlsaName(match[1], parts["CARD"], device, subdevice)
