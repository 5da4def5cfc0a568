"""VoiceSession: the public API. It may be called from any thread; what a call leads to is decided in `decider`."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from appliance.conversation import Conversation, Exchange
from appliance.decider import CallName, Decider
from appliance.delegate import Notifier
from appliance.errors import InvalidState, PipelineError
from appliance.interfaces import Hardware, Models
from appliance.pipeline import Pipeline
from appliance.session_thread import SessionThread
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from appliance.worker import Crew

STOP_TIMEOUT_S = 10.0
"""Longest wait for all threads to end: a model that is being loaded cannot be cut short."""


@dataclass(frozen=True, slots=True)
class _Running:
    """What exists between `connect()` and `disconnect()`."""

    thread: SessionThread
    pipeline: Pipeline
    conversation: Conversation
    crew: Crew


class VoiceSession:
    """A conversation with one person through one microphone and one loudspeaker.

    `delegate` is told what happens, on a thread of its own (see `VoiceSessionDelegate`); it may call back into the
    session. Every method raises `InvalidState` when it makes no sense in the present state, and `PipelineError` once a
    stage has died by a bug: then only `disconnect()` is left.
    """

    def __init__(
        self,
        config: VoiceSessionConfig,
        hardware: Hardware,
        models: Models,
        delegate: object | None = None,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.config = config
        self.delegate = delegate
        self._hardware = hardware
        self._models = models
        self._lock = threading.Lock()
        self._running: _Running | None = None

    @property
    def state(self) -> SessionState:
        """What the session is doing."""
        running = self._running
        return running.thread.decider.state if running else SessionState.DISCONNECTED

    @property
    def history(self) -> tuple[Exchange, ...]:
        """The turns the language model is told of, oldest first."""
        running = self._running
        return running.conversation.exchanges if running else ()

    @property
    def is_idle(self) -> bool:
        """True when everything that was heard so far was worked off; what is being played does not count."""
        running = self._running
        return running is None or (running.pipeline.is_idle and running.thread.is_idle)

    def connect(self) -> None:
        """Open the devices, load and warm the models, return when ready.

        Raises `AudioUnavailable` or `ModelUnavailable`, and is disconnected again then.
        """
        with self._lock:
            if self._running:
                raise InvalidState(f"cannot connect while {self.state.value}")
            running = self._build()
            connected = running.thread.call("connect")  # the first call the thread sees: others come once it is known
            self._running = running
            running.crew.start()
        try:
            connected.result()
        except BaseException:
            with contextlib.suppress(PipelineError):  # a thread that ends late must not hide why it has to end
                self._stop(running)
            raise

    def _build(self) -> _Running:
        thread = SessionThread(time.monotonic)
        conversation = Conversation(self.config.system_prompt)
        notifier = Notifier(self, lambda: self.delegate)
        pipeline = Pipeline(self.config, self._hardware, self._models, conversation, thread.report)
        thread.decider = Decider(self.config, pipeline, conversation, notifier, time.monotonic)
        return _Running(thread, pipeline, conversation, Crew([notifier, thread, *pipeline.runners]))

    def disconnect(self) -> None:
        """Stop everything, close the devices, free the models; harmless when disconnected already."""
        running = self._running
        if running:
            self._stop(running)

    def _stop(self, running: _Running) -> None:
        try:
            running.thread.call("disconnect").result(STOP_TIMEOUT_S)
        except InvalidState:
            pass  # another thread was faster
        finally:
            late = running.crew.stop(STOP_TIMEOUT_S)
            with self._lock:
                if self._running is running:
                    self._running = None
        if late:
            raise PipelineError(late[0], TimeoutError(f"did not stop within {STOP_TIMEOUT_S:g} s"))

    def start_listening(self) -> None:
        """Take what is said from now on as the user's turn; from `connected`, or from `error` to try again."""
        self._call("start listening").result()

    def stop_listening(self) -> None:
        """End the user's turn now: what was said is answered; if nothing was, back to `connected`."""
        self._call("stop listening").result()

    def interrupt(self) -> bool:
        """Stop at once whatever goes on, and listen (or only fall silent, see `listen_after_interrupt`).

        While listening, what was said so far is forgotten. Returns False when there was nothing to interrupt
        (connected, error); raises `InvalidState` while disconnected or connecting.
        """
        return bool(self._call("interrupt").result())

    def _call(self, name: CallName) -> Future[Any]:
        running = self._running
        if running is None:
            raise InvalidState(f"cannot {name} while disconnected")
        return running.thread.call(name)
