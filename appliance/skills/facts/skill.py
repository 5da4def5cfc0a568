"""The skill: matches a question, or one that follows it ("And of Spain?"), and answers from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.intents import Action, Answer, Intent
from appliance.skills.context import SkillContext
from appliance.skills.facts import countries, rankings, science
from appliance.skills.facts.countries import Words
from appliance.skills.facts.question import asked, corrected
from appliance.skills.templates import Templates

FOLLOWS_WITHIN_S = 120.0
"""Seconds after an answer in which "And of Spain?" is understood."""
_IT = frozenset(
    ("it", "its", "there", "the", "that", "they", "their", "that country", "the country", "that place", "this country")
)
_SUBJECTS = ("place", "element")


@dataclass(frozen=True, slots=True)
class _Topic:
    """What was answered last."""

    name: str
    words: Words
    text: str
    at_s: float


class Facts:
    """Answers questions about countries, capitals, elements and planets."""

    name = "facts"
    examples = (
        "What's the capital of Australia?",
        "Which currency do they use in Japan?",
        "How many people live in Spain?",
        "Which countries border Germany?",
        "What is the chemical symbol for gold?",
    )

    def __init__(self, context: SkillContext) -> None:
        self._clock = context.clock
        self._device = context.device
        self._units = context.settings.skills.units
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))
        self._topic: _Topic | None = None

    def match(self, transcript: str) -> Intent | None:
        """Return what is asked, if the tables know the answer."""
        return self._intent(asked(transcript), self._live_topic())

    def answer(self, intent: Intent) -> Answer:
        """Say it; that it was said is noted once the turn is certain."""
        words = _words(intent.slots)
        text = self._text(intent.name, words)
        if text is None:
            raise ValueError(f"no answer to {intent}")
        topic = _Topic(intent.name, words, text, self._clock.elapsed_s())
        return Answer(intent, text, Action("note topic", lambda: self._note(topic), is_internal=True))

    def _note(self, topic: _Topic) -> None:
        self._topic = topic

    def _live_topic(self) -> _Topic | None:
        """Return what was answered last, if nothing else was said since, and not long ago."""
        topic = self._topic
        if topic is None or self._clock.elapsed_s() - topic.at_s > FOLLOWS_WITHIN_S:
            return None
        return topic if self._device.last_reply().split() == topic.text.split() else None

    def _intent(self, question: str, topic: _Topic | None) -> Intent | None:
        for name, slots in self._templates.matches(question):
            words = _corrected(slots)
            if name == "follow_up":
                intent = self._following(words["place"], topic) if topic else None
            else:
                intent = self._checked(name, _resolved(words, topic))
            if intent:
                return intent
        return None

    def _following(self, words: str, topic: _Topic) -> Intent | None:
        """Return the last question about something else: "and of spain"; or another one: "what about its currency"."""
        for subject in _SUBJECTS:
            if subject in topic.words and (intent := self._checked(topic.name, {**topic.words, subject: words})):
                return intent
        return None

    def _checked(self, name: str, words: Words) -> Intent | None:
        return Intent(self.name, name, words) if self._text(name, words) else None

    def _text(self, name: str, words: Words) -> str | None:
        if name in countries.NAMES:
            return countries.text(name, words, self._units)
        if name in rankings.NAMES:
            return rankings.text(name, words, self._units)
        return science.text(name, words)


def _words(slots: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in slots.items()}


def _corrected(slots: Mapping[str, object]) -> dict[str, str]:
    return {name: corrected(words) for name, words in _words(slots).items()}


def _resolved(words: Words, topic: _Topic | None) -> Words:
    """Put the place that was spoken of for "it" and "there"."""
    if topic is None or "place" not in topic.words or words.get("place") not in _IT:
        return words
    return {**words, "place": topic.words["place"]}
