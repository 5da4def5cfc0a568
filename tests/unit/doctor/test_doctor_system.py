"""The doctor's checks of the system: memory, clock, service, control socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.doctor import system
from appliance.doctor.report import Verdict
from appliance.system.run_command import RunCommand
from tests.unit.machine_files import write

BUILT_S = 1_760_000_000.0
NOW_S = BUILT_S + 86_400
NOWHERE = Path("/nowhere/control.sock")


@pytest.mark.parametrize(("kb", "verdict"), [(3_500_000, Verdict.OK), (500_000, Verdict.FAIL)])
def test_memory_for_the_models(tmp_path: Path, kb: int, verdict: Verdict) -> None:
    write(tmp_path / "meminfo", f"MemTotal:  4000000 kB\nMemFree: 10 kB\nMemAvailable: {kb:8} kB")
    check = system.memory(tmp_path, is_running=False)
    assert check.verdict is verdict
    assert f"{kb * 1024 // 1_000_000} MB" in check.found
    assert system.memory(tmp_path, is_running=True).verdict is Verdict.OK


def test_a_kernel_that_does_not_report_its_memory(tmp_path: Path) -> None:
    assert system.memory(tmp_path, is_running=False).verdict is Verdict.WARN


def test_a_time_before_the_program_was_written_cannot_be(tmp_path: Path) -> None:
    write(tmp_path / "systemd/timesync/synchronized", "")
    check = system.clock(0.0, BUILT_S, tmp_path, tmp_path)
    assert check.verdict is Verdict.WARN
    assert "1970" in check.found or "1969" in check.found
    assert "night" in check.remedy


def test_a_time_that_the_network_has_set(tmp_path: Path) -> None:
    write(tmp_path / "systemd/timesync/synchronized", "")
    assert "by the network" in system.clock(NOW_S, BUILT_S, tmp_path, tmp_path).found


@pytest.mark.parametrize(
    ("voltage", "verdict", "named"),
    [
        (None, Verdict.OK, "a clock of its own"),  # an RTC module does not report its battery
        ("2964099", Verdict.OK, "a clock of its own"),
        ("13000", Verdict.WARN, "no battery"),
    ],
)
def test_a_clock_of_its_own(tmp_path: Path, voltage: str | None, verdict: Verdict, named: str) -> None:
    rtc = tmp_path / "class/rtc/rtc0"
    rtc.mkdir(parents=True)
    if voltage:
        write(rtc / "battery_voltage", voltage)
    check = system.clock(NOW_S, BUILT_S, tmp_path, tmp_path / "run")
    assert check.verdict is verdict
    assert named in check.found


def test_no_clock_at_all_is_a_warning(tmp_path: Path) -> None:
    check = system.clock(NOW_S, BUILT_S, tmp_path, tmp_path)
    assert check.verdict is Verdict.WARN
    assert "night" in check.remedy


def systemctl(load: str, active: str) -> RunCommand:
    def run(command: Sequence[str]) -> str | None:
        assert command[0] == "systemctl"
        assert command[-1] == "voice-appliance"
        return f"LoadState={load}\nActiveState={active}"

    return run


def no_systemctl(command: Sequence[str]) -> None:
    return None


@pytest.fixture
def run(tmp_path: Path) -> Path:
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    return tmp_path / "run"


@contextmanager
def listening(path: Path) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        yield path


@pytest.mark.parametrize(
    ("load", "active", "verdict", "remedy"),
    [
        ("loaded", "active", Verdict.OK, ""),
        ("loaded", "failed", Verdict.FAIL, "journalctl"),
        ("loaded", "inactive", Verdict.WARN, "systemctl start"),
        ("loaded", "activating\nStatusText=waiting for the microphone", Verdict.WARN, "systemctl status"),
        ("not-found", "inactive", Verdict.OK, ""),
    ],
)
def test_the_service(run: Path, load: str, active: str, verdict: Verdict, remedy: str) -> None:
    found = system.service(NOWHERE, run, systemctl(load, active))
    assert found.checks[0].verdict is verdict
    assert remedy in found.checks[0].remedy
    assert found.is_running == (active == "active")


def test_without_systemd_the_service_is_ok(run: Path, tmp_path: Path) -> None:
    for found in (
        system.service(NOWHERE, run, no_systemctl),
        system.service(NOWHERE, tmp_path / "no-systemd", systemctl("loaded", "active")),
    ):
        assert "no systemd here" in found.checks[0].found
        assert found.checks[0].verdict is Verdict.OK
        assert not found.is_running


def test_an_appliance_started_by_hand_is_found_by_its_socket(run: Path) -> None:
    with listening(run / "voice-appliance" / "control.sock") as path:
        found = system.service(path, run, no_systemctl)
    assert found.is_running
    assert found.checks[1].verdict is Verdict.OK
    assert str(path) in found.checks[1].found


def test_a_socket_without_a_listener(run: Path) -> None:
    with listening(run / "voice-appliance" / "control.sock") as path:
        pass
    found = system.service(path, run, no_systemctl)
    assert not found.is_running
    assert found.checks[1].verdict is Verdict.WARN
    assert "nobody answers" in found.checks[1].found


@pytest.mark.parametrize(("active", "verdict"), [("active", Verdict.FAIL), ("inactive", Verdict.OK)])
def test_no_socket_is_a_failure_only_beside_a_running_service(run: Path, active: str, verdict: Verdict) -> None:
    assert system.service(NOWHERE, run, systemctl("loaded", active)).checks[1].verdict is verdict


def test_a_state_that_is_gone_after_a_restart(tmp_path: Path) -> None:
    mounts = Path(__file__).resolve().parents[2] / "field" / "mounts"
    write(tmp_path / "self/mounts", (mounts / "raspi-config-bookworm").read_text())
    (check,) = system.kept_state(Path("/var/lib/voice-appliance"), tmp_path)
    assert check.verdict is Verdict.WARN
    assert "only in memory" in check.found
    assert "disable_overlayfs" in check.remedy
    write(tmp_path / "self/mounts", (mounts / "usual").read_text())
    assert list(system.kept_state(Path("/var/lib/voice-appliance"), tmp_path)) == []
