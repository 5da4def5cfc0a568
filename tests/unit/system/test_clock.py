"""SystemClock: what is believed, and what is not. The roots are folders; the kernel's answers are given."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Any

import pytest

from appliance.system.clock import UNSYNCHRONISED_US, SystemClock, kernel_error_us, local_zone

NOW_S = datetime.datetime(2026, 11, 28, 15, 45, tzinfo=datetime.UTC).timestamp()
UP_S = 600.0


class Kernel:
    """A kernel whose clocks and bound of error are set."""

    def __init__(self) -> None:
        self.wall_s = NOW_S
        self.boot_s = UP_S
        self.error_us: int | None = UNSYNCHRONISED_US

    def clock(self, root: Path) -> SystemClock:
        return SystemClock(root, lambda: self.error_us, lambda: self.wall_s, lambda: self.boot_s)


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rtc_shows(root: Path, seconds: float, hctosys: str = "1") -> None:
    write(root / "sys/class/rtc/rtc0/since_epoch", f"{int(seconds)}\n")
    write(root / "sys/class/rtc/rtc0/hctosys", f"{hctosys}\n")


def dbus_since(root: Path, wall_s: float) -> None:
    os.utime(write(root / "run/dbus/system_bus_socket"), (wall_s, wall_s))


def test_after_a_boot_without_network_it_is_not_trusted(tmp_path: Path) -> None:
    assert not Kernel().clock(tmp_path).is_trusted()


def test_a_kernel_that_is_synchronised_is_trusted(tmp_path: Path) -> None:
    kernel = Kernel()
    kernel.error_us = 300_000
    assert kernel.clock(tmp_path).is_trusted()


def test_what_was_synchronised_stays_right(tmp_path: Path) -> None:
    """Nine hours after the last synchronisation the kernel's bound is where it was at boot."""
    kernel = Kernel()
    kernel.error_us = 300_000
    clock = kernel.clock(tmp_path)
    assert clock.is_trusted()
    kernel.error_us = UNSYNCHRONISED_US
    assert clock.is_trusted()


def test_it_becomes_trusted_once_it_is_synchronised(tmp_path: Path) -> None:
    kernel = Kernel()
    clock = kernel.clock(tmp_path)
    assert not clock.is_trusted()
    kernel.error_us = 5000
    assert clock.is_trusted()


def test_a_service_that_may_not_ask_the_kernel_asks_timesyncd(tmp_path: Path) -> None:
    kernel = Kernel()
    kernel.error_us = None
    assert not kernel.clock(tmp_path).is_trusted()
    write(tmp_path / "run/systemd/timesync/synchronized")
    assert kernel.clock(tmp_path).is_trusted()


@pytest.mark.parametrize("off_s", [0, 1, -1, 100, -100])
@pytest.mark.parametrize("hctosys", ["0", "1"])
def test_an_rtc_that_agrees_is_believed(tmp_path: Path, off_s: int, hctosys: str) -> None:
    rtc_shows(tmp_path, NOW_S + off_s, hctosys)
    assert Kernel().clock(tmp_path).is_trusted()


@pytest.mark.parametrize("shows_s", [UP_S, 0, NOW_S - 3600, NOW_S + 86400])
def test_an_rtc_without_a_battery_is_not_believed_whatever_hctosys_says(tmp_path: Path, shows_s: float) -> None:
    rtc_shows(tmp_path, shows_s)
    assert not Kernel().clock(tmp_path).is_trusted()


def test_an_rtc_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    write(tmp_path / "sys/class/rtc/rtc0/hctosys", "1")
    (tmp_path / "sys/class/rtc/rtc0/since_epoch").mkdir()
    assert not Kernel().clock(tmp_path).is_trusted()


def test_a_wall_clock_of_1970_is_never_right(tmp_path: Path) -> None:
    kernel = Kernel()
    kernel.wall_s = kernel.boot_s
    rtc_shows(tmp_path, kernel.boot_s)
    assert not kernel.clock(tmp_path).is_trusted()


