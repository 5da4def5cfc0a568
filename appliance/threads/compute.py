"""ComputeWorker: one thread for the three models, one heavy job at a time, the highest priority first.

If models are used from two threads, or at the same time on few cores, their thread pools spin against each other: that
costs 160 ms in a turn, up to a collapse (measured). So the transcriber, the responder and the synthesizer share a
thread. Each is a lane with a bounded inbox; after every yield of a stage the worker takes the job with the highest
priority. The priorities themselves are given from outside: `pipeline.priority`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Generic, TypeVar

from appliance.events import ReplyWorkEnded
from appliance.items import Item, ReplyItem
from appliance.threads.channel import Channel, ChannelClosed
from appliance.threads.heartbeat import Heartbeat
from appliance.threads.stage import Stage
from appliance.threads.worker import Job, WorkerLinks, open_stage, reported

InT_co = TypeVar("InT_co", bound=Item, covariant=True)
OutT_co = TypeVar("OutT_co", bound=Item, covariant=True)
"""Covariant, since a lane takes no items but from its own inbox: a `Lane[Utterance, Never]` is a `Lane[Item, Item]`."""


class Lane(Generic[InT_co, OutT_co]):
    """A stage on the compute thread, with its inbox and the job it is at."""

    def __init__(
        self,
        stage: Stage[InT_co, OutT_co],
        inbox: Channel[InT_co],
        deliver: Callable[[OutT_co], object],
        has_room: Callable[[], bool],
        longest_step_s: float,
    ) -> None:
        """`has_room` says whether the next stage's inbox has room for what `deliver` is given."""
        self.has_room = has_room
        self.longest_step_s = longest_step_s
        self._stage = stage
        self._inbox = inbox
        self._deliver = deliver
        self._job: Job[InT_co, OutT_co] | None = None

    @property
    def name(self) -> str:
        """Name of the stage."""
        return self._stage.name

    @property
    def item(self) -> Item | None:
        """What this lane works on, or would next; None when there is nothing."""
        job = self._job
        return job.item if job else self._inbox.peek()

    @property
    def delivered(self) -> int:
        """How many items the job it is at has handed on."""
        job = self._job
        return job.delivered if job else 0

    def is_idle_but_for(self, negligible: Callable[[Item], bool]) -> bool:
        """Say whether everything that came and is not negligible was worked off; for any thread."""
        job = self._job
        return self._inbox.is_idle_but_for(negligible, job.item if job else None)

    def open(self, links: WorkerLinks, heartbeat: Heartbeat) -> bool:
        """Open the stage, report it, and say whether it worked."""
        return open_stage(self._stage, links.report, heartbeat)

    def step(self, links: WorkerLinks) -> None:
        """Advance the job to its next yield, or take the next item; drop what is stale. Raises `ChannelClosed`."""
        job = self._job
        if job is None:
            item = self._inbox.get()
            assert item is not None  # waited for without a timeout
            job = self._job = Job(self._stage, item)
        if links.is_stale(job.item):
            job.drop(links.report)
        else:
            begun_s = time.monotonic()
            goes_on = job.step(self._deliver, links.report)
            job.spent_s += time.monotonic() - begun_s
            if goes_on:
                return
        if isinstance(job.item, ReplyItem) and job.spent_s:
            links.report(ReplyWorkEnded(job.item.reply, time.monotonic(), job.spent_s))
        self._job = None
        self._inbox.done()

    def drop(self, links: WorkerLinks) -> None:
        """Stop the job where it is."""
        if self._job:
            self._job.drop(links.report)

    def stop(self) -> None:
        """Take no more items, and end a wait inside the stage; called from another thread."""
        self._inbox.close()
        self._stage.stop()

    def close(self) -> None:
        """Close the stage."""
        self._stage.close()


class ComputeWorker:
    """Runs the lanes, given from the first stage to the last."""

    name = "compute"

    def __init__(
        self,
        lanes: Sequence[Lane[Item, Item]],
        priority: Callable[[Item, int], int],
        wake: threading.Event,
        links: WorkerLinks,
    ) -> None:
        """`priority(item, delivered)` ranks a job, 0 first; `wake` is set when there may be work."""
        self._lanes = lanes
        self._priority = priority
        self._wake = wake
        self._links = links
        self._stopped = False
        self.heartbeat = Heartbeat(self.name, self.has_work)

    def run(self) -> None:
        """Open the stages in order, work until stopped, close them in reverse."""
        with reported(self.name, self._links.report), ExitStack() as opened:
            for lane in self._lanes:
                opened.callback(lane.close)
                if self._stopped or not lane.open(self._links, self.heartbeat):
                    return
            for lane in self._lanes:
                opened.callback(lane.drop, self._links)
            self._work()

    def _work(self) -> None:
        while True:
            self._wake.clear()
            if self._stopped:  # asked after clear(): a stop before it would be missed
                return
            lane = self._highest_priority()
            if lane is None:
                self.heartbeat.waiting()
                self._wake.wait()
                continue
            self.heartbeat.working(f"the {lane.name}", lane.longest_step_s)
            try:
                lane.step(self._links)
            except ChannelClosed:
                return

    def has_work(self) -> bool:
        """Say whether any lane could go on; for any thread."""
        return any(self._may_go_on(lane) for lane in self._lanes)

    def is_idle_but_for(self, negligible: Callable[[Item], bool]) -> bool:
        """Say whether everything that came and is not negligible was worked off; for any thread."""
        return all(lane.is_idle_but_for(negligible) for lane in self._lanes)

    def _is_blocked(self, lane: Lane[Item, Item]) -> bool:
        item = lane.item
        return item is not None and self._links.is_blocked(item, lane.delivered)

    def _may_go_on(self, lane: Lane[Item, Item]) -> bool:
        return lane.item is not None and lane.has_room() and not self._is_blocked(lane)

    def _highest_priority(self) -> Lane[Item, Item] | None:
        best: Lane[Item, Item] | None = None
        best_priority = 0
        for lane in reversed(self._lanes):  # at equal priority the stage nearer to the loudspeaker goes first
            item = lane.item
            if item is not None and self._links.is_stale(item):
                return lane  # to be dropped
            if item is None or not self._may_go_on(lane):
                continue
            priority = self._priority(item, lane.delivered)
            if best is None or priority < best_priority:
                best, best_priority = lane, priority
        return best

    def stop(self) -> None:
        """End at the next yield."""
        self._stopped = True
        for lane in self._lanes:
            lane.stop()
        self._wake.set()
