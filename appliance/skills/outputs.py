"""Outputs: switches the lamps, fans and whatever else the settings name, and says what is on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from appliance.intents import Action, Answer, Intent, SlotValue
from appliance.skills.context import Outputs as Lines
from appliance.skills.context import SkillContext
from appliance.skills.enumeration import and_list
from appliance.skills.templates import Templates
from appliance.skills.wording import plain, with_digits

_ALL = re.compile(
    r"(?:everything|all|it all|all of (?:it|them)|them all|every 1|the lot|"
    r"(?:all|every|each) (?:of )?(?:the |my |our )?(?:outputs?|devices?|things?|switch(?:es)?|appliances?))"
)
_BOTH = re.compile(r"both(?: of (?:them|the \w+)| the \w+)?")
_ALL_LIGHTS = re.compile(
    r"(?:all|every|each) (?:of )?(?:the |my |our )?(?:lights?|lamps?)|(?:the |my |our )?(?:lights|lamps)"
)
_LIGHT = re.compile(r"\b(?:lights?|lamps?|lantern|bulb|leds?)\b")
_DETERMINER = re.compile(r"^(?:(?:the|my|our|that|this|both|your|a|all|of) )+")
_AND = re.compile(r" (?:and|plus|as well as|&) (?:also )?(?:the )?| or | in (?=the )| (?=(?:the|my) )")
_CORRECTED = re.compile(r".* (?:no|no wait|i mean|no i mean|sorry|i meant|actually|make that|wait) (?=\S)")
_COMMANDS = re.compile(
    r" (?:and|then|but|and then)(?: also)? (?=(?:turn|switch|put|toggle|shut|start|stop)\b)"
    r"| (?:and|but) (?=(?:the |my )?[\w ]+ (?:on|off)$)"
)
_COMMAND = re.compile(r"(?:turn|switch|put|dim|set|make|brighten|flip|leave|keep)\b")
_NOT_AT_ONCE = re.compile(
    r"\b(?:in|after|at|for|until|till|every) (?:\d|an?\b|half|noon|midnight|sun)|\b(?:dim|bright|percent\b|tomorrow\b)"
)
_MAY_MATCH = re.compile(
    r"\b(?:on|off|of|out|toggle\w*|flip|lit|running|going|up|down|over|state|status|switch|control|start|stop|shut|kill|cut"
    r"|dim\w*|bright\w*|light|activate|deactivate|enable|disable|lights|lamps|outputs|devices|extinguish|burning|set|doing)\b"
)


_SOUND_ALIKE = ("bpfv", "mn", "td", "cgk", "sz")
"""First letters that a recogniser takes for one another."""
_SLOTS = {"turn_on": "on", "turn_off": "off"}


class Outputs:
    """Switches outputs; only names of the settings match."""

    name = "outputs"
    examples: Sequence[str] = ("Turn the lamp on.", "Is the fan still on?", "Turn everything off.")

    def __init__(self, context: SkillContext) -> None:
        self._outputs = context.outputs
        self._names = {with_digits(name): name for name in context.outputs.names} if context.outputs else {}
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))

    def match(self, transcript: str) -> Intent | None:
        """Return what is to be switched, or asked."""
        text = plain(transcript)
        if not self._names or not _MAY_MATCH.search(text):
            return None
        return self._understood(text) or self._understood_together(text) or self._too_much(text)

    def answer(self, intent: Intent) -> Answer:
        """Say what is on, or switched."""
        assert self._outputs
        on, off = intent.strings("on"), intent.strings("off")
        match intent.name:
            case "which":
                return Answer(intent, _which_are_on(self._outputs, is_on=intent.slots["is_on"] is not False))
            case "list_outputs":
                return Answer(intent, f"I can switch {and_list([f'the {name}' for name in self._outputs.names])}.")
            case "state":
                return Answer(intent, _state(self._outputs, intent.strings("names"), intent.slots["asked"]))
            case "not_so":
                them = and_list([f"the {name}" for name in intent.strings("names")])
                return Answer(intent, f"I can only switch {them} on or off at once: not later, and not by degrees.")
            case "toggle":
                names = intent.strings("names")
                on, off = ([name for name in names if self._outputs.is_on(name) is was_on] for was_on in (False, True))
        return Answer(intent, _switched(self._outputs, on, off), self._action(on, off))

    def _action(self, on: Sequence[str], off: Sequence[str]) -> Action:
        outputs = self._outputs
        assert outputs

        def carry_out() -> None:
            for name in (*on, *off):
                outputs.set(name, name in on)

        return Action("switch output", carry_out, is_urgent=True)

    def _too_much(self, text: str) -> Intent | None:
        """Understand what is wanted of an output and cannot be done: later, for a while, dimmed."""
        words = with_digits(text)
        if not _COMMAND.match(words) or not _NOT_AT_ONCE.search(words):
            return None
        wanted = [name for said, name in self._names.items() if f" {said} " in f" {words} "]
        return Intent(self.name, "not_so", {"names": wanted}) if wanted else None

    def _understood(self, text: str) -> Intent | None:
        for intent, words in self._templates.matches(text):
            if intent == "which":
                return self._asked_which(text)
            if names := self._named(words["name"]):
                slots: dict[str, SlotValue] = {_SLOTS.get(intent, "names"): names}
                if intent == "state":
                    slots["asked"] = _asked(text)
                return Intent(self.name, intent, slots)
        return None

    def _understood_together(self, text: str) -> Intent | None:
        """Understand two commands in one sentence: "turn the lamp on and the fan off"."""
        parts = _COMMANDS.split(text)
        intents = [self._understood(part) for part in parts]
        if len(parts) < 2 or not all(intent and intent.name in {"turn_on", "turn_off"} for intent in intents):
            return None
        on = [name for intent in intents if intent for name in intent.strings("on")]
        off = [name for intent in intents if intent for name in intent.strings("off")]
        if not set(on).isdisjoint(off):
            return None
        return Intent(self.name, "turn_on" if on else "turn_off", {"on": on, "off": off})

    def _asked_which(self, text: str) -> Intent:
        if re.search(r"\b(?:can|do|are there|are connected|have you)\b", text):
            return Intent(self.name, "list_outputs", {})
        return Intent(self.name, "which", {"is_on": not re.search(r"\boff\b", text)})

    def _named(self, words: str) -> list[str]:
        """Return the outputs that these words name; none if any of them is unknown."""
        words = _CORRECTED.sub("", words)
        if name := self._name(words):
            return [name]
        if _ALL.fullmatch(words) or (_BOTH.fullmatch(words) and len(self._names) == 2):
            return list(self._names.values())
        if _ALL_LIGHTS.fullmatch(words):
            return [name for said, name in self._names.items() if _LIGHT.search(said)]
        names = [self._name(part) for part in _AND.split(words)]
        return list(dict.fromkeys(filter(None, names))) if all(names) else []

    def _name(self, words: str) -> str | None:
        bare = _DETERMINER.sub("", words)
        ways = (words, bare, bare.removesuffix("s"), f"{bare}s")
        if name := next((self._names[said] for said in ways if said in self._names), None):
            return name
        near = [name for said, name in self._names.items() if _may_be_misheard(bare, said)]
        return near[0] if len(near) == 1 else None


def _may_be_misheard(words: str, name: str) -> bool:
    """Say whether a name was heard with at most one letter wrong in each word: "lap" for "lamp"."""
    heard, right = words.split(), name.split()
    return len(heard) == len(right) and all(map(_is_near, heard, right))


def _is_near(heard: str, right: str) -> bool:
    if heard == right:
        return True
    if len(right) > 2 and heard[1:] == right[1:]:  # "ban" for "fan", but not "bed" for "red"
        return any(heard[0] in letters and right[0] in letters for letters in _SOUND_ALIKE)
    if len(right) < 4 or heard[:1] != right[:1] or abs(len(heard) - len(right)) > 1:
        return False
    at = next((at for at, (one, other) in enumerate(zip(heard, right, strict=False)) if one != other), len(heard))
    rests = ((heard[at + 1 :], right[at + 1 :]), (heard[at:], right[at + 1 :]), (heard[at + 1 :], right[at:]))
    return any(one == other for one, other in rests)


def _switched(outputs: Lines, on: Sequence[str], off: Sequence[str]) -> str:
    return " ".join(_now(outputs, names, state) for names, state in ((on, "on"), (off, "off")) if names)


def _now(outputs: Lines, names: Sequence[str], state: str) -> str:
    already = " already" if all(outputs.is_on(name) is (state == "on") for name in names) else ""
    if len(names) > 2 and len(names) == len(outputs.names):
        return f"Everything is{already} {state}."
    return f"{_subject(names)}{already} {state}."


def _asked(text: str) -> str:
    """Return the state that is asked for, "on" or "off"; "" if both are."""
    found = {"off" if word in {"off", "of"} else "on" for word in re.findall(r"\b(?:on|off|of|running|lit)\b", text)}
    return found.pop() if len(found) == 1 else ""


def _state(outputs: Lines, names: Sequence[str], asked: object) -> str:
    on = [name for name in names if outputs.is_on(name)]
    off = [name for name in names if name not in on]
    texts = [f"{_subject(those)} {state}." for those, state in ((on, "on"), (off, "off")) if those]
    if not asked or len(texts) > 1:
        return " ".join(texts)
    is_so = bool(on) is (asked == "on")
    return f"{'Yes' if is_so else 'No'}, {texts[0][0].lower()}{texts[0][1:]}"


def _which_are_on(outputs: Lines, *, is_on: bool) -> str:
    names = [name for name in outputs.names if outputs.is_on(name) is is_on]
    state = "on" if is_on else "off"
    return f"{_subject(names)} {state}." if names else f"Nothing is {state}."


def _subject(names: Sequence[str]) -> str:
    are = "are" if len(names) > 1 or (names[0].endswith("s") and not names[0].endswith("ss")) else "is"
    the = and_list([f"the {name}" for name in names])
    return f"{the[0].upper()}{the[1:]} {are}"
