"""Translates errors of the ALSA library into a sentence for the owner: what is wrong, and what to do about it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from appliance.board.card_users import in_use
from appliance.board.sound_cards import Direction
from appliance.errors import AudioUnavailable

DEVICES = Path("/dev/snd")
GONE = "is gone: it was unplugged, or its driver failed"


def unavailable(text: str, pcm: str, direction: Direction, devices: Path = DEVICES) -> AudioUnavailable:
    """Return the error to raise for ALSA's message `text` about a device. `text` may end in "[device name]"."""
    text = text.removesuffix(f" [{pcm}]")
    meaning = in_use(pcm, direction) if "busy" in text else _meaning(text, devices)
    return AudioUnavailable(f"{direction.value} {pcm}: {meaning}")


def _meaning(text: str, devices: Path) -> str:
    if re.search("Permission denied|not permitted", text) or _none_may_be_opened(devices):
        return "may not be used by this user; add it to the group audio (`sudo usermod -aG audio USER`)"
    if "No such file" in text:
        return "does not exist; `appliance devices` lists what each card has"
    if re.search("No such device|disconnected", text):
        return GONE
    if "Input/output error" in text:
        return "has failed (input/output error); unplug it and plug it in again"
    return text[:1].lower() + text[1:]


def _none_may_be_opened(devices: Path) -> bool:
    """Return whether sound devices exist of which this user may open none. ALSA says "no such device" of these."""
    controls = list(devices.glob("control*"))
    return bool(controls) and not any(os.access(control, os.R_OK | os.W_OK) for control in controls)
