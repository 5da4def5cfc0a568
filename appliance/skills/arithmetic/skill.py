"""Arithmetic: what a sum comes to, a bill split, a tip, whether a number is prime."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from appliance.intents import Answer, Intent, SlotValue
from appliance.skills.arithmetic import replies
from appliance.skills.arithmetic.grammar import NotASum, evaluate
from appliance.skills.arithmetic.operations import NoResult
from appliance.skills.arithmetic.wording import Question, question
from appliance.skills.context import SkillContext
from appliance.skills.number_phrases import whole_phrase
from appliance.skills.templates import Templates

_AS_SUM = {
    "add": "{a} plus {b}",
    "subtract": "{a} minus {b}",
    "multiply": "{a} times {b}",
    "divide": "{a} divided by {b}",
    "increase": "{a} plus {percent}",
    "decrease": "{a} minus {percent}",
}
"""What is asked for by a template, as a sum."""
_ONLY_IF_ASKED = re.compile(r"(?:\S+ (?:and|by) \S+|\d+/\d+)")
"""Too short to be a sum where nobody asked: "5 and 7", "3 by 4", "3/4"."""
_TIME_OF_DAY = re.compile(r"half (?:\d|1[0-2])|quarter of (?:\d|1[0-2])")
"""A sum only where it is asked for, as British and Americans say the time: "half seven", "quarter of five"."""
_BILL_WORDS = "bill|check|cheque|tab|total|cost|amount|meal|dinner|lunch|receipt|order"
_BILL = re.compile(
    rf"^(?:an? |the |my |our |this |that )?(?:\w+ )?(?:{_BILL_WORDS})"
    r"(?: (?:of|for|that's|that is|is|at|totall?ing))? (?=\d)"
    rf"|^an? (?=\S+ (?:{_BILL_WORDS})$)| (?:{_BILL_WORDS})$"
)
_PEOPLE = re.compile(
    r" (?:of )?(?:people|persons?|friends|us|ways|kids|children|guests|adults|parts|diners|roommates|housemates|others"
    r"|guys|men|women|pieces|groups|families|couples|equal (?:parts|shares)|shares)$"
)
_PERCENT = re.compile(r"(?:an? )?(.+?) ?(?:%|percent|per cent)")
_A_NUMBER = re.compile(r"^(?:the )?(?:number )?(.*?)(?:'?s)?$")


class Arithmetic:
    """Sums, in any words."""

    name = "arithmetic"
    examples: Sequence[str] = (
        "What's 17 times 23?",
        "What is 15 percent of 80?",
        "Split 84 between 4 people.",
        "Is 91 prime?",
    )

    def __init__(self, context: SkillContext) -> None:
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))

    def match(self, transcript: str) -> Intent | None:
        """Return the sum."""
        if (asked := question(transcript)) is None:
            return None
        candidates = [
            ("sum", {"sum": asked.instead}),
            ("sum", {"sum": asked.text}),
            *self._templates.matches(asked.text),
        ]
        for name, words in candidates:
            for intent_name, slots in _readings(name, words, asked):
                return Intent(self.name, intent_name, {**slots, "currency": asked.currency})
        return None

    def answer(self, intent: Intent) -> Answer:
        """Say what it comes to."""
        try:
            return Answer(intent, replies.reply(intent.name, intent.slots))
        except NoResult as no_result:
            return Answer(intent, str(no_result))


def _readings(name: str, words: Mapping[str, str], asked: Question) -> Iterator[tuple[str, Mapping[str, SlotValue]]]:
    """Yield what the words can mean, if they make sense."""
    if name == "sum":
        text = words["sum"]
        if _TIME_OF_DAY.fullmatch(text) and not asked.is_asked:
            return
        if re.fullmatch(r"\d+/\d+", text) and asked.is_asked:
            text = text.replace("/", " divided by ")
        if is_sum(text):
            yield name, {"sum": text}
    elif name == "add_up":
        if is_sum(text := f"the sum of {words['numbers']}"):
            yield "sum", {"sum": text}
    elif name in _AS_SUM:
        if _ONLY_IF_ASKED.fullmatch(asked.text) and not asked.is_asked:
            return
        if name == "add" and _PERCENT.fullmatch(words["a"]):  # it is "increase"
            return
        numbers = {slot: _bracketed(word) for slot, word in words.items()}
        if all(numbers.values()) and is_sum(text := _AS_SUM[name].format(**numbers)):
            yield "sum", {"sum": text}
    elif name != "split_misheard" or _PEOPLE.search(words["b"]):
        slots = {slot: _slot(slot, word) for slot, word in words.items()}
        if all(slots.values()):
            yield name.removesuffix("_misheard"), slots


def is_sum(text: str) -> bool:
    """Say whether these words are a sum, with or without a result."""
    try:
        evaluate(text)
    except NotASum:
        return False
    except NoResult:
        pass
    return True


def _bracketed(word: str) -> str:
    word = _PEOPLE.sub("", _BILL.sub("", _A_NUMBER.sub(r"\1", word)))
    if percent := _PERCENT.fullmatch(word):
        return word if whole_phrase(percent[1]) is not None else ""
    if re.fullmatch(r"(?:-|minus |negative )?\S+", word) or whole_phrase(word) is not None:
        return word
    return f"open bracket {word} close bracket" if is_sum(word) else ""


def _slot(slot: str, word: str) -> str:
    """Return a slot's number as text, an exact fraction; "" if it is none."""
    if slot == "percent":
        match = _PERCENT.fullmatch(word)
        value = whole_phrase(match[1]) if match else None
    else:
        value = _number(_PEOPLE.sub("", _BILL.sub("", _A_NUMBER.sub(r"\1", word))))
    return "" if value is None else str(value)


def _number(text: str) -> Fraction | None:
    if (value := whole_phrase(text)) is not None:
        return value
    try:
        return evaluate(text).value
    except (NotASum, NoResult):
        return None
