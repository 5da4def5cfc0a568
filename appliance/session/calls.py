"""Calls: what callers ask of a session, decided on its thread; also what the one button means in each state."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Literal

from appliance import items
from appliance.audio.earcons import Earcon
from appliance.errors import ApplianceError, InvalidState
from appliance.monitoring.metrics import Outcome
from appliance.session.controller import SessionController
from appliance.states import SessionState, Trigger

CallName = Literal[
    "connect", "disconnect", "start listening", "stop listening", "interrupt", "cancel", "tap", "press to talk",
    "mute", "unmute", "set the volume", "say", "signal",
]  # fmt: skip

_BUSY = (SessionState.LISTENING, SessionState.PROCESSING, SessionState.SPEAKING)


class Calls:
    """Carries out calls; used by the session's thread."""

    def __init__(self, controller: SessionController) -> None:
        self._controller = controller
        self._actions: dict[CallName, Callable[..., object]] = {
            "disconnect": self._disconnect,
            "start listening": self._start_listening,
            "stop listening": self._stop_listening,
            "interrupt": self._interrupt,
            "cancel": self._cancel,
            "tap": self._tap,
            "press to talk": self._press_to_talk,
            "mute": lambda: self._mute(True),
            "unmute": lambda: self._mute(False),
            "set the volume": self._set_volume,
            "say": self._say,
            "signal": controller.pipeline.signal,
        }

    def on_call(self, name: CallName, arguments: tuple[Any, ...], answer: Future[Any]) -> None:
        """Do what a caller asks, and answer; `connect` is answered when everything is open."""
        if name == "connect":
            self._controller.connecting = answer
            self._controller.go(Trigger.CONNECT)
            return
        try:
            if self._controller.failure and name != "disconnect":
                raise self._controller.failure
            answer.set_result(self._actions[name](*arguments))
        except ApplianceError as error:
            answer.set_exception(error)

    # --- the session itself ---

    def _disconnect(self) -> None:
        self._controller.answer_connecting(InvalidState("disconnected while connecting"))
        self._controller.end_turn(Outcome.INTERRUPTED)
        self._controller.go(Trigger.DISCONNECT)

    def _start_listening(self) -> None:
        controller = self._controller
        if controller.state not in (SessionState.CONNECTED, SessionState.ERROR):
            raise InvalidState(f"cannot start listening while {controller.state.value}")
        for error in controller.missing.values():
            raise error
        if controller.pipeline.is_muted:
            raise InvalidState("cannot start listening while muted")
        controller.go(Trigger.LISTEN)
        controller.listen(Earcon.LISTENING)

    def _stop_listening(self) -> None:
        if self._controller.state is not SessionState.LISTENING:
            raise InvalidState(f"cannot stop listening while {self._controller.state.value}")
        self._controller.pipeline.command(items.Commit(self._controller.pipeline.turn.current))

    def _interrupt(self) -> bool:
        """Stop whatever goes on at once, and listen; False where nothing goes on."""
        return self._cut_in() if self._controller.config.listen_after_interrupt else self._cancel("interrupt")

    def _cut_in(self) -> bool:
        controller = self._controller
        if controller.pipeline.is_muted:
            return self._cancel("interrupt")
        if not self._is_busy("interrupt"):
            return False
        controller.end_turn(Outcome.INTERRUPTED)
        controller.go(Trigger.INTERRUPT)
        controller.listen(Earcon.INTERRUPTED)
        return True

    def _cancel(self, what: str = "cancel") -> bool:
        """Stop whatever goes on at once, and do not listen; False where nothing goes on."""
        if not self._is_busy(what):
            return False
        self._controller.end_turn(Outcome.INTERRUPTED)
        self._controller.go(Trigger.STOP)
        self._controller.pipeline.signal(Earcon.CANCELLED)
        return True

    def _is_busy(self, what: str) -> bool:
        state = self._controller.state
        if state in (SessionState.DISCONNECTED, SessionState.CONNECTING):
            raise InvalidState(f"cannot {what} while {state.value}")
        return state in _BUSY

    def _say(self, text: str) -> None:
        controller = self._controller
        if controller.state is not SessionState.CONNECTED:
            raise InvalidState(f"cannot speak while {controller.state.value}")
        controller.go(Trigger.SAY)
        controller.say(text)

    # --- the one button ---

    def _tap(self) -> None:
        match self._controller.state:
            case SessionState.CONNECTED | SessionState.ERROR:
                self._listen_or_refuse()
            case SessionState.LISTENING:
                self._stop_listening()
            case SessionState.PROCESSING | SessionState.SPEAKING:
                self._interrupt()

    def _press_to_talk(self) -> None:
        match self._controller.state:
            case SessionState.CONNECTED | SessionState.ERROR:
                self._listen_or_refuse()
            case SessionState.PROCESSING | SessionState.SPEAKING:
                self._cut_in()  # whoever holds the button wants to be listened to

    def _listen_or_refuse(self) -> None:
        """Listen; where that cannot be, the sound says why: a tap is never left without an answer."""
        try:
            self._start_listening()
        except ApplianceError:
            self._controller.pipeline.signal(Earcon.MUTED if self._controller.pipeline.is_muted else Earcon.ERROR)

    # --- what is kept across restarts ---

    def _mute(self, is_muted: bool) -> None:
        """Open or close the microphone; closing it also stops whatever goes on."""
        controller = self._controller
        if controller.pipeline.is_muted == is_muted:
            return
        controller.pipeline.is_muted = is_muted
        if is_muted and controller.state in _BUSY:
            controller.end_turn(Outcome.INTERRUPTED)
            controller.go(Trigger.STOP)
        controller.pipeline.command(items.Forget())
        controller.pipeline.signal(Earcon.MUTED if is_muted else Earcon.UNMUTED)
        controller.notifier.notify("mute_changed", is_muted)

    def _set_volume(self, percent: int) -> None:
        volume = self._controller.pipeline.volume
        if volume.percent != percent:
            volume.percent = percent
            self._controller.notifier.notify("volume_changed", percent)
