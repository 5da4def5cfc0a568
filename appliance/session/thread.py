"""SessionThread: the inbox of the deciding thread, and its loop. What is decided stands in `calls` and `decider`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from appliance.errors import InvalidState, PipelineError
from appliance.events import Event
from appliance.monitoring.watchdog import Watchdog
from appliance.session.calls import CallName, Calls
from appliance.session.controller import SessionController
from appliance.session.device_events import DeviceEventHandler
from appliance.states import SessionState
from appliance.threads.channel import Channel, ChannelClosed

log = logging.getLogger(__name__)

INBOX_SIZE = 10_000
"""Never reached: deciding takes microseconds, and nothing waits for room here."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the public API, waiting for its answer."""

    name: CallName
    """What is asked."""
    arguments: tuple[Any, ...] = ()
    """What goes with it."""
    answer: Future[Any] = field(default_factory=Future)
    """Resolved on the session's thread."""


class SessionThread:
    """Hands out events and calls, one at a time."""

    name = "session"

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._inbox: Channel[Event | Call] = Channel(INBOX_SIZE)
        self._controller: SessionController
        self._calls: Calls
        self._decider: DeviceEventHandler
        self._watchdog: Watchdog | None

    def follow(self, controller: SessionController, watchdog: Watchdog | None) -> None:
        """Take the course to decide on, before `run()`: its pipeline reports to this inbox, so it is built later."""
        self._controller, self._calls, self._decider = controller, Calls(controller), DeviceEventHandler(controller)
        self._watchdog = watchdog

    @property
    def state(self) -> SessionState:
        """Where the session stands."""
        return self._controller.state

    @property
    def failure(self) -> PipelineError | None:
        """Why no work is possible any more; None while it is."""
        return self._controller.failure

    def report(self, event: Event) -> None:
        """Take an event from a stage; never blocks."""
        self._inbox.put_now(event)

    def call(self, name: CallName, *arguments: object) -> Future[Any]:
        """Take a call from any thread."""
        call = Call(name, arguments)
        if not self._inbox.put_now(call):
            self._refuse(call)
        return call.answer

    @property
    def is_idle(self) -> bool:
        """True when every event and call so far was acted on."""
        return self._inbox.is_idle

    def run(self) -> None:
        """Decide, until disconnected."""
        try:
            self._take(self._inbox.get())  # to connect
            while self._controller.state is not SessionState.DISCONNECTED:
                self._next()
        except ChannelClosed:
            pass
        except Exception as error:
            log.critical("the session thread died", exc_info=error)
            self._decider.on_bug(error)
        finally:
            self.stop()

    def _next(self) -> None:
        # What is overdue goes before what is waiting: a stage that reports without end must not put it off for ever.
        now_s = self._clock()
        deadline, watchdog = self._controller.deadline, self._watchdog
        if watchdog and watchdog.due_s <= now_s:
            watchdog.look(self._controller.is_ready)
        elif deadline and deadline.at_s <= now_s:
            self._controller.deadline = None
            deadline.action()
        else:
            due_s = [due.at_s for due in (deadline,) if due] + [due.due_s for due in (watchdog,) if due]
            self._take(self._inbox.get(min(due_s) - now_s if due_s else None))

    def _take(self, item: Event | Call | None) -> None:
        if item is None:
            return
        if isinstance(item, Call):
            self._answer(item)
        else:
            self._decider.on_event(item)
        self._inbox.done()

    def _answer(self, call: Call) -> None:
        try:
            self._calls.on_call(call.name, call.arguments, call.answer)
        except Exception as error:
            call.answer.set_exception(PipelineError("session", error))
            raise

    def stop(self) -> None:
        """Take nothing more; refuse the calls that are waiting."""
        for item in self._inbox.close():
            if isinstance(item, Call):
                self._refuse(item)

    def _refuse(self, call: Call) -> None:
        disconnected = InvalidState(f"cannot {call.name} while disconnected")
        call.answer.set_exception(self._controller.failure or disconnected)
