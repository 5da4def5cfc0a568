"""Units: what an amount is in another unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from appliance.intents import Answer, Intent, SlotValue
from appliance.settings import AUTO
from appliance.skills.context import SkillContext
from appliance.skills.number_phrases import corrected_amount
from appliance.skills.templates import Templates
from appliance.skills.units import replies
from appliance.skills.units.amounts import Amount, read_amount
from appliance.skills.units.conversion import Converter
from appliance.skills.units.ingredients import without_ingredient
from appliance.skills.units.names import is_one, kind, read_unit, whole_unit
from appliance.skills.wording import whole_number, with_digits

_GLUED = (
    r"ft|cm|mm|km|kg|g|mg|lbs?|oz|ml|cl|dl|l|m|mi|mph|kph|km/h|in|yd|[fck]|[kmgt]b|tsp|tbsp|hrs?|mins?|s|h|kwh|hp|psi"
)
_SIGNS = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"(\d+)\s?['\u2019\u2032]\s?(\d+)(?:\s?(?:[\"\u201d\u2033]|''))?", r"\1 feet \2 inches"),  # 5'11"
        (r"½", " 1/2"), (r"¼", " 1/4"), (r"¾", " 3/4"), (r"⅓", " 1/3"), (r"⅔", " 2/3"),
        (r"\bannounced?\b", "an ounce"),  # what a recogniser makes of it
        (r"^achillo\b", "a kilo"),
        (r"\s?°\s?(?=[cfk]\b)", " degrees "), (r"°", " degrees "),
        (r"\b(sq|cu|fl|lb|lbs|oz|ft|tbsp|tsp|in|min|hr)\.(?=\s)", r"\1"),
        (rf"(?<=\d)({_GLUED})(?![\w/])", r" \1"),
        (r"(?<=\d)-(?=[a-z])|(?<=[a-z])-(?=\d)", " "),
        (r"(?<=m)²", " squared"), (r"(?<=m)³", " cubed"),
    )
)  # fmt: skip
_LEAD = re.compile(
    r"^(?:(?:do(?: you know)?|tell me|show me|i want to know|i need to know|i'd like to know|find out|work out"
    r"|calculate|say|any idea|i wonder) )+(?=how|what)"
)
_TO_NOISE = re.compile(
    r"^(?:the number of|number of|in|a|an|the|whole|full|degrees in|total) (?!c$|f$)| (?:units|scale|degrees)$"
)
_PURPOSES = re.compile(
    r" (?:for a recipe|for me|in total|again|exactly|roughly|approximately|about|please|then|right now)$"
)
_OTHER_TEMPERATURE = {"celsius": "fahrenheit", "fahrenheit": "celsius", "kelvin": "celsius"}
_SHORT_FOR = {"[length]": "kilometer", "[mass]": "kilogram"}
"""What "k" is short for, beside degrees Kelvin."""
_COMPOUNDS = {"foot": "inch", "stone": "pound", "pound": "ounce", "hour": "minute", "minute": "second"}
_BRITISH_ZONES = {
    "Europe/London",
    "Europe/Belfast",
    "GB",
    "Europe/Dublin",
    "Europe/Jersey",
    "Europe/Guernsey",
    "Europe/Isle_of_Man",
}
_BRITISH_SPELLING = re.compile(r"\b\w*(?:met|lit)re")
_KITCHEN = {"[mass]", "** 3"}
_MONEY = {"pound", "pounds"}


class Units:
    """Conversions, in the words of a kitchen or a journey."""

    name = "units"
    examples: Sequence[str] = (
        "How many centimetres in six feet?",
        "How many cups in a litre?",
        "What's 350 Fahrenheit in Celsius?",
    )

    def __init__(self, context: SkillContext) -> None:
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))
        self._system = context.settings.skills.units
        self._is_british = _country(context) == "GB"
        read_unit(("meter",))  # reads the table, as the converter loads pint: here, not when somebody waits
        self._converter = Converter(british=self._is_british)

    def match(self, transcript: str) -> Intent | None:
        """Return what is to be converted into what."""
        for pattern, replacement in _SIGNS:
            transcript = pattern.sub(replacement, transcript)
        text = corrected_amount(with_digits(transcript))
        while match := _PURPOSES.search(text):
            text = text[: match.start()]
        words_of_text = text.split()
        if not any(
            read_unit(words_of_text, place) or word in {"degrees", "gas"} for place, word in enumerate(words_of_text)
        ):
            return None
        text = _LEAD.sub("", text)
        for name, words in self._templates.matches(text):
            if name == "gas_mark":
                if (slots := _gas_mark(words)) is not None:
                    return Intent(self.name, name, slots)
                continue
            said, ingredient = without_ingredient(words["amount"])
            wanted, ingredient_wanted = without_ingredient(words.get("to", ""))
            if amount := read_amount(f"1 {said}" if _is_bare(said, text) else said):
                slots = self._asked(amount, wanted) if name == "convert" else self._by_default(amount, words, text)
                ingredient = ingredient or ingredient_wanted
                if " weigh" in text and name == "how_big" and not ingredient:
                    continue
                if slots and (not ingredient or _are_of_a_kitchen(slots)):
                    spelling = "re" if _BRITISH_SPELLING.search(text) else "er"
                    return Intent(self.name, "convert", {**slots, "ingredient": ingredient, "spelling": spelling})
        return None

    def answer(self, intent: Intent) -> Answer:
        """Convert it."""
        if intent.name == "gas_mark":
            return Answer(intent, replies.of_gas_mark(intent.slots))
        return Answer(intent, replies.reply(self._converter, intent.slots))

    def _asked(self, amount: Amount, wanted: str) -> Mapping[str, SlotValue] | None:
        to, and_to = _target(wanted)
        if not to:
            return None
        if not amount.unit:
            if to not in _OTHER_TEMPERATURE:
                return None
            amount = Amount([(amount.parts[0][0], _OTHER_TEMPERATURE[to])])
        short_for = _SHORT_FOR.get(kind(to), "kelvin")  # a run of "10 k"
        return _slots(
            Amount([(value, short_for if unit == "kelvin" else unit) for value, unit in amount.parts]), to, and_to
        )

    def _by_default(self, amount: Amount, words: Mapping[str, str], text: str) -> Mapping[str, SlotValue] | None:
        system = words.get("system", self._system)
        if " weigh" in text:
            is_volume = all(kind(unit) == "** 3" for _, unit in amount.parts)
            return _slots(amount, "gram" if system == "metric" else "ounce", "") if is_volume else None
        unit = amount.unit
        if not unit:
            if not re.search(r"\b(?:hot|warm|cold) (?:is|are)\b.*\bdegrees?\b", text):
                return None
            unit = "celsius" if self._system == "imperial" else "fahrenheit"
            amount = Amount([(amount.parts[0][0], unit)])
        if " much " in f" {text} " and not _MONEY.isdisjoint(text.split()):  # money
            return None
        to = replies.counterpart(unit, system)
        return _slots(amount, to, "") if to else None


def _country(context: SkillContext) -> str:
    """Return the country of the settings; that of the time zone where they leave it open, as far as it matters here."""
    country = context.settings.skills.country
    if country == AUTO and getattr(context.clock.now().tzinfo, "key", "") in _BRITISH_ZONES:
        return "GB"
    return country


def _is_bare(text: str, sentence: str) -> bool:
    """Say whether these words name a unit where one of it is meant: "convert miles to feet", "mile in feet"."""
    return is_one(text) or (sentence.startswith("convert ") and whole_unit(text) is not None)


def _gas_mark(words: Mapping[str, str]) -> Mapping[str, SlotValue] | None:
    mark = whole_number(words["number"])
    to = whole_unit(words["to"]) if "to" in words else "celsius"
    return {"mark": mark, "to": to} if mark in replies.GAS_MARKS and to in replies.GAS_MARKS[1] else None


def _are_of_a_kitchen(slots: Mapping[str, SlotValue]) -> bool:
    """Say whether weights and volumes alone are asked for: not how many calories a cup of sugar has."""
    names = slots["units"]
    return isinstance(names, list) and all(kind(unit) in _KITCHEN for unit in [*names, str(slots["to"])])


def _target(text: str) -> tuple[str, str]:
    """Return the unit, and the smaller one of "feet and inches"."""
    while match := _TO_NOISE.search(text):
        text = (text[: match.start()] + text[match.end() :]).strip()
    if unit := whole_unit(text):
        return unit, ""
    first, found, second = text.partition(" and ")
    one, other = whole_unit(first), whole_unit(second)
    if found and one and other and _COMPOUNDS.get(one) == other:
        return one, other
    return "", ""


def _slots(amount: Amount, to: str, and_to: str) -> Mapping[str, SlotValue]:
    return {
        "values": [str(value) for value, _ in amount.parts],
        "units": [unit for _, unit in amount.parts],
        "to": to,
        "and_to": and_to,
    }
