"""Device: the button is held for a shutdown; volume and mute outlive a restart."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.audio.earcons import Earcon
from appliance.settings import ButtonSettings
from tests.session.device_rig import DeviceRig, served
from tests.session.plugged import eventually
from tests.unit.control.control_rig import short_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


def writing(path: Path) -> tuple[str, ...]:
    """Return a command that appends an "x" to a file each time it is run."""
    return (sys.executable, "-c", f"open({str(path)!r}, 'a').write('x')")


def test_a_held_button_runs_the_shutdown_command_once(folder: Path) -> None:
    mark = folder / "mark"
    with served(DeviceRig(folder, ButtonSettings(shutdown_command=writing(mark)))) as r:
        r.press(2.5)
        r.wait_for(light="shutdown warning", state="connected")
        r.press(3.0)
        eventually(mark.exists)
        r.wait_for(light="shutting down")
        r.press(60.0)
        r.release()
        r.ask("status")
    assert mark.read_text() == "x"


def test_a_button_that_is_released_in_time_shuts_nothing_down(folder: Path) -> None:
    mark = folder / "mark"
    with served(DeviceRig(folder, ButtonSettings(shutdown_command=writing(mark)))) as r:
        r.press(4.9)
        r.wait_for(light="shutdown warning")
        r.release()
        r.wait_for(light="connected")
    assert not mark.exists()


FAILING = {
    "says why": ((sys.executable, "-c", "import sys; sys.exit('not\\nauthorised')"), "not authorised"),
    "says nothing": ((sys.executable, "-c", "import sys; sys.exit(3)"), "exit status 3"),
    "is not there": (("/no/such/command",), "/no/such/command"),
}


@pytest.mark.parametrize(("command", "named"), FAILING.values(), ids=list(FAILING))
def test_a_shutdown_that_fails_is_told_and_the_device_works_on(
    folder: Path, command: tuple[str, ...], named: str, caplog: pytest.LogCaptureFixture
) -> None:
    with served(DeviceRig(folder, ButtonSettings(shutdown_command=command))) as r:
        r.ask("volume", 100)
        r.press(5.5)
        r.loudspeaker.wait_for(Earcon.ERROR)
        r.wait_for(light="connected", state="connected")
    (told,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert told.startswith("shutting down failed: ")
    assert named in told
    assert "\n" not in told


# --- what is kept ---


def test_volume_and_mute_outlive_a_restart(folder: Path) -> None:
    with served(DeviceRig(folder)) as r:
        r.ask("volume", 35)
        r.ask("mute")
    with served(DeviceRig(folder)) as r:
        r.wait_for(volume=35, is_muted=True, light="muted")
        r.ask("press")
        assert r.ask("mute", False) == {"is_muted": False}
        assert r.ask("volume") == {"volume": 35}
    with served(DeviceRig(folder)) as r:
        r.wait_for(volume=35, is_muted=False, light="connected")
