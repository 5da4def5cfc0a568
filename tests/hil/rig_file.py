"""RigFile: what a rig is made of, read from a file in `rigs/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.settings import Settings


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

    def settings_with(self, sections: dict[str, dict[str, Any]], socket: Path) -> Settings:
        """Return the appliance's settings, with some of them replaced, and its control socket."""
        given = {name: {**self.settings.get(name, {}), **sections.get(name, {})} for name in self.settings | sections}
        return Settings.model_validate(given | {"control": {"socket": str(socket)}})

    @classmethod
    def load(cls, path: Path) -> RigFile:
        """Read a rig file."""
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        data["light_pins"] = tuple(data.get("light_pins", ()))
        return cls(**data)
