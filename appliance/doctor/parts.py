"""The devices that the doctor tries, and the sources it reads: everything that a test may replace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.audio.front_end import FrontEnd
from appliance.board.panel import Button, Light
from appliance.board.sound_cards import Direction
from appliance.interfaces import ChatServer, Loudspeaker, Microphone
from appliance.models.auto import MachineNow
from appliance.system.run_command import RunCommand

Rates = Callable[[str, Direction], tuple[int, ...]]
"""Returns the sample rates that an ALSA device has in hardware. Raises `AudioUnavailable`."""


@dataclass(frozen=True, slots=True)
class DoctorParts:
    """How to make the devices. Making one opens nothing."""

    microphone: Callable[[], Microphone]
    """Captures the user's voice."""
    loudspeaker: Callable[[], Loudspeaker]
    """Plays the replies."""
    button: Callable[[], Button | None]
    """None: there is no button."""
    light: Callable[[], Light | None]
    """None: there is no light."""
    front_end: FrontEnd | None = None
    """Of the microphone; None: it gives its sound as it is."""
    server: ChatServer | None = None
    """None: the settings name none."""


@dataclass(frozen=True, slots=True)
class Roots:
    """The folders in which the kernel and systemd describe the machine."""

    proc: Path = Path("/proc")
    """Processes, memory, CPU, sound cards."""
    sys: Path = Path("/sys")
    """Devices and their drivers."""
    dev: Path = Path("/dev")
    """Device files."""
    run: Path = Path("/run")
    """State of running services."""
    units: Path = Path("/etc/systemd/system")
    """Units, and what is added to them."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What is called rather than read."""

    run_command: RunCommand
    """For systemctl and vcgencmd."""
    rates: Rates
    """Returns a sound card's sample rates."""
    builds: Mapping[str, Callable[[], str]]
    """By a native library's name: returns the CPU features that it was built for."""
    free_bytes: Callable[[Path], int]
    """Returns the free room on the disk that a folder is on."""
    clock: Callable[[], float]
    """Returns a monotonic time in seconds."""
    now_s: Callable[[], float]
    """Returns the time of day, in seconds since 1970."""
    machine: Callable[[], MachineNow]
    """Returns how the machine is: its free memory, and whether it is slowed down."""
