"""SessionController: a session from its beginning to its end, what is missing and what has failed.

Its turns are those of `TurnController`.

Used by the session's thread alone. When each of its methods is called is decided in `calls` (what callers ask), in
`turn_events` and in `thread` (what stages report). Which state follows which is the table in `states`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future

from appliance.audio.earcons import Earcon
from appliance.errors import AudioUnavailable, PipelineError
from appliance.interfaces import AudioDevice
from appliance.monitoring.journal_fields import (
    Extra,
    back_fields,
    error_fields,
    lost_fields,
)
from appliance.monitoring.metrics import Outcome
from appliance.pipeline.wiring import Pipeline
from appliance.session.notifier import Notifier
from appliance.session.turn_controller import TurnController
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Conversation
from appliance.states import SessionState, Trigger

log = logging.getLogger(__name__)


class SessionController(TurnController):
    """A session from `connect` to `disconnect`."""

    def __init__(
        self,
        config: VoiceSessionConfig,
        pipeline: Pipeline,
        conversation: Conversation,
        notifier: Notifier,
        clock: Callable[[], float],
    ) -> None:
        super().__init__(config, pipeline, conversation, notifier, clock)
        self._failure: PipelineError | None = None
        self._missing: dict[AudioDevice, AudioUnavailable] = {}
        self._connecting: Future[None] | None = None
        """Resolved once everything is open."""

    @property
    def failure(self) -> PipelineError | None:
        """Why no work is possible any more: a thread has died. None while work is possible."""
        return self._failure

    @property
    def is_ready(self) -> bool:
        """True when somebody could be served: everything is loaded, nothing is missing, and sound comes in."""
        is_open = self._state not in (SessionState.DISCONNECTED, SessionState.CONNECTING)
        return is_open and not self._missing and not self._failure and self.pipeline.has_captured

    @property
    def missing(self) -> AudioUnavailable | None:
        """Why an audio device is missing; None when none is."""
        return next(iter(self._missing.values()), None)

    # --- connecting, and what may be missing or broken ---

    def connect(self, connected: Future[None]) -> None:
        """Wait for the stages to open; `connected` is resolved then."""
        self._connecting = connected
        self.go(Trigger.CONNECT)

    def opened(self) -> None:
        """Every stage is open. An audio device that may be missing is waited for, in the state `error`."""
        if self._connecting:
            self.go(Trigger.FAIL if self._missing else Trigger.OPENED)
            self._resolve_connecting()

    def disconnect(self, error: Exception) -> None:
        """End the turn and the session; `error` is for whoever still waits for it to be connected."""
        self._resolve_connecting(error)
        self.end_turn(Outcome.INTERRUPTED)
        self.go(Trigger.DISCONNECT)

    def device_lost(self, device: AudioDevice, error: AudioUnavailable) -> None:
        """Show that an audio device is missing, until it is back."""
        self._missing[device] = error
        self.notifier.devices_missing(self._missing)
        if self._connecting:
            log.error("%s", error, extra=lost_fields(device))
        else:
            self.fail(error, lost_fields(device))

    def device_back(self, device: AudioDevice) -> None:
        """Go back to work, unless something else is missing."""
        log.info("the %s is back", device.value, extra=back_fields(device))
        self._missing.pop(device, None)
        self.notifier.devices_missing(self._missing)
        if self._state is SessionState.ERROR and not (self._missing or self._failure):
            self.go(Trigger.RECOVER)

    def stage_failed(self, stage: str, error: Exception) -> None:
        """Show that a stage failed, outside of any turn."""
        self.fail(error if self._connecting else PipelineError(stage, error))

    def worker_died(self, stage: str, error: BaseException) -> None:
        """Show that no work is possible any more."""
        self._failure = PipelineError(stage, error)
        self.fail(self._failure)

    def bug(self, error: Exception) -> None:
        """Tell of an exception on the session's own thread; nothing is decided after it."""
        self._failure = PipelineError("session", error)
        try:
            if self._state is not SessionState.DISCONNECTED:
                self.go(Trigger.FAIL)
        finally:  # whatever is broken, nobody waits in vain
            self._resolve_connecting(self._failure)
            self.notifier.error_occurred(self._failure)

    def fail(self, error: Exception, fields: Extra | None = None) -> None:
        """Give up the turn, show what is wrong, and go back to work after a moment if that is possible."""
        log.error("%s", error, extra=fields or error_fields(error))
        self.end_turn(Outcome.FAILED)
        self.go(Trigger.FAIL)
        if self._connecting:
            self._resolve_connecting(error)
            return
        self.notifier.error_occurred(error)
        self.pipeline.play_earcon(Earcon.ERROR)
        if not (self._failure or self._missing):
            self.act_after(self.config.error_shown_s, lambda: self.go(Trigger.RECOVER))

    def _resolve_connecting(self, error: BaseException | None = None) -> None:
        connecting, self._connecting = self._connecting, None
        if connecting is None or connecting.done():  # done: carrying out the call itself has failed
            return
        connecting.set_exception(error) if error else connecting.set_result(None)
