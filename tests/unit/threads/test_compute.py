"""ComputeWorker: which job goes on, which is blocked, stale or closed, and what is reported of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from appliance.errors import ModelUnavailable
from appliance.events import ReplyWorkEnded, StageFailed, StageReady, WorkerDied
from appliance.items import Item
from appliance.threads.channel import Channel
from appliance.threads.compute import ComputeWorker, Lane
from appliance.threads.worker import WorkerLinks
from tests.unit.pipeline.replies import WORDS, next_reply
from tests.unit.scripted import AnyItem, Output, ScriptedStage
from tests.unit.threads.compute_rig import ComputeRig, GoOn, Task
from tests.unit.watched_thread import blocks, running


def test_the_highest_priority_goes_first_of_equals_the_one_nearer_the_loudspeaker() -> None:
    rig = ComputeRig("transcribe", "think", "speak")
    for inbox, task in zip(rig.inboxes, (Task(0, "a", 1), Task(0, "b", 0), Task(0, "c", 0)), strict=True):
        inbox.put(task)
    assert rig.run() == ["c1", "c finished", "b1", "b finished", "a1", "a finished"]


def test_a_job_of_higher_priority_overtakes_at_the_next_yield() -> None:
    rig = ComputeRig("transcribe", "think")
    rig.on_event = lambda event: rig.inboxes[0].put(Task(0, "urgent", 0)) if isinstance(event, GoOn) else None
    rig.inboxes[1].put(Task(0, "slow", 5, (None, GoOn(), None)))
    assert rig.run() == ["slow1", "slow2", "urgent1", "urgent finished", "slow3", "slow finished"]


def test_what_a_job_has_delivered_counts_for_its_priority() -> None:
    rig = ComputeRig("think", "speak")
    first = Task(0, "spoken", 1)
    rig.inboxes[0].put(Task(0, "written", 1, (first, None)))
    assert rig.run() == ["written1", "spoken1", "spoken finished", "written2", "written finished"]


def test_a_full_channel_stops_the_lane_before_it_and_nothing_deadlocks() -> None:
    rig = ComputeRig("think", "speak", size=1)
    spoken = [Task(0, f"s{number}-", 0, (Task(0, "sound", 0),)) for number in range(3)]
    rig.inboxes[0].put(Task(0, "t", 5, tuple(spoken)))
    waiting: list[tuple[int, int]] = []

    def play() -> None:
        waiting.append((len(rig.inboxes[1]), len(rig.out)))
        rig.out.get()

    log = rig.run(play, play, play)
    assert waiting == [(1, 1), (1, 1), (0, 1)], "as much as fits was done ahead, and no more"
    assert {"t finished", "s0- finished", "s1- finished", "s2- finished"} <= set(log)
    assert rig.out.peek() is None


def test_a_stale_job_is_closed_and_stale_items_are_never_begun() -> None:
    rig = ComputeRig("think")
    rig.inboxes[0].put(Task(0, "old", 1, (GoOn(), None)))
    rig.inboxes[0].put(Task(0, "older", 1))
    rig.inboxes[0].put(Task(1, "new", 1))
    rig.on_event = lambda event: next_reply(rig.turn) if isinstance(event, GoOn) else None
    assert rig.run() == ["old1", "old closed", "new1", "new finished"]
    assert rig.inboxes[0].is_idle, "what was dropped is done, too"


def test_stop_in_the_middle_closes_the_jobs_and_then_the_stages() -> None:
    rig = ComputeRig("transcribe", "think")
    rig.on_event = lambda event: rig.worker.stop() if isinstance(event, GoOn) else None
    rig.inboxes[1].put(Task(0, "job", 1, (GoOn(), None)))
    rig.worker.run()
    assert rig.log == [
        "open transcribe", "open think", "job1", "stop transcribe", "stop think", "job closed", "close think",
        "close transcribe",
    ]  # fmt: skip


def test_an_expected_error_ends_the_job_only() -> None:
    error = ModelUnavailable("the model is damaged: fetch it again")

    def work(task: AnyItem) -> Iterator[Output]:
        if task.name == "bad":
            raise error
        yield task

    rig = ComputeRig("think")
    rig.stages[0].script = work
    rig.inboxes[0].put(Task(0, "bad", 0))
    rig.inboxes[0].put(good := Task(0, "good", 0))
    rig.run()
    assert rig.events == [StageReady("think"), StageFailed("think", error, reply=0)]
    assert rig.out.peek() == good
    assert rig.inboxes[0].is_idle


def test_a_bug_is_reported_and_every_stage_and_job_closed(caplog: pytest.LogCaptureFixture) -> None:
    bug = KeyError("a bug")
    rig = ComputeRig("think", "speak")

    def work(task: AnyItem) -> Iterator[Output]:
        raise bug
        yield

    rig.stages[1].script = work
    rig.inboxes[0].put(Task(0, "job", 5, (Task(0, "fatal", 0), None)))
    rig.worker.run()
    assert rig.events[-1] == WorkerDied("compute", bug)
    assert rig.log[-3:] == ["job closed", "close speak", "close think"]
    assert "compute thread died" in caplog.text


@pytest.mark.parametrize("broken", [0, 1])
def test_a_stage_that_cannot_open_ends_the_worker_and_closes_those_before(broken: int) -> None:
    rig = ComputeRig("transcribe", "think")
    error = ModelUnavailable("there is no model: fetch one")
    rig.stages[broken].open_error = error
    rig.worker.run()
    names = ["transcribe", "think"][: broken + 1]
    assert rig.events == [*(StageReady(name) for name in names[:-1]), StageFailed(names[-1], error)]
    assert rig.log == [f"open {name}" for name in names] + [f"close {name}" for name in reversed(names)]


def test_a_stop_just_before_the_wake_event_is_cleared_is_not_lost() -> None:
    """If the worker looked at `_stopped` before `wake.clear()`, it would wait for an event that came already."""

    class StoppedWhileClearing(threading.Event):
        def clear(self) -> None:
            worker.stop()
            super().clear()

    wake = StoppedWhileClearing()
    inbox: Channel[Item] = Channel(1)
    lane = Lane(ScriptedStage(iter), inbox, inbox.put, lambda: True, 30.0)
    worker = ComputeWorker([lane], lambda item, delivered: 0, wake, WorkerLinks(lambda event: None, lambda item: False))
    with running(worker.run) as thread:
        lost = blocks(thread)
        wake.set()
    assert not lost


def test_a_lane_whose_outputs_find_no_room_has_no_work() -> None:
    rig = ComputeRig("only", size=1)
    (inbox,) = rig.inboxes
    assert not rig.worker.has_work()
    inbox.put(Task(0, "words", 0))
    assert rig.worker.has_work()
    rig.out.put(Task(0, "still there", 0))
    assert not rig.worker.has_work()


def test_a_blocked_job_counts_neither_as_work_nor_against_being_idle() -> None:
    rig = ComputeRig("think")
    reply = next_reply(rig.turn, is_committed=False)
    rig.turn.suspend_reply(True)
    rig.inboxes[0].put(Task(reply, "blocked", 0, (None, None)))
    seen: list[object] = []

    def commit() -> None:
        seen.extend([rig.worker.has_work(), rig.worker.is_idle_but_for(rig.turn.is_uncommitted)])
        rig.turn.commit_reply(WORDS)
        seen.extend([rig.worker.has_work(), rig.worker.is_idle_but_for(rig.turn.is_uncommitted)])
        rig.wake.set()

    assert rig.run(commit) == ["blocked1", "blocked2", "blocked finished"]
    assert seen == [False, True, True, False]
    assert rig.worker.is_idle_but_for(rig.turn.is_uncommitted)


def test_a_blocked_job_whose_reply_is_discarded_is_closed_and_its_time_is_told() -> None:
    rig = ComputeRig("think")
    reply = next_reply(rig.turn, is_committed=False)
    rig.on_event = lambda event: rig.turn.suspend_reply(True) if isinstance(event, GoOn) else None
    rig.inboxes[0].put(Task(reply, "preemptive", 0, (GoOn(), None)))

    def discard() -> None:
        assert not rig.ended
        rig.turn.discard_reply()
        rig.wake.set()

    assert rig.run(discard) == ["preemptive1", "preemptive closed"]
    (ended,) = rig.ended
    assert isinstance(ended, ReplyWorkEnded)
    assert ended.reply == reply
    assert ended.spent_s > 0
