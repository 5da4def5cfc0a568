"""VoiceSession: the public API. It may be called from any thread; what a call leads to stands in `calls`."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from appliance.audio.earcons import Earcon
from appliance.errors import InvalidState, PipelineError
from appliance.interfaces import Hardware, Models
from appliance.monitoring.health import PipelineHealth
from appliance.monitoring.watchdog import Watchdog
from appliance.pipeline.wiring import Pipeline
from appliance.session.calls import Calls, call_name
from appliance.session.controller import SessionController
from appliance.session.notifier import Notifier
from appliance.session.thread import SessionThread
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Conversation, Exchange
from appliance.states import SessionState
from appliance.threads.worker import ThreadGroup

P = ParamSpec("P")
T = TypeVar("T")

STOP_TIMEOUT_S = 10.0
"""Longest wait for all threads to end: a model that is being loaded cannot be cut short."""


@dataclass(frozen=True, slots=True)
class _Running:
    """What exists between `connect()` and `disconnect()`."""

    thread: SessionThread
    pipeline: Pipeline
    conversation: Conversation
    thread_group: ThreadGroup


class VoiceSession:
    """A conversation with one person through one microphone and one loudspeaker.

    `delegate` is told what happens, on a thread of its own (see `VoiceSessionDelegate`); it may call back into the
    session. Every method raises `InvalidState` when it makes no sense in the present state, and `PipelineError` once a
    stage has died by a bug: then only `disconnect()` is left. The session's thread runs the `watchdog`, which reads the
    heartbeats of all the others.
    """

    def __init__(
        self,
        config: VoiceSessionConfig,
        hardware: Hardware,
        models: Models,
        delegate: object | None = None,
        watchdog: Watchdog | None = None,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.config = config.with_prompt_of_model(models.system_prompt).at_pace()
        self.delegate = delegate
        self._hardware = hardware
        self._models = models
        self._watchdog = watchdog
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._volume = 100
        self._is_muted = False

    @property
    def state(self) -> SessionState:
        """What the session is doing."""
        running = self._running
        return running.thread.state if running else SessionState.DISCONNECTED

    @property
    def failure(self) -> PipelineError | None:
        """Why no work is possible any more; None while it is."""
        running = self._running
        return running.thread.failure if running else None

    @property
    def history(self) -> tuple[Exchange, ...]:
        """The turns that are in the language model's prompt, oldest first."""
        running = self._running
        return running.conversation.exchanges if running else ()

    @property
    def is_idle(self) -> bool:
        """True when everything that was captured so far was worked off; what is being played does not count."""
        running = self._running
        # Asked twice: what the pipeline reports may lead to more work for it.
        return running is None or (
            running.pipeline.is_idle and running.thread.is_idle and running.pipeline.is_idle and running.thread.is_idle
        )

    def connect(self) -> None:
        """Open the devices, load and warm the models, return when ready.

        Raises `AudioUnavailable` or `ModelUnavailable`, and is disconnected again then.
        """
        connected = self.connect_soon()
        running = self._running
        try:
            connected.result()
        except BaseException:
            with contextlib.suppress(PipelineError):  # a thread that ends late must not hide why it has to end
                self._stop(running)
            raise

    def connect_soon(self) -> Future[None]:
        """Begin to connect and return at once; on failure it is for the caller to disconnect."""
        with self._lock:
            if self._running:
                raise InvalidState(f"cannot connect while {self.state.value}")
            running = self._build()
            connected = running.thread.connect()  # before `_running` is set, so that no other call comes first
            self._running = running
            running.thread_group.start()
        return connected

    def _build(self) -> _Running:
        thread = SessionThread(time.monotonic)
        conversation = Conversation(self.config.system_prompt)
        notifier = Notifier(self, lambda: self.delegate)
        pipeline = Pipeline(self.config, self._hardware, self._models, conversation, thread.report)
        pipeline.volume.percent, pipeline.is_muted = self._volume, self._is_muted
        if self._watchdog:
            self._watchdog.watch(notifier.heartbeat, *(worker.heartbeat for worker in pipeline.workers))
        controller = SessionController(self.config, pipeline, conversation, notifier, time.monotonic)
        thread.attach(controller, self._watchdog)
        return _Running(thread, pipeline, conversation, ThreadGroup([notifier, thread, *pipeline.workers]))

    def disconnect(self, timeout_s: float = STOP_TIMEOUT_S) -> None:
        """Stop everything, close the devices, free the models; harmless when disconnected already.

        Raises `PipelineError` when a thread has not ended after `timeout_s`; it ends later, or with the process.
        """
        self._stop(self._running, timeout_s)

    def _stop(self, running: _Running | None, timeout_s: float = STOP_TIMEOUT_S) -> None:
        if running is None:
            return
        self._volume, self._is_muted = running.pipeline.volume.percent, running.pipeline.is_muted
        try:
            running.thread.call(Calls.disconnect).result(timeout_s)
            running.pipeline.finish_actions()
        except (InvalidState, TimeoutError):
            pass  # another thread disconnects it, or the session's thread hangs: then it is among the late ones
        finally:
            late = running.thread_group.stop(timeout_s)
            with self._lock:
                if self._running is running:
                    self._running = None
        if late:
            raise PipelineError(late[0], TimeoutError(f"did not stop within {timeout_s:g} s"))

    def start_listening(self) -> None:
        """Take what is said from now on as the user's turn; from `connected`, or from `error` to try again."""
        self._call(Calls.start_listening).result()

    def stop_listening(self) -> None:
        """Commit the user's turn: what was said is replied to; if nothing was, back to `connected`."""
        self._call(Calls.stop_listening).result()

    def interrupt(self) -> bool:
        """Stop at once whatever goes on, and listen (or only fall silent, see `listen_after_interrupt`).

        While listening, what was said so far is forgotten. Returns False when there was nothing to interrupt
        (connected, error); raises `InvalidState` while disconnected or connecting.
        """
        return self._call(Calls.interrupt).result()

    def cancel(self) -> bool:
        """Stop at once whatever goes on, and do not listen. As `interrupt()` otherwise."""
        return self._call(Calls.cancel).result()

    def tap(self) -> None:
        """Do what a tap of the one button means now; never wrong while connected.

        Ready: listen. Listening: commit the turn, or cancel it if nothing was said. Thinking or speaking: interrupt.
        """
        self._call(Calls.tap).result()

    def press_to_talk(self) -> None:
        """Listen from now on, whatever went on; `stop_listening()` when the button is let go."""
        self._call(Calls.press_to_talk).result()

    def say(self, text: str) -> None:
        """Speak a text; raises `InvalidState` unless `connected`."""
        self._call(Calls.say, text).result()

    def ask(self, text: str) -> None:
        """Reply to a text as if it had been said; raises `InvalidState` unless `connected`."""
        self._call(Calls.ask, text).result()

    def forget(self) -> None:
        """Forget the conversation; harmless while disconnected."""
        if self._running:
            self._call(Calls.forget).result()

    @property
    def last_reply(self) -> str:
        """What was replied last, by language model or skill; "" if nothing was."""
        running = self._running
        return running.thread.last_reply if running else ""

    def set_speaking_rate(self, rate: float) -> None:
        """Set the speed of the voice, 0.5 to 2.0, from its next part on until disconnected."""
        self._call(Calls.set_speaking_rate, rate).result()

    def play_earcon(self, earcon: Earcon) -> None:
        """Play an earcon, if the hardware is to have them."""
        self._call(Calls.play_earcon, earcon).result()

    @property
    def is_muted(self) -> bool:
        """True while no frame of the microphone is passed on. Kept when disconnected."""
        running = self._running
        return running.pipeline.is_muted if running else self._is_muted

    @property
    def hears_over_reply(self) -> bool:
        """False while the echo of a reply cannot be taken out of what the microphone hears: only the button interrupts.

        True while that is not known yet.
        """
        running = self._running
        return not running or running.pipeline.hears_over_reply

    @property
    def echo_fault(self) -> str | None:
        """Why the echo of a reply cannot be taken out, in words; None: it is, as far as is known."""
        running = self._running
        return running.pipeline.echo_fault if running else None

    def mute(self, is_muted: bool = True, *, stops: bool = True) -> None:
        """Close the microphone to everybody, or open it again; closing `stops` what goes on, else only listening."""
        self._is_muted = is_muted
        if self._running:
            (self._call(Calls.mute, stops=stops) if is_muted else self._call(Calls.unmute)).result()

    @property
    def volume(self) -> int:
        """Loudness of voice and earcons in percent. Kept when disconnected."""
        running = self._running
        return running.pipeline.volume.percent if running else self._volume

    def set_volume(self, percent: int) -> None:
        """Set the loudness, 0 to 100; at once, also in the middle of a word."""
        self._volume = min(100, max(0, percent))
        if self._running:
            self._call(Calls.set_volume, self._volume).result()

    def health(self) -> PipelineHealth:
        """Return what was lost so far: xruns, dropped and late frames."""
        running = self._running
        return running.pipeline.health() if running else PipelineHealth()

    def _call(self, action: Callable[Concatenate[Calls, P], T], *arguments: P.args, **options: P.kwargs) -> Future[T]:
        running = self._running
        if running is None:
            raise InvalidState(f"cannot {call_name(action)} while disconnected")
        return running.thread.call(action, *arguments, **options)
