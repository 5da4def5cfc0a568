"""Operations: what the button and the control socket can do to a device."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from appliance.audio.earcons import Earcon
from appliance.control.protocol import Command, Request, Response
from appliance.device.indicator import Indicator
from appliance.device.light_signs import Shutdown
from appliance.device.power import Power
from appliance.device.reporter import Reporter
from appliance.device.ringing import Ringing
from appliance.errors import InvalidState, PipelineError
from appliance.session.session import VoiceSession
from appliance.session.typed_question import typed_question
from appliance.settings import VERSION
from appliance.states import SessionState

log = logging.getLogger(__name__)

TAP_S = 0.1
"""Length of a tap of the virtual button."""
LONGEST_HOLD_S = 30.0
"""Longest that the virtual button can be held."""


class ButtonOperations:
    """What the button can do to a session; implements `button.Operations`."""

    def __init__(
        self, session: VoiceSession, indicator: Indicator, power: Power, ringing: Ringing | None = None
    ) -> None:
        """`ringing` is ended by a tap, whatever else a tap would do; None: nothing can ring."""
        self._session = session
        self._indicator = indicator
        self._power = power
        self._ringing = ringing

    def tap(self) -> None:
        """End what rings, else say what was missed, else begin a turn, commit it, or interrupt the reply."""
        if not self._is_for_ringing():
            self._session.tap()

    def press_to_talk(self) -> None:
        """End what rings, else say what was missed, else begin a turn."""
        if not self._is_for_ringing():
            self._session.press_to_talk()

    def _is_for_ringing(self) -> bool:
        return self._ringing is not None and self._ringing.tapped()

    def release_to_commit(self) -> None:
        """Commit the turn: reply to what was said while the button was held."""
        if self._session.state is SessionState.LISTENING:
            self._session.stop_listening()

    def toggle_mute(self) -> None:
        """Mute the microphone, or unmute it; this also stops what the first tap of the double tap has begun."""
        self._session.mute(not self._session.is_muted)

    def warn_of_shutdown(self) -> None:
        """Stop the turn, and warn that the device shuts down if the button stays held; also before it is ready."""
        self._indicator.overlay(shutdown=Shutdown.WARNED)
        with contextlib.suppress(InvalidState, PipelineError):
            self._session.cancel()
            self._session.play_earcon(Earcon.SHUTDOWN_WARNING)

    def withdraw_warning(self) -> None:
        """End the warning: the button was released in time."""
        self._indicator.overlay(shutdown=Shutdown.NOT_ASKED)

    def shut_down(self) -> None:
        """Run the shutdown command; if that fails, log it and go on."""
        try:
            self._power.shut_down()
        except InvalidState as error:
            log.error("%s", error)  # noqa: TRY400  (a sentence, no traceback)
            self._session.play_earcon(Earcon.ERROR)


class SocketOperations:
    """Carries out the requests of the control socket."""

    def __init__(  # noqa: PLR0913
        self,
        session: VoiceSession,
        indicator: Indicator,
        reporter: Reporter,
        press_for: Callable[[float], None],
        about: Mapping[str, str],
        *,
        longest_question: int,
        timers: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """`about` is what stays the same while it runs: names of the board profile and the language model.

        `longest_question` is in bytes of UTF-8; `timers` returns a line for each that is set.
        """
        self._longest_question = longest_question
        self._timer_lines = timers
        self._session = session
        self._indicator = indicator
        self._reporter = reporter
        self._press_for = press_for
        self._about = about
        self._started_s = time.monotonic()
        self._commands: dict[Command, Callable[[Request], Response]] = {
            Command.STATUS: self._status,
            Command.PRESS: self._press,
            Command.HOLD: self._hold,
            Command.INTERRUPT: self._interrupt,
            Command.MUTE: self._mute,
            Command.VOLUME: self._volume,
            Command.SAY: self._say,
            Command.ASK: self._ask,
            Command.TIMERS: self._timers,
        }
        """All but `FOLLOW`, which the server carries out itself."""

    def carry_out(self, request: Request) -> Response:
        """Carry out a request and return the response; raises `ApplianceError` if that is not possible now."""
        return self._commands[request.command](request)

    def _status(self, _request: Request) -> Response:
        session = self._session
        return {
            "version": VERSION,
            "state": session.state.value,
            "light": self._indicator.sign.value,
            "is_muted": session.is_muted,
            "hears_over_reply": session.hears_over_reply,
            "echo_fault": session.echo_fault,
            "volume": session.volume,
            "missing": self._reporter.missing,
            "microphone_fault": self._reporter.fault,
            "server": self._reporter.server,
            **self._about,
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

    def _ask(self, request: Request) -> Response:
        self._session.ask(typed_question(request.text(), self._longest_question))
        return {}

    def _timers(self, _request: Request) -> Response:
        return {"timers": list(self._timer_lines())}
