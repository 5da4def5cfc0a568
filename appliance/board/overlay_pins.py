"""The pins of the header that lines of /boot/firmware/config.txt give to a driver, so that nothing else may have them.

From Raspberry Pi's and Seeed's device trees, as `tests/field/device_trees/overlays.toml` says: a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

I2C = (2, 3)
SPI = (7, 8, 10, 11)
"""Both chip selects, data out and clock of the first SPI. The kernel has them claimed; its data in, GPIO9, is not."""
I2S = (18, 19, 20, 21)
"""Clock, word select, data in and out."""
PINS = {
    "dtparam=i2c_arm=on": I2C,
    "dtparam=spi=on": SPI,
    "dtparam=i2s=on": I2S,
    "dtoverlay=wm8960-soundcard": (*I2C, *I2S),
    "dtoverlay=googlevoicehat-soundcard": (16, *I2S),
    "dtoverlay=respeaker-2mic-v2_0": (*I2C, *I2S),
}


def overlay_pins(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield each pin that these lines take, and the line, as far as they are known."""
    seen: set[int] = set()
    for line in lines:
        for pin in PINS.get(line.partition(",")[0].replace(" ", ""), ()):
            if pin not in seen:
                seen.add(pin)
                yield pin, line
