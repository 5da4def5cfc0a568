"""What an error of the ALSA library means to the owner, and what to do about it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from appliance.board.sound_cards import Direction, holder
from appliance.errors import AudioUnavailable

DEVICES = Path("/dev/snd")
GONE = "is gone: it was unplugged, or its driver failed"


def unavailable(text: str, pcm: str, direction: Direction, devices: Path = DEVICES) -> AudioUnavailable:
    """Return the error to raise for what ALSA said of a device; `text` may end in its name, in brackets."""
    text = text.removesuffix(f" [{pcm}]")
    if "busy" in text:
        meaning = f"is in use by {holder(pcm, direction) or 'another program'}; stop that program"
    else:
        meaning = _meaning(text, devices)
    return AudioUnavailable(f"{direction.value} {pcm}: {meaning}")


def _meaning(text: str, devices: Path) -> str:
    if re.search("Permission denied|not permitted", text) or _are_closed_to_us(devices):
        return "may not be used by this user; add it to the group audio (`sudo usermod -aG audio USER`)"
    if "No such file" in text:
        return "has nothing of the kind; `appliance devices` lists what each card has"
    if re.search("No such device|disconnected", text):
        return GONE
    if "Input/output error" in text:
        return "has failed (input/output error); unplug it and plug it in again"
    return text[:1].lower() + text[1:]


def _are_closed_to_us(devices: Path) -> bool:
    """Say whether there are sound devices, none of which this user may open: ALSA calls that "no such device"."""
    button_handler = list(devices.glob("control*"))
    return bool(button_handler) and not any(os.access(control, os.R_OK | os.W_OK) for control in button_handler)
