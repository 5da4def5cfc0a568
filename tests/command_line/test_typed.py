"""`appliance ask --text` and `appliance skills`: typed questions, one conversation, and sentences for what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.command_line.command import Command, assert_one_sentence


def turns(appliance: Command, *questions: str) -> list[dict[str, Any]]:
    typed = [argument for question in questions for argument in ("--text", question)]
    outcome = appliance("ask", "--simulated", "--json", *typed)
    assert (outcome.status, outcome.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(outcome.out)["turns"]
    return found


def test_several_are_one_conversation_with_the_state_of_the_skills(appliance: Command) -> None:
    started, left, cancelled, none, other = turns(
        appliance, "Set a pasta timer for ten minutes.", "How long is left?", "Cancel the pasta timer.",
        "Which timers are there?", "Tell me a story about a ship.",
    )  # fmt: skip
    assert (started["skill"], started["action"]) == ("timers", "start timer")
    assert started["slots"] == {"duration_s": 600.0, "name": "pasta"}
    assert started["states"] == ["connected", "processing", "speaking", "connected"]
    assert started["outcome"] == "answered"
    assert "minutes" in left["reply"]
    assert left["action"] is None
    assert cancelled["action"] == "cancel timer"
    assert "no timer" in none["reply"].lower()
    assert (other["skill"], other["action"]) == (None, None)
    assert other["reply"].startswith("You said: Tell me a story")


def test_a_question_of_its_own_is_answered_by_the_next(appliance: Command) -> None:
    asked, done = turns(appliance, "Set a timer.", "Five minutes.")
    assert asked["action"] is None
    assert done["slots"]["duration_s"] == 300


def test_nothing_of_it_is_kept(appliance: Command) -> None:
    turns(appliance, "Add milk to the shopping list.")
    (turn,) = turns(appliance, "What's on my shopping list?")
    assert "milk" not in turn["reply"]


def test_a_device_that_is_not_there_is_not_shut_down(appliance: Command) -> None:
    asked, done, after = turns(appliance, "Shut down.", "Yes.", "Flip a coin.")
    assert (asked["action"], done["action"]) == (None, "shut down")
    assert after["skill"] == "chance"


@pytest.mark.parametrize("typed", ["", " \t", "🙂🙂", "?!?", "x" * 10_000])
def test_what_is_no_question_is_refused(appliance: Command, typed: str) -> None:
    assert_one_sentence(appliance("ask", "--simulated", "--text", typed), "the question has")


def test_skills_are_listed_with_examples(appliance: Command) -> None:
    outcome = appliance("skills", "--json")
    listed = {skill["skill"]: skill for skill in json.loads(outcome.out)["skills"]}
    assert {"timers", "clock", "lists", "outputs", "arithmetic", "units", "limits"} <= set(listed)
    assert all(skill["examples"] for name, skill in listed.items() if name != "replies")
    assert "start_timer" in appliance("skills", "--sentences").out


def test_wrong_sentences_of_the_owner_are_named(appliance: Command) -> None:
    (appliance.folder / "own").mkdir(exist_ok=True)
    (appliance.folder / "own" / "bad.yaml").write_text("skill: nothing\nintents: {a: {data: [{sentences: [b]}]}}")
    (appliance.folder / "own.toml").write_text(f'[skills]\nfolder = "{appliance.folder}/own"\n')
    outcome = appliance("skills", "-c", "own.toml")
    assert outcome.status == 1
    assert "bad.yaml: skill: 'nothing' has no sentences to add to" in outcome.err


def test_a_skill_that_is_none_cannot_be_off(appliance: Command) -> None:
    (appliance.folder / "off.toml").write_text('[skills]\noff = ["timer"]\n')
    assert_one_sentence(appliance("ask", "--simulated", "--text", "Hi there", "-c", "off.toml"), "skills.off: 'timer'")
