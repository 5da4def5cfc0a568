"""Updates: a good release stays; a bad one is taken back automatically, and the journal says why."""

from __future__ import annotations

import pytest

from appliance.monitoring.journal_fields import MessageId
from tests.system.appliance import UNIT, Appliance
from tests.system.conftest import Updated, Updating
from tests.system.conversation import Conversation
from tests.system.journal import Entry, text
from tests.system.product import INSTALL_S, install_command, put_silence_for_the_question, segfault_after

CRASHES_AFTER_S = 20
WATCHED_S = 60
TRIAL = "voice-appliance-trial"


def told(appliance: Appliance, message: MessageId) -> Entry:
    """Wait for a journal entry with this id, and return it."""
    return appliance.machine.journal.wait_for(lambda entry: entry.get("MESSAGE_ID") == message.value, message.name)


def assert_back(appliance: Appliance, half_updated: Updated, why: str) -> None:
    """Check that the old release runs and is trusted, that the new one is gone, and that the journal says why."""
    links = appliance.links()
    assert links.current == links.trusted == half_updated.old
    assert appliance.releases() == [half_updated.old]
    entry = told(appliance, MessageId.RELEASE_ROLLED_BACK)
    print(f"\n{text(entry)}")
    assert why in text(entry)
    assert entry["RELEASE"] == half_updated.new
    assert text(entry) in appliance.machine.run("journalctl", "--unit", UNIT, "--output=cat").stdout
    # By the identifier: if the logging process has ended, the journal may not know its unit.
    explained = appliance.machine.run("journalctl", "--catalog", f"--identifier={TRIAL}", "--no-pager").stdout
    assert f"Subject: The release {half_updated.new} was taken back" in explained


@pytest.mark.thorough
def test_a_good_one_stays(updating: Updating, half_updated: Updated, conversation: Conversation) -> None:
    appliance = updating()
    since = appliance.machine.journal.end
    appliance.machine.run(*install_command("good", "update"), timeout_s=INSTALL_S)
    links = appliance.links()
    assert links.current == links.trusted == half_updated.new
    assert links.previous == half_updated.old
    assert appliance.complete_releases() == appliance.releases() == sorted([half_updated.old, half_updated.new])
    assert told(appliance, MessageId.RELEASE_COMMITTED)["RELEASE"] == half_updated.new
    appliance.wait_until_ready(since)
    assert f"/releases/{half_updated.new}/" in appliance.python()
    conversation.ask(appliance).assert_right("Paris")

    appliance.machine.run("/opt/voice-appliance/current/deploy/rollback")
    assert appliance.links().current == appliance.links().trusted == half_updated.old
    assert f"/releases/{half_updated.old}/" in appliance.python()


def test_one_that_fails_its_self_test_is_taken_back(updating: Updating, half_updated: Updated) -> None:
    appliance = updating()
    put_silence_for_the_question(appliance, half_updated.new)
    done = appliance.machine.run(*install_command("good", "update"), timeout_s=INSTALL_S, check=False)
    assert done.returncode == 1
    assert "has failed its trial" in done.stdout + done.stderr
    assert_back(appliance, half_updated, "its self-test failed")
    appliance.wait_for_state("connected")


@pytest.mark.thorough
def test_one_that_crashes_after_20_s_is_taken_back(
    updating: Updating, half_updated: Updated, conversation: Conversation
) -> None:
    appliance = updating()
    segfault_after(appliance, half_updated.new, CRASHES_AFTER_S)
    command = install_command("good", "update", trial_s=WATCHED_S)
    done = appliance.machine.run(*command, timeout_s=INSTALL_S, check=False)
    assert done.returncode == 1
    assert "Segmentation fault" in appliance.machine.journal.texts(UNIT)
    assert_back(appliance, half_updated, "it ended while it was watched")
    appliance.wait_for_state("connected")
    conversation.ask(appliance).assert_right("Paris")
