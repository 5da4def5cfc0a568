"""Ringing: the thread that waits until a timer, an alarm or a reminder is due, and rings.

It rings until the button is tapped, the user says "stop" (the timers skill does that to the book), or five minutes are
over; what was missed then is said at the next tap. How it sounds is in `ring_cycle`. Nothing is polled: the thread
sleeps until the next is due, or something has changed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from appliance.device.indicator import Indicator
from appliance.device.missed import MissedTeller
from appliance.device.ring_book import RingBook, RingSession
from appliance.device.ring_cycle import Phase, RingCycle
from appliance.errors import ApplianceError
from appliance.monitoring.journal_fields import ringing_begun_fields, ringing_ended_fields
from appliance.monitoring.metrics import Outcome
from appliance.states import SessionState
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 60.0
"""Longest sleep: an alarm is due by the wall clock, which may be set at any time, and nobody tells."""
SHORTEST_S = 0.01
"""Shortest sleep, should the book not give out at once what it says is due."""
UPDATE_S = 30.0
"""Deadline of the heartbeat for one step: the book may write a file, and a card may be slow."""
GIVE_UP_S = 300.0
"""Who has not stopped it by then is not there."""
RETRY_S = 1.0
"""Pause after the session has refused something, unless there is news before."""


class Ringing:
    """Rings. `run()` and `update()` are for its own thread, everything else may be called from any."""

    name = "ringing"

    def __init__(
        self,
        session: RingSession,
        book: RingBook,
        indicator: Indicator,
        clock: Callable[[], float],
        *,
        listens: bool = True,
    ) -> None:
        """`listens`: open the microphone meanwhile; false where the button alone says when a turn is over."""
        self._session = session
        self._book = book
        self._clock = clock
        self._missed = MissedTeller(session, book)
        self._cycle = RingCycle(session, indicator, listens=listens)
        self._gives_up_s = 0.0
        self._was_tapped = False
        self._changed = threading.Condition()
        self._has_news = False
        self._stopped = False
        self.heartbeat = Heartbeat(self.name, lambda: self._has_news)
        book.on_change = self.wake

    # --- by any thread ---

    def wake(self) -> None:
        """Look at what has changed: the book, the state of the session, or mute."""
        with self._changed:
            self._has_news = True
            self._changed.notify()

    def user_speaks(self, is_speaking: bool) -> None:
        """Set whether the user is speaking now: no earcon then, nor until this turn was answered."""
        if is_speaking:
            self._cycle.user_speaks()
            self.wake()

    def turn_completed(self, outcome: Outcome) -> None:
        """Take note of the end of a turn: what was missed may have been said in it."""
        self._missed.turn_completed(outcome)

    def tapped(self) -> bool:
        """End the ringing, or say what was missed, for a tap of the button; False if the tap means something else."""
        if self._is_heard and self._book.ringing:
            self._was_tapped = True
            self._book.dismiss()
            self.wake()
            return True
        return self._missed.tell()

    @property
    def _is_heard(self) -> bool:
        """True while it rings, so that a tap is meant for it: not yet while the end of a conversation is waited for."""
        return self._cycle.phase not in (Phase.IDLE, Phase.WAITING)

    def stop(self) -> None:
        """Make `run()` return; the session is silenced by whoever ends it."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    # --- the thread ---

    def run(self) -> None:
        """Wait and ring, until `stop()`."""
        while not self._stopped:
            self.heartbeat.working("ringing", UPDATE_S)
            wait_s = self.update()
            # For a time that is known: while nothing happens, nobody else would notice that nothing can ring.
            self.heartbeat.waiting(wait_s + UPDATE_S)
            with self._changed:
                self._changed.wait_for(lambda: self._has_news or self._stopped, wait_s)

    def update(self) -> float:
        """Do what is to be done now; return after how many seconds to call this again, unless there is news before."""
        with self._changed:
            self._has_news = False
        if self._session.state in (SessionState.DISCONNECTED, SessionState.CONNECTING):
            return LOOK_AGAIN_S
        now_s = self._clock()
        self._take_due(now_s)
        wait_s = LOOK_AGAIN_S if self._cycle.phase is Phase.IDLE else self._ring(now_s)
        next_s = self._book.seconds_to_next()
        return max(SHORTEST_S, min(wait_s, LOOK_AGAIN_S if next_s is None else next_s))

    def _take_due(self, now_s: float) -> None:
        next_s = self._book.seconds_to_next()
        if next_s is None or next_s > 0 or not (due := self._book.take_due()):
            return
        kinds = ", ".join(sorted({ring.kind for ring in due}))
        log.info("ringing: %s", kinds, extra=ringing_begun_fields(kinds))
        self._gives_up_s = now_s + GIVE_UP_S
        if self._cycle.phase is Phase.IDLE:
            self._was_tapped = False
            self._cycle.begin(now_s)

    def _ring(self, now_s: float) -> float:
        text = " ".join(ring.text for ring in self._book.ringing)
        if not text:
            return self._end("tapped" if self._was_tapped else "stopped")
        if now_s >= self._gives_up_s:
            self._book.give_up()
            return self._end("given up")
        try:
            wait_s = self._cycle.step(text, now_s)
        except ApplianceError as error:  # its state has just changed, or a stage has died
            log.debug("it cannot ring now: %s", error)
            wait_s = RETRY_S
        return min(wait_s, self._gives_up_s - now_s)

    def _end(self, outcome: str) -> float:
        log.info("the ringing is over: %s", outcome, extra=ringing_ended_fields(outcome))
        self._cycle.end(cuts_off=self._was_tapped)
        return LOOK_AGAIN_S
