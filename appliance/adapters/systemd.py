"""systemd as the service manager: what it is told goes to the socket that it named in $NOTIFY_SOCKET."""

from __future__ import annotations

import os

from appliance.monitoring.watchdog import ServiceManager


class Systemd:
    """Any thread may tell it something; it never answers."""

    def __init__(self) -> None:
        self.watchdog_s = _watchdog_s()

    def ready(self) -> None:
        """Tell that everything that was asked for can be done now."""
        self._tell("READY=1")

    def alive(self) -> None:
        """Tell that everything works."""
        self._tell("WATCHDOG=1")

    def starting(self, for_s: float) -> None:
        """Tell that it is not ready yet, and ask for so much more time."""
        self._tell(f"EXTEND_TIMEOUT_USEC={round(for_s * 1e6)}")

    def status(self, line: str) -> None:
        """Tell what it is doing, in a line for the owner."""
        self._tell(f"STATUS={line}")

    def stopping(self) -> None:
        """Tell that it ends because it was asked to."""
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        import systemd.daemon

        systemd.daemon.notify(message)


def service_manager() -> ServiceManager | None:
    """Return whoever started this process and wants to know how it is; None where nobody does."""
    return Systemd() if os.environ.get("NOTIFY_SOCKET") else None


def _watchdog_s() -> float | None:
    """Return how often systemd wants a sign of life of this very process; see sd_watchdog_enabled(3)."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1e6 if microseconds.isdecimal() else None
