"""Checks of the system: memory, the clock, the service and its control socket."""

from __future__ import annotations

import datetime
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.control.client import ControlClient
from appliance.control.protocol import Command
from appliance.doctor.report import Check, Verdict
from appliance.errors import ControlUnavailable
from appliance.system.kernel_files import kernel_text
from appliance.system.machine import available_mb
from appliance.system.mounts import lost_at_restart
from appliance.system.run_command import RunCommand

AREA = "system"
UNIT = "voice-appliance"
NEEDED_MEMORY_MB = 600
"""What the default models take, with some room to work."""
NO_BATTERY_UV = 1_000_000
"""A Pi 5 measures the voltage of its clock's battery. Without a battery it reads about 0."""
STATUS_TIMEOUT_S = 2.0
"""Longest wait for what a running appliance says of itself."""
START = f"sudo systemctl start {UNIT}"


@dataclass(frozen=True, slots=True)
class Service:
    """Whether the appliance runs, and the checks of the service."""

    is_running: bool
    """True when it runs, as a service or started by hand."""
    checks: tuple[Check, ...]
    """The service's and the control socket's."""


def memory(proc: Path, is_running: bool) -> Check:
    """Check that there is room for the models."""
    free_mb = available_mb(proc)
    if free_mb is None:
        return Check(AREA, "memory", Verdict.WARN, "the kernel does not say how much is free", "mount /proc")
    found = f"{free_mb} MB available"
    if is_running:
        return Check(AREA, "memory", Verdict.OK, f"{found} beside the running appliance")
    if free_mb < NEEDED_MEMORY_MB:
        remedy = "end other programs, or use a Pi with more memory"
        return Check(AREA, "memory", Verdict.FAIL, f"{found}; the models take about {NEEDED_MEMORY_MB} MB", remedy)
    return Check(AREA, "memory", Verdict.OK, found)


def kept_state(folder: Path, proc: Path) -> Iterator[Check]:
    """Yield a warning where what the appliance keeps is not there after a restart: volume, mute, timers, lists."""
    if reason := lost_at_restart(folder, proc):
        where, _, remedy = reason.partition(": ")
        yield Check(AREA, "kept state", Verdict.WARN, f"{where}: timers and lists are gone after a restart", remedy)


def clock(now_s: float, not_before_s: float, sys: Path, run: Path) -> Check:
    """Check that the time can be right and that something keeps it right: it decides when the light is dimmed at night.

    `now_s` is the time of day; a time before `not_before_s` must be wrong. Both are in seconds since 1970.
    """
    now = datetime.datetime.fromtimestamp(now_s).astimezone().strftime("%Y-%m-%d %H:%M %Z")
    if now_s < not_before_s:
        remedy = (
            "sudo date -s 'YYYY-MM-DD HH:MM', and a battery for the clock: the light is dimmed at night by the clock"
        )
        return Check(AREA, "clock", Verdict.WARN, f"{now} is wrong: this program was installed later", remedy)
    if (run / "systemd/timesync/synchronized").exists():
        return Check(AREA, "clock", Verdict.OK, f"{now}, by the network")
    clocks = sorted((sys / "class/rtc").glob("rtc*"))
    if any(_keeps_time(rtc) for rtc in clocks):
        return Check(AREA, "clock", Verdict.OK, f"{now}, by a clock of its own")
    why = "its own clock has no battery" if clocks else "it has no clock of its own"
    remedy = "the light may be dimmed for the night at any hour; add a battery for the clock (Pi 5) or an RTC module"
    return Check(AREA, "clock", Verdict.WARN, f"{now}, wrong after a power cut: no network sets it, and {why}", remedy)


def _keeps_time(rtc: Path) -> bool:
    voltage = kernel_text(rtc / "battery_voltage")
    return not voltage.isdecimal() or int(voltage) >= NO_BATTERY_UV


def service(control_socket: Path, run: Path, run_command: RunCommand) -> Service:
    """Ask systemd about the service, and connect to its control socket."""
    unit, is_active = _unit(run, run_command)
    socket_check, is_reached = _control_socket(control_socket, is_active)
    return Service(is_active or is_reached, (unit, socket_check))


def status(control_socket: Path) -> dict[str, Any]:
    """Return what the running appliance says of itself; nothing if it does not answer."""
    try:
        with ControlClient(control_socket, STATUS_TIMEOUT_S) as client:
            return client.ask(Command.STATUS)
    except ControlUnavailable:
        return {}


def _unit(run: Path, run_command: RunCommand) -> tuple[Check, bool]:
    said = run_command(["systemctl", "show", "-p", "LoadState,ActiveState,StatusText", UNIT]) or ""
    if not (run / "systemd/system").is_dir() or not said:
        return Check(AREA, "service", Verdict.OK, "no systemd here: the appliance runs by hand (appliance run)"), False
    states = dict(re.findall(r"^(\w+)=(.*)$", said, re.MULTILINE))  # "ActiveState=active"
    if states.get("LoadState") == "not-found":
        return Check(AREA, "service", Verdict.OK, "not installed: the appliance runs by hand (appliance run)"), False
    state = states.get("ActiveState", "unknown")
    if state == "active":
        return Check(AREA, "service", Verdict.OK, state), True
    if state == "failed":
        return Check(AREA, "service", Verdict.FAIL, state, f"journalctl -u {UNIT} -n 50 says why; then {START}"), False
    if state == "activating":  # to start it would wait for what it waits for
        says = states.get("StatusText") or "it has not said what it waits for"
        return Check(AREA, "service", Verdict.WARN, f"{state}: {says}", f"systemctl status {UNIT}"), False
    return Check(AREA, "service", Verdict.WARN, state, START), False


def _control_socket(path: Path, is_active: bool) -> tuple[Check, bool]:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1.0)
            connection.connect(str(path))
    except FileNotFoundError:
        verdict = Verdict.FAIL if is_active else Verdict.OK
        remedy = f"sudo systemctl restart {UNIT}" if is_active else ""
        return Check(AREA, "control socket", verdict, "none: no appliance is waiting for commands", remedy), False
    except PermissionError:
        remedy = f"sudo usermod -aG {UNIT} USER, then log in again"
        return Check(AREA, "control socket", Verdict.WARN, f"{path} may not be used by this user", remedy), True
    except OSError as error:
        found = f"{path} is there, but nobody answers: {error.strerror or error}"
        return Check(AREA, "control socket", Verdict.WARN, found, START), False
    return Check(AREA, "control socket", Verdict.OK, f"{path} can be reached"), True
