"""Worker: a stage on a thread, here on the test's own. The inbox is closed when its items are used up."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from appliance.errors import AudioUnavailable
from appliance.events import Event, GenerationStarted, StageFailed, StageReady, WorkerDied
from appliance.items import EndOfReply, Item, ReplyPart
from appliance.pipeline.current_turn import CurrentTurn
from appliance.threads.inboxes import EndlessInbox
from appliance.threads.worker import Worker, WorkerLinks
from tests.unit.pipeline.replies import current_turn, next_reply
from tests.unit.scripted import AnyItem, ListInbox, Output, ScriptedStage
from tests.unit.watched_thread import running

READY = StageReady("scripted")


@dataclass
class WorkerRig:
    """The links of a worker, and everything that it delivers and reports."""

    events: list[Event] = field(default_factory=list)
    delivered: list[Item] = field(default_factory=list)
    turn: CurrentTurn = field(default_factory=current_turn)

    def worker(self, stage: ScriptedStage, inbox: ListInbox | EndlessInbox) -> Worker[AnyItem, AnyItem]:
        return Worker[AnyItem, AnyItem](
            stage, inbox, self.delivered.append, WorkerLinks(self.events.append, self.turn.is_stale)
        )

    def run(self, stage: ScriptedStage, *items: AnyItem) -> ListInbox:
        """Run a worker until the items are used up; return its inbox."""
        inbox = ListInbox(*items)
        self.worker(stage, inbox).run()
        return inbox


def part(reply: int = 0, index: int = 0) -> ReplyPart:
    return ReplyPart(reply, index, "words")


def test_items_are_delivered_events_reported_and_none_is_neither() -> None:
    def work(item: AnyItem) -> Iterator[Output]:
        yield GenerationStarted(0, 1.0)
        yield None
        yield EndOfReply(item.reply)

    rig = WorkerRig()
    inbox = rig.run(ScriptedStage(work), part())
    assert rig.events == [READY, GenerationStarted(0, 1.0)]
    assert rig.delivered == [EndOfReply(0)]
    assert inbox.done_count == 1


def test_what_is_stale_is_never_begun() -> None:
    begun: list[AnyItem] = []

    def work(item: AnyItem) -> Iterator[Output]:
        begun.append(item)
        yield item

    rig = WorkerRig()
    next_reply(rig.turn)
    inbox = rig.run(ScriptedStage(work), part(0), part(1), part(0))
    assert begun == rig.delivered == [part(1)]
    assert inbox.done_count == 3, "what was dropped is done, too"


def test_work_is_closed_at_the_next_yield_when_its_reply_is_over() -> None:
    rig, log = WorkerRig(), list[str]()

    def work(item: AnyItem) -> Iterator[Output]:
        try:
            yield ReplyPart(0, 1, "in time")
            next_reply(rig.turn)
            log.append("last step")
            yield None
            log.append("one step too many")
        finally:
            log.append("closed")

    rig.run(ScriptedStage(work), part(0))
    assert log == ["last step", "closed"]
    assert rig.delivered == [ReplyPart(0, 1, "in time")]


def test_what_belongs_to_neither_turn_nor_reply_is_never_stale() -> None:
    rig = WorkerRig()
    next_reply(rig.turn)
    rig.run(ScriptedStage(lambda item: iter([item])), item := Item())
    assert rig.delivered == [item]


def test_an_expected_error_is_reported_with_its_reply_and_work_goes_on() -> None:
    error = AudioUnavailable("no microphone: plug one in")

    def work(item: AnyItem) -> Iterator[Output]:
        if item.index == 0:
            raise error
        yield item

    rig, stage = WorkerRig(), ScriptedStage(work)
    inbox = rig.run(stage, part(index=0), part(index=1))
    assert rig.events == [READY, StageFailed("scripted", error, reply=0)]
    assert rig.delivered == [part(index=1)]
    assert inbox.done_count == 2


def test_an_expected_error_while_work_is_closed_is_reported_and_work_goes_on() -> None:
    """As when the loudspeaker is unplugged: dropping what is pending fails, too."""
    rig, error = WorkerRig(), AudioUnavailable("the loudspeaker is gone: plug it in again")

    def work(item: AnyItem) -> Iterator[Output]:
        if item.reply == 1:
            yield item
            return
        try:
            next_reply(rig.turn)
            yield None
        finally:
            raise error

    rig.run(ScriptedStage(work), part(0), part(1))
    assert rig.events == [READY, StageFailed("scripted", error, reply=0)]
    assert rig.delivered == [part(1)]


def test_an_unexpected_error_ends_the_worker_and_is_logged_with_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    bug = ZeroDivisionError("a bug")

    def work(item: AnyItem) -> Iterator[Output]:
        raise bug
        yield

    rig, stage = WorkerRig(), ScriptedStage(work)
    rig.run(stage, part(), part())
    assert rig.events == [READY, WorkerDied("scripted", bug)]
    assert stage.log == ["open scripted", "close scripted"]
    (record,) = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert record.exc_info
    assert record.exc_info[1] is bug


def test_a_stage_that_cannot_open_says_so_and_is_closed() -> None:
    error = AudioUnavailable("no loudspeaker: plug one in")
    rig, stage = WorkerRig(), ScriptedStage(iter, open_error=error)
    inbox = rig.run(stage, part())
    assert rig.events == [StageFailed("scripted", error, None)]
    assert stage.log == ["open scripted", "close scripted"]
    assert inbox.done_count == 0


def test_a_bug_in_open_is_reported_and_the_stage_closed() -> None:
    bug = RuntimeError("a bug")
    rig, stage = WorkerRig(), ScriptedStage(iter, open_error=bug)
    rig.run(stage)
    assert rig.events == [WorkerDied("scripted", bug)]
    assert stage.log == ["open scripted", "close scripted"]


def test_stop_ends_a_stage_that_is_always_at_work() -> None:
    rig = WorkerRig()

    def work(item: AnyItem) -> Iterator[Output]:
        yield None

    stage = ScriptedStage(work)
    worker = rig.worker(stage, EndlessInbox())
    with running(worker.run):
        worker.stop()
    assert stage.log[-1] == "close scripted"
    assert "stop scripted" in stage.log


def test_stop_ends_the_present_item_at_its_next_yield() -> None:
    rig, log = WorkerRig(), list[str]()

    def work(item: AnyItem) -> Iterator[Output]:
        try:
            worker.stop()
            yield None
            log.append("one step too many")
        finally:
            log.append("closed")

    worker = rig.worker(ScriptedStage(work), ListInbox(part(0), part(0)))
    worker.run()
    assert log == ["closed"]
    assert rig.events == [READY]
