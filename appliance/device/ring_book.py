"""RingBook: what `Ringing` needs of whatever keeps timers, alarms and reminders, and of the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from appliance.audio.earcons import Earcon
from appliance.states import SessionState


class Ring(Protocol):
    """A timer, an alarm or a reminder that is due."""

    @property
    def id(self) -> int:
        """Its own number."""

    @property
    def kind(self) -> str:
        """What it is: "timer", "alarm", "reminder"."""

    @property
    def name(self) -> str:
        """What the user calls it; "" if nothing."""

    @property
    def text(self) -> str:
        """What is spoken while it rings, a sentence: "The pasta timer is done."."""

    @property
    def late_s(self) -> float:
        """How long ago it was due, as after a power cut."""


class RingBook(Protocol):
    """Keeps what is due and when. Every method may be called from any thread, returns soon, and raises nothing."""

    on_change: Callable[[], None]
    """Called after each change, from any thread; it only wakes a thread, so it may be called with a lock held."""

    def seconds_to_next(self) -> float | None:
        """Return how long it is until the next is due, 0 or less if it is; None if nothing is set."""

    def take_due(self) -> tuple[Ring, ...]:
        """Return what has become due since the last call; it is ringing from now on."""

    @property
    def ringing(self) -> tuple[Ring, ...]:
        """What is ringing, the longest first."""

    def dismiss(self) -> None:
        """End what is ringing."""

    def snooze(self, seconds: float) -> None:
        """End what is ringing, and have it due again in so many seconds."""

    def give_up(self) -> None:
        """End what is ringing, since nobody is there: it was missed."""

    def take_missed(self) -> str | None:
        """Return what was missed since the last call, to be spoken; None if nothing was."""


class RingSession(Protocol):
    """What ringing needs of a `VoiceSession`; its methods raise `InvalidState` and `PipelineError`."""

    @property
    def state(self) -> SessionState:
        """What the session is doing."""

    @property
    def is_muted(self) -> bool:
        """True while the microphone is closed."""

    def say(self, text: str) -> None:
        """Speak a text, in the state `connected`."""

    def start_listening(self) -> None:
        """Begin a turn of the user."""

    def play_earcon(self, earcon: Earcon) -> None:
        """Play an earcon."""

    def cancel(self) -> bool:
        """Stop whatever goes on, and do not listen."""
