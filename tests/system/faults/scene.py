"""Scene: an appliance to which a fault happens, what was known before, and what a person sees of it."""

from __future__ import annotations

import contextlib
import json
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.errors import ApplianceError
from appliance.monitoring.journal_fields import MessageId
from tests.polling import poll_until
from tests.system.appliance import SETTINGS, STATE, UNIT, Appliance, ClosableEvents
from tests.system.conversation import Conversation, Turn
from tests.system.faults.shim import Shim
from tests.system.journal import Entry, text
from tests.system.machine import Machine

VOLUME = 64
TIMER = "Set a timer for eleven hours."
BACK_S = 150.0
"""Longest that a person waits for the appliance."""
WARNING = 4
"""Priority of a warning in the journal; a smaller number is worse."""
SHOWN_CHARACTERS = 90
Kept = dict[str, int]


@dataclass(frozen=True, slots=True)
class Answered:
    """The next question after a fault, and its answer."""

    back_s: float
    """Seconds from the fault, or from its end, to the first sound of the answer."""
    turn: Turn
    """The question, and the reply to it."""


class Scene:
    """One appliance, from just before a fault to the next answer."""

    def __init__(self, appliance: Appliance, conversation: Conversation, shim: Shim) -> None:
        """Bring the appliance into the state that is looked for after the fault: its volume, a timer."""
        self.appliance = appliance
        self.shim = shim
        self.conversation = conversation
        self.has_lost_a_turn = False
        appliance.wait_for_state("connected")
        appliance.ask("mute", False)
        appliance.ask("volume", VOLUME)
        if not self._timers():
            appliance.ask("ask", TIMER)
            poll_until(self._timers, "the timer is set")
            appliance.wait_for_state("connected")
        self._kept = self._look()
        self.since = appliance.machine.journal.end
        """The position in the journal from which on it is about the fault."""
        self._moment_s = time.monotonic()

    @property
    def machine(self) -> Machine:
        """The machine of the appliance."""
        return self.appliance.machine

    # --- the fault ---

    def happens(self) -> None:
        """The fault happens now, or it ends now: the next answer is timed from here."""
        self._moment_s = time.monotonic()

    def begin_turn(self, question: str = "capital-of-france", until: str = "listening") -> ClosableEvents:
        """Ask a question which the fault will cut off; return once the session is in the state `until`."""
        self.has_lost_a_turn = True
        events = self.conversation.begin(self.appliance, question)
        if until != "listening":
            events.wait_for("state", 0.0, state=until)
        return events

    def tries_a_turn(self) -> None:
        """Tap and speak, as a person does who does not know of the fault; whatever comes of it."""
        with contextlib.suppress(AssertionError, ApplianceError, OSError):
            self.appliance.ask("press")
            self.conversation.say("capital-of-france")

    # --- how it shows ---

    def journal_says(self, part: str, unit: str = UNIT, timeout_s: float = 60.0) -> str:
        """Wait for a line of the journal with this part, and return it for the table."""
        return shortened(text(self.machine.journal.wait_for_text(part, unit, self.since, timeout_s)))

    def warns_of(self, *parts: str) -> str:
        """Wait for a warning or an error of the service that has one of these words, and return it for the table."""

        def fits(entry: Entry) -> bool:
            is_loud = int(entry.get("PRIORITY", 7)) <= WARNING and entry.get("_SYSTEMD_UNIT") == UNIT
            return is_loud and any(part in text(entry).lower() for part in parts)

        found = self.machine.journal.wait_for(fits, f"a warning with one of {parts}", self.since)
        return shortened(text(found))

    def message(self, message: MessageId) -> str:
        """Wait for an entry of this kind, and return it for the table."""
        wanted = self.machine.journal.wait_for(
            lambda entry: entry.get("MESSAGE_ID") == message.value, message.name, self.since
        )
        return shortened(text(wanted))

    def light_shows(self, *signs: str) -> str:
        """Wait until the light shows one of these signs, and return it for the table."""
        shown: list[str] = []

        def is_shown() -> bool:
            shown[:] = [self.status().get("light", "")]
            return shown[0] in signs

        poll_until(is_shown, f"the light shows one of {signs}")
        return f"light: {shown[0]}"

    def status(self) -> dict[str, Any]:
        """Return what the control socket says; nothing while there is none."""
        try:
            return self.appliance.ask("status")
        except (ApplianceError, OSError):
            return {}

    def says_that_it_could_not(self, typed: str) -> str:
        """Ask for something that is not possible now; return what is said of it, for the table."""
        self.conversation.tester.forget()
        events = self.appliance.follow()
        began_s = time.monotonic()
        self.appliance.ask("ask", typed)
        events.wait_until(lambda: len(events.of("turn", began_s)) == 2)  # the answer, and the apology
        events.wait_for("state", events.of("turn", began_s)[1]["at_s"], state="connected")
        events.close()
        self.conversation.tester.listen_for(0.3)
        said = self.conversation.spoken_since(began_s)
        assert "could not" in said or "couldn't" in said, said
        return f'says "{shortened(said)}"'

    # --- what is left of it ---

    def next_answer(self, question: str, answer: str) -> Answered:
        """Ask, and ask again, until the right answer is spoken; raise `AssertionError` after `BACK_S`."""
        began_s = time.monotonic()
        failures: list[str] = []
        while time.monotonic() < began_s + BACK_S:
            try:
                self.appliance.wait_for_state("connected")
                turn = self.conversation.ask(self.appliance, question)
                check(turn, answer)
            except (AssertionError, ApplianceError, OSError, IndexError, StopIteration) as error:
                failures.append(shortened(str(error)))
                continue
            return Answered(turn.spoke_s - self._moment_s, turn)
        raise AssertionError(f"no right answer within {BACK_S:g} s: {failures}")

    def lost(self) -> tuple[str, ...]:
        """Return what is no more as it was before the fault; empty: all is there."""
        now = self._look()
        # A timer more is none lost: one may have been set just before a power cut.
        lost = [name for name, was in self._kept.items() if (now[name] < was if name == "timers" else now[name] != was)]
        return (*(["the turn"] if self.has_lost_a_turn else []), *lost)

    def _look(self) -> Kept:
        status = self.appliance.ask("status")
        return {"volume": status["volume"], "mute": int(status["is_muted"]), "timers": self._timers()}

    def _timers(self) -> int:
        """Return how many timers and alarms are set. Where none is, there is a line that says so."""
        return sum(": " in line for line in self.appliance.ask("timers")["timers"])

    def check_nothing_is_half_written(self) -> None:
        """Check that every file that the appliance writes is whole."""
        folder = self.machine.on_disk(STATE)
        for name in ("state.json", "skills.json"):
            if (folder / name).exists():
                json.loads((folder / name).read_bytes())
        tomllib.loads(self.machine.on_disk(SETTINGS).read_text(encoding="utf-8"))
        links = self.appliance.links()
        assert {links.current, links.trusted} <= set(self.appliance.complete_releases())


def check(turn: Turn, answer: str) -> None:
    """Check that the right answer was spoken; with `answer` "", that any words were."""
    if answer:
        turn.assert_right(answer)
    else:
        assert len(turn.reply.split()) > 2, turn
        assert len(turn.spoken.split()) > 2, turn


def shortened(line: str) -> str:
    """Return what of a line fits into the table."""
    first = line.strip().split("\n")[0]
    return first if len(first) <= SHOWN_CHARACTERS else f"{first[: SHOWN_CHARACTERS - 1]}…"


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for something of the world."""
    poll_until(condition, what)
