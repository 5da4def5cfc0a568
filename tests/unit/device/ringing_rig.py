"""A book of what is due and a session, both without a thread, for tests of what rings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.audio.earcons import Earcon
from appliance.device.indicator import Indicator
from appliance.device.ringing import Ringing
from appliance.errors import ApplianceError, InvalidState
from appliance.states import SessionState
from tests.unit.scripted import Clock

TEXT = "The timer is done."
ANNOUNCED = [TEXT, "ringing"]
"""What the session is asked for an announcement."""
BUSY = (SessionState.LISTENING, SessionState.PROCESSING, SessionState.SPEAKING)


@dataclass(frozen=True, slots=True)
class DueRing:
    """What is due at a time of the clock."""

    at_s: float
    kind: str = "timer"
    name: str = ""
    text: str = TEXT
    id: int = 1
    late_s: float = 0.0


class ListBook:
    """A book that keeps what is set, ringing and missed in lists; implements `ring_book.RingBook`."""

    def __init__(self, clock: Callable[[], float], *rings: DueRing) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self._clock = clock
        self._set = list(rings)
        self._ringing: list[DueRing] = []
        self._missed: list[DueRing] = []

    def add(self, *rings: DueRing) -> None:
        """Set something."""
        self._set += rings
        self.on_change()

    def seconds_to_next(self) -> float | None:
        return min(ring.at_s for ring in self._set) - self._clock() if self._set else None

    def take_due(self) -> tuple[DueRing, ...]:
        due = [ring for ring in self._set if ring.at_s <= self._clock()]
        self._set = [ring for ring in self._set if ring not in due]
        self._ringing += due
        self.on_change()
        return tuple(due)

    @property
    def ringing(self) -> tuple[DueRing, ...]:
        return tuple(self._ringing)

    def dismiss(self) -> None:
        self._ringing = []
        self.on_change()

    def snooze(self, seconds: float) -> None:
        self._ringing = []
        self.add(DueRing(self._clock() + seconds))

    def give_up(self) -> None:
        self._missed, self._ringing = self._missed + self._ringing, []
        self.on_change()

    def take_missed(self) -> str | None:
        missed, self._missed = self._missed, []
        return "You missed: " + ", ".join(ring.kind for ring in missed) + "." if missed else None


class FakeSession:
    """A session whose state a test sets; it records what it is asked, and goes where that leads."""

    def __init__(self) -> None:
        self.state = SessionState.CONNECTED
        self.is_muted = False
        self.asked: list[str] = []
        self.said = threading.Event()
        """Set once it was given something to say."""
        self.refusal: ApplianceError | None = None

    def _ask(self, what: str) -> None:
        if self.refusal:
            raise self.refusal
        self.asked.append(what)

    def say(self, text: str) -> None:
        if self.state is not SessionState.CONNECTED:
            raise InvalidState(f"cannot speak while {self.state.value}")
        self._ask(text)
        self.state = SessionState.PROCESSING
        self.said.set()

    def start_listening(self) -> None:
        assert not self.is_muted
        self._ask("listen")
        self.state = SessionState.LISTENING

    def play_earcon(self, earcon: Earcon) -> None:
        self._ask(earcon.value)

    def cancel(self) -> bool:
        busy = self.state in (SessionState.LISTENING, SessionState.PROCESSING, SessionState.SPEAKING)
        if busy:
            self._ask("cancel")
            self.state = SessionState.CONNECTED
        return busy


@dataclass
class RingingRig:
    """What rings, on a fake session, book and clock; `update()` is called by the test."""

    clock: Clock
    book: ListBook
    session: FakeSession
    indicator: Indicator
    ringing: Ringing
    waits_s: list[float] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """What the session was asked since the last call."""
        asked, self.session.asked = self.session.asked, []
        return asked

    @property
    def sign(self) -> str:
        """The sign of the light."""
        return self.indicator.sign.value

    def step(self, state: SessionState | None = None, after_s: float = 0.0) -> list[str]:
        """Update in a state, after so many seconds; return what the session was asked."""
        self.clock.now_s += after_s
        if state:
            self.session.state = state
            self.indicator.state(state)
        self.waits_s.append(self.ringing.update())
        self.indicator.state(self.session.state)
        return self.asked


def due(*rings: DueRing, listens: bool = True) -> RingingRig:
    """Return what rings when it is 100 s on the clock; without `rings` a timer is due then."""
    clock, session, indicator = Clock(100.0), FakeSession(), Indicator(is_muted=False)
    indicator.state(session.state)
    indicator.overlay(is_booting=False)
    book = ListBook(clock, *(rings or (DueRing(100.0),)))
    return RingingRig(clock, book, session, indicator, Ringing(session, book, indicator, clock, listens=listens))


def calling(*rings: DueRing) -> RingingRig:
    """Return what has announced itself, and listens."""
    r = due(*rings)
    r.step()
    r.step(SessionState.CONNECTED)
    assert r.session.state is SessionState.LISTENING
    return r
