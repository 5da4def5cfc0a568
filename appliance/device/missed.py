"""MissedTeller: says what rang in vain, at the next tap of the button."""

from __future__ import annotations

from appliance.device.ring_book import RingBook, RingSession
from appliance.errors import ApplianceError
from appliance.monitoring.metrics import Outcome
from appliance.states import SessionState


class MissedTeller:
    """Says it until it was heard to its end; used by the thread of the button, `turn_completed()` by the delegate's."""

    def __init__(self, session: RingSession, book: RingBook) -> None:
        self._session = session
        self._book = book
        self._text: str | None = None
        """What was missed and not said to its end."""
        self._is_being_spoken = False

    def tell(self) -> bool:
        """Say what was missed; False if nothing was, or a turn goes on, or nothing can be said now."""
        if self._session.state is not SessionState.CONNECTED:
            return False
        self._text = self._text or self._book.take_missed()
        if not self._text:
            return False
        self._is_being_spoken = True
        try:
            self._session.say(self._text)
        except ApplianceError:
            self._is_being_spoken = False
            return False
        return True

    def turn_completed(self, outcome: Outcome) -> None:
        """Forget what was said to its end."""
        if self._is_being_spoken:
            self._is_being_spoken = False
            if outcome is Outcome.ANSWERED:
                self._text = None
