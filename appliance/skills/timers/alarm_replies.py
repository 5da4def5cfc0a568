"""What is said and done about alarms and reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from appliance.skills.enumeration import and_list
from appliance.skills.timers import edits
from appliance.skills.timers.alarm_requests import moment_of, when_of
from appliance.skills.timers.clock_times import When
from appliance.skills.timers.countdowns import Now
from appliance.skills.timers.dates import Moment, moment, spoken_day, spoken_moment, spoken_time
from appliance.skills.timers.durations import spoken_duration
from appliance.skills.timers.edits import MOST
from appliance.skills.timers.items import Item, Kind
from appliance.skills.timers.occurrences import day_of, fits, next_occurrence, said_when
from appliance.skills.timers.selection import Selection, selected
from appliance.skills.timers.timer_replies import FULL, LONGEST_S, Reply, selection_of
from appliance.skills.timers.timer_requests import Slots

NO_CLOCK = "I don't know what time it is, so I can't set {what}. Connect me to a network once, to set my clock."
_FARTHEST_S = 366 * 86_400


def schedule_reply(name: str, slots: Slots, items: Sequence[Item], now: Now) -> Reply | None:  # noqa: PLR0911
    """Return the reply to an intent of alarms or reminders; None if it is not one. `items` are all that are set."""
    kind: Kind = "reminder" if "remind" in name else "alarm"
    own = [item for item in items if item.kind == kind]
    match name:
        case "set_alarm" | "add_reminder":
            return _set(kind, slots, own, now)
        case "alarm_in" | "remind_in":
            return _set_in(kind, slots, own)
        case "ask_alarm_time":
            when = str(slots["when"] or "")
            return _ask("What time?", f"set an alarm {when} at {{}}", now, "an alarm")
        case "ask_reminder_time":
            return _ask("When shall I remind you?", f"remind me {{}} to {slots['text']}", now, "a reminder")
        case "ask_reminder_text":
            when = str(slots["when"] or "")
            return Reply("Of what?", "ask", None, f"remind me {when} to {{}}" if when else "remind me {}")
        case "list_alarms" | "list_reminders":
            return _list(kind, slots, own, now)
        case "cancel_alarm" | "cancel_reminder":
            return _cancel(kind, slots, own, now)
        case "no_such_time":
            return Reply("There is no such time.")
        case "one_at_a_time":
            return Reply("One alarm at a time, please.")
        case "change_alarm":
            return _change(slots, own, now)
    return None


def _ask(question: str, asks: str, now: Now, what: str) -> Reply:
    if not now.is_trusted and what == "an alarm":
        return Reply(NO_CLOCK.format(what=what))
    return Reply(question, "ask", None, asks)


def _set(kind: Kind, slots: Slots, own: Sequence[Item], now: Now) -> Reply:
    if not now.is_trusted:
        return Reply(NO_CLOCK.format(what="an alarm" if kind == "alarm" else "a reminder for a time of day"))
    meant, name = moment_of(slots), str(slots.get("name") or slots.get("text") or "")
    if meant.is_past:
        return Reply(f"{_capital(spoken_moment(meant, now.local))} is over already.")
    if len(own) >= MOST:
        return Reply(FULL.format(kind=kind))
    edit = edits.add_schedule(kind, meant, name)
    when = spoken_moment(meant, now.local)
    if kind == "reminder":
        return Reply(f"I'll remind you at {when}: {name}.", "add reminder", edit)
    same = [item for item in own if item.schedule and not item.name and _same(item, meant)]
    if same and not name:
        return Reply(f"There is an alarm at {when} already.")
    return Reply(f"{_capital(name + ' alarm') if name else 'Alarm'} set for {when}.", "set alarm", edit)


def _same(item: Item, meant: Moment) -> bool:
    schedule = item.schedule
    if schedule is None or schedule.days != meant.days:
        return False
    return schedule.at == (
        meant.at.time().isoformat(timespec="minutes") if meant.days else meant.at.isoformat(timespec="minutes")
    )


def _set_in(kind: Kind, slots: Slots, own: Sequence[Item]) -> Reply:
    seconds, name = float(str(slots["duration_s"])), str(slots.get("name") or slots.get("text") or "")
    if seconds < 1:
        return Reply("It needs at least one second.")
    if seconds > (LONGEST_S if kind == "alarm" else _FARTHEST_S):
        return Reply("That is too far away. Tell me a day and a time instead.")
    if len(own) >= MOST:
        return Reply(FULL.format(kind=kind))
    edit = edits.add_countdowns(kind, [seconds], name)
    if kind == "reminder":
        return Reply(f"I'll remind you in {spoken_duration(seconds)}: {name}.", "add reminder", edit)
    return Reply(
        f"{_capital(name + ' alarm') if name else 'Alarm'} set, in {spoken_duration(seconds)}.", "set alarm", edit
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _told(item: Item, now: Now) -> str:
    if item.kind == "alarm":
        return f"{said_when(item, now)}{', ' + item.name if item.name else ''}"
    when = said_when(item, now)
    return f"{item.name}, {when if when.startswith('in ') else 'at ' + when}"


def _in_order(items: Sequence[Item], now: Now) -> list[Item]:
    far = datetime.max
    return sorted(items, key=lambda item: next_occurrence(item, now) or far)


def _list(kind: Kind, slots: Slots, own: Sequence[Item], now: Now) -> Reply:
    when = when_of(slots)
    found = _in_order(_meant(slots, own, now), now)
    if not found:
        if own and (when or slots.get("name")):
            told = "; ".join(_told(item, now) for item in _in_order(own, now)[:3])
            return Reply(f"No, there is no such {kind}. There is {'one' if len(own) == 1 else f'{len(own)}'}: {told}.")
        return Reply(f"There is no {kind}.")
    if slots.get("next") and now.is_trusted:
        rest = len(found) - 1
        more = f" There {'is' if rest == 1 else 'are'} {rest} more." if rest else ""
        at = said_when(found[0], now)
        at = at if at.startswith("in ") else f"at {at}"
        name = f"{found[0].name} alarm" if found[0].name else "alarm"
        if kind == "reminder":
            return Reply(f"Your next reminder is {at}: {found[0].name}.{more}")
        return Reply(f"Your next {name} is {at}.{more}")
    told = "; ".join(_told(item, now) for item in found[:6])
    more = f"; and {len(found) - 6} more" if len(found) > 6 else ""
    clock = "" if now.is_trusted or kind == "reminder" else " But I don't know what time it is now."
    return Reply(
        f"{'One' if len(found) == 1 else len(found)} {kind}{'s' if len(found) > 1 else ''}: {told}{more}.{clock}"
    )


def _meant(slots: Slots, own: Sequence[Item], now: Now) -> list[Item]:
    wanted, when = selection_of(slots), when_of(slots)
    found = selected(replace(wanted, order=None), own)
    if when:
        found = [item for item in found if fits(item, when, now)]
    return selected(Selection(order=wanted.order), _in_order(found, now)) if wanted.order is not None else found


def _cancel(kind: Kind, slots: Slots, own: Sequence[Item], now: Now) -> Reply:
    wanted, when = selection_of(slots), when_of(slots)
    found = _meant(slots, own, now)
    if not found:
        if not own:
            return Reply(f"There is no {kind}.")
        told = "; ".join(_told(item, now) for item in _in_order(own, now)[:3])
        return Reply(f"There is no such {kind}. There is {'one' if len(own) == 1 else len(own)}: {told}.")
    day = day_of(when, now) if when else None
    ids = tuple(item.id for item in found)
    if len(found) > 1 and not wanted.everything:
        told = "; ".join(_told(item, now) for item in _in_order(found, now)[:6])
        on_day = f" {spoken_day(day.date(), now.local.date())}" if day else ""
        date = day.date().isoformat() if day else ""
        return Reply(f"Which one: {told}?", "ask", None, f"cancel the {{}} {kind}{on_day}", ids, date)
    if day and any(_repeats(item) for item in found):
        return cancel_on(day, found, now)
    edit = edits.remove(ids)
    if len(found) > 1:
        return Reply(f"All {len(found)} {kind}s cancelled.", f"cancel {kind}s", edit)
    return Reply(f"{_capital(kind)} cancelled: {_told(found[0], now)}.", f"cancel {kind}", edit)


def _repeats(item: Item) -> bool:
    return item.schedule is not None and bool(item.schedule.days)


def cancel_on(day: datetime, found: Sequence[Item], now: Now) -> Reply:
    """Cancel what is due on a day, of one kind, of which some repeats and goes on after that."""
    kind = found[0].kind
    at = {item.id: _at_on(day, item, now) for item in _in_order(found, now)}
    skipped = [edits.skip([item.id], at[item.id].isoformat()) for item in found if _repeats(item)]
    edit = edits.all_of(*skipped, edits.remove([item.id for item in found if not _repeats(item)]))
    if len(found) == 1:
        when = spoken_moment(Moment(at[found[0].id]), now.local)
        text = f"No {kind} at {when}. It goes on after that, {said_when(found[0], now)}."
        return Reply(text, f"skip {kind}", edit)
    times = and_list([spoken_time(moment) for moment in sorted(at.values())])
    on_day = spoken_day(day.date(), now.local.date())
    return Reply(f"No {kind}s at {times} {on_day}. What repeats goes on after that.", f"skip {kind}s", edit)


def _at_on(day: datetime, item: Item, now: Now) -> datetime:
    if item.schedule and item.schedule.days:
        return datetime.combine(day.date(), datetime.strptime(item.schedule.at, "%H:%M").time())
    return next_occurrence(item, now) or day


def _change(slots: Slots, own: Sequence[Item], now: Now) -> Reply:
    found = _meant(slots, own, now)
    if not found:
        return _cancel("alarm", slots, own, now)
    if len(found) > 1:
        return Reply(f"Which one: {and_list([_told(item, now) for item in _in_order(found, now)[:6]])}?")
    new = when_of({name.removeprefix("new_"): value for name, value in slots.items() if name.startswith("new_")})
    meant = _moved(found[0], new, now) if new else None
    if meant is None:
        return Reply("To what time?")
    if not now.is_trusted:
        return Reply(NO_CLOCK.format(what="an alarm"))
    if meant.is_past:
        return Reply(f"{_capital(spoken_moment(meant, now.local))} is over already.")
    return Reply(f"Alarm moved to {spoken_moment(meant, now.local)}.", "change alarm", edits.move([found[0].id], meant))


def _moved(item: Item, new: When, now: Now) -> Moment | None:
    """Return the new moment: what was not said stays as it was, or is as near to that as can be."""
    old = next_occurrence(item, now)
    if old is None:
        return moment(new, now.local, purpose="alarm")
    if new.hour is None:
        new = replace(new, hour=old.hour, minute=old.minute, half="24")
    meant = [new]
    if new.half is None and new.part is None and (new.hour or 0) <= 12:
        meant = [replace(new, half="am"), replace(new, half="pm")]
    days = item.schedule.days if item.schedule else ()
    has_day = new.days or new.in_days is not None or new.weekday is not None or new.date
    if not has_day and days:
        meant = [replace(each, days=days) for each in meant]
    elif not has_day:
        ahead = (old.date() - now.local.date()).days
        meant = [replace(each, in_days=ahead + more) for each in meant for more in (0, 1)]
    found = [at for each in meant if (at := moment(each, now.local, purpose="alarm"))]
    by_time = bool(has_day or days)
    return min(found, key=lambda at: (at.is_past, _between(at, old, by_time=by_time)), default=None)


def _between(meant: Moment, old: datetime, *, by_time: bool) -> timedelta:
    """Return how far a new time is from the old one, or by the time of day alone."""
    apart = abs(meant.at - old)
    if not by_time:
        return apart
    rest = apart % timedelta(days=1)
    return min(rest, timedelta(days=1) - rest)


def kinds_edit(kinds: Sequence[str], items: Sequence[Item]) -> tuple[list[int], str]:
    """Return the ids of all of these kinds, and how many that are, in words."""
    ids = [item.id for item in items if item.kind in kinds]
    counts = [(kind, sum(item.kind == kind for item in items)) for kind in kinds]
    return ids, and_list([f"{count} {kind}{'s' if count != 1 else ''}" for kind, count in counts if count])