def test_a_clock_set_by_hand_before_the_start_is_noticed(tmp_path: Path) -> None:
    """`date -s`, three weeks after the last shutdown; then the appliance starts."""
    dbus_since(tmp_path, NOW_S - 21 * 86400 - UP_S + 8)
    assert Kernel().clock(tmp_path).is_trusted()


def test_a_clock_that_nobody_set_has_the_start_that_it_had(tmp_path: Path) -> None:
    dbus_since(tmp_path, NOW_S - UP_S + 8)
    assert not Kernel().clock(tmp_path).is_trusted()


def test_a_socket_made_long_after_boot_proves_nothing(tmp_path: Path) -> None:
    dbus_since(tmp_path, NOW_S - 10)
    assert not Kernel().clock(tmp_path).is_trusted()


@pytest.mark.parametrize("step_s", [3600, -3600, 86400 * 365])
def test_a_clock_set_while_it_runs_is_noticed(tmp_path: Path, step_s: float) -> None:
    kernel = Kernel()
    clock = kernel.clock(tmp_path)
    kernel.wall_s += 5 + step_s
    kernel.boot_s += 5
    assert clock.is_trusted()


def test_time_that_passes_is_no_step(tmp_path: Path) -> None:
    kernel = Kernel()
    clock = kernel.clock(tmp_path)
    kernel.wall_s += 40 * 86400 + 3
    kernel.boot_s += 40 * 86400
    assert not clock.is_trusted()


def test_a_virtual_machine_has_the_time_of_its_host(tmp_path: Path) -> None:
    sources = tmp_path / "sys/devices/system/clocksource/clocksource0/available_clocksource"
    write(sources, "arch_sys_counter \n")
    assert not Kernel().clock(tmp_path).is_trusted()
    write(sources, "tsc kvm-clock \n")
    assert Kernel().clock(tmp_path).is_trusted()


def test_the_kernel_of_this_machine_is_asked() -> None:
    error_us = kernel_error_us()
    assert error_us is None or 0 <= error_us <= UNSYNCHRONISED_US


def test_this_machine() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is not None
    first = clock.elapsed_s()
    assert clock.elapsed_s() >= first > 0
    assert len(clock.boot_id()) in {0, 36}
    assert clock.is_trusted() in {True, False}


def zone_file() -> Any:
    from importlib.resources import files

    return files("tzdata.zoneinfo").joinpath("Europe", "Berlin")


@pytest.fixture(autouse=True)
def _no_zone_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)


def test_the_zone_is_the_link_of_localtime(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/localtime").symlink_to("../usr/share/zoneinfo/America/New_York")
    clock = Kernel().clock(tmp_path)
    assert clock.now().isoformat() == "2026-11-28T10:45:00-05:00"
    assert local_zone(tmp_path).key == "America/New_York"


def test_a_copied_localtime_is_named_by_etc_timezone_or_has_no_name(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/localtime").write_bytes(zone_file().read_bytes())
    assert Kernel().clock(tmp_path).now().hour == 16
    write(tmp_path / "etc/timezone", "Europe/Berlin\n")
    assert local_zone(tmp_path).key == "Europe/Berlin"


@pytest.mark.parametrize("content", ["", "no zone", "../../etc/passwd"])
def test_a_zone_that_is_none_is_utc(tmp_path: Path, content: str) -> None:
    write(tmp_path / "etc/timezone", content)
    write(tmp_path / "etc/localtime", content)
    assert local_zone(tmp_path).key == "UTC"


def test_no_zone_at_all_is_utc(tmp_path: Path) -> None:
    assert local_zone(tmp_path).key == "UTC"


def test_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    write(tmp_path / "etc/timezone", "Europe/Berlin\n")
    assert local_zone(tmp_path).key == "Asia/Tokyo"
