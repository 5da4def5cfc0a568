"""The delegate's interface, and the Notifier: the thread that calls it.

A delegate has a thread of its own, so that one that blocks, is slow or raises cannot make the button deaf: the session
goes on deciding meanwhile. It sees everything in order; when it falls far behind, progress and sound are left out,
oldest first, but never a state, an error or the end of a turn.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from appliance.audio.format import Samples
from appliance.errors import AudioUnavailable
from appliance.events import AudioDevice
from appliance.monitoring.metrics import TurnMetrics
from appliance.states import SessionState
from appliance.threads.channel import Channel, ChannelClosed
from appliance.threads.heartbeat import Heartbeat

if TYPE_CHECKING:
    from appliance.session.session import VoiceSession

log = logging.getLogger(__name__)

WAITING = 1000
"""Calls that may wait for a slow delegate before progress is left out."""
CALL_S = 30.0
"""A call of a delegate that takes longer hangs."""


class VoiceSessionDelegate(Protocol):
    """What a session tells; subclass it and define those methods you need."""

    def state_changed(self, session: VoiceSession, state: SessionState) -> None:
        """The session has a new state."""

    def transcript_received(self, session: VoiceSession, text: str, is_final: bool) -> None:
        """All the user has said so far in this turn."""

    def response_received(self, session: VoiceSession, text: str) -> None:
        """All that was written so far in reply."""

    def audio_received(self, session: VoiceSession, pcm: Samples) -> None:
        """More of the reply as sound, shape (n,), at the voice's rate; it is yet to be played."""

    def error_occurred(self, session: VoiceSession, error: Exception) -> None:
        """Something went wrong; the session goes back to work by itself unless a stage died."""

    def speech_activity(self, session: VoiceSession, is_speaking: bool) -> None:
        """The user has begun to speak, or pauses."""

    def devices_missing(self, session: VoiceSession, missing: Mapping[AudioDevice, AudioUnavailable]) -> None:
        """Devices were lost or came back; `missing` are those that are not there now, and why."""

    def mute_changed(self, session: VoiceSession, is_muted: bool) -> None:
        """The microphone was closed or opened."""

    def volume_changed(self, session: VoiceSession, percent: int) -> None:
        """The loudness was changed."""

    def turn_completed(self, session: VoiceSession, metrics: TurnMetrics) -> None:
        """A turn is over: answered, interrupted, failed, or nothing was said."""


@dataclass(frozen=True, slots=True)
class _Notice:
    method: str
    arguments: tuple[Any, ...]

    @property
    def may_be_left_out(self) -> bool:
        return self.method in (
            "transcript_received", "response_received", "audio_received", "speech_activity",
        )  # fmt: skip


_END = _Notice("end", ())


class Notifier:
    """Calls the delegate's methods, one after the other, on a thread of its own."""

    name = "delegate"

    def __init__(self, session: VoiceSession, delegate: Callable[[], object]) -> None:
        self._session = session
        self._delegate = delegate
        self._notices: Channel[_Notice] = Channel(WAITING)
        self.left_out = 0
        self.heartbeat = Heartbeat(self.name, self._notices.has_work)

    def notify(self, method: str, *arguments: object) -> None:
        """Have the delegate called soon; returns at once."""
        notice = _Notice(method, arguments)
        if self._notices.put_dropping(notice, lambda waiting: waiting.may_be_left_out):
            self.left_out += 1
            log.warning("the delegate is slow: %d notices left out so far", self.left_out)

    def run(self) -> None:
        """Call, until told to stop and all was told."""
        while True:
            self.heartbeat.waiting()
            try:
                notice = self._notices.get()
            except ChannelClosed:
                return
            if notice is _END:
                return
            assert notice is not None
            self._call(notice)

    def _call(self, notice: _Notice) -> None:
        method = getattr(self._delegate(), notice.method, None)
        if method is None:
            return
        self.heartbeat.working(f"telling {notice.method}", CALL_S)
        try:
            method(self._session, *notice.arguments)
        except Exception:
            # Not ours and not fatal, but never silent: the owner of the delegate must see it.
            log.exception("the delegate's %s() raised", notice.method)

    def stop(self) -> None:
        """Let `run()` tell what is waiting, then return."""
        self._notices.put_now(_END)
