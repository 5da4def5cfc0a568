"""What a check has found, and the page that is made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What a check has come to."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the page."""

    area: str
    """What it belongs to: sound, pins, models, ..."""
    name: str
    """What was looked at."""
    verdict: Verdict
    """ok: as it should be; warn: it works, but not as well as it could; fail: it does not work."""
    found: str
    """What is the case."""
    remedy: str = ""
    """What to do about it; "" when there is nothing to do, or `found` says it."""


def as_line(check: Check) -> str:
    """Return the line of the page, with what to do below it."""
    line = f"{check.verdict:<5} {check.area:<9} {check.name:<16} {check.found}"
    return f"{line}\n{'':<33}-> {check.remedy}" if check.remedy else line


def as_data(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """Return the page for a program."""
    return [asdict(check) for check in checks]


def summary(checks: Iterable[Check]) -> str:
    """Return how many there are of each verdict, as "17 ok, 2 warn, 0 fail"."""
    verdicts = [check.verdict for check in checks]
    return ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in Verdict)
