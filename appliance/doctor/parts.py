"""The devices that the doctor tries, and where it looks: everything a test may put something else in place of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.board.sound_cards import Direction
from appliance.interfaces import Button, Light, Loudspeaker, Microphone

RunCommand = Callable[[Sequence[str]], str | None]
"""Runs a command and returns its output without white space around it; None when there is no such command."""
Rates = Callable[[str, Direction], tuple[int, ...]]
"""Asks an ALSA device for the sample rates it has; raises `AudioUnavailable`."""


@dataclass(frozen=True, slots=True)
class DoctorParts:
    """How to make the devices; nothing is opened by making them."""

    microphone: Callable[[], Microphone]
    """Where the user is heard."""
    loudspeaker: Callable[[], Loudspeaker]
    """Where the answer is heard."""
    button: Callable[[], Button | None]
    """What is pressed; None: there is none."""
    light: Callable[[], Light | None]
    """What shines; None: there is none."""


@dataclass(frozen=True, slots=True)
class Roots:
    """Where the kernel and systemd tell what is the case."""

    proc: Path = Path("/proc")
    """Processes, memory, CPU, sound cards."""
    sys: Path = Path("/sys")
    """Devices and their drivers."""
    dev: Path = Path("/dev")
    """What can be opened."""
    run: Path = Path("/run")
    """What is running."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What is asked rather than read."""

    run_command: RunCommand
    """systemctl, vcgencmd."""
    rates: Rates
    """A sound card's sample rates."""
    builds: Mapping[str, Callable[[], str]]
    """What each native library says it was built for, by its name."""
    free_bytes: Callable[[Path], int]
    """Room on the disk a folder is on."""
    clock: Callable[[], float]
    """Seconds that pass."""
    now_s: Callable[[], float]
    """The time of day, in seconds since 1970."""
