"""A whole turn in the journal: its fields, its ids, and none of its words unless the owner allows them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.monitoring.journal_fields import ATTRIBUTE, MessageId
from tests.session.device_rig import DeviceRig, served
from tests.session.rig import TRANSCRIPT, tone
from tests.unit.control.control_rig import short_folder

WORDS = ("simulated recogniser heard", "You said:", "simulated reply")


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


def one_turn(r: DeviceRig) -> None:
    """Let the device go through a turn that is answered."""
    r.ask("press")
    r.wait_for(state="listening")
    r.microphone.play(tone(1.6))
    r.wait_for(state="connected", turns={"answered": 1})


def entries(caplog: pytest.LogCaptureFixture, message_id: MessageId) -> list[dict[str, Any]]:
    """Return the fields of every entry of one kind."""
    everything = [getattr(record, ATTRIBUTE, {}) for record in caplog.records]
    return [fields for fields in everything if fields.get("MESSAGE_ID") == message_id.value]


def test_states_and_the_turn_have_their_fields(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with served(DeviceRig(folder)) as r:
        one_turn(r)
    (turn,) = entries(caplog, MessageId.TURN_COMPLETED)
    assert (turn["OUTCOME"], turn["WORDS"]) == ("answered", 7)
    assert turn["REPLY_WORDS"] > 0
    assert turn["VOICE_TO_VOICE_MS"] > 0
    states = entries(caplog, MessageId.STATE_CHANGED)
    assert [fields["STATE"] for fields in states] == [
        "connecting", "connected", "listening", "processing", "speaking", "connected", "disconnected",
    ]  # fmt: skip
    assert [fields["TURN"] for fields in states if "TURN" in fields] == [turn["TURN"]] * 2


def test_no_word_of_the_turn_is_in_any_record_at_any_level(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with served(DeviceRig(folder)) as r:
        one_turn(r)
    told = "\n".join(str(record.__dict__) for record in caplog.records)
    assert "turn" in told
    assert [words for words in WORDS if words in told] == []


def test_with_transcripts_the_turn_entry_has_its_words_and_nothing_else_has(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with served(DeviceRig(folder, transcripts=True)) as r:
        one_turn(r)
        r.session.start_listening()
        r.session.cancel()
        r.wait_for(turns={"answered": 1, "interrupted": 1})
    first, second = entries(caplog, MessageId.TURN_COMPLETED)
    assert first["TRANSCRIPT"] == TRANSCRIPT
    assert first["REPLY"].startswith("You said: This is what")
    assert (second["TRANSCRIPT"], second["REPLY"]) == ("", ""), "not those of the turn before"
    lines = "\n".join(caplog.messages)
    assert [words for words in WORDS if words in lines] == []


def test_an_audio_device_that_is_lost_and_back_is_one_entry_each(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with served(DeviceRig(folder)) as r:
        r.microphone.unplug()
        r.wait_for(light="microphone missing")
        r.microphone.plug_in()
        r.wait_for(state="connected")
    assert [fields["DEVICE"] for fields in entries(caplog, MessageId.DEVICE_LOST)] == ["microphone"]
    assert [fields["DEVICE"] for fields in entries(caplog, MessageId.DEVICE_BACK)] == ["microphone"]
    assert len([message for message in caplog.messages if "microphone" in message]) == 2
