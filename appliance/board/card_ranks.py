"""How well a sound card suits as a microphone or a loudspeaker, where the choice is left to the appliance.

Judged as a person would who sees what is plugged in: by the card's driver, its name, and which ways it has. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_VIRTUAL = re.compile(r"loopback|aloop|dummy|gadget|virmidi|pcsp")
"""Cards without a microphone or a loudspeaker: the other end is a program, or another computer."""
_HDMI = re.compile(r"hdmi|displayport|nvidia")
_BUILT_IN = re.compile(r"bcm2835|\bhda|\bsof-|ac97|\bich")
"""The Pi's own socket for headphones, and a PC's sockets: there whether used or not. (HDMI is found before.)"""
_WEBCAM = re.compile(r"cam\b|camera|webcam|\bbrio\b|\bc(270|310|505|525|615|9[23]\d)\b|kiyo|eyetoy|\beye\b|0x46d:0x8")
_VIDEO = re.compile(r"hdmi|ms21\d\d|macrosilicon|hd video|video capture|capture card|grabber")
"""What records the sound of a screen or a television, on USB."""
_SPEAKERPHONE = re.compile(r"\bspeak\b|speakerphone|speak ?phone|powerconf|respeaker|emeet|conferenc|poly sync|calisto")
_MICROPHONE = re.compile(r"\b\d?mics?\b|microphone|mikrofon|yeti|snowball|samson|quadcast|fifine|nt-usb")
_VOICE = re.compile(r"voice|\b\d?d?mics?\b|microphone|wm8960|ac108|ics43|sph0645|inmp441")
"""Boards on the header that are made to hear speech."""
_STICK = re.compile(
    r"usb pnp|pnp sound|usb audio device|usb sound|c-media|generic|usb advanced|usb2\.0|composite|ab13x|cm10\d"
)
"""Sticks with a socket for a microphone and one for headphones: what is plugged in there, if anything, is not known."""

LAST = 90
"""The rank of a monitor: it may be off, or have no loudspeaker."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a card counts."""

    text: str
    """Its id, name and driver, in small letters."""
    is_usb: bool
    """True when it is on USB."""
    has_capture: bool
    """True when sound can come from it."""
    has_playback: bool
    """True when sound can go to it."""
    is_certain: bool = True
    """False where the kernel does not say which ways it has."""

    @property
    def has_both(self) -> bool:
        """True when sound goes both ways."""
        return self.has_capture and self.has_playback


def is_virtual(traits: Traits) -> bool:
    """Return whether no choice may ever fall on the card."""
    return bool(_VIRTUAL.search(traits.text))


def is_monitor(text: str) -> bool:
    """Return whether the card plays through a monitor: id, name and driver, in small letters."""
    return bool(_HDMI.search(text))


def microphone_rank(traits: Traits) -> int:
    """Return the place of a card among microphones; the lowest is the best."""
    text = traits.text
    if not traits.is_usb:
        is_made_for_it = not traits.has_playback or _VOICE.search(text)
        return LAST if is_monitor(text) else 30 if is_made_for_it else 70  # 70: most often a line input
    if _VIDEO.search(text):
        return 80
    if _WEBCAM.search(text):
        return 45  # it is far away, but it is a microphone
    if _SPEAKERPHONE.search(text) and traits.has_both:
        return 10
    if not traits.has_playback or _MICROPHONE.search(text):
        return 20
    return 50 if _STICK.search(text) else 40


def loudspeaker_rank(traits: Traits) -> int:  # noqa: PLR0911  # a table, in order
    """Return the place of a card among loudspeakers; the lowest is the best."""
    text = traits.text
    if is_monitor(text):
        return LAST
    if not traits.is_usb:
        return 60 if _BUILT_IN.search(text) else 20  # 20: a DAC or an amplifier on the header
    if _WEBCAM.search(text):
        return 80
    if _SPEAKERPHONE.search(text) and traits.has_both:
        return 10  # it cancels its own echo
    if not traits.has_capture:
        return 30
    if _MICROPHONE.search(text):
        return 70  # a socket to hear oneself
    if _STICK.search(text):
        return 50 if traits.is_certain else 70
    return 40
