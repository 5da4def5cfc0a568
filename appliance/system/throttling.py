"""Whether low voltage or heat slows a Raspberry Pi down, as its firmware says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from appliance.system.kernel_files import kernel_text
from appliance.system.run_command import RunCommand, run_command

SLOWED = "it is slowed down"
"""The firmware has lowered the clock because of heat or voltage."""
THROTTLED_BITS = {
    0: "under-voltage",
    1: "its clock is capped",
    2: SLOWED,
    3: "it is too hot for its full clock",
}
"""Bits of the firmware's get_throttled: the state now. The bit 16 places higher says that it was so since the start."""


@dataclass(frozen=True, slots=True)
class Throttling:
    """What a Pi's firmware says of voltage and heat, in words."""

    now: tuple[str, ...]
    """What slows it down now."""
    before: tuple[str, ...]
    """What has done so since it was switched on."""


def throttling(sys: Path = Path("/sys"), ask: RunCommand = run_command) -> Throttling | None:
    """Ask a Pi's firmware whether low voltage or heat has slowed it down; None where there is no such firmware."""
    said = kernel_text(sys / "devices/platform/soc/soc:firmware/get_throttled")
    said = said or ask(["vcgencmd", "get_throttled"]) or ""
    number = re.fullmatch(r"(?:throttled=0x)?([0-9a-fA-F]+)", said)  # "throttled=0x50005", "50005"
    if number is None:
        return None
    bits = int(number[1], 16)
    return Throttling(
        tuple(words for bit, words in THROTTLED_BITS.items() if bits >> bit & 1),
        tuple(words for bit, words in THROTTLED_BITS.items() if bits >> bit + 16 & 1),
    )


def is_slowed_now() -> bool:
    """Return whether a Pi's firmware has lowered the clock now, because of heat or voltage."""
    told = throttling()
    return told is not None and SLOWED in told.now
