"""Chance: a coin, dice, a random number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from appliance.intents import Answer, Intent, SlotValue
from appliance.skills.context import SkillContext
from appliance.skills.templates import Templates
from appliance.skills.wording import whole_number

LARGEST = 1_000_000
MOST_DICE = 6
_DIE = re.compile(r"\b[dD](\d+)\b")
"""A "d20" of players."""
_DEFAULTS: Mapping[str, Mapping[str, SlotValue]] = {
    "flip_coin": {},
    "roll_dice": {"count": 1, "sides": 6},
    "random_number": {"low": 1, "high": 100},
}


class Chance:
    """Tosses and rolls."""

    name = "chance"
    examples = ("Flip a coin.", "Roll two dice.", "Give me a number between 1 and 100.")

    def __init__(self, context: SkillContext) -> None:
        self._random = context.random
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))

    def match(self, transcript: str) -> Intent | None:
        """Return what is to be tossed."""
        for name, words in self._templates.matches(_DIE.sub(r"d \1", transcript)):
            slots = {**_DEFAULTS[name], **{slot: whole_number(word) for slot, word in words.items()}}
            if _makes_sense(name, slots):
                return Intent(self.name, name, slots)
        return None

    def answer(self, intent: Intent) -> Answer:
        """Toss it."""
        return Answer(intent, self._text(intent.name, intent.slots))

    def _text(self, name: str, slots: Mapping[str, SlotValue]) -> str:
        match name, dict(slots):
            case "roll_dice", {"count": int(count), "sides": int(sides)}:
                thrown = [self._random.randint(1, sides) for _ in range(count)]
                if count == 1:
                    return f"It's {thrown[0]}."
                return f"{', '.join(map(str, thrown[:-1]))} and {thrown[-1]}: {sum(thrown)} together."
            case "random_number", {"low": int(low), "high": int(high)}:
                return f"{self._random.randint(min(low, high), max(low, high))}."
        return f"It's {self._random.choice(('heads', 'tails'))}."


def _makes_sense(name: str, slots: Mapping[str, SlotValue]) -> bool:
    match name, dict(slots):
        case "roll_dice", {"count": int(count), "sides": int(sides)}:
            return 1 <= count <= MOST_DICE and 2 <= sides <= LARGEST
        case "random_number", {"low": int(low), "high": int(high)}:
            return low != high and max(low, high) <= LARGEST
    return name == "flip_coin"
