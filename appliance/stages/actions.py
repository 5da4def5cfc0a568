"""Actions: carries out what the answers of skills promise, one after the other, on a thread of its own.

Writing a timer to a card may take a tenth of a second, which neither the session nor the voice should wait for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Never

from appliance.errors import ApplianceError, PipelineError
from appliance.events import ActionEnded, Event
from appliance.items import CarryOut
from appliance.threads.stage import Stage

ACTION_S = 30.0


class Actions(Stage[CarryOut, Never]):
    """Knows no skill: an action is a function."""

    name = "actions"

    def longest_step_s(self) -> float:
        """Return how long one action may take: some write to a slow card."""
        return ACTION_S

    def work(self, item: CarryOut) -> Iterator[Event]:
        """Carry it out, and yield `ActionEnded`; a bug in it is an error like any other."""
        error: Exception | None = None
        try:
            if item.answer.action:
                item.answer.action.carry_out()
        except ApplianceError as failure:
            error = failure
        except Exception as failure:
            error = PipelineError(f"skill {item.answer.intent.skill}", failure)
        yield ActionEnded(item.answer, error)
