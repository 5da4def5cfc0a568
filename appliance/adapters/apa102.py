"""A strip of APA102 (DotStar) LEDs on SPI, as on the ReSpeaker 2-Mics HAT: all show the same colour.

luma makes the frames, gpiozero carries them: no other SPI driver is needed.
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
from appliance.errors import PinUnavailable
from appliance.interfaces import Colour, LightKind

SETTING = 'light.kind = "apa102"'
MOST_CURRENT = 0xF0
"""luma's brightest: half of the current the LEDs could take, and bright enough to read by."""
LATCH = [0] * 4
"""An SK9822, sold as APA102, shows a frame only when the next begins; a real one takes no notice."""


class Serial(Protocol):
    """What luma writes to."""

    def data(self, data: list[int]) -> None:
        """Send bytes."""

    def cleanup(self) -> None:
        """Send no more."""


class SpiSerial:
    """/dev/spidev0.0, in mode 0 at gpiozero's 500 kHz: 64 LEDs take 4 ms."""

    def __init__(self) -> None:
        factory = default_pin_factory()
        with pin_errors(SETTING), warnings.catch_warnings():
            # Software SPI would keep a core busy, so its warning is made the error it stands for.
            warnings.simplefilter("error", SPISoftwareFallback)
            try:
                self._spi: Any = factory.spi(port=0, device=0)
            except SPISoftwareFallback:
                raise PinUnavailable(
                    f"{SETTING}: /dev/spidev0.0 cannot be opened; put dtparam=spi=on into /boot/firmware/config.txt "
                    "and restart, and let this user be in the group spi"
                ) from None

    def data(self, data: list[int]) -> None:
        """Send a frame; raise `PinUnavailable` when the driver refuses."""
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
        """Open SPI and go dark."""
        self._strip = apa102(self._open_serial(), cascaded=self._leds)
        self._strip.contrast(MOST_CURRENT)

    def show(self, colour: Colour) -> None:
        """Shine like this from now on."""
        red, green, blue = map(_byte, colour)
        self._strip.display(Image.new(self._strip.mode, self._strip.size, (red, green, blue, 255)))

    def close(self) -> None:
        """Go dark and free SPI."""
        if self._strip is not None:
            with suppress(PinUnavailable):
                self._strip.cleanup()
            self._strip = None


def _byte(part: float) -> int:
    """What is dim must not go out for rounding."""
    return max(1, round(255 * part)) if part > 0 else 0
