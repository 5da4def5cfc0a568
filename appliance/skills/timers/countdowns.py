"""How much of a countdown is left: by elapsed time within a boot, by wall-clock time over a restart.

A running countdown writes nothing. So it is saved with both: where it stands on the elapsed clock of this boot, and
the wall-clock time at which it will be due. After a restart the second says how long the device was off, if both
clocks are trusted; until then only the time since boot is known to have passed, and it is never early.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from appliance.skills.context import Clock
from appliance.skills.timers.items import Countdown

CLOCK_WAS_SET_S = 1.0
"""The wall clock was set if it is off by more than this from what was expected."""


@dataclass(frozen=True, slots=True)
class Now:
    """All clocks, read together."""

    wall: datetime
    elapsed_s: float
    boot_id: str
    is_trusted: bool

    @classmethod
    def of(cls, clock: Clock) -> Now:
        """Read them."""
        return cls(clock.now(), clock.elapsed_s(), clock.boot_id(), clock.is_trusted())

    def ago(self, seconds: float) -> Now:
        """Return all clocks as they were some seconds before."""
        return replace(self, wall=self.wall - timedelta(seconds=seconds), elapsed_s=self.elapsed_s - seconds)

    @property
    def local(self) -> datetime:
        """Return the local time without a zone."""
        return self.wall.replace(tzinfo=None)

    @property
    def utc_s(self) -> float:
        """Return the seconds since 1970."""
        return self.wall.timestamp()


def new_countdown(seconds: float, now: Now) -> Countdown:
    """Return one that begins now."""
    return _standing(Countdown(seconds, seconds, now.elapsed_s, now.boot_id), seconds, now)


def left_s(countdown: Countdown, now: Now) -> float:
    """Return the seconds left of one that is `up_to_date`; negative: it is over since."""
    return countdown.left_s if countdown.paused else countdown.left_s - (now.elapsed_s - countdown.elapsed_s)


def up_to_date(countdown: Countdown, now: Now) -> Countdown:  # noqa: PLR0911  (one line for each case)
    """Return it as it stands in this boot, with this wall clock; the same object if nothing is to be changed."""
    if countdown.paused:
        return countdown
    if countdown.boot_id != now.boot_id:
        left = countdown.left_s - now.elapsed_s
        if countdown.due_at is not None and now.is_trusted:
            return _standing(countdown, min(left, countdown.due_at - now.utc_s), now)
        moved = replace(countdown, left_s=left, elapsed_s=now.elapsed_s, boot_id=now.boot_id)
        return replace(moved, unsure=True)
    if not now.is_trusted:
        return countdown
    left = left_s(countdown, now)
    if countdown.unsure and countdown.due_at is not None:
        return _standing(countdown, min(left, countdown.due_at - now.utc_s), now)
    if countdown.due_at is None or abs(countdown.due_at - now.utc_s - left) > CLOCK_WAS_SET_S:
        return replace(countdown, due_at=now.utc_s + left)
    return countdown


def with_left(countdown: Countdown, seconds: float, now: Now) -> Countdown:
    """Return it with this much left from now on."""
    return _standing(countdown, seconds, now)


def _standing(countdown: Countdown, left: float, now: Now) -> Countdown:
    return replace(
        countdown,
        left_s=left,
        elapsed_s=now.elapsed_s,
        boot_id=now.boot_id,
        due_at=now.utc_s + left if now.is_trusted else None,
        unsure=False,
    )
