"""What "cancel that" takes back; and requests of which it is said that they cannot be done."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from appliance.skills.context import SkillContext

TAKEN_BACK_S = 60.0
_TAKE_BACK = re.compile(
    r"(?:(?:no|actually|oh|wait|sorry|hang on) )*(?:cancel|undo|scrap|scratch|forget|delete|remove)"
    r" (?:that|it)(?: again)?"
    r"|(?:(?:no|actually|oh|wait|sorry) )*(?:cancel|never ?mind)"
)
_NEVER_MIND = re.compile(
    r"(?:(?:oh|no|actually) )*(?:never ?mind|forget (?:it|that)|cancel(?: (?:that|it))?|stop|nothing|no(?:pe)?)"
)
_SHIFT = re.compile(
    r"(?:put|move|push|bring|make|shift|set) (?:the|my) (?:\w+ )?(?:alarms?|timers?)"
    r" (?:back|forwards?|later|earlier|ahead"
    r"|(?:on )?(?:by )?(?:\d+|an?|half an) (?:minutes?|hours?)(?: (?:later|earlier))?$)"
)
_REPETITION = re.compile(
    r"(?:remind me|set (?:a|an|me a|me an) (?:reminder|alarm)|wake me)\b.*"
    r"(?<!\bthe )(?<!\ba )(?<!\bmy )(?<!\bour )(?<!\bthis )"  # "to send the monthly report" repeats nothing
    r"\b(?:hourly|monthly|fortnightly"
    r"|every (?:other|2nd|second|hour|month|year|fortnight|(?:\d+|few|couple of) (?:hours|minutes|days|weeks|months))"
    r"|(?:twice|2 times|3 times|once) an? (?:day|week|month|hour|year))\b"
    r"|(?:remind me|set an? (?:reminder|alarm)|wake me)\b.*\bon an? (?:hourly|monthly|fortnightly) basis"
)
NO_SHIFT = "Tell me the new time, like: move my alarm to half past seven. Or: add ten minutes to the timer."
NO_REPETITION = "I can repeat daily, on weekdays or on a day of the week, but not like that. Nothing is set."


@dataclass(frozen=True, slots=True)
class _Set:
    ids: tuple[int, ...]
    at_s: float
    replies: frozenset[str]


class TakingBack:
    """Knows what was set last, as long as nothing else was replied since; for any thread."""

    def __init__(self, context: SkillContext) -> None:
        self._clock = context.clock
        self._device = context.device
        self._last: _Set | None = None

    def was_set(self, ids: Collection[int], reply: str) -> None:
        """Note what was just set, and what was replied to that."""
        replies = frozenset({reply, self._device.last_reply()})
        self._last = _Set(tuple(ids), self._clock.elapsed_s(), replies) if ids else None

    def taken_back(self, words: str) -> tuple[int, ...]:
        """Return what these words take back; nothing if they do not, or something else was said since."""
        last = self._last
        if last is None or not _TAKE_BACK.fullmatch(words):
            return ()
        is_fresh = self._clock.elapsed_s() - last.at_s <= TAKEN_BACK_S and self._device.last_reply() in last.replies
        return last.ids if is_fresh else ()


def is_never_mind(words: str) -> bool:
    """Say whether a question of this skill is answered so that nothing is wanted any more."""
    return _NEVER_MIND.fullmatch(words) is not None


def impossible(words: str) -> str | None:
    """Return what is replied to a request that cannot be done, and would be taken for another; None if it can."""
    return NO_SHIFT if _SHIFT.match(words) else NO_REPETITION if _REPETITION.match(words) else None
