"""What an error of the ALSA library means to the owner, and what to do about it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from appliance.errors import AudioUnavailable
from appliance.sound_cards import Direction, holder

DEVICES = Path("/dev/snd")


def unavailable(text: str, pcm: str, direction: Direction) -> AudioUnavailable:
    """Return the error to raise for what ALSA said of a device; `text` may end in its name, in brackets."""
    return AudioUnavailable(f"{direction.value} {pcm}: {_meaning(text.removesuffix(f' [{pcm}]'), pcm, direction)}")


def _meaning(text: str, pcm: str, direction: Direction) -> str:
    if "busy" in text:
        by = holder(pcm, direction)
        return f"is in use by {by or 'another program'}; stop that program"
    if re.search("Permission denied|not permitted", text) or _is_closed_to_us():
        return "may not be used by this user; add it to the group audio (`sudo usermod -aG audio USER`)"
    if re.search("No such device|disconnected", text):
        return "is gone: it was unplugged, or its driver failed"
    return text[:1].lower() + text[1:]


def _is_closed_to_us() -> bool:
    """Say whether there are sound devices, none of which this user may open: ALSA calls that "no such device"."""
    devices = list(DEVICES.glob("control*"))
    return bool(devices) and not any(os.access(device, os.R_OK | os.W_OK) for device in devices)
