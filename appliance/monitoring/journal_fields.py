"""The fields of a journal entry, and the message ids by which entries of one kind are found.

Pure: these functions make the `extra=` of a log call, which `adapters.journal` sends. What each id means, and what to
do then, stands in `systemd/voice-appliance.catalog`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from appliance.errors import PipelineError, StageTimeout
from appliance.intents import Answer
from appliance.interfaces import AudioDevice
from appliance.monitoring.metrics import TurnMetrics
from appliance.states import SessionState

ATTRIBUTE = "journal_fields"
"""Where a log record carries its fields."""

Fields = dict[str, object]
Extra = dict[str, Fields]


class MessageId(Enum):
    """Kinds of entries. The ids never change, since owners search for them; the catalog explains each."""

    STATE_CHANGED = "f6ecdb5de36e49fb9fa8ad1749a72634"
    TURN_COMPLETED = "b43b226c08b74699bcb71c1a87efbf1c"
    DEVICE_LOST = "d924b21a09fe456bb36a65130b992385"
    DEVICE_BACK = "b7e660f5da4b4ad8bded3e39f6fe66b9"
    STAGE_TIMEOUT = "ce06eaab91684866a685f0d29b20ead0"
    WORKER_OVERDUE = "6d3fead405274b3ab5503ff3e969021b"
    SERVICE_FAILED = "fe765ee0b779453f95f7c817464d99ee"
    RELEASE_ON_TRIAL = "5fcd8560b8d24bc8bbf9dd0739257e37"
    RELEASE_COMMITTED = "2cd148612b9e4926a45dfebb5c7bdf90"
    RELEASE_ROLLED_BACK = "9ecd3935678944129656c86275956d5e"
    SERVER_LOST = "2b9e71e5fd0a45b0ab7929c564ebbeda"
    SERVER_BACK = "a4dff20c59a4403b999e31408072db3f"
    ACTION_ENDED = "7d0d2c1b6f4e4d0a9a3c5f1e8b27a964"
    SETTINGS_TAKEN = "11c849bedbe749cbb298e69dc8a4bca0"
    SETTINGS_REFUSED = "44678333925841f8b75995051f88036d"
    CANNOT_START = "0b0e7f5a3b1c4d3f9d4a6e2f8c517b93"
    RINGING_BEGUN = "8218a56a89044824a602ea41caf69e66"
    RINGING_ENDED = "a1aa84993a0c4f5e99f3a21300310058"
    MICROPHONE_FAULT = "3c5d0a8e7b9f4e6c8a21d47f60b91e35"
    MICROPHONE_RIGHT = "e8f1b6420c7d4a3f9d5e2b708c6a1f94"
    ECHO_STAYS = "5b7f0c92d41e4a86b3e5d8a07c1f6294"


@dataclass(frozen=True, slots=True)
class Words:
    """What was said in a turn; only where the owner lets the journal have it."""

    transcript: str = ""
    """By the user."""
    reply: str = ""
    """By the appliance."""


def state_fields(state: SessionState, turn: int | None) -> Extra:
    """Describe a change of state; `turn` is the one that is going on."""
    return _extra(MessageId.STATE_CHANGED, STATE=state.value, TURN=turn)


def turn_fields(metrics: TurnMetrics, words: Words | None) -> Extra:
    """Describe a turn that is over; times of what never happened in it are left out."""
    return _extra(
        MessageId.TURN_COMPLETED,
        TURN=metrics.turn,
        OUTCOME=metrics.outcome.value,
        SKILL=metrics.skill,
        WORDS=metrics.words,
        REPLY_WORDS=metrics.reply_words,
        TRANSCRIPT=words and words.transcript,
        REPLY=words and words.reply,
        FALSE_STARTS=metrics.false_starts,
        DISCARDED_REPLIES=metrics.discarded_replies,
        FALSE_INTERRUPTIONS=metrics.false_interruptions,
        RESTED_MS=metrics.rested_ms,
        WASTED_MS=metrics.wasted_ms,
        MOMENTS_MS=" ".join(f"{name}={at_ms:.0f}" for name, at_ms in metrics.moments_ms.items()) or None,
        **{f"{name.upper()}_MS": took for name, took in metrics.timings_ms().items()},
    )


def action_fields(answer: Answer) -> Extra:
    """Describe an action that was carried out, or could not be; not what was said."""
    return _extra(
        MessageId.ACTION_ENDED, SKILL=answer.intent.skill, ACTION=answer.action.name if answer.action else None
    )


def lost_fields(device: AudioDevice) -> Extra:
    """Describe a device that is not there."""
    return _extra(MessageId.DEVICE_LOST, DEVICE=device.value)


def back_fields(device: AudioDevice) -> Extra:
    """Describe a device that works again."""
    return _extra(MessageId.DEVICE_BACK, DEVICE=device.value)


def fault_fields() -> Extra:
    """Describe that the sound of the microphone is wrong."""
    return _extra(MessageId.MICROPHONE_FAULT)


def fault_over_fields() -> Extra:
    """Describe that it is right again."""
    return _extra(MessageId.MICROPHONE_RIGHT)


def echo_fields() -> Extra:
    """Describe that the echo of the loudspeaker cannot be taken out."""
    return _extra(MessageId.ECHO_STAYS)


def server_lost_fields() -> Extra:
    """Describe the language model server not answering."""
    return _extra(MessageId.SERVER_LOST)


def server_back_fields() -> Extra:
    """Describe it answering."""
    return _extra(MessageId.SERVER_BACK)


def error_fields(error: Exception) -> Extra:
    """Describe what ended a turn: by its stage, where it is known."""
    match error:
        case StageTimeout():
            return _extra(MessageId.STAGE_TIMEOUT, STAGE=error.stage)
        case PipelineError():
            return _extra(None, STAGE=error.stage)
    return {}


def overdue_fields(worker: str) -> Extra:
    """Describe a thread that should have finished by now."""
    return _extra(MessageId.WORKER_OVERDUE, STAGE=worker)


def taken_fields() -> Extra:
    """Describe settings of the boot partition that are in force now."""
    return _extra(MessageId.SETTINGS_TAKEN)


def refused_fields() -> Extra:
    """Describe settings of the boot partition that are wrong."""
    return _extra(MessageId.SETTINGS_REFUSED)


def cannot_start_fields() -> Extra:
    """Describe that the appliance cannot start, and waits for a repair."""
    return _extra(MessageId.CANNOT_START)


def ringing_begun_fields(kinds: str) -> Extra:
    """Describe something that is due, by its kind alone: "timer"."""
    return _extra(MessageId.RINGING_BEGUN, KINDS=kinds)


def ringing_ended_fields(outcome: str) -> Extra:
    """Describe the end of a ringing: "tapped", "stopped", "given up"."""
    return _extra(MessageId.RINGING_ENDED, OUTCOME=outcome)


def _extra(message_id: MessageId | None, **fields: object) -> Extra:
    known = {name: value for name, value in fields.items() if value is not None}
    return {ATTRIBUTE: ({"MESSAGE_ID": message_id.value} if message_id else {}) | known}
