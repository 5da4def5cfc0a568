"""The examination as text: what an owner asks is answered, and done, as it should be; nothing else is done."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from appliance.intents import Answer
from tests.skills.examination import (
    FOLDER,
    Request,
    Result,
    by_skill,
    examine,
    load_requests,
    says,
    share_right,
    table,
)
from tests.skills.rig import Examinee

RIGHT_OVERALL, RIGHT_IN_EACH_SKILL, LEFT_TO_THE_MODEL = 0.97, 0.90, 0.97


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return [examine(request) for request in load_requests()]


@dataclass(frozen=True)
class NoRequests:
    """Sentences that ask for nothing to be done, and what the skills make of each."""

    model: Sequence[str]
    """Those that are for the language model."""
    answers: Mapping[str, Answer | None]
    changing: Sequence[str]
    """Those after which the device, or what the skills keep, is not as before."""
    not_begun: Sequence[str]
    """What should run before they are said, and was not understood."""


@pytest.fixture(scope="module")
def no_requests() -> NoRequests:
    content = tomllib.loads((FOLDER / "no_requests.toml").read_text(encoding="utf-8"))
    examinee, not_begun = _begun(content["before"])
    answers, changing = {}, []
    for sentence in (*content["model"], *content["nothing_done"]):
        before = examinee.all_state()
        answers[sentence] = answer = examinee.hear(sentence)
        if examinee.all_state() != before:
            changing.append(sentence)
        if answer and answer.action:
            examinee, _ = _begun(content["before"])
    return NoRequests(content["model"], answers, changing, not_begun)


def _begun(before: Sequence[str]) -> tuple[Examinee, list[str]]:
    examinee = Examinee()
    return examinee, [sentence for sentence in before if not examinee.hear(sentence)]


def test_there_are_enough_requests(no_requests: NoRequests) -> None:
    requests = load_requests()
    assert len(requests) >= 320
    assert sum(request.spoken for request in requests) >= 125
    assert len({(request.text, *request.before, request.wait_s) for request in requests}) == len(requests)
    assert len(no_requests.answers) >= 160


def test_what_is_asked_is_answered(results: Sequence[Result]) -> None:
    print(table(results))
    assert share_right(results) >= RIGHT_OVERALL


def test_no_skill_is_behind_the_others(results: Sequence[Result]) -> None:
    shares = {skill: share_right(of_skill) for skill, of_skill in by_skill(results).items()}
    assert not {skill: share for skill, share in shares.items() if share < RIGHT_IN_EACH_SKILL}


def test_nothing_is_done_that_nobody_asked_for(no_requests: NoRequests) -> None:
    assert not no_requests.not_begun
    lines = [f"{sentence!r}: {no_requests.answers[sentence]}" for sentence in no_requests.changing]
    assert not lines, "\n".join(lines)


def test_what_needs_the_model_is_left_to_it(no_requests: NoRequests) -> None:
    taken = {sentence: answer for sentence in no_requests.model if (answer := no_requests.answers[sentence])}
    print("\n".join(f"{sentence!r}: {answer.intent.skill}, {answer.text!r}" for sentence, answer in taken.items()))
    assert len(taken) <= (1 - LEFT_TO_THE_MODEL) * len(no_requests.model)


@pytest.mark.parametrize(
    ("request_", "fault"),
    [
        (Request("Flip a coin.", "chance", says=["heads|tails"], action=False), None),
        (Request("Flip a coin.", "chance", says=["edge"]), "does not say 'edge'"),
        (Request("Flip a coin.", "chance", never=["heads|tails"]), "says 'heads|tails'"),
        (Request("Flip a coin.", "timers"), "skill chance"),
        (Request("Flip a coin.", "chance", action=True), "does nothing"),
        (Request("Flip a coin.", "chance", asks=True), "does not ask"),
        (Request("Flip a coin.", "chance", then={"volume": ">50"}), "volume is 50"),
        (Request("Flip a coin.", "chance", slots={"count": 2}), "count = None, not 2"),
        (Request("Roll two dice.", "chance", slots={"count": 2, "sides": 6}), None),
        (Request("Why is the sky blue?", "chance"), "no skill matched"),
    ],
)
def test_the_judge_sees_what_is_wrong(request_: Request, fault: str | None) -> None:
    assert list(examine(request_).faults) == ([fault] if fault else [])


@pytest.mark.parametrize(
    ("reply", "pattern", "is_said"),
    [
        ("Five minutes.", "5 minutes", True),
        ("That's 1,024.", r"\b1024\b", True),
        ("", "^$", True),
        ("Yes.", "^$", False),
        ("Fifty minutes.", r"\b5 minutes", False),
    ],
)
def test_a_reply_is_read_with_words_or_digits(reply: str, pattern: str, is_said: bool) -> None:
    assert says(reply, pattern) is is_said
