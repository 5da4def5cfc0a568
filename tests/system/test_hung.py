"""Every stage hung on purpose: a thread is frozen from outside, so no line of the product knows of it.

The deciding thread meets the unit as it is. For the others the watchdog and the stages' longest times are shorter than
an owner's, so that all of them together take little more than a minute.
"""

from __future__ import annotations

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
THREADS = ("capture", "turns", "compute", "player", "session", "delegate")


@dataclass(frozen=True, slots=True)
class Hang:
    """A thread, and where it is stopped."""

    thread: str
    """Its name."""
    state: str
    """What the appliance is at then."""
    frame: str
    """What its stack holds, a part of a file's path."""
    library: str = ""
    """The native library it is inside of, as a part of its path."""


HANGS = {
    "capture": Hang("capture", "listening", "/stages/capture.py"),
    "turns": Hang("turns", "listening", "/worker.py"),
    "transcriber": Hang("compute", "listening", "/stages/transcriber.py", "whisper"),
    "responder": Hang("compute", "listening", "/stages/responder.py", "/llama_cpp/"),
    "synthesizer": Hang("compute", "listening", "/stages/synthesizer.py", "/onnxruntime/"),
    "player": Hang("player", "speaking", "/worker.py"),
}


@pytest.mark.thorough
def test_the_deciding_thread(appliance: Appliance, conversation: Conversation) -> None:
    process = appliance.process
    frozen = FrozenThread(process, thread_named(process, "session"))
    hang_and_recover(appliance, conversation, frozen, "/session_thread.py")


@pytest.fixture(scope="module")
def impatient(appliance: Appliance) -> Appliance:
    """With a watchdog that bites sooner, and stages that may take less."""
    since = appliance.machine.journal.end
    appliance.write_settings(SETTINGS + SHORT_STAGES)
    appliance.add_drop_in("watchdog", f"[Service]\nWatchdogSec={WATCHDOG_S}\n")
    appliance.restart()
    appliance.wait_until_ready(since)
    return appliance


@pytest.mark.thorough
@pytest.mark.parametrize("stage", HANGS)
def test_a_stage(stage: str, impatient: Appliance, conversation: Conversation) -> None:
    hang = HANGS[stage]
    since = impatient.machine.journal.end
    process = impatient.process
    frozen = FrozenThread(process, thread_named(process, hang.thread), hang.library)
    events = conversation.begin(impatient)
    events.wait_for("state", 0.0, state=hang.state) if hang.state != "listening" else None
    hang_and_recover(impatient, conversation, frozen, hang.frame)
    if not hang.library:  # inside of one it may hold Python's lock, and then nobody is left who could tell
        overdue = impatient.machine.journal.wait_for(
            lambda entry: entry.get("MESSAGE_ID") == MessageId.WORKER_OVERDUE.value, "a thread hangs", since
        )
        assert overdue["STAGE"] == hang.thread


def hang_and_recover(appliance: Appliance, conversation: Conversation, frozen: FrozenThread, frame: str) -> None:
    """Freeze it; check that it is killed with all stacks told, started again, and answers the next question."""
    journal = appliance.machine.journal
    since = journal.end
    began_s = time.time()
    with frozen:
        bitten = journal.wait_for_text("Watchdog timeout", UNIT, since)
        journal.wait_for_text("status=6/ABRT", UNIT, since)
    ready = appliance.wait_until_ready(since)
    answer = conversation.ask(appliance)
    print(
        f"\nhung to killed {at_s(bitten) - began_s:.1f} s, killed to READY {seconds_between(bitten, ready):.1f} s, "
        f"hung to answered again {time.time() - began_s:.1f} s"
    )
    answer.assert_right("Paris")
    stacks = journal.texts(UNIT, since)
    assert "Fatal Python error: Aborted" in stacks
    assert stacks.count("hread 0x") >= len(THREADS)
    assert frame in stacks, stacks
    assert any(
        entry.get("MESSAGE_ID") == MessageId.SERVICE_FAILED.value and entry["SERVICE_RESULT"] == "watchdog"
        for entry in journal.entries(since=since)
    )
