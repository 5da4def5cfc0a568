"""What goes into the journal beside the line: our own fields, and nothing else."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest

from appliance.adapters.journal import JournalHandler
from appliance.errors import AudioUnavailable, PipelineError, StageTimeout
from appliance.interfaces import AudioDevice
from appliance.monitoring.journal_fields import (
    ATTRIBUTE,
    Extra,
    Fields,
    MessageId,
    Words,
    back_fields,
    error_fields,
    lost_fields,
    overdue_fields,
    refused_fields,
    ringing_begun_fields,
    ringing_ended_fields,
    state_fields,
    taken_fields,
    turn_fields,
)
from appliance.monitoring.metrics import TIMINGS, Outcome, TurnMetrics, TurnMoment
from appliance.states import SessionState

ALL_TIMES: dict[str, Any] = {name: float(number) for number, name in enumerate(TIMINGS)}
TURN = TurnMetrics(
    turn=7,
    outcome=Outcome.ANSWERED,
    words=3,
    reply_words=4,
    reply_audio_s=1.5,
    moments_ms={TurnMoment.SPEECH_START: -1500.0, TurnMoment.SPEECH_END: 0.0, TurnMoment.FIRST_PLAYED: 340.6},
    false_starts=1,
    discarded_replies=2,
    wasted_ms=12.5,
    **ALL_TIMES,
)
EVERY_KIND: dict[str, Extra] = {
    "state": state_fields(SessionState.LISTENING, 7),
    "turn": turn_fields(TURN, Words("my words", "its words")),
    "lost": lost_fields(AudioDevice.MICROPHONE),
    "back": back_fields(AudioDevice.LOUDSPEAKER),
    "timeout": error_fields(StageTimeout("transcriber", 30)),
    "failure": error_fields(PipelineError("responder", RuntimeError("a bug"))),
    "overdue": overdue_fields("turns"),
    "taken": taken_fields(),
    "refused": refused_fields(),
    "ringing": ringing_begun_fields("alarm, timer"),
    "rung": ringing_ended_fields("given up"),
}


def fields(extra: Extra) -> Fields:
    """Return the fields; check that nothing else is handed to the log."""
    assert set(extra) == {ATTRIBUTE}
    return extra[ATTRIBUTE]


def test_a_turn_has_its_number_outcome_words_and_times() -> None:
    assert fields(turn_fields(TURN, None)) == {
        "MESSAGE_ID": MessageId.TURN_COMPLETED.value,
        "TURN": 7,
        "OUTCOME": "answered",
        "WORDS": 3,
        "REPLY_WORDS": 4,
        "FALSE_STARTS": 1,
        "DISCARDED_REPLIES": 2,
        "FALSE_INTERRUPTIONS": 0,
        "RESTED_MS": 0.0,
        "WASTED_MS": 12.5,
        "MOMENTS_MS": "speech_start=-1500 speech_end=0 first_played=341",
        **{f"{name.upper()}_MS": took for name, took in ALL_TIMES.items()},
    }
    assert fields(turn_fields(TURN, None))["VOICE_TO_VOICE_MS"] == 9.0


def test_what_was_said_is_there_only_where_it_is_given() -> None:
    told = fields(turn_fields(TURN, Words("my words", "its words")))
    assert (told["TRANSCRIPT"], told["REPLY"]) == ("my words", "its words")
    assert {"TRANSCRIPT", "REPLY"}.isdisjoint(fields(turn_fields(TURN, None)))


def test_times_of_what_never_happened_in_a_turn_are_left_out() -> None:
    nothing: dict[str, Any] = dict.fromkeys(TIMINGS)
    turn = TurnMetrics(turn=8, outcome=Outcome.NOTHING_SAID, words=0, reply_words=0, reply_audio_s=0, **nothing)
    assert set(fields(turn_fields(turn, None))) == {
        "MESSAGE_ID", "TURN", "OUTCOME", "WORDS", "REPLY_WORDS", "FALSE_STARTS", "DISCARDED_REPLIES",
        "FALSE_INTERRUPTIONS", "RESTED_MS", "WASTED_MS",
    }  # fmt: skip


def test_a_state_belongs_to_the_turn_that_goes_on() -> None:
    assert fields(state_fields(SessionState.SPEAKING, 7)) == {
        "MESSAGE_ID": MessageId.STATE_CHANGED.value,
        "STATE": "speaking",
        "TURN": 7,
    }
    assert "TURN" not in fields(state_fields(SessionState.CONNECTED, None))


def test_devices_stages_and_threads_are_named() -> None:
    assert fields(EVERY_KIND["lost"]) == {"MESSAGE_ID": MessageId.DEVICE_LOST.value, "DEVICE": "microphone"}
    assert fields(EVERY_KIND["back"]) == {"MESSAGE_ID": MessageId.DEVICE_BACK.value, "DEVICE": "loudspeaker"}
    assert fields(EVERY_KIND["timeout"]) == {"MESSAGE_ID": MessageId.STAGE_TIMEOUT.value, "STAGE": "transcriber"}
    assert fields(EVERY_KIND["failure"]) == {"STAGE": "responder"}
    assert fields(EVERY_KIND["overdue"]) == {"MESSAGE_ID": MessageId.WORKER_OVERDUE.value, "STAGE": "turns"}
    assert error_fields(AudioUnavailable("no mic")) == {}


def test_what_rings_is_named_by_its_kind_and_its_end_by_how_it_came() -> None:
    assert fields(EVERY_KIND["ringing"]) == {"MESSAGE_ID": MessageId.RINGING_BEGUN.value, "KINDS": "alarm, timer"}
    assert fields(EVERY_KIND["rung"]) == {"MESSAGE_ID": MessageId.RINGING_ENDED.value, "OUTCOME": "given up"}


@pytest.mark.parametrize("extra", EVERY_KIND.values(), ids=EVERY_KIND)
def test_the_journal_takes_the_names_and_knows_none_of_them_as_its_own(extra: Extra) -> None:
    ours = set(fields(extra)) - {"MESSAGE_ID"}
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]{0,63}", name) for name in ours)
    assert ours.isdisjoint({"MESSAGE", "PRIORITY", "UNIT", "CODE_FILE", "CODE_LINE", "CODE_FUNC", "SYSLOG_IDENTIFIER"})


def test_every_id_is_one_of_its_own() -> None:
    ids = [message_id.value for message_id in MessageId]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f]{32}", each) for each in ids)


# --- the handler ---


class Sent(list[dict[str, Any]]):
    """A list of the entries that would be in the journal."""

    def send(self, message: str, **entry: Any) -> None:
        self.append({"MESSAGE": message, **entry})


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def log(sent: Sent) -> logging.Logger:
    pytest.importorskip("systemd.journal", reason="systemd-python is for machines with systemd")
    logger = logging.Logger("appliance.somewhere")
    logger.addHandler(JournalHandler(sent.send))
    return logger


def test_an_entry_is_the_line_where_it_comes_from_and_our_fields(sent: Sent, log: logging.Logger) -> None:
    log.error("gone for %d s", 3, extra=lost_fields(AudioDevice.MICROPHONE))
    (entry,) = sent
    assert entry.pop("CODE_LINE") > 0
    assert entry.pop("CODE_FILE") == __file__
    assert entry == {
        "MESSAGE": "gone for 3 s",
        "PRIORITY": 3,
        "SYSLOG_IDENTIFIER": "voice-appliance",
        "LOGGER": "appliance.somewhere",
        "THREAD_NAME": "MainThread",
        "CODE_FUNC": "test_an_entry_is_the_line_where_it_comes_from_and_our_fields",
        "MESSAGE_ID": MessageId.DEVICE_LOST.value,
        "DEVICE": "microphone",
    }


def test_neither_arguments_nor_other_attributes_are_sent(sent: Sent, log: logging.Logger) -> None:
    """The handler of systemd-python would send both."""
    log.info("%.6s", "heard: my secret", extra={"said": "another secret"})
    assert sent[0]["MESSAGE"] == "heard:"
    assert "secret" not in str(sent)


@pytest.mark.parametrize(
    ("level", "priority"),
    [(logging.DEBUG, 7), (logging.INFO, 6), (logging.WARNING, 4), (logging.ERROR, 3), (logging.CRITICAL, 2)],
)
def test_levels_are_priorities(sent: Sent, log: logging.Logger, level: int, priority: int) -> None:
    log.log(level, "x")
    assert sent[0]["PRIORITY"] == priority


def test_a_traceback_follows_the_line(sent: Sent, log: logging.Logger) -> None:
    try:
        int("a bug")
    except ValueError as error:
        log.critical("the turns thread died", exc_info=error)
    first, *rest = sent[0]["MESSAGE"].splitlines()
    assert first == "the turns thread died"
    assert rest[0].startswith("Traceback")


def test_a_file_name_of_any_bytes_is_sent(sent: Sent, log: logging.Logger) -> None:
    log.warning("%s: cannot be read", b"\xff.toml".decode(errors="surrogateescape"))
    assert sent[0]["MESSAGE"] == r"\udcff.toml: cannot be read"
