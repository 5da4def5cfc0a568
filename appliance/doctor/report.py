"""Check: what a check has found. The report for the owner is made of these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """The result of a check."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report."""

    area: str
    """Which part of the appliance: sound, pins, models, ..."""
    name: str
    """What was checked."""
    verdict: Verdict
    """ok: as it should be; warn: it works, but not as well as it could; fail: it does not work."""
    found: str
    """What was found."""
    remedy: str = ""
    """What to do about it; "" when there is nothing to do, or `found` says it."""


def as_line(check: Check) -> str:
    """Return a line of the report, with the remedy on a line below it."""
    line = f"{check.verdict:<5} {check.area:<9} {check.name:<16} {check.found}"
    return f"{line}\n{'':<33}-> {check.remedy}" if check.remedy else line


def as_data(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """Return the report as data for a program."""
    return [asdict(check) for check in checks]


def summary(checks: Iterable[Check]) -> str:
    """Return the number of checks with each verdict, as "17 ok, 2 warn, 0 fail"."""
    verdicts = [check.verdict for check in checks]
    return ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in Verdict)
