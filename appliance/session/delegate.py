"""VoiceSessionDelegate: what a session tells its caller, on a thread of its own (see `notifier`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from appliance.audio.format import Samples
from appliance.errors import AudioUnavailable, ServerUnavailable
from appliance.intents import Answer
from appliance.interfaces import AudioDevice
from appliance.monitoring.metrics import TurnMetrics
from appliance.session.session import VoiceSession
from appliance.states import SessionState


class VoiceSessionDelegate(Protocol):
    """Subclass it and define the methods you need; any object with some of them will do."""

    def state_changed(self, session: VoiceSession, state: SessionState) -> None:
        """The session has a new state."""

    def transcript_received(self, session: VoiceSession, text: str, is_final: bool) -> None:
        """`text` is all the user has said so far in this turn."""

    def response_received(self, session: VoiceSession, text: str) -> None:
        """`text` is all that was written so far in reply."""

    def audio_received(self, session: VoiceSession, pcm: Samples) -> None:
        """More of the reply as sound, shape (n,), at the voice's rate; it is yet to be played."""

    def answer_found(self, session: VoiceSession, answer: Answer) -> None:
        """A skill answers this turn, not the language model; its action, if any, is not done yet."""

    def action_begun(self, session: VoiceSession, answer: Answer) -> None:
        """What an answer promises is being done: the turn can no longer be taken back."""

    def error_occurred(self, session: VoiceSession, error: Exception) -> None:
        """Something went wrong; the session goes back to work by itself unless a stage died."""

    def speech_activity(self, session: VoiceSession, is_speaking: bool) -> None:
        """The user has begun to speak, or pauses."""

    def devices_missing(self, session: VoiceSession, missing: Mapping[AudioDevice, AudioUnavailable]) -> None:
        """Devices were lost or came back; `missing` are those that are not there now, and why."""

    def microphone_fault(self, session: VoiceSession, fault: str | None) -> None:
        """The sound of the microphone has become wrong, as what follows "the microphone" says; None: it is right."""

    def server_changed(self, session: VoiceSession, error: ServerUnavailable | None) -> None:
        """The language model server was found not to answer, and why; None: it answers."""

    def mute_changed(self, session: VoiceSession, is_muted: bool) -> None:
        """The microphone was closed or opened."""

    def volume_changed(self, session: VoiceSession, percent: int) -> None:
        """The loudness was changed."""

    def turn_completed(self, session: VoiceSession, metrics: TurnMetrics) -> None:
        """A turn is over: answered, interrupted, failed, or nothing was said."""
