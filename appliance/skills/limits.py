"""Limits: the honest no to what an offline device can neither know nor do. Asked last, before the language model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from appliance.intents import Answer, Intent
from appliance.skills.context import SkillContext
from appliance.skills.limits_words import HISTORY, JUDGES
from appliance.skills.templates import Templates
from appliance.skills.wording import with_digits

LONGEST = 160
"""Characters; a longer sentence is none of these."""
_WISH = re.compile(
    r"(?:i(?:'d| would) like to|i want to|i wanna|i need to|can i|could i|may i|let me|let's|are you able to"
    r"|is it possible to|do you think you could|help me(?: to)?) (?=(?:book|reserve|order|send|phone|text|email"
    r"|search|take|play|turn|switch|open|message|dim|lock|unlock|browse|navigate|rent|find)\b)"
)
"""What stands before a command and is none of it."""
KNOWLEDGE = frozenset({"weather", "sun", "news", "sport", "money", "traffic", "hours", "people", "tv"})
"""What changes from day to day. How it was in 1950 is for the language model."""
TEXTS: Mapping[str, str] = {
    "weather": "I can't know the weather: I have no internet. I can tell you the time or set a timer.",
    "sun": "I can't know that: I don't know where I am. I can tell you the time or set an alarm.",
    "news": "I can't know the news: I have no internet. I can tell you about things that happened long ago.",
    "sport": "I can't know results or fixtures: I have no internet. I can explain the rules of a sport.",
    "money": "I can't know prices, rates or accounts: I have no internet. I can calculate for you.",
    "traffic": "I can't know traffic or timetables: I have no internet. I can set an alarm so that you leave in time.",
    "hours": "I can't know opening hours: I have no internet. I can remind you to look them up.",
    "people": "I can't know how that is today: I have no internet. I can tell you about the past.",
    "tv": "I can't know or show what is on: I have no internet and no screen. I can tell you a story.",
    "music": "I can't play music, radio or recordings: I can only talk. I can tell you a story or a joke.",
    "emergency": "I can't call for help: please take a phone and dial the emergency number now.",
    "call": "I can't make or take calls: I have no telephone. I can remind you to call.",
    "message": "I can't send, read or print messages: I have no internet. I can remind you to write.",
    "calendar": "I have no calendar and know no appointments. I can set a reminder or an alarm.",
    "shopping": "I can't order or buy anything: I have no internet. I can put it on your shopping list.",
    "booking": "I can't book anything: I have no internet. I can remind you to do it.",
    "home": "I can't do or see that: nothing of that name is wired to me. I can remind you of it.",
    "presence": "I can't see who is there: I have no camera. I can set a timer or an alarm.",
    "room": "I can't know how warm the room is: I have no thermometer for it. I can tell you how warm my processor is.",
    "chore": "I can't do that: I have no hands. I can remind you of it.",
    "search": "I can't search the internet or show anything: I work offline. Ask me, and I'll tell you what I know.",
    "app": "I can't open apps or files: I have no screen. I can answer questions, set timers and keep lists.",
    "navigation": "I can't find the way: I have no map and don't know where I am. I can tell you about a place.",
    "here": "I don't know where we are: I have no internet and no satellite receiver. I can tell you the time.",
    "find": "I can't find things: I have no eyes and no internet. I can remind you to look for it later.",
    "camera": "I can't see or take pictures: I have no camera. You can describe it to me.",
}


class Limits:
    """Says what it can't, in one sentence, and what it can do instead."""

    name = "limits"
    examples: Sequence[str] = ("What's the weather like?", "Play some jazz.", "Call my brother.", "Where is my phone?")

    def __init__(self, context: SkillContext) -> None:
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))

    def match(self, transcript: str) -> Intent | None:
        """Return what is asked for and cannot be."""
        text = with_digits(transcript)
        if not text or len(text) > LONGEST:
            return None
        is_history = HISTORY.search(text) is not None
        for kind, slots in self._templates.matches(text[wish.end() :] if (wish := _WISH.match(text)) else text):
            if is_history and kind in KNOWLEDGE:
                continue
            if all(JUDGES[name](words) for name, words in slots.items()):
                return Intent(self.name, kind, {})
        return None

    def answer(self, intent: Intent) -> Answer:
        """Say so."""
        return Answer(intent, TEXTS[intent.name])
