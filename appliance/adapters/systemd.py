"""systemd as the service manager. Messages to it go to the socket that it named in $NOTIFY_SOCKET, see sd_notify(3)."""

from __future__ import annotations

import os

from appliance.monitoring.watchdog import ServiceManager


class Systemd:
    """Sends messages to systemd. Any thread may call it. There is no response."""

    def __init__(self) -> None:
        self.watchdog_s = _watchdog_s()

    def ready(self) -> None:
        """Tell systemd that everything that was asked for can be done now."""
        self._tell("READY=1")

    def alive(self) -> None:
        """Tell systemd that everything works."""
        self._tell("WATCHDOG=1")

    def starting(self, for_s: float) -> None:
        """Tell systemd that the appliance is not ready yet, and ask for `for_s` seconds more."""
        self._tell(f"EXTEND_TIMEOUT_USEC={round(for_s * 1e6)}")

    def status(self, line: str) -> None:
        """Tell systemd what the appliance is doing, in a line for the owner."""
        self._tell(f"STATUS={line}")

    def stopping(self) -> None:
        """Tell systemd that the appliance ends because it was asked to."""
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        import systemd.daemon

        systemd.daemon.notify(message)


def service_manager() -> ServiceManager | None:
    """Return the service manager that started this process; None where there is none."""
    return Systemd() if os.environ.get("NOTIFY_SOCKET") else None


def _watchdog_s() -> float | None:
    """Return how often systemd wants a heartbeat of this process (s); None: not at all. See sd_watchdog_enabled(3)."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1e6 if microseconds.isdecimal() else None
