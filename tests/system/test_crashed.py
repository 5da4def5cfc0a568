"""The process is killed or crashes: the service starts again, and answers the next question."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.polling import poll_until
from tests.system.appliance import UNIT, Appliance
from tests.system.conversation import Conversation
from tests.system.frozen import FrozenThread, thread_named
from tests.system.memory import MemoryLimit

MANY = 7
"""More than systemd's usual limit, which is 5 starts in 10 s."""
TOO_LITTLE = 512 * 1024
"""Bytes that the service may use in addition to those it has."""


def recover(appliance: Appliance, conversation: Conversation, since: int, began_s: float) -> None:
    """Check that the service starts again and answers a question; print how long that took."""
    appliance.wait_until_ready(since)
    ready_s = time.monotonic()
    turn = conversation.ask(appliance)
    print(f"\nto READY {ready_s - began_s:.1f} s, to the next answer {time.monotonic() - began_s:.1f} s")
    turn.assert_right("Paris")


def test_killed(appliance: Appliance, conversation: Conversation) -> None:
    since, began_s = appliance.machine.journal.end, time.monotonic()
    os.kill(appliance.process, signal.SIGKILL)
    recover(appliance, conversation, since, began_s)
    assert "status=9/KILL" in appliance.machine.journal.texts(UNIT, since)


@pytest.mark.thorough
def test_a_segmentation_fault_in_a_native_library(appliance: Appliance, conversation: Conversation) -> None:
    since, process = appliance.machine.journal.end, appliance.process
    crash = FrozenThread(process, thread_named(process, "compute"), "whisper", signal.SIGSEGV)
    conversation.begin(appliance)
    began_s = time.monotonic()
    with crash:
        appliance.machine.journal.wait_for_text("status=11/SEGV", UNIT, since)
    recover(appliance, conversation, since, began_s)
    stacks = appliance.machine.journal.texts(UNIT, since)
    assert "Fatal Python error: Segmentation fault" in stacks
    crashed = stacks[stacks.index("Current thread") :].split("\nThread 0x")[0]
    assert "/adapters/whisper.py" in crashed, stacks


@pytest.mark.thorough
def test_out_of_memory(appliance: Appliance, conversation: Conversation) -> None:
    since, process = appliance.machine.journal.end, appliance.process
    with MemoryLimit(appliance, process, TOO_LITTLE) as limit:
        print(f"\n{limit.how}")
        began_s = time.monotonic()
        # A new question with a long reply: the question from before would need no more memory than the process has.
        conversation.begin(appliance, "healthy-breakfast")
        appliance.machine.journal.wait_for_text("Main process exited", UNIT, since)
        assert limit.kills > 0
    recover(appliance, conversation, since, began_s)


@pytest.mark.thorough
def test_it_never_gives_up(appliance: Appliance) -> None:
    since = appliance.machine.journal.end
    for _ in range(MANY):
        poll_until(lambda: appliance.show("MainPID") != "0", "the process has started")
        os.kill(appliance.process, signal.SIGKILL)
        poll_until(lambda: appliance.show("MainPID") == "0", "the process has ended")
    appliance.wait_until_ready(since)
    assert int(appliance.show("NRestarts")) >= MANY
