"""What each of the three skills replies to many wordings, and that none of them takes what is another's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from appliance.intents import Skill
from appliance.skills.arithmetic import Arithmetic
from appliance.skills.spelling import Spelling
from appliance.skills.units import Units
from tests.unit.skills.sums.rig import context_in, reply_of

FOLDER = Path(__file__).parent


def lines_of(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


ROWS = [
    (skill, *line.split("\t")) for skill in ("arithmetic", "units", "spelling") for line in lines_of(f"{skill}.tsv")
]


@pytest.fixture(scope="module")
def skills() -> Mapping[str, Skill]:
    context = context_in("America/New_York")
    return {skill.name: skill for skill in (Arithmetic(context), Units(context), Spelling(context))}


@pytest.mark.parametrize(("name", "sentence", "reply"), ROWS, ids=[row[1] for row in ROWS])
def test_one_skill_replies(skills: Mapping[str, Skill], name: str, sentence: str, reply: str) -> None:
    assert {key: said for key, skill in skills.items() if (said := reply_of(skill, sentence))} == {name: reply}


@pytest.mark.parametrize("sentence", lines_of("for_others.txt"))
def test_none_of_them_takes_what_is_for_others(skills: Mapping[str, Skill], sentence: str) -> None:
    assert not {key: said for key, skill in skills.items() if (said := reply_of(skill, sentence))}


@pytest.mark.parametrize("name", ["arithmetic", "units", "spelling"])
def test_understands_its_own_examples(skills: Mapping[str, Skill], name: str) -> None:
    assert all(reply_of(skills[name], example) for example in skills[name].examples)


@pytest.mark.parametrize(
    "sentence", ["", " ", "?", "'", "-", "%", "(", "()", "plus", "½", "how many  in", "how do you spell", "a" * 300]
)
def test_nothing_that_can_be_heard_breaks_them(skills: Mapping[str, Skill], sentence: str) -> None:
    assert not {key: said for key, skill in skills.items() if (said := reply_of(skill, sentence))}
