"""A notifier that runs on the test's own thread, with a delegate that records everything it is told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from appliance.errors import AudioUnavailable, ServerUnavailable, StageTimeout
from appliance.intents import Answer, Intent
from appliance.interfaces import AudioDevice
from appliance.monitoring.metrics import Outcome
from appliance.monitoring.timeline import Timeline
from appliance.session.notifier import Method, Notifier
from appliance.states import SessionState

SESSION = object()
SOUND = np.ones(3, dtype=np.int16)
TURN = Timeline(1).metrics(Outcome.NOTHING_SAID)
ERROR = StageTimeout("responder", 60)
ANSWER = Answer(Intent("chance", "flip_coin", {}), "Heads.")
NO_MICROPHONE = {AudioDevice.MICROPHONE: AudioUnavailable("microphone: there is no such card")}
NO_SERVER = ServerUnavailable("the server http://brain cannot be reached")

PROGRESS: dict[Method, Callable[[Notifier], None]] = {
    Method.TRANSCRIPT_RECEIVED: lambda notifier: notifier.transcript_received("What is", is_final=False),
    Method.RESPONSE_RECEIVED: lambda notifier: notifier.response_received("Blue"),
    Method.AUDIO_RECEIVED: lambda notifier: notifier.audio_received(SOUND),
    Method.SPEECH_ACTIVITY: lambda notifier: notifier.speech_activity(is_speaking=True),
}
"""What may be left out."""
ESSENTIAL: dict[Method, Callable[[Notifier], None]] = {
    Method.STATE_CHANGED: lambda notifier: notifier.state_changed(SessionState.CONNECTED),
    Method.ANSWER_FOUND: lambda notifier: notifier.answer_found(ANSWER),
    Method.ACTION_BEGUN: lambda notifier: notifier.action_begun(ANSWER),
    Method.ERROR_OCCURRED: lambda notifier: notifier.error_occurred(ERROR),
    Method.DEVICES_MISSING: lambda notifier: notifier.devices_missing(NO_MICROPHONE),
    Method.MICROPHONE_FAULT: lambda notifier: notifier.microphone_fault("clips"),
    Method.SERVER_CHANGED: lambda notifier: notifier.server_changed(NO_SERVER),
    Method.MUTE_CHANGED: lambda notifier: notifier.mute_changed(is_muted=True),
    Method.VOLUME_CHANGED: lambda notifier: notifier.volume_changed(35),
    Method.TURN_COMPLETED: lambda notifier: notifier.turn_completed(TURN),
}
"""What is never left out."""


class RecordingAll:
    """A delegate that has every method, and records its calls in order."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments: self.calls.append((name, arguments))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]


def told(tell: Callable[[Notifier], object]) -> tuple[Notifier, RecordingAll]:
    """Tell a notifier something, and run it to its end; return it and its delegate."""
    delegate = RecordingAll()
    notifier = Notifier(SESSION, lambda: delegate)
    tell(notifier)
    notifier.stop()
    notifier.run()
    return notifier, delegate
