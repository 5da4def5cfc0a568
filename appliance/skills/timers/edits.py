"""Changes that the owner asks for: each takes a state and returns the next one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from appliance.skills.timers.countdowns import Now, left_s, new_countdown, with_left
from appliance.skills.timers.dates import Moment
from appliance.skills.timers.items import Countdown, Item, Kind, Schedule, State
from appliance.skills.timers.schedules import new_repetition, with_done

Edit = Callable[[State, Now], State]
MOST = 32
"""Of each kind."""
LEAST_LEFT_S = 1.0


def add_countdowns(kind: Kind, seconds: Collection[float], name: str) -> Edit:
    """Begin timers, or a reminder "in ten minutes"."""
    return lambda state, now: _added(state, *(Item(0, kind, name, new_countdown(each, now)) for each in seconds))


def add_schedule(kind: Kind, moment: Moment, name: str) -> Edit:
    """Set an alarm or a reminder."""

    def edit(state: State, now: Now) -> State:
        schedule = (
            new_repetition(moment.at.time(), moment.days, now)
            if moment.days
            else Schedule(moment.at.isoformat(timespec="minutes"))
        )
        return _added(state, Item(0, kind, name, None, schedule))

    return edit


def _added(state: State, *items: Item) -> State:
    new = tuple(replace(item, id=state.next_id + n) for n, item in enumerate(items))
    return replace(state, items=(*state.items, *new), next_id=state.next_id + len(new))


def remove(ids: Collection[int]) -> Edit:
    """Cancel these."""
    return lambda state, _now: replace(state, items=tuple(item for item in state.items if item.id not in ids))


def all_of(*each: Edit) -> Edit:
    """Make several changes, one after the other."""

    def edit(state: State, now: Now) -> State:
        for one in each:
            state = one(state, now)
        return state

    return edit


def skip(ids: Collection[int], occurrence: str) -> Edit:
    """Leave out one occurrence of these repetitions."""
    return lambda state, _now: replace(
        state,
        items=tuple(
            replace(item, schedule=with_done(item.schedule, occurrence)) if item.id in ids and item.schedule else item
            for item in state.items
        ),
    )


def move(ids: Collection[int], moment: Moment) -> Edit:
    """Give these alarms or reminders another time."""

    def edit(state: State, now: Now) -> State:
        schedule = (
            new_repetition(moment.at.time(), moment.days, now)
            if moment.days
            else Schedule(moment.at.isoformat(timespec="minutes"))
        )
        items = (
            replace(item, countdown=None, schedule=schedule, ringing=None) if item.id in ids else item
            for item in state.items
        )
        return replace(state, items=tuple(items))

    return edit


def add_time(ids: Collection[int], seconds: float) -> Edit:
    """Lengthen timers, or shorten them; at least a second is left."""
    return _countdowns(
        ids,
        lambda countdown, now: replace(
            with_left(countdown, max(LEAST_LEFT_S, max(0.0, left_s(countdown, now)) + seconds), now),
            paused=countdown.paused,
        ),
    )


def set_left(ids: Collection[int], seconds: float) -> Edit:
    """Let timers have this much left, running or paused as they are."""
    return _countdowns(
        ids,
        lambda countdown, now: replace(with_left(countdown, seconds, now), total_s=seconds, paused=countdown.paused),
    )


def pause(ids: Collection[int]) -> Edit:
    """Hold timers."""
    return _countdowns(
        ids,
        lambda countdown, now: replace(with_left(countdown, left_s(countdown, now), now), paused=True, due_at=None),
    )


def resume(ids: Collection[int]) -> Edit:
    """Let timers go on."""
    return _countdowns(ids, lambda countdown, now: replace(with_left(countdown, countdown.left_s, now), paused=False))


def restart(ids: Collection[int]) -> Edit:
    """Let timers begin again."""
    return _countdowns(ids, lambda countdown, now: replace(with_left(countdown, countdown.total_s, now), paused=False))


def _countdowns(ids: Collection[int], change: Callable[[Countdown, Now], Countdown]) -> Edit:
    """Change countdowns; one that rings does not ring any more."""

    def changed(item: Item, now: Now) -> Item:
        if item.id not in ids or not item.countdown:
            return item
        return replace(item, countdown=change(item.countdown, now), ringing=None)

    return lambda state, now: replace(state, items=tuple(changed(item, now) for item in state.items))
