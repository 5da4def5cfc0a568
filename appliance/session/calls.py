"""Calls: what callers ask of a session, decided on its thread; also what the one button means in each state."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Literal

from appliance import items
from appliance.audio.earcons import Earcon
from appliance.errors import ApplianceError, InvalidState
from appliance.monitoring.metrics import Outcome
from appliance.session.controller import Course
from appliance.states import SessionState, Trigger

CallName = Literal[
    "connect", "disconnect", "start listening", "stop listening", "interrupt", "cancel", "tap", "press to talk",
    "mute", "unmute", "set the volume", "say", "signal",
]  # fmt: skip

_BUSY = (SessionState.LISTENING, SessionState.PROCESSING, SessionState.SPEAKING)


class Calls:
    """Carries out calls; used by the session's thread."""

    def __init__(self, course: Course) -> None:
        self._course = course
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
            "signal": course.pipeline.signal,
        }

    def on_call(self, name: CallName, arguments: tuple[Any, ...], answer: Future[Any]) -> None:
        """Do what a caller asks, and answer; `connect` is answered when everything is open."""
        if name == "connect":
            self._course.connecting = answer
            self._course.go(Trigger.CONNECT)
            return
        try:
            if self._course.failure and name != "disconnect":
                raise self._course.failure
            answer.set_result(self._actions[name](*arguments))
        except ApplianceError as error:
            answer.set_exception(error)

    # --- the session itself ---

    def _disconnect(self) -> None:
        self._course.answer_connecting(InvalidState("disconnected while connecting"))
        self._course.end_turn(Outcome.INTERRUPTED)
        self._course.go(Trigger.DISCONNECT)

    def _start_listening(self) -> None:
        course = self._course
        if course.state not in (SessionState.CONNECTED, SessionState.ERROR):
            raise InvalidState(f"cannot start listening while {course.state.value}")
        for error in course.missing.values():
            raise error
        if course.pipeline.is_muted:
            raise InvalidState("cannot start listening while muted")
        course.go(Trigger.LISTEN)
        course.listen(Earcon.LISTENING)

    def _stop_listening(self) -> None:
        if self._course.state is not SessionState.LISTENING:
            raise InvalidState(f"cannot stop listening while {self._course.state.value}")
        self._course.pipeline.command(items.Commit(self._course.pipeline.turn.current))

    def _interrupt(self) -> bool:
        """Stop whatever goes on at once, and listen; False where nothing goes on."""
        return self._cut_in() if self._course.config.listen_after_interrupt else self._cancel("interrupt")

    def _cut_in(self) -> bool:
        course = self._course
        if course.pipeline.is_muted:
            return self._cancel("interrupt")
        if not self._is_busy("interrupt"):
            return False
        course.end_turn(Outcome.INTERRUPTED)
        course.go(Trigger.INTERRUPT)
        course.listen(Earcon.INTERRUPTED)
        return True

    def _cancel(self, what: str = "cancel") -> bool:
        """Stop whatever goes on at once, and do not listen; False where nothing goes on."""
        if not self._is_busy(what):
            return False
        self._course.end_turn(Outcome.INTERRUPTED)
        self._course.go(Trigger.STOP)
        self._course.pipeline.signal(Earcon.CANCELLED)
        return True

    def _is_busy(self, what: str) -> bool:
        state = self._course.state
        if state in (SessionState.DISCONNECTED, SessionState.CONNECTING):
            raise InvalidState(f"cannot {what} while {state.value}")
        return state in _BUSY

    def _say(self, text: str) -> None:
        course = self._course
        if course.state is not SessionState.CONNECTED:
            raise InvalidState(f"cannot speak while {course.state.value}")
        course.go(Trigger.SAY)
        course.say(text)

    # --- the one button ---

    def _tap(self) -> None:
        match self._course.state:
            case SessionState.CONNECTED | SessionState.ERROR:
                self._listen_or_refuse()
            case SessionState.LISTENING:
                self._stop_listening()
            case SessionState.PROCESSING | SessionState.SPEAKING:
                self._interrupt()

    def _press_to_talk(self) -> None:
        match self._course.state:
            case SessionState.CONNECTED | SessionState.ERROR:
                self._listen_or_refuse()
            case SessionState.PROCESSING | SessionState.SPEAKING:
                self._cut_in()  # whoever holds the button wants to be listened to

    def _listen_or_refuse(self) -> None:
        """Listen; where that cannot be, the sound says why: a tap is never left without an answer."""
        try:
            self._start_listening()
        except ApplianceError:
            self._course.pipeline.signal(Earcon.MUTED if self._course.pipeline.is_muted else Earcon.ERROR)

    # --- what is kept across restarts ---

    def _mute(self, is_muted: bool) -> None:
        """Open or close the microphone; closing it also stops whatever goes on."""
        course = self._course
        if course.pipeline.is_muted == is_muted:
            return
        course.pipeline.is_muted = is_muted
        if is_muted and course.state in _BUSY:
            course.end_turn(Outcome.INTERRUPTED)
            course.go(Trigger.STOP)
        course.pipeline.command(items.Forget())
        course.pipeline.signal(Earcon.MUTED if is_muted else Earcon.UNMUTED)
        course.notifier.notify("mute_changed", is_muted)

    def _set_volume(self, percent: int) -> None:
        volume = self._course.pipeline.volume
        if volume.percent != percent:
            volume.percent = percent
            self._course.notifier.notify("volume_changed", percent)
