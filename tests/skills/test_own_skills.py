"""What an owner adds: sentences, replies, and a package with a skill, as the page of the docs shows it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import ConfigError
from appliance.settings import SkillSettings
from appliance.skills.chance import Chance
from appliance.skills.context import SkillContext
from appliance.skills.own_sentences import own_sentences
from appliance.skills.registry import load_skills, skill_names
from appliance.skills.replies import Replies
from tests.skills.rig import MemoryStorage, PlainDevice, StandingClock

PAGE = Path(__file__).parents[2] / "appliance" / "docs" / "skills.md"


def context(**fields: Any) -> SkillContext:
    return SkillContext(StandingClock(), MemoryStorage(), PlainDevice(), **fields)


def block(language: str) -> str:
    """Return the first block of this language of the page."""
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return found[0]


def installed(folder: Path) -> None:
    """Put the page's skill into a folder as an installed package: a module, and its entry points."""
    (folder / "my_skill.py").write_text(block("python"))
    about = folder / "my_skill-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: my-skill\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[voice_appliance.skills]\nplants = my_skill:Plants\n")


def test_the_skill_of_the_page_is_found_and_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "my_skill", raising=False)
    assert next(iter(skill_names())) == "plants"
    skills = load_skills(SkillSettings(), context())
    watered = skills.answer("I have watered the plants.")
    assert watered
    assert (watered.intent.skill, watered.text) == ("plants", "Good.")
    unknown = skills.answer("When were the plants watered?")
    assert unknown
    assert unknown.text == "On no day that I know of.", "nothing was done yet"
    assert watered.action
    watered.action.carry_out()
    known = skills.answer("When were the plants last watered?")
    assert known
    assert known.text == "On Saturday."


def test_a_package_that_cannot_be_loaded_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path)
    (tmp_path / "my_skill.py").write_text("import nothing_of_this_name\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "my_skill", raising=False)
    with pytest.raises(ConfigError, match=r"the skill plants \(my_skill:Plants\) cannot be loaded"):
        load_skills(SkillSettings(), context())


def test_a_skill_that_is_off_is_not_asked() -> None:
    assert load_skills(SkillSettings(), context()).answer("Flip a coin.")
    assert load_skills(SkillSettings(off=("chance",)), context()).answer("Flip a coin.") is None
    with pytest.raises(ConfigError, match=r"skills\.off: 'chanse' is no skill; there are .*chance"):
        load_skills(SkillSettings(off=("chanse",)), context())


def test_sentences_and_replies_of_the_owner(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(
        "skill: chance\nintents: {flip_coin: {data: [{sentences: [decide for me]}]}}\n"
        "replies: [{sentences: ['what is the [wi fi|wifi] password'], reply: It is on the router.}]\n"
    )
    own = own_sentences(tmp_path)
    assert own.complaints == []
    found = Chance(context(own=own)).match("Decide for me.")
    assert found
    assert found.name == "flip_coin"
    replies = Replies(context(own=own))
    intent = replies.match("What is the Wi-Fi password?")
    assert intent
    assert replies.answer(intent).text == "It is on the router."
    assert replies.match("What is a password?") is None


def test_the_example_of_the_page_is_read(tmp_path: Path) -> None:
    (tmp_path / "example.yaml").write_text(block("yaml"))
    own = own_sentences(tmp_path)
    assert (own.complaints, list(own.intents), len(own.replies)) == ([], ["timers"], 1)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("skill: nonsense\nintents: {x: {data: [{sentences: [a]}]}}", "'nonsense' has no sentences to add to"),
        ("skill: ../en/chance\nintents: {x: {data: [{sentences: [a]}]}}", "has no sentences to add to"),
        ("intents: {x: {data: [{sentences: [a]}]}}", "None has no sentences to add to"),
        (
            "skill: chance\nintents: {flip: {data: [{sentences: [a]}]}}",
            "the skill chance has no 'flip'; it has flip_coin",
        ),
        ("skill: chance\nintents: {flip_coin: {data: [{sentences: ['(a']}]}}", "not in hassil's format"),
        ("replies: [{sentences: [a]}]", "replies.0.reply: Field required"),
        ("replies: [{sentences: ['a {what}'], reply: b}]", "'what' is none of the lists there are: none"),
        ("skil: chance", "skil: Extra inputs are not permitted"),
        ("- a\n- b", "should be a valid dictionary"),
        ("{{{", "cannot be read as YAML"),
        ("\xff\xfe", "cannot be read as YAML"),
        ("a" * 70_000, "must be a file of at most 65536 bytes"),
        ("[" * 3000, "cannot be read as YAML"),
    ],
)
def test_a_wrong_file_is_left_out_and_said_in_a_sentence(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "a-wrong.yaml").write_bytes(content.encode("latin-1"))
    (tmp_path / "right.yml").write_text("replies: [{sentences: [a b c], reply: d}]")
    own = own_sentences(tmp_path)
    (said,) = own.complaints
    assert said.startswith(f"{tmp_path}/a-wrong.yaml: ")
    assert complaint in said
    assert said.endswith("; it is left out")
    assert len(said) < 500
    assert [reply for _, reply in own.replies] == ["d"]


def test_without_a_folder_there_is_nothing() -> None:
    own = own_sentences(Path("/nowhere/at/all"))
    assert (own.intents, own.replies, own.complaints) == ({}, [], [])
