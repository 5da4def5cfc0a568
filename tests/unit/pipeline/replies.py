"""Turns and replies, for tests of everything that asks whether an item is stale or blocked."""

from __future__ import annotations

from appliance.pipeline.current_turn import CurrentTurn
from tests.unit.scripted import decoded

WORDS = "What is blue?"


def current_turn() -> CurrentTurn:
    """Return the state before the first turn; it wakes no thread."""
    return CurrentTurn(lambda: None)


def next_reply(turn: CurrentTurn, *, is_committed: bool = True) -> int:
    """Begin a reply to `WORDS` and return its id; items of an earlier one are stale from then on."""
    turn.begin_reply(decoded(WORDS), 0.0, is_committed=is_committed)
    assert turn.reply
    return turn.reply.id
