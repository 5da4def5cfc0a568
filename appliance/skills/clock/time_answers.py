"""What is said about the time, here and elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from appliance.intents import SlotValue
from appliance.skills.clock.places import Place
from appliance.skills.clock.times import counted, spoken_date, spoken_seconds, spoken_time
from appliance.skills.enumeration import and_list

Slots = Mapping[str, SlotValue]
_DAY_S = 86400


def time(slots: Slots, now: datetime.datetime) -> str:
    """Return what time it is, here or in a place."""
    if "place_zone" not in slots:
        return f"It's {spoken_time(now)}."
    place = _place(slots, "place")
    there = now.astimezone(ZoneInfo(place.zone))
    day = "" if there.date() == now.date() else f" on {there:%A}"
    if place.others_differ(now):
        return f"It's {spoken_time(there)}{day} in {place.capital}. {_sentence(place.name)} has other time zones too."
    return f"It's {spoken_time(there)}{day} in {place.name}."


def time_in(slots: Slots, now: datetime.datetime) -> str:
    """Return what time it is after or before a span."""
    span = datetime.timedelta(seconds=_number(slots, "seconds"))
    if start := slots.get("start"):
        begun = datetime.datetime.combine(datetime.date(2000, 1, 2), datetime.time.fromisoformat(str(start)))
        moved = begun + span
        if slots.get("ambiguous"):
            return f"That's {moved.hour % 12 or 12}:{moved.minute:02}."
        return f"That's {spoken_time(moved)}."
    moved = (now.astimezone(datetime.UTC) + span).astimezone(now.tzinfo)
    verb = "was" if span.total_seconds() < 0 else "will be"
    day = "" if moved.date() == now.date() else f" on {moved:%A}"
    if abs(span.total_seconds()) >= 6 * _DAY_S:
        day = f" on {spoken_date(moved.date(), year=moved.year != now.year)}"
    return f"It {verb} {spoken_time(moved)}{day}."


def until_time(slots: Slots, now: datetime.datetime) -> str:
    """Return how long it is until the next such time of day."""
    time_of_day = datetime.time.fromisoformat(str(slots["time"]))
    times = [time_of_day]
    if slots.get("ambiguous"):
        times.append(time_of_day.replace(hour=(time_of_day.hour + 12) % 24))
    moments = []
    for each in times:
        for days in (1,) if slots.get("tomorrow") else (0, 1):
            moment = datetime.datetime.combine(now.date() + datetime.timedelta(days), each, now.tzinfo)
            moments.append((moment.timestamp() - now.timestamp(), each))
    seconds, said = min(moment for moment in moments if moment[0] > 0)
    if slots.get("unit") == "minute" and seconds >= 120:
        return f"It's {counted(round(seconds / 60), 'minute')} until {spoken_time(said)}."
    return f"It's {spoken_seconds(seconds)} until {spoken_time(said)}{' tomorrow' if slots.get('tomorrow') else ''}."


def convert(slots: Slots, now: datetime.datetime) -> str:
    """Return what time it is in one place when it is a time in another, today."""
    zones = [ZoneInfo(str(slots[slot])) if slot in slots else now.tzinfo for slot in ("other_zone", "place_zone")]
    given = datetime.datetime.combine(now.date(), datetime.time.fromisoformat(str(slots["time"])), zones[0])
    then = given.astimezone(zones[1])
    if slots["ambiguous"]:
        told = f"{then.hour % 12 or 12}:{then.minute:02}"
    else:
        days = (then.date() - given.date()).days
        told = spoken_time(then) + {0: "", 1: " the next day", -1: " the day before"}[days]
    where = _place(slots, "place").name if "place" in slots else ""
    return f"It's {told} then in {where}." if where else f"It's {told} here then."


def difference(slots: Slots, now: datetime.datetime) -> str:
    """Return how many hours one place is ahead of another, or of here."""
    first = _place(slots, "place")
    seconds = _offset_s(now, first.zone)
    if "other_zone" in slots:
        second = _place(slots, "other")
        seconds -= _offset_s(now, second.zone)
        other = second.name
    else:
        seconds -= int((now.utcoffset() or datetime.timedelta()).total_seconds())
        other = "you"
    name = first.capital if first.others_differ(now) else first.name
    if not seconds:
        return f"{_sentence(name)} has the same time as {'here' if other == 'you' else other}."
    hours, minutes = divmod(abs(seconds) // 60, 60)
    parts = [counted(number, unit) for number, unit in ((hours, "hour"), (minutes, "minute")) if number]
    return f"{_sentence(name)} is {and_list(parts)} {'ahead of' if seconds > 0 else 'behind'} {other}."


def zone(slots: Slots, now: datetime.datetime) -> str:
    """Return the time zone, by its distance from Greenwich."""
    if "place_zone" in slots:
        place = _place(slots, "place")
        name, there = (place.capital if place.others_differ(now) else place.name), now.astimezone(ZoneInfo(place.zone))
    else:
        name, there = "", now
    offset = there.utcoffset() or datetime.timedelta()
    seconds = int(offset.total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    far = and_list([counted(number, unit) for number, unit in ((hours, "hour"), (minutes, "minute")) if number] or [""])
    told = (
        f"{far} {'ahead of' if seconds > 0 else 'behind'} Greenwich Mean Time" if seconds else "on Greenwich Mean Time"
    )
    return f"{_sentence(name)} is {told} now." if name else f"You're {told} now."


def clock_change(slots: Slots, now: datetime.datetime) -> str:
    """Return when the clocks change next, by the rules of the time zone."""
    if slots["way"] == "now":
        is_summer = bool(now.dst())
        return "Yes, it's summer time now." if is_summer else "No, it's standard time now."
    there = now.astimezone(ZoneInfo(str(slots["place_zone"]))) if "place_zone" in slots else now
    where = f"in {slots['place']}" if "place_zone" in slots else "here"
    for moment, step in _changes(there):
        way = "forward" if step > 0 else "back"
        if slots["way"] in {"", way}:
            minutes = abs(step) // 60
            far = counted(minutes // 60, "hour") if minutes % 60 == 0 else counted(minutes, "minute")
            place = "" if where == "here" else f" {where}"
            return f"The clocks go {way} {far} on {spoken_date(moment.date())}{place}."
    return f"The clocks don't change {where}."


def _changes(now: datetime.datetime) -> list[tuple[datetime.datetime, int]]:
    """Return the changes of the offset in the next 400 days, in seconds."""
    changes = []
    before = now
    for day in range(1, 401):
        after = (now.astimezone(datetime.UTC) + datetime.timedelta(day)).astimezone(now.tzinfo)
        step = (after.utcoffset() or datetime.timedelta()) - (before.utcoffset() or datetime.timedelta())
        if step:
            low, high = before.timestamp(), after.timestamp()
            while high - low > 1:
                middle = (low + high) / 2
                at = datetime.datetime.fromtimestamp(middle, now.tzinfo)
                low, high = (middle, high) if at.utcoffset() == before.utcoffset() else (low, middle)
            changes.append((datetime.datetime.fromtimestamp(high, now.tzinfo), int(step.total_seconds())))
        before = after
    return changes


def _place(slots: Slots, slot: str) -> Place:
    return Place(str(slots[slot]), str(slots[f"{slot}_zone"]), str(slots[f"{slot}_country"]))


def _offset_s(now: datetime.datetime, zone_name: str) -> int:
    return int((now.astimezone(ZoneInfo(zone_name)).utcoffset() or datetime.timedelta()).total_seconds())


def _number(slots: Slots, slot: str) -> float:
    value = slots[slot]
    return float(value) if isinstance(value, int | float) else 0.0


def _sentence(name: str) -> str:
    return name[:1].upper() + name[1:]
