"""When a schedule is due, by the wall clock.

A local time that does not exist, because the clocks go forward, is taken as if they had not: 2:30 rings at 3:30 (as
RFC 5545 has it). One that comes twice rings the first time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from appliance.skills.timers.countdowns import Now
from appliance.skills.timers.items import Schedule, local

STALE_S = 3600.0
"""What is overdue by more than this is told, and does not ring."""
ON_TIME_S = 60.0
"""What is due is looked at within this, unless the appliance was off or the clock was set."""
_REMEMBERED = 40
_A_DAY = timedelta(days=1)


def utc_s(at: datetime, zone: tzinfo | None) -> float:
    """Return the seconds since 1970 of a local time."""
    return at.replace(tzinfo=zone).timestamp()


def upcoming(schedule: Schedule, now: Now) -> tuple[datetime, float] | None:
    """Return the next occurrence, in local time, and the seconds until then; None if there is none.

    One that is left out, as "not tomorrow", is none.
    """
    for at in _around(schedule, now.local.date(), range(-1, 16)):
        left = utc_s(at, now.wall.tzinfo) - now.utc_s
        if left > 0 and at.isoformat() not in schedule.done:
            return at, left
    return None


def latest(schedule: Schedule, now: Now) -> tuple[datetime, float] | None:
    """Return the last occurrence that was due by now, in local time, and how many seconds ago; None if none was."""
    for at in _around(schedule, now.local.date(), range(1, -10, -1)):
        late = now.utc_s - utc_s(at, now.wall.tzinfo)
        if late >= 0:
            return at, late
    return None


def _around(schedule: Schedule, today: date, days: range) -> Iterator[datetime]:
    if not schedule.days:
        yield local(schedule.at)
        return
    at = time.fromisoformat(schedule.at)
    for ahead in days:
        day = today + _A_DAY * ahead
        if day.weekday() in schedule.days:
            yield datetime.combine(day, at)


def due(schedule: Schedule, now: Now) -> tuple[datetime, float] | None:
    """Return the occurrence that is to ring now, and how late that is; None if there is none."""
    found = latest(schedule, now)
    if found is None or found[1] > STALE_S or found[0].isoformat() in schedule.done:
        return None
    horizon = (now.local + _A_DAY).isoformat()
    was_set_back = bool(schedule.done) and min(schedule.done) > horizon
    return None if was_set_back and found[1] > ON_TIME_S else found


def missed(schedule: Schedule, now: Now) -> datetime | None:
    """Return the last occurrence that should have rung, and is too old now; None if there is none.

    Of a repetition it is later than all that rang, those apart that rang in a future which a wrong clock showed.
    """
    found = latest(schedule, now)
    if found is None or found[1] <= STALE_S:
        return None
    if not schedule.days:
        return found[0]
    horizon = (now.local + _A_DAY).isoformat()
    rang = [at for at in schedule.done if at <= horizon]
    return found[0] if rang and found[0].isoformat() > max(rang) else None


def with_done(schedule: Schedule, occurrence: str) -> Schedule:
    """Return it with one more occurrence that is over."""
    return replace(schedule, done=(*(at for at in schedule.done if at != occurrence), occurrence)[-_REMEMBERED:])


def new_repetition(at: time, days: tuple[int, ...], now: Now) -> Schedule:
    """Return one that begins now: what was before does not count."""
    schedule = Schedule(at.isoformat(timespec="minutes"), days)
    before = latest(schedule, now)
    return with_done(schedule, before[0].isoformat()) if before else schedule
