"""RigFile: the description of a rig, read from a file in `rigs/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.settings import Settings


@dataclass(frozen=True, slots=True)
class RigFile:
    """The kind of a rig, its sound devices and its pins."""

    kind: str
    """"virtual" or "wired"."""
    play: str
    """ALSA device whose sound goes into the appliance's microphone."""
    record: str
    """ALSA device that records the appliance's loudspeaker."""
    settings: dict[str, Any]
    """Settings of the appliance."""
    press_pin: int = 0
    """For "wired": the pin that is connected to the button's pin."""
    light_pins: tuple[int, ...] = ()
    """For "wired": the pins that are connected to the light's pins."""

    def settings_with(self, sections: dict[str, dict[str, Any]], socket: Path) -> Settings:
        """Return the appliance's settings. `sections` replace single keys of them; `socket` is the control socket."""
        given = {name: {**self.settings.get(name, {}), **sections.get(name, {})} for name in self.settings | sections}
        return Settings.model_validate(given | {"control": {"socket": str(socket)}})

    @classmethod
    def load(cls, path: Path) -> RigFile:
        """Read a rig file."""
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        data["light_pins"] = tuple(data.get("light_pins", ()))
        return cls(**data)
