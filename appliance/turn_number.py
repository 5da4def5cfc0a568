"""TurnNumber: the one number by which work is cancelled."""

from __future__ import annotations

from appliance.items import AnyItem, TurnItem


class TurnNumber:
    """The number of the present turn. Only the session's thread moves it on; every worker reads it.

    A plain attribute suffices: one writer, and reading an int is atomic.
    """

    def __init__(self) -> None:
        self.current = 0

    def advance(self) -> int:
        """Begin a new turn: all work for earlier ones is stale from here on."""
        self.current += 1
        return self.current

    def is_stale(self, item: AnyItem) -> bool:
        """Say whether `item` belongs to a turn that is over; what belongs to no turn never is."""
        return isinstance(item, TurnItem) and item.turn != self.current
