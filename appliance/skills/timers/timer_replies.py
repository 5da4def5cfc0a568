"""What is said and done about timers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.skills.enumeration import and_list
from appliance.skills.timers import edits
from appliance.skills.timers.countdowns import Now, left_s
from appliance.skills.timers.durations import rough_duration, spoken_duration
from appliance.skills.timers.edits import MOST, Edit
from appliance.skills.timers.items import Item
from appliance.skills.timers.selection import Selection, selected
from appliance.skills.timers.timer_requests import Slots

LONGEST_S = 86_400
FULL = f"There are {MOST} {{kind}}s already. Cancel one first."


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, and the change that is to be made, with its name."""

    text: str
    action: str = ""
    edit: Edit | None = None
    asks: str | None = None
    """Set for a question: the sentence that its answer completes, as "set a timer for {}"."""
    among: tuple[int, ...] = ()
    """Set for "which one?", where "both" cancels these."""
    on_day: str = ""
    """Then the day on which they are cancelled, as an ISO date; "": for good."""


def selection_of(slots: Slots) -> Selection:
    """Return the selection that slots are."""
    total, order = slots.get("total_s"), slots.get("order")
    return Selection(
        bool(slots.get("all")),
        str(slots.get("name") or ""),
        float(total) if isinstance(total, int | float) else None,
        int(order) if isinstance(order, int) else None,
    )


def timer_reply(name: str, slots: Slots, timers: Sequence[Item], now: Now) -> Reply | None:
    """Return the reply to an intent of timers; None if it is not one."""
    match name:
        case "start_timer" | "start_timers" | "ask_duration":
            return _start(name, slots, timers)
        case "time_left":
            return _time_left(selection_of(slots), timers, now)
        case "list_timers":
            return _list(str(slots["name"]), timers, now)
        case "add_time" | "set_time":
            return _change(name, float(str(slots["duration_s"])), selection_of(slots), timers, now)
        case "cancel_timer" | "pause_timer" | "resume_timer" | "restart_timer":
            return _handle(name.removesuffix("_timer"), selection_of(slots), timers, now)
    return None


def called(item: Item) -> str:
    """Return "pasta timer", or "10 minute timer" for one without a name."""
    if item.name:
        return f"{item.name} timer"
    total = item.countdown.total_s if item.countdown else 0.0
    return f"{_adjective(total)} timer"


def _adjective(seconds: float) -> str:
    words = spoken_duration(seconds).split()
    return f"{words[0]} {words[1].removesuffix('s')}" if len(words) == 2 else spoken_duration(seconds)


def _start(name: str, slots: Slots, timers: Sequence[Item]) -> Reply:  # noqa: PLR0911  (one line for each reply)
    label = str(slots.get("name") or "")
    if name == "ask_duration":
        return Reply("For how long?", "ask", None, f"set a timer for {{}}{' for ' + label if label else ''}")
    listed = slots.get("durations_s")
    seconds = [float(each) for each in listed] if isinstance(listed, list) else [float(str(slots["duration_s"]))]
    if min(seconds) < 1:
        return Reply("A timer needs at least one second.")
    if max(seconds) > LONGEST_S:
        return Reply("A timer can run for 24 hours at most. For longer, set a reminder.")
    if len(timers) + len(seconds) > MOST:
        return Reply(FULL.format(kind="timer"))
    edit = edits.add_countdowns("timer", [float(each) for each in seconds], label)
    if len(seconds) > 1:
        return Reply(
            f"{len(seconds)} timers: {and_list([spoken_duration(each) for each in seconds])}.", "start timers", edit
        )
    if label:
        return Reply(f"{label.capitalize()} timer: {spoken_duration(seconds[0])}.", "start timer", edit)
    return Reply(f"{spoken_duration(seconds[0])}, starting now.", "start timer", edit)


def _left(item: Item, now: Now) -> str:
    countdown = item.countdown
    assert countdown is not None
    if item.ringing is not None or left_s(countdown, now) <= 0:
        return "is done"
    left = f"{rough_duration(max(1, left_s(countdown, now)))} left"
    return f"is paused with {left}" if countdown.paused else f"has {left}"


