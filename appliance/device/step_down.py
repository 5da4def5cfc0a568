"""StepDown: on a board that is slowed down turn after turn, starts the appliance again, with a smaller language model.

Which one that is, `models.auto` decides at the start: the firmware remembers that the board was slowed down. A start
takes seconds; a model that is too slow for the board would take seconds in every turn.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

TURNS = 3
"""A single slow moment, as in a hot afternoon's first turn, is no reason to know less."""


class StepDown:
    """Counts the turns at whose end the board was slowed down; used by the delegate thread."""

    def __init__(self, is_slowed: Callable[[], bool], end: Callable[[], None]) -> None:
        """`end` ends the service, which systemd starts again."""
        self._is_slowed = is_slowed
        self._end = end
        self._turns = 0

    def turn_over(self) -> None:
        """Look at the board, after a turn."""
        self._turns = self._turns + 1 if self._is_slowed() else 0
        if self._turns == TURNS:
            log.warning("the board was slowed down in %d turns: starting again, with a smaller language model", TURNS)
            self._end()
