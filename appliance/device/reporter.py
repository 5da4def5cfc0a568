"""Reporter: the session's delegate in a device. It reports what happens to light, journal, followers and state file.

Every method returns at once, except when the volume or mute is written to the file, which is rare. It makes no
decisions.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from appliance.control.protocol import ControlEvent, Publish
from appliance.device.indicator import Indicator
from appliance.device.lights import Lights
from appliance.device.notice import NoticeTeller
from appliance.device.persistent_state import PersistentState
from appliance.device.ringing import Ringing
from appliance.errors import AudioUnavailable, ServerUnavailable
from appliance.intents import Answer
from appliance.interfaces import AudioDevice
from appliance.monitoring.journal_fields import Words, turn_fields
from appliance.monitoring.metrics import TurnMetrics
from appliance.monitoring.turn_counts import TurnCounts
from appliance.session.session import VoiceSession
from appliance.states import SessionState

log = logging.getLogger(__name__)


def _publish_to_nobody(event: ControlEvent, /, **what: object) -> None:
    """Do nothing: there is no control socket."""


class Reporter:
    """The delegate; the session calls it on the delegate thread."""

    def __init__(
        self,
        indicator: Indicator,
        lights: Lights | None,
        kept: PersistentState,
        notice: NoticeTeller | None = None,
        *,
        journals_words: bool = False,
    ) -> None:
        """With `journals_words`, the journal also gets the transcripts and the replies."""
        self.turn_counts = TurnCounts()
        self.missing: dict[str, str] = {}
        """Audio devices that are missing, and why."""
        self.fault: str | None = None
        """What is wrong with the sound of the microphone; None: nothing."""
        self.server: str | None = None
        """Of the language model server: "answers", or why it does not; None: there is none."""
        self.on_failure: Callable[[Exception], None] = lambda _error: None
        """Called with a failure from which the session cannot recover."""
        self.on_turn_over: Callable[[], None] = lambda: None
        """Called after each turn."""
        self.ringing: Ringing | None = None
        """Is told what it waits for; None if nothing can ring."""
        self.publish: Publish = _publish_to_nobody
        """Sends an event to the followers of the control socket."""
        self._indicator = indicator
        self._lights = lights
        self._kept = kept
        self._notice = notice or NoticeTeller(None, indicator)
        self._journals_words = journals_words
        self._words = Words()

    def state_changed(self, session: VoiceSession, state: SessionState) -> None:
        """Show the state."""
        self._indicator.state(state)
        self._indicator.overlay(is_booting=False)  # after the state, or the light would go out in between
        self.publish(ControlEvent.STATE, state=state.value)
        self._notice.state_changed(session, state)
        if self.ringing:
            self.ringing.wake()

    def speech_activity(self, _session: VoiceSession, is_speaking: bool) -> None:
        """Show whether the user speaks."""
        if self._lights:
            self._lights.user_speaks(is_speaking)
        if self.ringing:
            self.ringing.user_speaks(is_speaking)
        self.publish(ControlEvent.SPEAKING, is_speaking=is_speaking)

    def devices_missing(self, _session: VoiceSession, missing: Mapping[AudioDevice, AudioUnavailable]) -> None:
        """Show which audio devices are missing."""
        self.missing = {device.value: str(error) for device, error in missing.items()}
        self._indicator.overlay(missing=frozenset(missing))
        self.publish(ControlEvent.MISSING, devices=self.missing)

    def microphone_fault(self, _session: VoiceSession, fault: str | None) -> None:
        """Show what is wrong with the sound of the microphone."""
        self.fault = fault and f"the microphone {fault}"
        self._indicator.overlay(is_microphone_faulty=fault is not None)
        self.publish(ControlEvent.MICROPHONE, text=self.fault or "right")

    def server_changed(self, _session: VoiceSession, error: ServerUnavailable | None) -> None:
        """Show whether the language model server answers."""
        self.server = str(error) if error else "answers"
        self._indicator.overlay(is_server_missing=error is not None)
        self.publish(ControlEvent.SERVER, text=self.server)

    def transcript_received(self, _session: VoiceSession, text: str, is_final: bool) -> None:
        """Publish the transcript; the journal gets it only if the settings say so."""
        if self._journals_words:
            self._words = replace(self._words, transcript=text)
        self.publish(ControlEvent.TRANSCRIPT, text=text, is_final=is_final)

    def response_received(self, _session: VoiceSession, text: str) -> None:
        """Publish the reply; the journal gets it only if the settings say so."""
        if self._journals_words:
            self._words = replace(self._words, reply=text)
        self.publish(ControlEvent.REPLY, text=text)

    def answer_found(self, _session: VoiceSession, answer: Answer) -> None:
        """Publish what a skill understood; the journal gets its name with the turn."""
        intent = answer.intent
        action = answer.action.name if answer.action and not answer.action.is_internal else None
        self.publish(
            ControlEvent.ANSWER, skill=intent.skill, intent=intent.name, slots=dict(intent.slots), action=action
        )

    def mute_changed(self, _session: VoiceSession, is_muted: bool) -> None:
        """Show mute and write it to the state file."""
        self._indicator.overlay(is_muted=is_muted)
        self.publish(ControlEvent.MUTE, is_muted=is_muted)
        log.info("the microphone is %s", "muted" if is_muted else "open again")
        self._kept.change(is_muted=is_muted)
        if self.ringing:
            self.ringing.wake()

    def volume_changed(self, _session: VoiceSession, percent: int) -> None:
        """Write the volume to the state file."""
        self.publish(ControlEvent.VOLUME, percent=percent)
        log.info("the volume is %d %%", percent)
        self._kept.change(volume=percent)

    def error_occurred(self, session: VoiceSession, error: Exception) -> None:
        """Publish the error, which was logged where it arose; report a failure of the session."""
        self.publish(ControlEvent.ERROR, text=str(error))
        if session.failure:
            self.on_failure(session.failure)

    def turn_completed(self, _session: VoiceSession, metrics: TurnMetrics) -> None:
        """Count the turn, and report how long it took."""
        self.turn_counts.add(metrics)
        timings: dict[str, Any] = metrics.timings_ms()
        self.publish(ControlEvent.TURN, turn=metrics.turn, outcome=metrics.outcome.value, timings_ms=timings)
        voice_to_voice_ms = timings["voice_to_voice"]
        timing = "" if voice_to_voice_ms is None else f", last word to first sound {voice_to_voice_ms:.0f} ms"
        fields = turn_fields(metrics, self._words if self._journals_words else None)
        log.info("turn %d: %s%s", metrics.turn, metrics.outcome.value, timing, extra=fields)
        self._words = Words()
        self._notice.turn_completed(metrics, self.missing)
        if self.ringing:
            self.ringing.turn_completed(metrics.outcome)
        self.on_turn_over()
