"""A question asked back before something is done: "yes" means it for some seconds, if nothing came between."""

from __future__ import annotations

from appliance.skills.context import SkillContext
from appliance.skills.templates import Templates

VALID_S = 8.0
"""How long after the question "yes" is its answer."""


class Confirmation:
    """What was asked back last. `match` of a skill reads it; `ask` and `forget` are for its actions."""

    def __init__(self, context: SkillContext) -> None:
        self._clock = context.clock
        self._device = context.device
        self._templates = Templates.named("confirmation")
        self._asked: tuple[str, float, frozenset[str]] | None = None

    def ask(self, what: str, question: str) -> None:
        """Note that `question` was asked: "yes" is going to mean `what`."""
        # The last reply is what was said before, or the question already. Any other says that something came between.
        self._asked = (what, self._clock.elapsed_s(), frozenset({self._device.last_reply(), question}))

    def forget(self) -> None:
        """Note that it was answered."""
        self._asked = None

    def waits_for(self) -> str | None:
        """Return what "yes" would mean now; None if it means nothing."""
        asked = self._asked
        if asked is None:
            return None
        what, at_s, replies = asked
        is_fresh = self._clock.elapsed_s() - at_s <= VALID_S and self._device.last_reply() in replies
        return what if is_fresh else None

    def reply(self, transcript: str) -> bool | None:
        """Return True if this is a yes to what was asked, False for a no, None for anything else."""
        for name, slots in self._templates.matches(transcript):
            if name == "denied":
                return False
            if slots.get("what") in {None, self.waits_for()}:
                return True
        return None
