"""What the journal contains for the owner, and what it must not contain."""

from __future__ import annotations

import re

import pytest

from appliance.monitoring.journal_fields import MessageId
from tests.system.appliance import SETTINGS, UNIT, Appliance
from tests.system.conversation import Conversation, Turn
from tests.system.journal import Entry, text
from tests.system.product import SETTINGS as OWNERS_SETTINGS

TIMES = ("CAPTURE_MS", "ENDPOINT_MS", "FINAL_TRANSCRIPT_MS", "FIRST_TOKEN_MS", "FIRST_AUDIO_MS", "VOICE_TO_VOICE_MS")


@pytest.fixture(scope="module")
def asked(appliance: Appliance, conversation: Conversation) -> Turn:
    """A turn that is over. Its question is not that of the self-test, which may be in the journal."""
    turn = conversation.ask(appliance, "hamlet")
    _wait_for_turn(appliance)
    return turn


def _wait_for_turn(appliance: Appliance, since: int = 0) -> Entry:
    return appliance.machine.journal.wait_for(
        lambda entry: entry.get("MESSAGE_ID") == MessageId.TURN_COMPLETED.value, "a turn is over", since
    )


def test_a_turn_has_its_fields(appliance: Appliance, asked: Turn) -> None:
    turn = _wait_for_turn(appliance)
    assert turn["_SYSTEMD_UNIT"] == UNIT
    assert turn["SYSLOG_IDENTIFIER"] == "voice-appliance"
    assert turn["OUTCOME"] == "answered"
    assert int(turn["TURN"]) >= 1
    assert int(turn["WORDS"]) == len(asked.transcript.split())
    assert {name: float(turn[name]) for name in TIMES}
    assert float(turn["VOICE_TO_VOICE_MS"]) > 0


def test_the_states_of_the_turn_are_told(appliance: Appliance, asked: Turn) -> None:
    entries = [
        entry for entry in appliance.machine.journal.entries(UNIT)
        if entry.get("MESSAGE_ID") == MessageId.STATE_CHANGED.value
    ]  # fmt: skip
    states = [entry["STATE"] for entry in entries]
    assert states[-4:] == ["listening", "processing", "speaking", "connected"]


def test_the_lines_are_for_people(appliance: Appliance, asked: Turn) -> None:
    lines = [text(entry) for entry in appliance.machine.journal.entries(UNIT)]
    print("\n" + "\n".join(lines))
    assert all(0 < len(line) < 200 for line in lines)
    assert not any("Traceback" in line for line in lines)


def test_messages_are_explained(appliance: Appliance, asked: Turn) -> None:
    explained = appliance.machine.run("journalctl", "--boot", "--catalog", "--no-pager", "--unit", UNIT).stdout
    assert "Subject: Turn" in explained
    assert "VOICE_TO_VOICE_MS is the time from the last word" in explained
    known = appliance.machine.run("journalctl", "--list-catalog").stdout
    for message in MessageId:
        assert message.value in known, message.name


def test_what_was_said_is_not_there(appliance: Appliance, asked: Turn) -> None:
    """Neither in a field, binary fields included, nor in a line of any program."""
    everything = appliance.machine.run("journalctl", "--output=export", "--all").stdout
    assert "Hamlet" in asked.transcript
    assert "Hamlet" not in everything
    assert asked.reply not in everything
    assert not re.search(r"^(TRANSCRIPT|REPLY)=", everything, re.MULTILINE)


@pytest.mark.thorough
def test_what_was_said_is_there_if_the_owner_wants_it(
    appliance: Appliance, asked: Turn, conversation: Conversation
) -> None:
    appliance.write_settings(f"{OWNERS_SETTINGS}\n[journal]\ntranscripts = true\n")
    since = appliance.machine.journal.end
    appliance.restart()
    appliance.wait_until_ready(since)
    allowed = conversation.ask(appliance)
    turn = _wait_for_turn(appliance, since)
    assert turn["TRANSCRIPT"] == allowed.transcript
    assert turn["REPLY"] == allowed.reply
    assert appliance.machine.on_disk(SETTINGS).exists()
