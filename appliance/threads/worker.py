"""Workers run stages, and a ThreadGroup runs workers: the one place where the appliance starts and stops threads.

A stage is a generator function `work(item)` that yields items for the next stage and events for the session; it knows
no queue and no thread. A worker takes items from an inbox and drops those that are stale. Between two yields it closes
the generator when the item has become stale meanwhile. Nothing about audio, models or states may come in here.
"""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from appliance.errors import ApplianceError
from appliance.events import Event, StageFailed, StageReady, WorkerDied
from appliance.items import Item, ReplyItem, TurnItem
from appliance.threads.channel import ChannelClosed
from appliance.threads.heartbeat import Heartbeat
from appliance.threads.inboxes import Inbox
from appliance.threads.stage import Stage

log = logging.getLogger(__name__)

InT = TypeVar("InT", bound=Item)
OutT = TypeVar("OutT", bound=Item)

Report = Callable[[Event], None]

LOADING_S = 180.0
"""Longest that a stage may take to open: a model comes from a slow card."""


@dataclass(frozen=True, slots=True)
class WorkerLinks:
    """What every worker is connected to."""

    report: Report
    """Takes events; never blocks."""
    is_stale: Callable[[Item], bool]
    """Says whether an item's turn or reply is over."""
    is_blocked: Callable[[Item, int], bool] = lambda _item, _delivered: False
    """Says whether work on an item that has handed on `_delivered` items has to wait."""


class Runner(Protocol):
    """What a `ThreadGroup` gives a thread to."""

    name: str

    def run(self) -> None:
        """Work until told to stop; reports its own failures."""

    def stop(self) -> None:
        """Ask `run()` to return soon; called from another thread, more than once perhaps."""


class MonitoredRunner(Runner, Protocol):
    """A runner that the watchdog can look after."""

    heartbeat: Heartbeat


class Worker(Generic[InT, OutT]):
    """Runs one stage on one thread."""

    def __init__(
        self, stage: Stage[InT, OutT], inbox: Inbox[InT], deliver: Callable[[OutT], None], links: WorkerLinks
    ) -> None:
        self.name = stage.name
        self._stage = stage
        self._inbox = inbox
        self._deliver = deliver
        self._links = links
        self._stopped = False
        self.heartbeat = Heartbeat(self.name, inbox.has_work)

    def run(self) -> None:
        """Open the stage, work until the inbox closes, close the stage."""
        with reported(self.name, self._links.report):
            try:
                if open_stage(self._stage, self._links.report, self.heartbeat):
                    self._work()
            finally:
                self._stage.close()

    def _work(self) -> None:
        while True:
            self.heartbeat.waiting()
            try:
                item = self._inbox.get()
            except ChannelClosed:
                return
            if item is not None:
                self._work_on(item)
                self._inbox.done()

    def _work_on(self, item: InT) -> None:
        job = Job(self._stage, item)
        while not (self._stopped or self._links.is_stale(item)):
            self.heartbeat.working(self.name, self._stage.longest_step_s())
            if not job.step(self._hand_on, self._links.report):
                return
        job.drop(self._links.report)

    def _hand_on(self, item: OutT) -> None:
        self.heartbeat.handing_on()
        self._deliver(item)

    def stop(self) -> None:
        """Let the present item end at its next yield, and take no more."""
        self._stopped = True
        self._inbox.close()
        self._stage.stop()


class Job(Generic[InT, OutT]):
    """One item that a stage works on: a generator, advanced a step at a time."""

    def __init__(self, stage: Stage[InT, OutT], item: InT) -> None:
        self.item = item
        self.delivered = 0
        """Items handed on."""
        self.spent_s = 0.0
        """Time it took so far, if whoever runs it counts that."""
        self._stage_name = stage.name
        self._outputs: Iterator[OutT | Event | None] = stage.work(item)

    def step(self, deliver: Callable[[OutT], object], report: Report) -> bool:
        """Advance to the next yield and pass on what came; False when the work is finished or has failed."""
        try:
            output = next(self._outputs)
        except StopIteration:
            return False
        except ApplianceError as error:
            self._failed(error, report)
            return False
        if isinstance(output, Event):
            report(output)
        elif output is not None:
            deliver(output)
            self.delivered += 1
        return True

    def drop(self, report: Report) -> None:
        """Stop the work where it is."""
        try:
            self._outputs.close()  # type: ignore[attr-defined]  # a stage's work() is a generator
        except ApplianceError as error:
            self._failed(error, report)

    def _failed(self, error: ApplianceError, report: Report) -> None:
        log.debug("%s: %s", self._stage_name, error)  # whoever decides what follows logs it
        turn = self.item.turn if isinstance(self.item, TurnItem) else None
        reply = self.item.reply if isinstance(self.item, ReplyItem) else None
        report(StageFailed(self._stage_name, error, turn, reply))


def open_stage(stage: Stage[InT, OutT], report: Report, heartbeat: Heartbeat) -> bool:
    """Open a stage and report whether that worked."""
    heartbeat.working(f"opening the {stage.name}", LOADING_S)
    try:
        stage.open()
    except ApplianceError as error:
        report(StageFailed(stage.name, error))
        return False
    report(StageReady(stage.name))
    return True


class reported:  # noqa: N801  (reads as a statement: `with reported(...)`)
    """Context that turns an exception nobody expected into a log entry and a `WorkerDied` event."""

    def __init__(self, name: str, report: Report) -> None:
        self._name = name
        self._report = report

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if error is None:
            return False
        log.critical("the %s thread died", self._name, exc_info=error)
        self._report(WorkerDied(self._name, error))
        return True


_libc = ctypes.PyDLL(None)
_PR_SET_NAME = 15


class ThreadGroup:
    """All threads of a session: started in order, stopped in reverse."""

    def __init__(self, runners: Sequence[Runner]) -> None:
        self._runners = list(runners)
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()

    def start(self) -> None:
        """Give every runner its thread."""
        with self._starting:
            for runner in self._runners:
                thread = threading.Thread(target=_run_named, args=(runner,), name=runner.name, daemon=True)
                thread.start()
                self._threads.append(thread)

    def stop(self, timeout_s: float) -> list[str]:
        """Tell all to stop, then wait for them; return the names of those still running after `timeout_s`.

        The thread that calls is not waited for: a delegate may disconnect its own session.
        """
        with self._starting:  # a session may be disconnected by one thread while another still connects it
            for runner in reversed(self._runners):
                runner.stop()
        deadline_s = time.monotonic() + timeout_s
        here = threading.current_thread()
        for thread in reversed(self._threads):
            if thread is not here:
                thread.join(max(0.0, deadline_s - time.monotonic()))
        return [thread.name for thread in self._threads if thread.is_alive() and thread is not here]


def _run_named(runner: Runner) -> None:
    """Run under a name that `ps` and `top` show too; Python names threads for itself only."""
    _libc.prctl(_PR_SET_NAME, runner.name.encode()[:15])
    runner.run()
