"""Apa102Light: a strip of APA102 (DotStar) LEDs on SPI, as on the ReSpeaker 2-Mics HAT. All LEDs show one colour.

luma makes the data frames and gpiozero sends them, so no other SPI driver is needed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from gpiozero.exc import SPISoftwareFallback
from luma.led_matrix.device import apa102
from PIL import Image

from appliance.adapters.pins import default_pin_factory, pin_errors
from appliance.board.panel import Colour, LightKind
from appliance.errors import PinUnavailable

SETTING = 'light.kind = "apa102"'
MOST_CURRENT = 0xF0
"""luma's highest brightness: half of the current that the LEDs could take, and bright enough to read by."""
LATCH = [0] * 4
"""Zeros after each frame. An SK9822, sold as APA102, shows a frame when the next one begins; an APA102 ignores them."""


class Serial(Protocol):
    """What luma writes to."""

    def data(self, data: list[int]) -> None:
        """Send bytes."""

    def cleanup(self) -> None:
        """Free the connection."""


class SpiSerial:
    """/dev/spidev0.0, in mode 0 at gpiozero's 500 kHz: a frame for 64 LEDs takes 4 ms."""

    def __init__(self) -> None:
        factory = default_pin_factory()
        with pin_errors(SETTING), warnings.catch_warnings():
            # gpiozero warns and falls back to software SPI, which would keep a core busy: an error here.
            warnings.simplefilter("error", SPISoftwareFallback)
            try:
                self._spi: Any = factory.spi(port=0, device=0)
            except SPISoftwareFallback:
                raise PinUnavailable(
                    f"{SETTING}: /dev/spidev0.0 cannot be opened; put dtparam=spi=on into /boot/firmware/config.txt "
                    "and restart, and let this user be in the group spi"
                ) from None

    def data(self, data: list[int]) -> None:
        """Send a frame. Raises `PinUnavailable` when the driver refuses."""
        with pin_errors(SETTING):
            self._spi.write([*data, *LATCH])

    def cleanup(self) -> None:
        """Free SPI."""
        with pin_errors(SETTING):
            self._spi.close()


class Apa102Light:
    """A strip of `leds` LEDs."""

    kind = LightKind.COLOUR

    def __init__(self, leds: int, open_serial: Callable[[], Serial] = SpiSerial) -> None:
        self._leds = leds
        self._open_serial = open_serial
        self._strip: Any = None

    def open(self) -> None:
        """Open SPI with all LEDs dark. Raises `PinUnavailable`."""
        self._strip = apa102(self._open_serial(), cascaded=self._leds)
        self._strip.contrast(MOST_CURRENT)

    def show(self, colour: Colour) -> None:
        """Show this colour from now on. Raises `PinUnavailable` when the driver refuses."""
        red, green, blue = map(_byte, colour)
        self._strip.display(Image.new(self._strip.mode, self._strip.size, (red, green, blue, 255)))

    def close(self) -> None:
        """Turn the LEDs off and free SPI."""
        if self._strip is not None:
            with suppress(PinUnavailable):
                self._strip.cleanup()
            self._strip = None


def _byte(part: float) -> int:
    """Return 0..255 for 0..1. A dim light is not rounded down to off."""
    return max(1, round(255 * part)) if part > 0 else 0
