"""Intents: what a user asks for that code answers, and the Protocol of a skill, which is such code.

A transcript is matched before the language model is asked. Neither `match` nor `answer` may have a side effect: a reply
may be prepared in a pause and then be discarded. What is to be done is the answer's `Action`; the session carries it
out once, when the user can no longer take the turn back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

SlotValue = str | int | float | bool | None | Sequence[str]
"""Anything that JSON can hold without nesting."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What the user wants of a skill."""

    skill: str
    """Name of the skill."""
    name: str
    """What is wanted of it, as "start_timer"."""
    slots: Mapping[str, SlotValue]
    """With what, as {"duration_s": 300, "name": "pasta"}."""

    def strings(self, slot: str) -> list[str]:
        """Return a slot that holds several strings; [] where it holds anything else."""
        value = self.slots.get(slot)
        return [str(each) for each in value] if isinstance(value, list | tuple) else []


@dataclass(frozen=True, slots=True)
class Action:
    """What a skill does, besides speaking."""

    name: str
    """For the journal and JSON, as "start timer"."""
    carry_out: Callable[[], None]
    """Does it; called once, on the actions' thread. Raises `ApplianceError` if that is not possible."""
    is_urgent: bool = False
    """True: done with the first sound of the answer, after which the user can no longer take the turn back. For what
    would feel slow otherwise, and is undone by asking again: a lamp, the volume."""
    is_internal: bool = False
    """True: it only keeps something for the next turn, as that a question was asked; nobody is told of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a skill replies."""

    intent: Intent
    """What was understood."""
    text: str
    """What is spoken, one or more sentences; "": nothing, as after "never mind"."""
    action: Action | None = None
    """What is done, if anything."""
    speaking_rate: float | None = None
    """Speed of the voice for this answer alone, as in the settings; None: as always."""
    listens_after: bool = False
    """True for a question: the microphone opens by itself once it was asked."""


class Answerer(Protocol):
    """Answers what it knows, before the language model is asked; used by the compute thread."""

    def answer(self, transcript: str) -> Answer | None:
        """Return the answer to these words; None where the language model is to reply. No side effect."""


class Skill(Protocol):
    """One thing the appliance can do. It is built and used on the compute thread; actions run on another."""

    name: str
    """One word, as in the settings: "timers"."""
    examples: Sequence[str]
    """Some sentences that it understands, for `appliance skills`."""

    def match(self, transcript: str) -> Intent | None:
        """Return what is wanted, if it is of this skill; None otherwise. No side effect, in milliseconds.

        `transcript` is as the recogniser wrote it, at most 300 characters. `appliance.skills.templates` and
        `appliance.skills.wording` help.
        """

    def answer(self, intent: Intent) -> Answer:
        """Return the answer to an intent that `match` returned. No side effect, in milliseconds."""
