"""Replies: what the owner wants always to be replied to some words (see `own_sentences`)."""

from __future__ import annotations

from appliance.intents import Answer, Intent
from appliance.skills.context import SkillContext
from appliance.skills.templates import Templates


class Replies:
    """Fixed replies of the owner's files."""

    name = "replies"
    examples: tuple[str, ...] = ()

    def __init__(self, context: SkillContext) -> None:
        self._replies = [reply for _, reply in context.own.replies]
        self._templates = Templates(
            {
                "intents": {
                    f"reply_{number}": {"data": [{"sentences": list(sentences)}]}
                    for number, (sentences, _) in enumerate(context.own.replies)
                }
            },
            are_of_owner=True,
        )

    def match(self, transcript: str) -> Intent | None:
        """Return which of the replies is wanted."""
        for name, _ in self._templates.matches(transcript):
            return Intent(self.name, "reply", {"number": int(name.removeprefix("reply_"))})
        return None

    def answer(self, intent: Intent) -> Answer:
        """Return that reply."""
        number = intent.slots["number"]
        assert isinstance(number, int)
        return Answer(intent, self._replies[number])
