"""RigFile: what a rig is made of, read from a file in `rigs/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class RigFile:
    """What a rig is made of."""

    kind: str
    """"virtual" or "wired"."""
    play: str
    """ALSA device that the appliance's microphone hears."""
    record: str
    """ALSA device that hears the appliance's loudspeaker."""
    settings: dict[str, Any]
    """Settings of the appliance."""
    press_pin: int = 0
    """Wired to the button."""
    light_pins: tuple[int, ...] = ()
    """Wired to the light."""

    @classmethod
    def load(cls, path: Path) -> RigFile:
        """Read a rig file."""
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        data["light_pins"] = tuple(data.get("light_pins", ()))
        return cls(**data)
