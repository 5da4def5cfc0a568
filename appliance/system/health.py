"""How the machine is: its temperature, its power, its memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from appliance.system.machine import available_mb
from appliance.system.run_command import RunCommand, run_command
from appliance.system.temperature import cpu_temperature_c
from appliance.system.throttling import Throttling, throttling


@dataclass(frozen=True, slots=True)
class Health:
    """What the kernel and the firmware say of the machine now; None where they do not say."""

    temperature_c: float | None
    """Of the processor, in degrees Celsius."""
    throttling: Throttling | None
    """What slows it down."""
    available_mb: int | None
    """Memory that programs could get, in millions of bytes."""


def health(proc: Path = Path("/proc"), sys: Path = Path("/sys"), ask: RunCommand = run_command) -> Health:
    """Read it; on a Raspberry Pi this takes some milliseconds, because its firmware is asked."""
    return Health(cpu_temperature_c(sys), throttling(sys, ask), available_mb(proc))
