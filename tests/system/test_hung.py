"""Every stage hangs once: a thread is stopped from outside, so that the product needs no code for the test.

The test of the session thread uses the unit as it is shipped. In the other tests the timeouts of the watchdog and of
the stages are shorter, so that all of them together take little more than a minute.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import pytest

from appliance.monitoring.journal_fields import MessageId
from tests.system.appliance import UNIT, Appliance, seconds_between
from tests.system.conversation import Conversation
from tests.system.frozen import FrozenThread, thread_named
from tests.system.journal import at_s
from tests.system.product import SETTINGS

WATCHDOG_S = 5
SHORT_STAGES = """
[session]
transcription_timeout_s = 5.0
generation_timeout_s = 5.0
synthesis_timeout_s = 5.0
"""
MOST_TRIALS = 6
THREADS = ("capture", "turns", "compute", "player", "session", "delegate")


@dataclass(frozen=True, slots=True)
class Hang:
    """Which thread is stopped, and where."""

    thread: str
    """The thread's name."""
    state: str
    """The state of the session at that time."""
    frame: str
    """A regular expression for a part of a file's path, or a function, that must be in the thread's stack."""
    library: str = ""
    """A part of the path of the native library inside which it is stopped; "" for anywhere."""


HANGS = {
    "capture": Hang("capture", "listening", r"/stages/capture\.py|in _deliver_frame"),
    "turns": Hang("turns", "listening", "/worker.py"),
    "transcriber": Hang("compute", "listening", "/stages/transcriber.py", "whisper"),
    "responder": Hang("compute", "listening", "/stages/responder.py", "/llama_cpp/"),
    "synthesizer": Hang("compute", "listening", "/stages/synthesizer.py", "/onnxruntime/"),
    "player": Hang("player", "speaking", "/worker.py"),
}


@pytest.mark.thorough
def test_the_session_thread(appliance: Appliance, conversation: Conversation) -> None:
    process = appliance.process
    frozen = FrozenThread(process, thread_named(process, "session"))
    hang_and_recover(appliance, conversation, frozen, "/session/thread.py")


@pytest.fixture(scope="module")
def with_short_timeouts(appliance: Appliance) -> Appliance:
    """The appliance, with shorter timeouts of the watchdog and of the stages."""
    since = appliance.machine.journal.end
    appliance.write_settings(SETTINGS + SHORT_STAGES)
    appliance.add_drop_in("watchdog", f"[Service]\nWatchdogSec={WATCHDOG_S}\n")
    appliance.restart()
    appliance.wait_until_ready(since)
    return appliance


@pytest.mark.thorough
@pytest.mark.parametrize("stage", HANGS)
def test_a_stage(stage: str, with_short_timeouts: Appliance, conversation: Conversation) -> None:
    hang = HANGS[stage]
    told = stage_told_of(hang, with_short_timeouts, conversation)
    if hang.library:  # inside a library it may hold Python's lock, and then no thread can log anything
        return
    for _ in range(MOST_TRIALS - 1):
        told = told or stage_told_of(hang, with_short_timeouts, conversation)
    assert told == hang.thread


def stage_told_of(hang: Hang, appliance: Appliance, conversation: Conversation) -> str:
    """Have a thread hang, and return which one the journal says hangs, besides its stack; "" if it does not say.

    It cannot where the thread is stopped while it holds Python's lock, or one that the session's thread waits for.
    """
    since = appliance.machine.journal.end
    process = appliance.process
    frozen = FrozenThread(process, thread_named(process, hang.thread), hang.library)
    events = conversation.begin(appliance)
    events.wait_for("state", 0.0, state=hang.state) if hang.state != "listening" else None
    hang_and_recover(appliance, conversation, frozen, hang.frame)
    entries = appliance.machine.journal.entries(since=since)
    overdue = [entry for entry in entries if entry.get("MESSAGE_ID") == MessageId.WORKER_OVERDUE.value]
    return str(overdue[0]["STAGE"]) if overdue else ""


def hang_and_recover(appliance: Appliance, conversation: Conversation, frozen: FrozenThread, frame: str) -> None:
    """Stop the thread. Check that the watchdog kills the service, all stacks are logged, and it starts again."""
    journal = appliance.machine.journal
    since = journal.end
    began_s = time.monotonic()
    with frozen:
        killed = journal.wait_for_text("Watchdog timeout", UNIT, since)
        journal.wait_for_text("status=6/ABRT", UNIT, since)
    ready = appliance.wait_until_ready(since)
    turn = conversation.ask(appliance)
    print(
        f"\nhung to killed {at_s(killed) - began_s:.1f} s, killed to READY {seconds_between(killed, ready):.1f} s, "
        f"hung to answered again {time.monotonic() - began_s:.1f} s"
    )
    turn.assert_right("Paris")
    stacks = journal.texts(UNIT, since)
    assert "Fatal Python error: Aborted" in stacks
    assert stacks.count("hread 0x") >= len(THREADS)
    assert re.search(frame, stacks), stacks
    assert any(
        entry.get("MESSAGE_ID") == MessageId.SERVICE_FAILED.value and entry["SERVICE_RESULT"] == "watchdog"
        for entry in journal.entries(since=since)
    )
