"""Power: shuts the machine down, or restarts it, by a command."""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Sequence

from appliance.device.indicator import Indicator
from appliance.device.light_signs import Shutdown
from appliance.errors import InvalidState

log = logging.getLogger(__name__)

COMMAND_S = 20.0
"""Timeout of the command, which only asks systemd."""


class Power:
    """Runs the commands; while one runs, and after it, the light shows that the device is about to be off."""

    def __init__(
        self,
        indicator: Indicator,
        shutdown_command: Sequence[str] | None,
        instead: Sequence[str] | None = None,
    ) -> None:
        """`shutdown_command` is that of the settings; None: the default for this process.

        The service has no right to shut the machine down. It makes a file in its runtime directory instead, which
        starts a unit that has. `instead` is run in place of both; None: nothing is.
        """
        self._indicator = indicator
        folder = os.environ.get("RUNTIME_DIRECTORY", "").split(":")[0]
        shutdown = ("touch", f"{folder}/shutdown") if folder else ("systemctl", "poweroff")
        restart = ("touch", f"{folder}/restart") if folder else ("systemctl", "reboot")
        self._shutdown = instead or shutdown_command or shutdown
        self._restart = instead or restart

    def shut_down(self) -> None:
        """Shut the machine down; raise `InvalidState` with the reason if the command fails."""
        self._run("shutting down", self._shutdown)

    def restart(self) -> None:
        """Restart the machine; raise `InvalidState` with the reason if the command fails."""
        self._run("restarting", self._restart)

    def _run(self, what: str, command: Sequence[str]) -> None:
        log.warning("asked for by its owner: %s", " ".join(command))
        self._indicator.overlay(shutdown=Shutdown.BEGUN)
        try:
            subprocess.run(command, check=True, timeout=COMMAND_S, capture_output=True, text=True)
        except (OSError, subprocess.SubprocessError) as error:
            complaint = (getattr(error, "stderr", "") or "").strip().replace("\n", " ")
            self._indicator.overlay(shutdown=Shutdown.NOT_ASKED)
            raise InvalidState(f"{what} failed: {complaint or error}") from None
