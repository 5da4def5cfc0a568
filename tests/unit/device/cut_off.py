"""Simulates a power failure at each step of the first boot; a step is a request of Python to the file system.

It is a process of its own, because an audit hook can never be removed again:
`python -m tests.unit.device.cut_off right FOLDER`.
Prints at how many steps the power failed.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from appliance.errors import ConfigError
from appliance.settings_file import load_settings
from tests.unit.device.test_first_boot import MINE, Machine

STEPS = ("open", "os.rename", "os.remove", "os.chmod", "tempfile.mkstemp")
CARDS = {"right": "[audio]\nvolume = 60\n", "wrong": "[audio]\nvolume = 600\n"}


class PlugPulled(BaseException):
    """Nothing happens after it, no error handling either: so it is no `Exception`."""


class Plug:
    """The plug, which is pulled `steps_left` steps from now; None: it is not."""

    def __init__(self) -> None:
        self.steps_left: int | None = None
        sys.addaudithook(self._step)

    def _step(self, event: str, _arguments: object) -> None:
        if self.steps_left is None or event not in STEPS:
            return
        self.steps_left -= 1
        if self.steps_left < 0:
            self.steps_left = None
            raise PlugPulled


def check_right(machine: Machine) -> None:
    assert load_settings(machine.settings).audio.volume == 60
    assert machine.before.read_text() == MINE, "the owner's settings from before are saved"
    assert not machine.card.exists()
    assert not machine.error_text.exists()
    assert not machine.notice.exists()


def check_wrong(machine: Machine) -> None:
    assert machine.settings.read_text() == MINE
    assert machine.card.exists()
    assert "600" in machine.error_text.read_text()
    assert "600" in machine.notice.read_text()


def main(card: str, folder: Path) -> int:
    plug = Plug()
    for step in range(200):
        (folder / str(step)).mkdir()
        machine = Machine(folder / str(step))
        machine.card.write_text(CARDS[card])
        plug.steps_left = step
        with contextlib.suppress(PlugPulled, ConfigError):
            machine.adopt()
        is_through = plug.steps_left is not None
        plug.steps_left = None
        assert load_settings(machine.settings).audio.volume in (5, 60), f"step {step}: no whole settings"
        if card == "wrong" or machine.card.exists():
            with contextlib.suppress(ConfigError):
                machine.adopt()
        {"right": check_right, "wrong": check_wrong}[card](machine)
        if is_through:
            return step
    raise AssertionError("the first boot never came to its end")


if __name__ == "__main__":
    print(main(sys.argv[1], Path(sys.argv[2])))
