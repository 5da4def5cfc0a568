"""Limits: what it declines, in how many ways it is asked, and that questions about the matter are not for it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from appliance.bench import answers
from appliance.intents import Skill
from appliance.skills.limits import TEXTS, Limits
from appliance.text.spoken_text import spoken_text
from tests.unit.skills.control_rig import NotedDevice, Talk, context, names

SENTENCES = tomllib.loads(Path(__file__).with_name("limits.toml").read_text(encoding="utf-8"))
DECLINED: Mapping[str, Sequence[str]] = SENTENCES["declined"]
ANSWERS = tomllib.loads(Path(answers.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _talk() -> Talk:
    device = NotedDevice()
    return Talk(Limits(context(device)), device)


@pytest.fixture(scope="module")
def skill() -> Skill:
    """For what only matches: building one takes long."""
    return _talk().skill


@pytest.mark.parametrize("kind", DECLINED)
def test_it_declines(kind: str, skill: Skill) -> None:
    assert names(skill, DECLINED[kind]) == dict.fromkeys(DECLINED[kind], kind)


def test_every_kind_has_its_answer_and_requests() -> None:
    assert set(DECLINED) == set(TEXTS)


def test_questions_about_the_matter_are_not_for_it(skill: Skill) -> None:
    sentences: Sequence[str] = SENTENCES["others"]["sentences"]
    assert names(skill, sentences) == dict.fromkeys(sentences)


def test_what_the_language_model_is_examined_in_is_not_for_it(skill: Skill) -> None:
    questions = [
        question.strip() for kind in ANSWERS["topics"].values() for line in kind for question in line[0].split("|")
    ]
    assert len(questions) > 150
    assert names(skill, questions) == dict.fromkeys(questions)


@pytest.mark.parametrize("kind", TEXTS)
def test_it_says_so_in_words_for_a_voice(kind: str) -> None:
    answer = _talk().say(DECLINED[kind][0])
    assert answer
    assert answer.text == TEXTS[kind] == spoken_text(TEXTS[kind])
    assert answer.action is None


def test_no_text_takes_long() -> None:
    assert _talk().skill.match("what is the weather in " * 2000) is None
