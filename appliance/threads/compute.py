"""ComputeWorker: one thread for the three models, one heavy job at a time, the most urgent first.

Models touched from a second thread, or overlapped on few cores, cost from 160 ms to a collapse: their thread pools spin
against each other. So the transcriber, the responder and the synthesizer share a thread. Each is a lane with a bounded
inbox; after every yield of a stage the worker looks again for the most urgent job. Which job is more urgent than which
is said in `urgency`, not here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from appliance.events import WorkEnded
from appliance.items import AnyItem, Item, TurnItem
from appliance.threads.channel import Channel, ChannelClosed
from appliance.threads.heartbeat import Heartbeat
from appliance.threads.stage import Stage
from appliance.threads.worker import Job, Wiring, open_stage, reported


class Lane:
    """A stage on the compute thread, with its inbox and the job it is at."""

    def __init__(
        self,
        stage: Stage[Any],
        inbox: Channel[Any],
        deliver: Callable[[Item], None],
        has_room: Callable[[], bool],
        longest_step_s: float,
    ) -> None:
        self.stage = stage
        self.inbox = inbox
        self.deliver = deliver
        self.longest_step_s = longest_step_s
        self._has_room = has_room
        self.job: Job | None = None

    @property
    def item(self) -> AnyItem | None:
        """What this lane works on, or would next; None when there is nothing."""
        job = self.job
        return job.item if job else self.inbox.peek()

    @property
    def delivered(self) -> int:
        """How much the job it is at has handed on."""
        job = self.job
        return job.delivered if job else 0

    @property
    def has_room(self) -> bool:
        """True when what comes of its work would find room."""
        return self._has_room()


class ComputeWorker:
    """Runs the lanes, given from the first stage to the last."""

    name = "compute"

    def __init__(
        self,
        lanes: Sequence[Lane],
        priority: Callable[[AnyItem, int], int],
        wake: threading.Event,
        wiring: Wiring,
    ) -> None:
        self._lanes = lanes
        self._priority = priority
        self._wake = wake
        self._wiring = wiring
        self._stopped = False
        self.heartbeat = Heartbeat(self.name, self.has_work)

    def run(self) -> None:
        """Open the stages in order, work until stopped, close them in reverse."""
        with reported(self.name, self._wiring.report), ExitStack() as opened:
            for lane in self._lanes:
                opened.callback(lane.stage.close)
                if self._stopped or not open_stage(lane.stage, self._wiring.report, self.heartbeat):
                    return
            for lane in self._lanes:
                opened.callback(self._drop, lane)
            self._work()

    def _work(self) -> None:
        while True:
            self._wake.clear()
            if self._stopped:  # after clear(): a stop that came before it must not be slept through
                return
            lane = self._most_urgent()
            if lane is None:
                self.heartbeat.waiting()
                self._wake.wait()
                continue
            try:
                self._step(lane)
            except ChannelClosed:
                return

    def _drop(self, lane: Lane) -> None:
        if lane.job:
            lane.job.drop(self._wiring.report)

    def has_work(self) -> bool:
        """Say whether any lane could go on; for any thread."""
        return any(self._may_go_on(lane) for lane in self._lanes)

    def is_idle_but_for(self, negligible: Callable[[AnyItem], bool]) -> bool:
        """Say whether everything that came and counts was worked off; for any thread."""
        return all(lane.inbox.is_idle_but_for(negligible, lane.job.item if lane.job else None) for lane in self._lanes)

    def _is_held(self, lane: Lane) -> bool:
        item = lane.item
        return item is not None and self._wiring.is_held(item, lane.delivered)

    def _may_go_on(self, lane: Lane) -> bool:
        return lane.item is not None and lane.has_room and not self._is_held(lane)

    def _most_urgent(self) -> Lane | None:
        best: Lane | None = None
        best_priority = 0
        for lane in reversed(self._lanes):  # at equal urgency the stage nearer to the ear goes first
            item = lane.item
            if item is not None and self._wiring.is_stale(item):
                return lane  # to be dropped
            if item is None or not self._may_go_on(lane):
                continue
            priority = self._priority(item, lane.delivered)
            if best is None or priority < best_priority:
                best, best_priority = lane, priority
        return best

    def _step(self, lane: Lane) -> None:
        if lane.job is None:
            item = lane.inbox.get()
            lane.job = Job(lane.stage, item)
        job = lane.job
        self.heartbeat.working(f"the {lane.stage.name}", lane.longest_step_s)
        if self._wiring.is_stale(job.item):
            job.drop(self._wiring.report)
        else:
            begun_s = time.monotonic()
            goes_on = job.step(lane.deliver, self._wiring.report)
            job.spent_s += time.monotonic() - begun_s
            if goes_on:
                return
        if isinstance(job.item, TurnItem) and job.spent_s:
            self._wiring.report(WorkEnded(job.item.turn, time.monotonic(), job.spent_s))
        lane.job = None
        lane.inbox.done()

    def stop(self) -> None:
        """End at the next yield."""
        self._stopped = True
        for lane in self._lanes:
            lane.inbox.close()
            lane.stage.stop()
        self._wake.set()
