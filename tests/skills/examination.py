"""The examination of the skills: requests with what must be true of each reply, and the judge of a reply."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from text_to_num import alpha2digit

from appliance.errors import ApplianceError
from appliance.intents import Answer, Intent
from tests.skills.rig import Examinee

FOLDER = Path(__file__).parent
MOST_WORDS = 60
"""In a reply: half a minute, spoken."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")

_unused: list[Examinee] = []
"""Skills to which nothing was done. To build all takes a second."""


@dataclass(frozen=True)
class Request:
    """What is said, and what must come of it; the keys are explained at the head of requests.toml."""

    text: str
    skill: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    says: Sequence[str] = ()
    never: Sequence[str] = ()
    action: bool | None = None
    asks: bool | None = None
    before: Sequence[str] = ()
    wait_s: float = 0.0
    then: Mapping[str, bool | float | str] = field(default_factory=dict)
    spoken: bool = False


@dataclass(frozen=True)
class Result:
    """What a request came to."""

    request: Request
    heard: str
    answer: Answer | None
    faults: Sequence[str]

    def __str__(self) -> str:
        reply = "no skill" if self.answer is None else f"{self.answer.intent.name}: {self.answer.text!r}"
        heard = "" if self.heard == self.request.text else f" heard {self.heard!r}"
        return f"{self.request.text!r}{heard} -> {reply}; {'; '.join(self.faults)}"


def load_requests(file: Path = FOLDER / "requests.toml") -> tuple[Request, ...]:
    """Return all requests, each with the defaults of its group; raises TypeError for a key that there is not."""
    groups = tomllib.loads(file.read_text(encoding="utf-8"))["group"]
    requests = []
    for group in groups:
        defaults = {key: value for key, value in group.items() if key != "requests"}
        requests += [Request(**{**defaults, **request}) for request in group["requests"]]
    return tuple(requests)


def examine(request: Request, heard: str | None = None) -> Result:
    """Try a request on fresh skills; `heard` is what a recogniser made of it."""
    examinee = _unused.pop() if _unused else Examinee()
    for sentence in request.before:
        examinee.hear(sentence)
    if request.wait_s:
        examinee.wait(request.wait_s)
    heard = request.text if heard is None else heard
    before = examinee.all_state()
    answer = examinee.skills.answer(heard)
    faults = [] if examinee.all_state() == before else ["does something before it may"]
    if not (faults or request.before or request.wait_s or (answer and answer.action)):
        _unused.append(examinee)
    if answer is None:
        return Result(request, heard, None, ("no skill matched", *faults))
    if answer.action:
        try:
            answer.action.carry_out()
        except ApplianceError as error:
            faults.append(f"cannot do it: {error}")
    return Result(request, heard, answer, (*faults, *_faults(request, answer, examinee.state())))


def _faults(request: Request, answer: Answer, state: Mapping[str, float]) -> Iterable[str]:
    if len(answer.text.split()) > MOST_WORDS:
        yield f"says {len(answer.text.split())} words"
    if not re.fullmatch(request.skill, answer.intent.skill):
        yield f"skill {answer.intent.skill}"
    slots = _agreed_slots(answer.intent)
    for name, wanted in request.slots.items():
        if not _is_slot(slots.get(name), wanted):
            yield f"{name} = {slots.get(name)!r}, not {wanted!r}"
    yield from (f"does not say {one!r}" for one in request.says if not says(answer.text, one))
    yield from (f"says {one!r}" for one in request.never if says(answer.text, one))
    does = answer.action.name if answer.action and not answer.action.is_internal else None
    if request.action is not None and request.action != (does is not None):
        yield "does nothing" if request.action else f"does {does!r}"
    if request.asks is not None and request.asks != answer.listens_after:
        yield "does not ask" if request.asks else "asks"
    yield from (f"{name} is {state[name]}" for name, wanted in request.then.items() if not _is_so(state[name], wanted))


def _agreed_slots(intent: Intent) -> dict[str, Any]:
    """Return the slots by the names that the requests have: hour, minute, repeat; seconds that are added or taken."""
    slots: dict[str, Any] = dict(intent.slots)
    if at := slots.get("at"):
        when = datetime.datetime.fromisoformat(at)
        slots |= {"hour": when.hour, "minute": when.minute, "repeat": slots.get("days")}
    if total_s := slots.get("total_s"):
        slots["duration_s"] = total_s
    if sign := {"add_time": 1, "take_time": -1}.get(intent.name):
        slots["seconds"] = sign * slots["duration_s"]
    return slots


def says(reply: str, pattern: str) -> bool:
    """Say whether a regular expression is found in the reply, lower case, as written or with numbers in digits."""
    text = _THOUSANDS.sub("", reply.lower().replace("\u2019", "'").replace("\u2212", "-"))
    return any(re.search(pattern, one) for one in (text, alpha2digit(text, "en", threshold=0)))


def _is_slot(value: Any, wanted: Any) -> bool:
    if wanted == "*":
        return bool(value)
    if isinstance(wanted, str) and wanted.startswith("~"):
        found = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
        return re.search(wanted[1:], found.lower()) is not None
    if isinstance(wanted, list):
        return isinstance(value, list | tuple) and [str(one).lower() for one in value] == wanted
    if isinstance(wanted, str):
        return isinstance(value, str) and value.lower() == wanted
    return isinstance(value, int | float) and value == wanted


def _is_so(value: float, wanted: bool | float | str) -> bool:
    if isinstance(wanted, str):
        limit = float(wanted[1:])
        return value > limit if wanted[0] == ">" else value < limit
    return value == wanted


def table(results: Sequence[Result]) -> str:
    """Return a line per skill, right and of how many, and one for each request that came out wrong."""
    lines = []
    for skill, of_skill in by_skill(results).items():
        wrong = [result for result in of_skill if result.faults]
        lines.append(f"{skill:12} {len(of_skill) - len(wrong):4} of {len(of_skill)}")
        lines += [f"    {result}" for result in wrong]
    return "\n".join([*lines, f"{'all':12} {share_right(results):.1%} of {len(results)}"])


def by_skill(results: Sequence[Result]) -> dict[str, list[Result]]:
    """Return the results of each skill, in the order of the requests."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.request.skill.partition("|")[0], []).append(result)
    return groups


def share_right(results: Sequence[Result]) -> float:
    """Return the share of results without a fault, 0 to 1."""
    return sum(not result.faults for result in results) / len(results)
