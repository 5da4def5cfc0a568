"""Notifier: the thread that calls the delegate.

A delegate has a thread of its own, so that one that blocks, is slow or raises cannot hold up the session. It is told
everything in order. When it falls far behind, progress and sound are left out, oldest first, but never a state, an
error or the end of a turn.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from appliance.audio.format import Samples
from appliance.errors import AudioUnavailable, ServerUnavailable
from appliance.intents import Answer
from appliance.interfaces import AudioDevice
from appliance.monitoring.metrics import TurnMetrics
from appliance.states import SessionState
from appliance.threads.channel import Channel, ChannelClosed
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

WAITING = 1000
"""Notifications that may wait for a slow delegate before progress is left out."""
CALL_S = 30.0
"""A delegate's method that takes longer counts as hung."""


class Method(Enum):
    """The methods of a delegate, by name; each is optional. See `VoiceSessionDelegate`."""

    STATE_CHANGED = "state_changed"
    TRANSCRIPT_RECEIVED = "transcript_received"
    RESPONSE_RECEIVED = "response_received"
    AUDIO_RECEIVED = "audio_received"
    ANSWER_FOUND = "answer_found"
    ACTION_BEGUN = "action_begun"
    ERROR_OCCURRED = "error_occurred"
    SPEECH_ACTIVITY = "speech_activity"
    DEVICES_MISSING = "devices_missing"
    MICROPHONE_FAULT = "microphone_fault"
    SERVER_CHANGED = "server_changed"
    MUTE_CHANGED = "mute_changed"
    VOLUME_CHANGED = "volume_changed"
    TURN_COMPLETED = "turn_completed"


_PROGRESS = frozenset(
    {Method.TRANSCRIPT_RECEIVED, Method.RESPONSE_RECEIVED, Method.AUDIO_RECEIVED, Method.SPEECH_ACTIVITY}
)
"""What may be left out."""


@dataclass(frozen=True, slots=True)
class _Notification:
    method: Method | None
    """None: the last one, after which the thread ends."""
    arguments: tuple[object, ...] = ()


class Notifier:
    """Its methods return at once; the delegate's method of the same name is called soon after, on its own thread."""

    name = "delegate"

    def __init__(self, session: object, delegate: Callable[[], object]) -> None:
        """`session` is the first argument of every call; `delegate` returns the delegate of the moment, or None."""
        self._session = session
        self._delegate = delegate
        self._notifications: Channel[_Notification] = Channel(WAITING)
        self.left_out = 0
        self.heartbeat = Heartbeat(self.name, self._notifications.has_work)

    # --- from the session's thread ---

    def state_changed(self, state: SessionState) -> None:
        """Tell the new state."""
        self._notify(Method.STATE_CHANGED, state)

    def transcript_received(self, text: str, *, is_final: bool) -> None:
        """Tell all the user has said so far in this turn."""
        self._notify(Method.TRANSCRIPT_RECEIVED, text, is_final)

    def response_received(self, text: str) -> None:
        """Tell all that was written so far in reply."""
        self._notify(Method.RESPONSE_RECEIVED, text)

    def audio_received(self, pcm: Samples) -> None:
        """Pass on more of the reply as sound, shape (n,), at the voice's rate."""
        self._notify(Method.AUDIO_RECEIVED, pcm)

    def answer_found(self, answer: Answer) -> None:
        """Tell that a skill answers."""
        self._notify(Method.ANSWER_FOUND, answer)

    def action_begun(self, answer: Answer) -> None:
        """Tell that what an answer promises is being done."""
        self._notify(Method.ACTION_BEGUN, answer)

    def error_occurred(self, error: Exception) -> None:
        """Tell what went wrong."""
        self._notify(Method.ERROR_OCCURRED, error)

    def speech_activity(self, *, is_speaking: bool) -> None:
        """Tell that the user has begun to speak, or pauses."""
        self._notify(Method.SPEECH_ACTIVITY, is_speaking)

    def devices_missing(self, missing: Mapping[AudioDevice, AudioUnavailable]) -> None:
        """Tell which devices are missing now, and why."""
        self._notify(Method.DEVICES_MISSING, dict(missing))

    def microphone_fault(self, fault: str | None) -> None:
        """Tell what is wrong with the sound of the microphone, or None: nothing."""
        self._notify(Method.MICROPHONE_FAULT, fault)

    def server_changed(self, error: ServerUnavailable | None) -> None:
        """Tell why the language model server does not answer, or None: it does."""
        self._notify(Method.SERVER_CHANGED, error)

    def mute_changed(self, *, is_muted: bool) -> None:
        """Tell that the microphone was closed or opened."""
        self._notify(Method.MUTE_CHANGED, is_muted)

    def volume_changed(self, percent: int) -> None:
        """Tell the new loudness."""
        self._notify(Method.VOLUME_CHANGED, percent)

    def turn_completed(self, metrics: TurnMetrics) -> None:
        """Tell that a turn is over."""
        self._notify(Method.TURN_COMPLETED, metrics)

    def _notify(self, method: Method, *arguments: object) -> None:
        notification = _Notification(method, arguments)
        if self._notifications.put_dropping(notification, lambda waiting: waiting.method in _PROGRESS):
            self.left_out += 1
            log.warning("the delegate is slow: %d notifications left out so far", self.left_out)

    # --- the thread ---

    def run(self) -> None:
        """Call the delegate, until told to stop and everything that waits was told."""
        while True:
            self.heartbeat.waiting()
            try:
                notification = self._notifications.get()
            except ChannelClosed:
                return
            if notification is None or notification.method is None:
                return
            self._call(notification.method, notification.arguments)

    def _call(self, method: Method, arguments: tuple[object, ...]) -> None:
        # The one look-up by name: a delegate is any object with some of the methods.
        call: Callable[..., None] | None = getattr(self._delegate(), method.value, None)
        if call is None:
            return
        self.heartbeat.working(f"telling {method.value}", CALL_S)
        try:
            call(self._session, *arguments)
        except Exception:
            # Not ours and not fatal, but never silent: the owner of the delegate must see it.
            log.exception("the delegate's %s() raised", method.value)

    def stop(self) -> None:
        """Let `run()` tell what is waiting, then return."""
        self._notifications.put_now(_Notification(None))
