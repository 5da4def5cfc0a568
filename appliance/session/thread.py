"""SessionThread: the inbox of the session's thread, and its loop.

It hands each call to `calls`, each event of a turn or a reply to `turn_events`, and what stages report of themselves
and of audio devices to the `controller`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from appliance import events as ev
from appliance.errors import ApplianceError, InvalidState, PipelineError, ServerUnavailable
from appliance.events import Event
from appliance.monitoring.journal_fields import fault_fields, fault_over_fields, server_back_fields, server_lost_fields
from appliance.monitoring.watchdog import Watchdog
from appliance.session.calls import Calls, call_name
from appliance.session.controller import SessionController
from appliance.session.turn_events import TurnEventHandler
from appliance.states import SessionState
from appliance.threads.channel import Channel, ChannelClosed

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

INBOX_SIZE = 10_000
"""Never reached: deciding takes microseconds, and nothing waits for room here."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the public API, waiting for the session's thread."""

    name: str
    """What is asked, for sentences: "start listening"."""
    carry_out: Callable[[Calls], None]
    """Carries it out and resolves `result`, or has it resolved later."""
    result: Future[Any] = field(default_factory=Future)
    """Resolved on the session's thread."""
    makes_sense_after_failure: bool = False
    """True for `disconnect`, which is left when no work is possible any more."""


class SessionThread:
    """Takes events and calls, one at a time."""

    name = "session"

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._inbox: Channel[Event | Call] = Channel(INBOX_SIZE)
        self._controller: SessionController
        self._calls: Calls
        self._turn_events: TurnEventHandler
        self._unopened: set[str]
        """Stages that are not open yet."""
        self._watchdog: Watchdog | None

    def attach(self, controller: SessionController, watchdog: Watchdog | None) -> None:
        """Take the controller, before `run()`. It is built after this inbox, since its pipeline reports here."""
        self._controller, self._calls = controller, Calls(controller)
        self._turn_events = TurnEventHandler(controller)
        self._unopened = set(controller.pipeline.stages)
        self._watchdog = watchdog

    @property
    def state(self) -> SessionState:
        """What the session is doing."""
        return self._controller.state

    @property
    def failure(self) -> PipelineError | None:
        """Why no work is possible any more; None while it is."""
        return self._controller.failure

    @property
    def last_reply(self) -> str:
        """What was replied last; "" if nothing was."""
        return self._controller.last_reply

    # --- from any thread ---

    def report(self, event: Event) -> None:
        """Take an event from a stage; never blocks."""
        self._inbox.put_now(event)

    def call(self, action: Callable[Concatenate[Calls, P], T], *arguments: P.args, **options: P.kwargs) -> Future[T]:
        """Have a method of `Calls` carried out on the session's thread; return its result to come."""
        result: Future[T] = Future()

        def carry_out(calls: Calls) -> None:
            result.set_result(action(calls, *arguments, **options))

        return self._put(Call(call_name(action), carry_out, result, action is Calls.disconnect))

    def connect(self) -> Future[None]:
        """Have the session connected; the result comes when everything is open."""
        connected: Future[None] = Future()
        return self._put(Call("connect", lambda calls: calls.connect(connected), connected))

    def _put(self, call: Call) -> Future[Any]:
        if not self._inbox.put_now(call):
            self._refuse(call)
        return call.result

    @property
    def is_idle(self) -> bool:
        """True when every event and call so far was acted on."""
        return self._inbox.is_idle

    # --- the thread ---

    def run(self) -> None:
        """Act on what comes, until disconnected."""
        try:
            self._take(self._inbox.get())  # to connect
            while self._controller.state is not SessionState.DISCONNECTED:
                self._next()
        except ChannelClosed:
            pass
        except Exception as error:
            log.critical("the session thread died", exc_info=error)
            self._controller.bug(error)
        finally:
            self.stop()

    def _next(self) -> None:
        # What is due goes before what is waiting: a stage that reports without end must not put it off for ever.
        now_s = self._clock()
        due_s, watchdog = self._controller.due_s, self._watchdog
        if watchdog and watchdog.is_due(self._controller.is_ready):
            watchdog.check(self._controller.is_ready)
        elif due_s is not None and due_s <= now_s:
            self._controller.act()
        else:
            times_s = [time_s for time_s in (due_s, watchdog.due_s if watchdog else None) if time_s is not None]
            self._take(self._inbox.get(min(times_s) - now_s if times_s else None))

    def _take(self, item: Event | Call | None) -> None:
        if item is None:
            return
        if isinstance(item, Call):
            self._carry_out(item)
        else:
            self._on_event(item)
        self._inbox.done()

    def _on_event(self, event: Event) -> None:
        controller = self._controller
        match event:
            case ev.StageReady(stage):
                self._unopened.discard(stage)
                if not self._unopened:
                    controller.opened()
            case ev.DeviceLost() | ev.DeviceBack() | ev.MicrophoneFault():
                self._on_device(event)
            case ev.ServerChanged(unavailable):
                self._on_server(unavailable)
            case ev.WakeWordHeard():
                controller.woken()
            case ev.ActionEnded(answer, action_error):
                controller.pending.ended(answer, action_error)
                if action_error:
                    controller.action_failed()
            case ev.StageFailed(stage, error, None, None):
                controller.stage_failed(stage, error)
            case ev.StageFailed():
                self._turn_events.on_failure(event)
            case ev.WorkerDied(stage, died):
                controller.worker_died(stage, died)
            case ev.TurnEvent() | ev.ReplyEvent():
                self._turn_events.on_event(event)

    def _on_device(self, event: ev.DeviceLost | ev.DeviceBack | ev.MicrophoneFault) -> None:
        match event:
            case ev.DeviceLost(device, lost):
                self._controller.device_lost(device, lost)
            case ev.DeviceBack(device):
                self._controller.device_back(device)
            case ev.MicrophoneFault(fault):
                self._on_microphone(fault)

    def _on_microphone(self, fault: str | None) -> None:
        if fault:
            log.warning("the microphone %s", fault, extra=fault_fields())
        else:
            log.info("the microphone sounds right again", extra=fault_over_fields())
        self._controller.notifier.microphone_fault(fault)

    def _on_server(self, error: ServerUnavailable | None) -> None:
        if error:
            log.warning("%s; the language model on the device answers", error, extra=server_lost_fields())
        else:
            log.info("the server answers", extra=server_back_fields())
        self._controller.notifier.server_changed(error)

    def _carry_out(self, call: Call) -> None:
        failure = self._controller.failure
        if failure and not call.makes_sense_after_failure:
            call.result.set_exception(failure)
            return
        try:
            call.carry_out(self._calls)
        except ApplianceError as error:
            call.result.set_exception(error)
        except Exception as error:
            call.result.set_exception(PipelineError("session", error))
            raise

    def stop(self) -> None:
        """Take nothing more; refuse the calls that are waiting."""
        for item in self._inbox.close():
            if isinstance(item, Call):
                self._refuse(item)

    def _refuse(self, call: Call) -> None:
        disconnected = InvalidState(f"cannot {call.name} while disconnected")
        call.result.set_exception(self._controller.failure or disconnected)
