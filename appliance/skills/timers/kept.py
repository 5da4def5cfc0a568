"""The state as it is read, brought up to date, and followed on after something rang: pure, but for the reading."""

from __future__ import annotations

import logging
from dataclasses import replace

from appliance.skills.context import Storage
from appliance.skills.timers import schedules
from appliance.skills.timers.countdowns import Now, new_countdown, up_to_date
from appliance.skills.timers.items import Item, Missed, State, state_from_json

log = logging.getLogger(__name__)

NAME = "timers"
"""Under which the state is kept."""


def loaded(storage: Storage) -> State:
    """Return what was kept; nothing, with a warning, where that is damaged."""
    content = storage.load(NAME)
    if content is None:
        return State()
    try:
        return state_from_json(content)
    except (ValueError, TypeError) as error:
        reason = str(error).splitlines()[0]
        log.warning("timers: what was kept is damaged (%s); there are no timers, alarms and reminders now", reason)
        return State()


def current(state: State, now: Now) -> State:
    """Return it with all countdowns as they stand in this boot; the same object if nothing is to be changed."""
    items = tuple(
        item if item.countdown is None or item.countdown is (fresh := up_to_date(item.countdown, now))
        else replace(item, countdown=fresh)
        for item in state.items
    )  # fmt: skip
    return (
        state if all(new is old for new, old in zip(items, state.items, strict=True)) else replace(state, items=items)
    )


def after_ringing(item: Item, occurrence: str) -> tuple[Item, ...]:
    """Return what is left of an item that rang: only a repetition goes on."""
    if item.schedule and item.schedule.days:
        return (replace(item, ringing=None, schedule=schedules.with_done(item.schedule, occurrence)),)
    return ()


def missed_entry(item: Item, occurrence: str, now: Now) -> Missed:
    """Return what is told of an item that rang, or should have, and was not answered."""
    if occurrence:
        return Missed(item.kind, item.name, occurrence)
    due = item.countdown.due_at if item.countdown and not item.countdown.unsure else None
    at = now.wall.fromtimestamp(due, now.wall.tzinfo).replace(tzinfo=None, microsecond=0) if due else None
    return Missed(item.kind, item.name, at.isoformat() if at else None)


def snoozed(state: State, again: tuple[Item, ...], seconds: float, now: Now) -> State:
    """Return a state in which these ring again in `seconds`."""
    items = tuple(
        Item(state.next_id + n, item.kind, item.name, new_countdown(seconds, now)) for n, item in enumerate(again)
    )
    return replace(state, items=(*state.items, *items), next_id=state.next_id + len(items))
