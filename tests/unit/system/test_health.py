"""How the machine is, read from folders that look like /proc and /sys."""

from __future__ import annotations

from pathlib import Path

from appliance.system.health import Health, health
from appliance.system.throttling import Throttling
from tests.unit.machine_files import write


def test_everything_is_read(tmp_path: Path) -> None:
    proc, sys = tmp_path / "proc", tmp_path / "sys"
    write(proc / "meminfo", "MemTotal:  4000000 kB\nMemAvailable:  1000000 kB")
    for number, (kind, value) in enumerate([("cpu-thermal", "48312"), ("rp1_adc", "99000")]):
        write(sys / f"class/thermal/thermal_zone{number}/type", kind)
        write(sys / f"class/thermal/thermal_zone{number}/temp", value)
    found = health(proc, sys, lambda _command: "throttled=0x10001")
    assert found == Health(48.312, Throttling(("under-voltage",), ("under-voltage",)), 1024)


def test_what_the_machine_does_not_say_is_none(tmp_path: Path) -> None:
    assert health(tmp_path, tmp_path, lambda _command: None) == Health(None, None, None)
