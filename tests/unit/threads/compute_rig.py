"""ComputeWorker on the test's own thread: instead of waiting for work it goes on with a script, or stops."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appliance.events import Event, ReplyWorkEnded
from appliance.items import Item, ReplyItem
from appliance.threads.channel import Channel
from appliance.threads.compute import ComputeWorker, Lane
from appliance.threads.worker import WorkerLinks
from tests.unit.pipeline.replies import current_turn
from tests.unit.scripted import AnyItem, Output, ScriptedStage


class GoOn(Event):
    """An event in the middle of a job, at which a test can do something."""


@dataclass(frozen=True, slots=True)
class Task(ReplyItem):
    """Work for a lane: it yields one of `outputs` in each step."""

    name: str
    priority: int
    outputs: tuple[Output, ...] = (None,)


def _priority(task: Item, delivered: int) -> int:
    """Rank the job by the task's own priority, 0 first; each item that it has handed on lowers it by one."""
    assert isinstance(task, Task)
    return task.priority + delivered


class OnIdle(threading.Event):
    """An event that does not wait: it calls the next function of `script` instead."""

    def __init__(self) -> None:
        super().__init__()
        self.script: list[Callable[[], object]] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.script.pop(0)()
        return True


class ComputeRig:
    """A worker with a row of lanes; each delivers into the next, the last into `out`."""

    def __init__(self, *names: str, size: int = 4) -> None:
        self.log: list[str] = []
        self.events: list[Event] = []
        self.ended: list[Event] = []
        """The events of jobs that were done or dropped; `events` has the others."""
        self.turn = current_turn()
        self.wake = OnIdle()
        self.on_event: Callable[[Event], object] = lambda event: None
        """Called when a stage reports an event."""
        self.inboxes: list[Channel[Item]] = [Channel(size, self.wake.set) for _ in names]
        self.out: Channel[Item] = Channel(size, self.wake.set)
        self.stages = [ScriptedStage(self._work, name=name, log=self.log) for name in names]
        following = [*self.inboxes[1:], self.out]
        lanes = [
            Lane(stage, inbox, after.put, lambda after=after: not after.is_full, 30.0)  # type: ignore[misc]
            for stage, inbox, after in zip(self.stages, self.inboxes, following, strict=True)
        ]
        self.worker = ComputeWorker(
            lanes,
            _priority,
            self.wake,
            WorkerLinks(self._report, self.turn.is_stale, self.turn.is_blocked),
        )

    def _report(self, event: Event) -> None:
        (self.ended if isinstance(event, ReplyWorkEnded) else self.events).append(event)
        self.on_event(event)

    def _work(self, task: AnyItem) -> Iterator[Output]:
        try:
            for number, output in enumerate(task.outputs, start=1):
                self.log.append(f"{task.name}{number}")
                yield output
            self.log.append(f"{task.name} finished")
        except GeneratorExit:
            self.log.append(f"{task.name} closed")
            raise

    def run(self, *script: Callable[[], object]) -> list[str]:
        """Run until idle, call the next of `script`, and so on; stop after the last. Return what the stages did."""
        self.wake.script = [*script, self.worker.stop]
        self.worker.run()
        opened = [f"open {stage.name}" for stage in self.stages]
        assert self.log[: len(opened)] == opened
        stopped_and_closed = [f"{what} {stage.name}" for what in ("stop", "close") for stage in self.stages]
        return [entry for entry in self.log[len(opened) :] if entry not in stopped_and_closed]
