"""Fault: one kind of fault, how it is injected, and what it may cost; Row: what came of it in the campaign's table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.system.faults.scene import Scene

Injection = Callable[[Scene], Iterator[str]]
"""Injects the fault, and yields in a few words how the appliance showed it. What it does after that is what the world
does to end the fault, such as to plug the card in again; nothing where the appliance comes back by itself."""

BY_ITSELF = "nothing"
"""What a person does to end most faults."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the campaign."""

    kind: str
    """Group in the table: "card"."""
    name: str
    """What happens, as the table says it: "pulled out while it listens"."""
    inject: Injection
    ended_by: str = BY_ITSELF
    """What ends the fault: a person who plugs the card in. Never a command, a restart or a hand on the service."""
    may_lose: tuple[str, ...] = ("the turn",)
    """What it may cost."""
    question: str = "capital-of-france"
    """Recording of the question that is asked until it is answered."""
    answer: str = "Paris"
    """A part of the right reply to it; "" where any words of the language model will do."""
    is_short: bool = False
    """True: it belongs to those that always run."""

    @property
    def id(self) -> str:
        """Name of its test."""
        return f"{self.kind}-{self.name}".replace(" ", "-").replace("/", "-").replace(",", "").replace(":", "")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: what came of a fault."""

    kind: str
    """As in `Fault`."""
    name: str
    """As in `Fault`."""
    shown: str
    """How the appliance showed it."""
    ended_by: str
    """As in `Fault`."""
    back_s: float | None
    """From the fault, or from its end where a person ended it, to the first sound of the next right answer. None: its
    test has failed, and `shown` says why."""
    lost: tuple[str, ...]
    """What it cost; empty: nothing."""


class Catalogue:
    """The faults of one kind. Used as a decorator of the functions that inject them."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.faults: list[Fault] = []
        """In the order of the file."""

    def __call__(self, name: str, **fields: object) -> Callable[[Injection], Injection]:
        """Add a fault; `fields` are those of `Fault` that differ from the usual."""

        def add(inject: Injection) -> Injection:
            self.faults.append(Fault(self._kind, name, inject, **fields))  # type: ignore[arg-type]
            return inject

        return add
