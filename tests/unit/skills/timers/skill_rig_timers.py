"""The skill with a pasta timer of 20 minutes and an egg timer of 6."""

from __future__ import annotations

from typing import Any

from appliance.intents import Answer
from appliance.skills.timers.skill import Timers
from appliance.text.spoken_text import spoken_text
from tests.unit.skills.timers.timer_rig import FakeClock, MemoryStorage, skill_context

COOKING = ("Set a pasta timer for 20 minutes.", "Set an egg timer for 6 minutes.")


def skill_with(*sentences: str, clock: FakeClock | None = None, storage: MemoryStorage | None = None) -> Timers:
    """Return a skill to which these sentences were said."""
    skill = Timers(skill_context(clock, storage))
    for sentence in sentences:
        do(skill, sentence)
    return skill


def do(skill: Timers, sentence: str) -> Answer:
    """Say a sentence, let it be done, and return the answer."""
    intent = skill.match(sentence)
    assert intent is not None, sentence
    answer = skill.answer(intent)
    if answer.action:
        answer.action.carry_out()
    return answer


COOK = skill_with(*COOKING)


def wanted(sentence: str) -> tuple[str, dict[str, Any]] | None:
    """Return the intent and those of its slots that say something."""
    intent = COOK.match(sentence)
    if intent is None:
        return None
    slots: dict[str, Any] = {name: value for name, value in intent.slots.items() if value not in (None, False, "", [])}
    if "days" in slots:
        slots["days"] = "".join(slots["days"])
    return intent.name, slots


def said(sentence: str) -> str:
    """Return what the voice says to it; nothing is done."""
    intent = COOK.match(sentence)
    assert intent is not None
    return spoken_text(COOK.answer(intent).text)
