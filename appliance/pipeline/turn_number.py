"""TurnNumber: the numbers by which work is cancelled, held back and let go.

The user's turn has a number, and so has each answer to it that is begun: an answer begun in a pause is work on
approval, held until the turn is judged over, and dropped by its number if the user goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from appliance.items import AnyItem, Transcript, TurnItem


@dataclass(frozen=True, slots=True)
class _Live:
    """What is not stale; replaced as a whole, so that a reader on another thread never sees half of a change."""

    turn: int = 0
    answer: int = 0
    """0: there is none."""
    is_confirmed: bool = True
    """False: the answer may not be heard yet."""
    is_suspended: bool = False
    """True: nothing more is done for an answer that may not be heard yet."""


class TurnNumber:
    """Numbers of the present turn and of the answer to it. Only the session's thread changes them; workers read."""

    def __init__(self) -> None:
        self._last = 0
        self._live = _Live()

    @property
    def current(self) -> int:
        """Number of the present turn."""
        return self._live.turn

    @property
    def answer(self) -> int:
        """Number of the answer to it that is under way; 0 while there is none."""
        return self._live.answer

    def advance(self) -> int:
        """Begin a new turn: all work for earlier ones, answers included, is stale from here on."""
        self._last += 1
        self._live = _Live(self._last)
        return self._last

    def begin_answer(self, *, is_confirmed: bool) -> int:
        """Begin an answer to the present turn in place of the one before; unconfirmed, it is held."""
        self._last += 1
        self._live = _Live(self._live.turn, self._last, is_confirmed)
        return self._last

    def confirm_answer(self) -> None:
        """Let the answer be heard."""
        self._live = replace(self._live, is_confirmed=True, is_suspended=False)

    def suspend_answer(self, is_suspended: bool) -> None:
        """Let the work on an unconfirmed answer rest, or go on."""
        self._live = replace(self._live, is_suspended=is_suspended)

    def drop_answer(self) -> None:
        """Make all work for the answer stale."""
        self._live = _Live(self._live.turn)

    def is_stale(self, item: AnyItem) -> bool:
        """Say whether `item` belongs to a turn or answer that is over; what belongs to no turn never is."""
        live = self._live
        return isinstance(item, TurnItem) and item.turn not in (live.turn, live.answer or live.turn)

    def is_unheard(self, item: AnyItem) -> bool:
        """Say whether `item` belongs to an answer that may not be heard yet."""
        live = self._live
        return isinstance(item, TurnItem) and item.turn == live.answer and not live.is_confirmed

    def is_held(self, item: AnyItem, delivered: int) -> bool:
        """Say whether work on `item` has to wait; `delivered` counts what it has handed on already.

        No more is done for an unconfirmed answer than its first two parts, one of which may be an opening, and their
        speech.
        """
        return self.is_unheard(item) and (self._live.is_suspended or (isinstance(item, Transcript) and delivered > 1))
