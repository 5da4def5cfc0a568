"""Calls: what callers ask of a session, carried out on its thread; also what the one button means in each state.

Each method is a call of the public API. It raises `InvalidState` where it makes no sense in the present state.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from appliance.audio.earcons import Earcon
from appliance.errors import ApplianceError, InvalidState
from appliance.items import ClearAudio, CommitTurn
from appliance.session.controller import SessionController
from appliance.session.typed_question import text_to_say
from appliance.stages.responder import Responder
from appliance.states import SessionState, Trigger

_BUSY = (SessionState.LISTENING, SessionState.PROCESSING, SessionState.SPEAKING)


class Calls:
    """Carries out calls; used by the session's thread."""

    def __init__(self, controller: SessionController) -> None:
        self._controller = controller
        self._pipeline = controller.pipeline

    # --- the session itself ---

    def connect(self, connected: Future[None]) -> None:
        """Open everything; `connected` is resolved when that is done."""
        self._controller.connect(connected)

    def disconnect(self) -> None:
        """End whatever goes on, and the session."""
        self._controller.disconnect(InvalidState("disconnected while connecting"))

    def start_listening(self) -> None:
        """Begin a turn."""
        state = self._controller.state
        if state not in (SessionState.CONNECTED, SessionState.ERROR):
            raise InvalidState(f"cannot start listening while {state.value}")
        if missing := self._controller.missing:
            raise missing
        if self._pipeline.is_muted:
            raise InvalidState("cannot start listening while muted")
        self._controller.listen(Trigger.LISTEN, Earcon.LISTENING)

    def stop_listening(self) -> None:
        """Commit the turn: what was said is replied to."""
        state = self._controller.state
        if state is not SessionState.LISTENING:
            raise InvalidState(f"cannot stop listening while {state.value}")
        self._pipeline.command(CommitTurn(self._pipeline.turn.id))

    def interrupt(self) -> bool:
        """Stop whatever goes on at once, and listen if the settings say so; False where nothing goes on."""
        if self._controller.config.listen_after_interrupt:
            return self._interrupt_to_listen()
        return self._stop("interrupt")

    def cancel(self) -> bool:
        """Stop whatever goes on at once, and do not listen; False where nothing goes on."""
        return self._stop("cancel")

    def _interrupt_to_listen(self) -> bool:
        if self._pipeline.is_muted:
            return self._stop("interrupt")
        if not self._is_busy("interrupt"):
            return False
        self._controller.interrupt(Trigger.INTERRUPT)
        return True

    def _stop(self, what: str) -> bool:
        if not self._is_busy(what):
            return False
        self._controller.interrupt(Trigger.STOP)
        self._pipeline.play_earcon(Earcon.CANCELLED)
        return True

    def _is_busy(self, what: str) -> bool:
        state = self._controller.state
        if state in (SessionState.DISCONNECTED, SessionState.CONNECTING):
            raise InvalidState(f"cannot {what} while {state.value}")
        return state in _BUSY

    def say(self, text: str) -> None:
        """Speak a text."""
        state = self._controller.state
        if state is not SessionState.CONNECTED:
            raise InvalidState(f"cannot speak while {state.value}")
        self._controller.say(text_to_say(text))

    def ask(self, text: str) -> None:
        """Reply to a text as if it had been said."""
        state = self._controller.state
        controller, turn = self._controller, self._pipeline.turn
        if state is SessionState.LISTENING and turn.timeline and not turn.timeline.transcript:
            controller.interrupt(Trigger.STOP)  # it waits for an answer, which is typed instead
        elif state is not SessionState.CONNECTED:
            raise InvalidState(f"cannot be asked while {state.value}")
        controller.go(Trigger.ASK)
        controller.notifier.transcript_received(text, is_final=True)
        turn.begin()
        turn.reply_to_typed(text, controller.now_s, controller.config.language)
        controller.give_up_after(controller.config.generation_timeout_s, Responder.name)

    def forget(self) -> None:
        """Forget the conversation."""
        self._controller.conversation.forget()
        self._controller.last_reply = ""
        self._pipeline.turn.prefill()

    def set_speaking_rate(self, rate: float) -> None:
        """Set the speed of the voice."""
        self._pipeline.speaking_rate = rate

    def play_earcon(self, earcon: Earcon) -> None:
        """Play an earcon."""
        self._pipeline.play_earcon(earcon)

    # --- the one button ---

    def tap(self) -> None:
        """Ready: listen. Listening: commit the turn. Thinking or speaking: interrupt."""
        match self._controller.state:
            case SessionState.CONNECTED | SessionState.ERROR:
                self._listen_or_refuse()
            case SessionState.LISTENING:
                self._commit_or_call()
            case SessionState.PROCESSING | SessionState.SPEAKING:
                self.interrupt()

    def _commit_or_call(self) -> None:
        timeline = self._pipeline.turn.timeline
        if timeline and timeline.follows_up and not timeline.has_speech:
            self._controller.listen_called()
        else:
            self.stop_listening()

    def press_to_talk(self) -> None:
        """Listen, whatever goes on."""
        match self._controller.state:
            case SessionState.CONNECTED | SessionState.ERROR:
                self._listen_or_refuse()
            case SessionState.PROCESSING | SessionState.SPEAKING:
                self._interrupt_to_listen()  # whoever holds the button wants to speak

    def _listen_or_refuse(self) -> None:
        """Listen. Where that is not possible an earcon says so: every tap is responded to."""
        try:
            self.start_listening()
        except ApplianceError:
            self._pipeline.play_earcon(Earcon.MUTED if self._pipeline.is_muted else Earcon.ERROR)

    # --- what is kept across restarts ---

    def mute(self, *, stops: bool = True) -> None:
        """Close the microphone; this also `stops` whatever goes on, else only listening."""
        self._set_muted(True, stops=stops)

    def unmute(self) -> None:
        """Open the microphone."""
        self._set_muted(False)

    def _set_muted(self, is_muted: bool, *, stops: bool = True) -> None:
        if self._pipeline.is_muted == is_muted:
            return
        self._pipeline.set_muted(is_muted)
        if is_muted and self._controller.state in (_BUSY if stops else (SessionState.LISTENING,)):
            self._controller.interrupt(Trigger.STOP)
        elif is_muted:
            self._controller.hear_nobody()
        self._pipeline.command(ClearAudio())
        self._pipeline.play_earcon(Earcon.MUTED if is_muted else Earcon.UNMUTED)
        self._controller.notifier.mute_changed(is_muted=is_muted)

    def set_volume(self, percent: int) -> None:
        """Set the loudness, 0 to 100."""
        volume = self._pipeline.volume
        if volume.percent != percent:
            volume.percent = percent
            self._controller.notifier.volume_changed(percent)


_NAMES: dict[Callable[..., object], str] = {
    Calls.connect: "connect",
    Calls.disconnect: "disconnect",
    Calls.start_listening: "start listening",
    Calls.stop_listening: "stop listening",
    Calls.interrupt: "interrupt",
    Calls.cancel: "cancel",
    Calls.say: "say",
    Calls.ask: "be asked",
    Calls.forget: "forget",
    Calls.set_speaking_rate: "set the speed of the voice",
    Calls.play_earcon: "play an earcon",
    Calls.tap: "tap",
    Calls.press_to_talk: "press to talk",
    Calls.mute: "mute",
    Calls.unmute: "unmute",
    Calls.set_volume: "set the volume",
}


def call_name(action: Callable[..., object]) -> str:
    """Return what a method of `Calls` is called in sentences for the caller."""
    return _NAMES[action]
