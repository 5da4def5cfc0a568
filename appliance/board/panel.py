"""What a button and a light must offer to be used, as in `interfaces`. No implementation may come in here."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple, Protocol


class Button(Protocol):
    """A button."""

    def open(self, changed: Callable[[bool, float], None]) -> None:
        """From now on call `changed(is_pressed, at_s)` at every edge, bounces included; raise `PinUnavailable`.

        `at_s` is of `time.monotonic()`. It is called on the driver's thread and must return at once.
        """

    def close(self) -> None:
        """Free the pin; `changed` is not called any more."""


class Colour(NamedTuple):
    """What a light shows; each part 0..1, brightness included."""

    red: float
    green: float
    blue: float


class LightKind(Enum):
    """What a light can show."""

    ON_OFF = "on/off"
    """One LED that is on (anything above 0) or off."""
    DIMMABLE = "dimmable"
    """One LED of any brightness: the brightest part of the colour."""
    COLOUR = "colour"
    """Any colour."""


class Light(Protocol):
    """A light."""

    kind: LightKind
    """What it can show."""

    def open(self) -> None:
        """Get ready, dark; raise `PinUnavailable` when that is not possible."""

    def show(self, colour: Colour) -> None:
        """Show this colour from now on."""

    def close(self) -> None:
        """Go dark and free the pins."""
