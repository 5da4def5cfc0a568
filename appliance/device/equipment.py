"""Equipment: what a device is built from, beside its settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from appliance.adapters.gpio_outputs import GpioOutputs
from appliance.board.panel import Button, Light
from appliance.device.notice import Notice
from appliance.device.screen import Screen
from appliance.interfaces import Hardware, Models
from appliance.monitoring.watchdog import ServiceManager
from appliance.skills.context import Storage


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a device is built from, beside its settings."""

    sound: Hardware
    """Microphone and loudspeaker."""
    models: Models
    """Recogniser, language model, voice."""
    button: Button | None
    """None: there is none."""
    light: Light | None
    """None: there is none."""
    profile: str
    """Name of the board profile, for the status."""
    state_file: Path
    """Where volume and mute outlive a restart."""
    notice: Notice | None = None
    """What the owner is told first."""
    manager: ServiceManager | None = None
    """The service manager, which is told how the appliance is."""
    about_language_model: str = "simulated"
    """Which one it is and why, for the status."""
    storage: Storage | None = None
    """Keeps the state of skills; None: there are no skills."""
    outputs: GpioOutputs | None = None
    """Lamps and the like; None: there are none."""
    is_slowed: Callable[[], bool] | None = None
    """Says whether the board is slowed down now; None where that would not change the language model."""
    screen: Screen | None = None
    """Shows what happens, and takes keys."""
    lost: str = ""
    """What the owner is told of the skills' state that was damaged; "" if it was not."""
