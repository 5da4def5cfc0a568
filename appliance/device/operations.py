"""Operations: what the button and the control socket can do with a device."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict

from appliance.audio.earcons import Earcon
from appliance.control.protocol import Request, Response
from appliance.device.indicator import Indicator
from appliance.device.light_signs import Shutdown
from appliance.device.reporter import Reporter
from appliance.errors import InvalidState, PipelineError
from appliance.session.session import VoiceSession
from appliance.settings import VERSION
from appliance.states import SessionState

log = logging.getLogger(__name__)

TAP_S = 0.1
"""How long a pretended tap lasts."""
LONGEST_HOLD_S = 30.0
SHUTDOWN_COMMAND_S = 20.0
"""The command only asks for it; the stopping is done by somebody else."""


def shutdown_command(wanted: Sequence[str] | None) -> Sequence[str]:
    """Return the command that was set, or the one that works here.

    The service itself may not shut anything down: a file in its runtime directory starts the unit that may.
    """
    folder = os.environ.get("RUNTIME_DIRECTORY", "").split(":")[0]
    return wanted or (("touch", f"{folder}/shutdown") if folder else ("systemctl", "poweroff"))


class ButtonOperations:
    """What a button leads to; see `controls.Operations`."""

    def __init__(self, session: VoiceSession, indicator: Indicator, shutdown_command: Sequence[str]) -> None:
        self._session = session
        self._indicator = indicator
        self._shutdown_command = shutdown_command

    def tap(self) -> None:
        """Do what a tap means now."""
        self._session.tap()

    def press_to_talk(self) -> None:
        """Listen from now on."""
        self._session.press_to_talk()

    def release_to_commit(self) -> None:
        """Answer what was said while the button was held."""
        if self._session.state is SessionState.LISTENING:
            self._session.stop_listening()

    def toggle_mute(self) -> None:
        """Close or open the microphone; what the first of the two taps has begun is stopped by that."""
        self._session.mute(not self._session.is_muted)

    def warn_of_shutdown(self) -> None:
        """Stop whatever goes on, and say that holding on shuts the device down; also while it is not ready yet."""
        self._indicator.overlay(shutdown=Shutdown.WARNED)
        with contextlib.suppress(InvalidState, PipelineError):
            self._session.cancel()
            self._session.signal(Earcon.SHUTDOWN_WARNING)

    def withdraw_warning(self) -> None:
        """The button was released in time."""
        self._indicator.overlay(shutdown=Shutdown.NOT_ASKED)

    def shut_down(self) -> None:
        """Ask for it, by the command of the settings."""
        log.warning("the button was held: shutting down by %s", " ".join(self._shutdown_command))
        self._indicator.overlay(shutdown=Shutdown.BEGUN)
        try:
            subprocess.run(
                self._shutdown_command, check=True, timeout=SHUTDOWN_COMMAND_S, capture_output=True, text=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            said = (getattr(error, "stderr", "") or "").strip().replace("\n", " ")
            log.error("shutting down failed: %s", said or error)  # noqa: TRY400  (a sentence, no traceback)
            self._indicator.overlay(shutdown=Shutdown.NOT_ASKED)
            self._session.signal(Earcon.ERROR)


class SocketOperations:
    """What the requests of the control socket lead to."""

    def __init__(
        self,
        session: VoiceSession,
        indicator: Indicator,
        reporter: Reporter,
        press_for: Callable[[float], None],
        profile: str,
    ) -> None:
        self._session = session
        self._indicator = indicator
        self._reporter = reporter
        self._press_for = press_for
        self._profile = profile
        self._started_s = time.monotonic()

    def carry_out(self, request: Request) -> Response:
        """Do what is asked, and return the answer; raise an `ApplianceError` when it cannot be done."""
        return getattr(self, f"_{request.command}")(request)  # type: ignore[no-any-return]  # one of those below

    def _status(self, _request: Request) -> Response:
        session = self._session
        return {
            "version": VERSION,
            "state": session.state.value,
            "light": self._indicator.sign.value,
            "is_muted": session.is_muted,
            "volume": session.volume,
            "missing": self._reporter.missing,
            "profile": self._profile,
            "uptime_s": round(time.monotonic() - self._started_s),
            **self._reporter.turn_counts.summary(),
            **asdict(session.health()),
        }

    def _press(self, _request: Request) -> Response:
        self._press_for(TAP_S)
        return {}

    def _hold(self, request: Request) -> Response:
        self._press_for(request.number(TAP_S, LONGEST_HOLD_S))
        return {}

    def _interrupt(self, _request: Request) -> Response:
        return {"interrupted": self._session.interrupt()}

    def _mute(self, request: Request) -> Response:
        wanted = request.switch()
        self._session.mute(not self._session.is_muted if wanted is None else wanted)
        return {"is_muted": self._session.is_muted}

    def _volume(self, request: Request) -> Response:
        if request.value is not None:
            self._session.set_volume(round(request.number(0, 100)))
        return {"volume": self._session.volume}

    def _say(self, request: Request) -> Response:
        self._session.say(request.text())
        return {}