def _time_left(wanted: Selection, timers: Sequence[Item], now: Now) -> Reply:
    found = selected(wanted, timers)
    if not found:
        return Reply(_none(wanted, timers))
    if len(found) == 1 and len(timers) == 1:
        countdown = found[0].countdown
        if (
            countdown
            and found[0].ringing is None
            and not countdown.paused
            and left_s(countdown, now) > 0
            and not found[0].name
        ):
            return Reply(f"{rough_duration(max(1, left_s(countdown, now)))} left.")
    return Reply(" ".join(f"Your {called(item)} {_left(item, now)}." for item in found[:5]) + _more(len(found) - 5))


def _more(count: int) -> str:
    return f" And {count} more." if count > 0 else ""


def _none(wanted: Selection, timers: Sequence[Item]) -> str:
    if not timers:
        return "There is no timer."
    if wanted.name:
        missing = f"There is no {wanted.name} timer."
    elif wanted.total_s is not None:
        missing = f"There is no timer of {spoken_duration(wanted.total_s)}."
    else:
        missing = "There is no such timer."
    return f"{missing} There is the {and_list([called(item) for item in timers[:5]])}." if len(timers) < 6 else missing


def _list(name: str, timers: Sequence[Item], now: Now) -> Reply:
    found = selected(Selection(name=name), timers) if name else list(timers)
    if not found:
        return Reply(_none(Selection(name=name), timers) if name else "There is no timer.")
    if len(found) == 1:
        return Reply(f"One timer: your {called(found[0])} {_left(found[0], now)}.")
    told = "; ".join(f"your {called(item)} {_left(item, now)}" for item in found[:6])
    return Reply(f"{len(found)} timers: {told}.{_more(len(found) - 6)}")


def _change(name: str, seconds: float, wanted: Selection, timers: Sequence[Item], now: Now) -> Reply:
    found = selected(wanted, timers)
    if not found:
        return Reply(_none(wanted, timers))
    if len(found) > 1 and not wanted.everything:
        return _which(found, f"{'add' if name == 'add_time' else 'change'} it")
    ids = [item.id for item in found]
    left = [seconds if name == "set_time" else _rest(item, now) + seconds for item in found]
    if max(left) > LONGEST_S:
        return Reply("A timer can run for 24 hours at most.")
    if min(left) < 1:
        return Reply("There is not that much time left on it.")
    edit = edits.set_left(ids, seconds) if name == "set_time" else edits.add_time(ids, seconds)
    if len(found) > 1:
        done = f"{'Added' if seconds > 0 else 'Taken'} {spoken_duration(abs(seconds))}, for all {len(found)} timers."
        return Reply(done, "change timers", edit)
    return Reply(f"Your {called(found[0])} has {rough_duration(left[0])} left now.", "change timer", edit)


def _rest(item: Item, now: Now) -> float:
    return max(0.0, left_s(item.countdown, now)) if item.countdown else 0.0


def _which(found: Sequence[Item], verb: str) -> Reply:
    asks = f"{verb} the {{}} timer" if " " not in verb else None
    among = tuple(item.id for item in found) if verb == "cancel" else ()
    question = f"Which one: the {_or_list([called(item) for item in found[:6]])}?"
    return Reply(question, "ask" if asks else "", None, asks, among)


def _or_list(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} or {parts[-1]}" if len(parts) > 1 else parts[0]


def _handle(verb: str, wanted: Selection, timers: Sequence[Item], now: Now) -> Reply:
    found = selected(wanted, timers)
    if not found:
        return Reply(_none(wanted, timers))
    fitting = [
        item
        for item in found
        if item.countdown and (verb not in {"pause", "resume"} or item.countdown.paused == (verb == "resume"))
    ]
    if not fitting:
        state = {"pause": "paused already", "resume": "running already"}[verb]
        return Reply(f"{'They are' if len(found) > 1 else 'It is'} {state}.")
    if len(fitting) > 1 and not wanted.everything:
        return _which(fitting, verb)
    ids = [item.id for item in fitting]
    edit = {"cancel": edits.remove, "pause": edits.pause, "resume": edits.resume, "restart": edits.restart}[verb](ids)
    done = {"cancel": "cancelled", "pause": "paused", "resume": "going on", "restart": "started again"}[verb]
    if len(fitting) > 1:
        return Reply(f"All {len(fitting)} timers {done}.", f"{verb} timers", edit)
    text = f"{called(fitting[0])} {done}"
    if verb in {"pause", "resume"}:
        text += f", with {rough_duration(_rest(fitting[0], now))} left"
    return Reply(f"{text[0].upper()}{text[1:]}.", f"{verb} timer", edit)
