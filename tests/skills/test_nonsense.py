"""Nonsense does no harm to the skills: nothing is raised, nothing runs away."""

from __future__ import annotations

import logging
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

import pytest

from appliance.skills.skill_set import SkillSet
from appliance.skills.wording import LONGEST, with_digits
from tests.skills.examination import load_requests
from tests.skills.nonsense import nonsense
from tests.skills.rig import Examinee

TWICE_AS_LONG = 3.0
"""Times the steps that a text of twice the length may take: 2 is linear, 4 is quadratic."""


@pytest.fixture(scope="module")
def examinee() -> Examinee:
    return Examinee()


def test_there_are_enough_kinds() -> None:
    assert len(set(nonsense().values())) >= 220


def test_nonsense_is_harmless(examinee: Examinee, caplog: pytest.LogCaptureFixture) -> None:
    harmed = []
    for kind, text in nonsense().items():
        with caplog.at_level(logging.WARNING):
            answer = examinee.hear(text)
        if caplog.records:
            harmed.append(f"{kind}: {caplog.records[0].getMessage()} {caplog.records[0].exc_info}")
        caplog.clear()
        if answer and not _can_be_spoken(answer.text):
            harmed.append(f"{kind}: {answer.text!r} cannot be spoken")
    assert not harmed, "\n".join(harmed)


def test_a_skill_alone_is_not_harmed_either(examinee: Examinee) -> None:
    """Without the set around it, which catches what a skill raises; with texts of a length that it is given."""
    for text in nonsense().values():
        for skill in examinee.skills.skills if len(text) <= LONGEST else ():
            if intent := skill.match(text):
                skill.answer(intent)


def test_nonsense_does_nothing_to_the_device(examinee: Examinee) -> None:
    """But timers, lists and the volume, which some of it asks for."""
    for text in nonsense().values():
        examinee.hear(text)
    state = examinee.state()
    assert not {name for name in ("forgotten", "muted", "shut_down", "restarted", "lamp", "fan") if state[name]}


def test_after_nonsense_all_is_as_before(examinee: Examinee) -> None:
    for text in nonsense().values():
        examinee.hear(text)
    answer = examinee.hear("Flip a coin.")
    assert answer is not None
    assert answer.intent.skill == "chance"


def test_a_longer_text_takes_no_more_than_its_share(examinee: Examinee) -> None:
    """Counted in calls of functions. `LONGEST` bounds the whole; up to it, steps grow with the length."""
    grown = {}
    for text in _pumped():
        half, whole = (_steps(examinee.skills, _cut(text, length)) for length in (LONGEST // 2, LONGEST))
        grown[text[:40]] = whole / half
    worst = sorted(grown, key=grown.__getitem__, reverse=True)[:10]
    print("\n".join(f"{grown[text]:.2f} times the steps for twice the length: {text!r}..." for text in worst))
    assert not {text: growth for text, growth in grown.items() if growth > TWICE_AS_LONG}


def test_a_text_that_is_too_long_costs_nothing(examinee: Examinee) -> None:
    steps = {}
    for length in (1000, 10_000, 100_000):
        text = _cut("Set a timer for five minutes and ", length)
        steps[length] = _steps(examinee.skills, text)
        print(f"{length} characters: {steps[length]} steps, {_median_us(examinee.skills, text):.0f} us")
    assert len(set(steps.values())) == 1


def test_how_long_a_request_takes(examinee: Examinee) -> None:
    """Printed, not asserted: a time says nothing on a machine that is shared."""
    times_us = sorted((_median_us(examinee.skills, text), text) for text in {one.text for one in load_requests()})
    print(f"median {statistics.median(time_us for time_us, _ in times_us):.0f} us")
    print("\n".join(f"{time_us:.0f} us: {text}" for time_us, text in times_us[-5:]))
    assert times_us


def _can_be_spoken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _pumped() -> Iterator[str]:
    """Yield texts to be repeated: requests, and words that templates are full of."""
    yield from ("and ", "a ", "no ", "the ", "to ", "for ", "5 ", "x ", "set a timer for ", "add milk and ")
    yield from (f"{request.text} " for request in load_requests()[::8])


def _cut(text: str, length: int) -> str:
    return (text * (length // len(text) + 1))[:length]


def _steps(skills: SkillSet, text: str) -> int:
    """Return how many functions are called to answer a text."""
    with_digits.cache_clear()
    steps = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    before: Callable[..., object] | None = sys.getprofile()
    sys.setprofile(count)
    try:
        skills.answer(text)
    finally:
        sys.setprofile(before)
    return steps


def _median_us(skills: SkillSet, text: str) -> float:
    """Return how long an answer takes, in microseconds."""
    times_us = []
    for _ in range(3):
        with_digits.cache_clear()
        begun_s = time.perf_counter()
        skills.answer(text)
        times_us.append((time.perf_counter() - begun_s) * 1e6)
    return statistics.median(times_us)
