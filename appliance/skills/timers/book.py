"""TimerBook: all timers, alarms and reminders; what is due, what rings, what was missed.

It has no thread. Answers read it on the compute thread, actions change it on another, and a third asks it what is due.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from threading import RLock

from appliance.errors import StorageUnavailable
from appliance.skills.context import Clock, Storage
from appliance.skills.timers import schedules
from appliance.skills.timers.countdowns import Now, left_s
from appliance.skills.timers.items import Item, Missed, State, local, state_to_json
from appliance.skills.timers.kept import NAME, after_ringing, current, loaded, missed_entry, snoozed
from appliance.skills.timers.rings import Ring, missed_text, ring_of

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 10.0
"""A clock that was set is noticed within this, as long as anything is set."""
FORGOTTEN_S = 12 * 3600.0
"""A countdown that has been over for longer does not ring, but is told."""
JUST_NOW_S = 600.0
"""What rang within this can be snoozed."""
MOST_MISSED = 20

Change = Callable[[State, Now], State]


class TimerBook:
    """Keeps them over a restart; thread-safe."""

    def __init__(self, clock: Clock, storage: Storage, look_again_s: float = LOOK_AGAIN_S) -> None:
        """Read what was kept; begin empty, with a warning, where that is damaged."""
        self.on_change: Callable[[], None] = lambda: None
        """Called after each change, by the thread that made it."""
        self._clock = clock
        self._storage = storage
        self._look_again_s = look_again_s
        self._lock = RLock()
        self._rings: dict[int, Ring] = {}
        self._rang_at: dict[int, float] = {}
        self._recent: tuple[tuple[Item, float], ...] = ()
        kept = loaded(storage)
        self._state = current(kept, Now.of(clock))
        self._unsaved = self._state is not kept
        self._warned = False
        self._again = {item.id for item in self._state.items if item.ringing is not None}
        """Rang when the appliance ended: they ring again."""

    def view(self) -> tuple[State, Now]:
        """Return all that is set, and the time at which that is so."""
        with self._lock:
            now = Now.of(self._clock)
            return current(self._state, now), now

    def change(self, change: Change) -> None:
        """Change what is set, and keep it; raise `StorageUnavailable`, and change nothing, if it cannot be kept."""
        with self._lock:
            now = Now.of(self._clock)
            before = current(self._state, now)
            after = change(before, now)
            self._storage.save(NAME, state_to_json(after))
            self._settle(after)
        self.on_change()

    def seconds_to_next(self) -> float | None:
        """Return after how many seconds to look again; None if nothing is set. Something may be due then, or not."""
        with self._lock:
            state, now = self.view()
            if state is not self._state:  # the clock was set: a power cut must not bring the old times back
                self._keep(state)
            waiting = [
                self._seconds_to(item, now) for item in state.items if item.ringing is None or item.id in self._again
            ]
        return min((seconds for seconds in waiting if seconds is not None), default=None)

    def _seconds_to(self, item: Item, now: Now) -> float | None:
        if item.id in self._again or self._due(item, now):
            return 0.0
        if item.countdown:
            left = left_s(item.countdown, now)
            return None if item.countdown.paused or left <= 0 else min(left, self._look_again_s)
        if item.schedule and now.is_trusted and (following := schedules.upcoming(item.schedule, now)):
            return min(following[1], self._look_again_s)
        return self._look_again_s

    def take_due(self) -> tuple[Ring, ...]:
        """Return what is due now; it rings from now on."""
        with self._lock:
            now = Now.of(self._clock)
            state = current(self._state, now)
            items, missed, rings = [], [], []
            for item in state.items:
                found = self._due_again(item, now) if item.id in self._again else self._due(item, now)
                if found is None:
                    items.append(item)
                    continue
                occurrence, late = found
                if late is None or (item.id in self._again and late > self._stale_s(item)):
                    missed += [missed_entry(item, occurrence, now)] if late is not None else []
                    items += after_ringing(item, occurrence)
                    continue
                items.append(replace(item, ringing=occurrence))
                rings.append(ring_of(item, occurrence, late, now))
            self._again.clear()
            after = replace(state, items=tuple(items), missed=(*state.missed, *missed)[-MOST_MISSED:])
            changed = after != self._state or self._unsaved
            if changed:
                self._keep(after)
            self._rings.update((ring.id, ring) for ring in rings)
            self._rang_at.update((ring.id, now.elapsed_s) for ring in rings)
        if changed or rings:
            self.on_change()
        return tuple(rings)

    def _due(self, item: Item, now: Now) -> tuple[str, float | None] | None:
        """Return the occurrence that is due and how late it is: None of one that shall not ring."""
        if item.ringing is not None:
            return None
        if item.countdown:
            left = left_s(item.countdown, now)
            return ("", -left) if not item.countdown.paused and -FORGOTTEN_S < left <= 0 else None
        found = schedules.due(item.schedule, now) if item.schedule and now.is_trusted else None
        if found is None:
            return None
        rang = self._rang_at.get(item.id)
        too_soon = (
            bool(item.schedule and item.schedule.days) and rang is not None and now.elapsed_s - rang < schedules.STALE_S
        )
        return found[0].isoformat(), None if too_soon and found[1] > schedules.ON_TIME_S else found[1]

    def _due_again(self, item: Item, now: Now) -> tuple[str, float]:
        if item.countdown:
            return "", max(0.0, -left_s(item.countdown, now))
        occurrence = item.ringing or ""
        late = now.utc_s - schedules.utc_s(local(occurrence), now.wall.tzinfo) if occurrence and now.is_trusted else 0.0
        return occurrence, max(0.0, late)

    def _stale_s(self, item: Item) -> float:
        return FORGOTTEN_S if item.countdown else schedules.STALE_S

    @property
    def ringing(self) -> tuple[Ring, ...]:
        """What rings now."""
        with self._lock:
            return tuple(self._rings.values())

    def recent(self) -> tuple[Item, ...]:
        """Return what rings, or rang within the last minutes: what can be snoozed."""
        with self._lock:
            elapsed = self._clock.elapsed_s()
            over = tuple(item for item, at in self._recent if elapsed - at < JUST_NOW_S)
            return tuple(item for item in self._state.items if item.id in self._rings) or over

    def dismiss(self) -> None:
        """End the ringing: all that rings is over."""
        self._end_ringing(lambda _item, _now: ())

    def give_up(self) -> None:
        """End the ringing, because nobody came: it is told later."""
        self._end_ringing(lambda item, now: (missed_entry(item, item.ringing or "", now),))

    def snooze(self, seconds: float) -> None:
        """Let what rings, or rang just now, ring again in `seconds`."""
        self._end_ringing(lambda _item, _now: (), snooze_s=seconds)

    def _end_ringing(self, missed: Callable[[Item, Now], tuple[Missed, ...]], snooze_s: float | None = None) -> None:
        with self._lock:
            now = Now.of(self._clock)
            state = current(self._state, now)
            over = [item for item in state.items if item.id in self._rings]
            again = self.recent() if snooze_s is not None else ()
            if not over and not again:
                return
            told = tuple(entry for item in over for entry in missed(item, now))
            items = tuple(
                kept
                for item in state.items
                for kept in (after_ringing(item, item.ringing or "") if item in over else (item,))
            )
            state = replace(state, items=items, missed=(*state.missed, *told)[-MOST_MISSED:])
            self._rings.clear()
            self._keep(snoozed(state, again, snooze_s, now) if snooze_s is not None else state)
            self._recent = () if again else tuple((item, now.elapsed_s) for item in over)
        self.on_change()

    def take_missed(self) -> str | None:
        """Return what was missed, once; None if nothing was."""
        with self._lock:
            now = Now.of(self._clock)
            state = current(self._state, now)
            items, told = [], list(state.missed)
            for item in state.items:
                occurrence = self._overdue(item, now)
                if occurrence is None:
                    items.append(item)
                    continue
                told.append(missed_entry(item, occurrence, now))
                items += after_ringing(item, occurrence)
            if not told:
                return None
            self._keep(replace(state, items=tuple(items), missed=()))
        self.on_change()
        return missed_text(told, now)

    def _overdue(self, item: Item, now: Now) -> str | None:
        if item.ringing is not None:
            return None
        if item.countdown:
            return "" if not item.countdown.paused and left_s(item.countdown, now) <= -FORGOTTEN_S else None
        found = schedules.missed(item.schedule, now) if item.schedule and now.is_trusted else None
        return found.isoformat() if found else None

    def _keep(self, state: State) -> None:
        """Keep what the time has changed; if that is not possible, it goes on all the same until the next restart."""
        try:
            self._storage.save(NAME, state_to_json(state))
            self._unsaved = self._warned = False
        except StorageUnavailable as error:
            if not self._warned:
                log.warning("timers: %s; until that is possible, what is due is not kept over a restart", error)
            self._unsaved = self._warned = True
        self._settle(state)

    def _settle(self, state: State) -> None:
        self._state = state
        ringing = {item.id for item in state.items if item.ringing is not None}
        for ended in [id_ for id_ in self._rings if id_ not in ringing]:
            del self._rings[ended]
        self._again &= ringing
