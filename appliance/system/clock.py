"""The system's clock: local time, time since boot, and whether the wall clock is right.

A Raspberry Pi has no real-time clock that runs while it is off (the Pi 5's needs a battery that few have). After boot
its clock goes on from about where it stood at the last shutdown, until a time server, or somebody, sets it; offline it
is hours or months late. So the year says nothing. What says something, in the order in which it is asked:

1. **The kernel** (`adjtimex(2)`, read only): whoever synchronises the clock (timesyncd, chrony, ntpd, the host of a
   container) keeps its error bound below 16 s. It begins there, goes back there when the clock is set by hand, and, 500
   ppm at a time, 9 hours after the last synchronisation. The bound is asked, as systemd does, not `STA_UNSYNC`: chrony
   leaves that flag set unless it also writes the real-time clock. `ProtectClock=` in a service forbids the call; then
   this says nothing.
2. **timesyncd** leaves `/run/systemd/timesync/synchronized` once it has synchronised since boot.
3. **A real-time clock that agrees** with the wall clock: the kernel took the time from it, or `timedatectl set-time`
   wrote the time to both. One without a battery begins in 1970 (or cannot be read), and does not agree. That `hctosys`
   is 1 is not asked: it is 1 for a clock without a battery too.
4. **A step forward since boot**: steps move CLOCK_REALTIME, and never CLOCK_BOOTTIME. What the difference was early in
   this boot is kept by a file that was made then, in memory and after the old time was restored: the socket of D-Bus.
   A clock that was later set forward (`date -s`, a time server) has a start of the boot that is later than that file.
   A step backward looks like a file that was made later, and is not noticed. A step since this object was made is
   noticed both ways.
5. **The clock of a hypervisor** (kvm-clock, Hyper-V, Xen): the kernel took the time from the host when it booted.

What was right stays right until the next boot: it drifts by seconds a day.
"""

from __future__ import annotations

import ctypes
import datetime
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.system.kernel_files import kernel_text

log = logging.getLogger(__name__)

UNSYNCHRONISED_US = 16_000_000
"""The kernel's bound of error, in microseconds, of a clock that nobody synchronises."""
AGREES_S = 120.0
"""How far a real-time clock may be from the wall clock: a time that is told to the minute is then still right."""
DRIFT = 1e-4
"""How far both may drift apart, in seconds per second."""
STEPPED_S = 60.0
"""A wall clock that moved further than this against the time since boot was set."""
_OLDEST = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC).timestamp()
"""No clock that is right shows less: this program did not exist then."""
_OF_A_HOST = ("kvm-clock", "hyperv_clocksource", "xen")
_MADE_EARLY = ("dbus/system_bus_socket",)
_ZONES = "zoneinfo/"


class _Timex(ctypes.Structure):
    """`struct timex` of the C library, up to what is read; the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("room", ctypes.c_byte * 512),
    )


def kernel_error_us() -> int | None:
    """Return the kernel's bound of the wall clock's error, in microseconds; None where it may not be asked."""
    try:
        timex = _Timex()  # modes 0: changes nothing
        if ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(timex)) < 0:
            return None
        return int(timex.maxerror)
    except (OSError, AttributeError):
        return None


class SystemClock:
    """The `Clock` of skills, on a real system. Its methods may be called from any thread, and never raise."""

    def __init__(
        self,
        root: Path = Path("/"),
        kernel_error: Callable[[], int | None] = kernel_error_us,
        wall_s: Callable[[], float] = time.time,
        boot_s: Callable[[], float] = lambda: time.clock_gettime(time.CLOCK_BOOTTIME),
    ) -> None:
        """`root` has etc, proc, run and sys; `wall_s` and `boot_s` give seconds since 1970 and since boot.

        The time zone is read here: one that is set later counts after the next start.
        """
        self._root = root
        self._kernel_error = kernel_error
        self._wall_s = wall_s
        self._boot_s = boot_s
        self._zone = local_zone(root)
        self._boot_id = kernel_text(root / "proc/sys/kernel/random/boot_id")
        self._began_s = self._wall_s() - self._boot_s()
        self._was_trusted = False

    def now(self) -> datetime.datetime:
        """Return the local wall-clock time, with its time zone."""
        return datetime.datetime.fromtimestamp(self._wall_s(), self._zone)

    def elapsed_s(self) -> float:
        """Return the seconds since boot, suspended time included."""
        return self._boot_s()

    def boot_id(self) -> str:
        """Return the kernel's id of this boot; "" where it has none."""
        return self._boot_id

    def is_trusted(self) -> bool:
        """Say whether the wall clock is right: see above. Takes 0.1 ms or less."""
        if not self._was_trusted:
            self._was_trusted = self._wall_s() >= _OLDEST and (
                self._is_synchronised() or self._agrees_with_rtc() or self._was_set() or self._is_of_a_host()
            )
        return self._was_trusted

    def _is_synchronised(self) -> bool:
        error_us = self._kernel_error()
        if error_us is not None and error_us < UNSYNCHRONISED_US:
            return True
        return _exists(self._root / "run/systemd/timesync/synchronized")

    def _agrees_with_rtc(self) -> bool:
        allowed_s = AGREES_S + DRIFT * self._boot_s()
        try:
            clocks = sorted((self._root / "sys/class/rtc").glob("rtc*"))
        except OSError:
            return False
        texts = (kernel_text(clock / "since_epoch") for clock in clocks)
        return any(text.isdecimal() and abs(int(text) - self._wall_s()) <= allowed_s for text in texts)

    def _was_set(self) -> bool:
        began_s = self._wall_s() - self._boot_s()
        if abs(began_s - self._began_s) > STEPPED_S:
            return True
        return any(made_s is not None and began_s - made_s > STEPPED_S for made_s in map(self._made_s, _MADE_EARLY))

    def _is_of_a_host(self) -> bool:
        sources = kernel_text(self._root / "sys/devices/system/clocksource/clocksource0/available_clocksource")
        return any(source.startswith(_OF_A_HOST) for source in sources.split())

    def _made_s(self, name: str) -> float | None:
        try:
            return (self._root / "run" / name).stat().st_mtime
        except OSError:
            return None


def local_zone(root: Path = Path("/")) -> ZoneInfo:
    """Return the system's time zone, by name where it has one, as "Europe/London"; UTC where none is set.

    `TZ` comes first, then the link /etc/localtime, /etc/timezone (where localtime is a copy), localtime's content.
    """
    localtime = root / "etc/localtime"
    try:
        target = str(localtime.readlink())
    except OSError:
        target = ""
    named = (
        os.environ.get("TZ", "").lstrip(":"),
        target.partition(_ZONES)[2],
        kernel_text(root / "etc/timezone"),
    )
    for name in filter(None, named):
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            log.warning("time zone %r: unknown", name)
    try:
        with localtime.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (ValueError, OSError):
        return ZoneInfo("UTC")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
