"""SkillSet: the skills that are on, asked in order; the first that knows the request answers it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from appliance.intents import Answer, Skill
from appliance.skills.wording import LONGEST

log = logging.getLogger(__name__)


class SkillSet:
    """All skills of an appliance; used by the compute thread."""

    def __init__(self, skills: Sequence[Skill]) -> None:
        """Those that come first win."""
        self.skills = tuple(skills)

    def answer(self, transcript: str) -> Answer | None:
        """Return the answer of the first skill that matches; None where the language model is to reply.

        A skill that raises is left out, and the journal says why: one bad skill must not take the others with it.
        """
        if not transcript.strip() or len(transcript) > LONGEST:
            return None
        for skill in self.skills:
            try:
                if intent := skill.match(transcript):
                    return skill.answer(intent)
            except Exception:
                log.exception("the skill %s failed", skill.name)
        return None
