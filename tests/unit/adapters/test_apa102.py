"""The APA102 strip. The frames that luma makes are decoded as the LEDs do it; at the end bit by bit from the wires."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockSPIDevice

from appliance.adapters.apa102 import Apa102Light
from appliance.adapters.gpio import GpioButton
from appliance.board.panel import Colour, Light, LightKind
from appliance.errors import PinUnavailable

# luma 1.9 still calls Image.getdata(), which Pillow 14 removes.
pytestmark = pytest.mark.filterwarnings("ignore:Image.Image.getdata:DeprecationWarning")

Led = tuple[int, int, int, int]
"""Current 0..31, red, green, blue."""
CLOCK, MOSI, MISO, SELECT = 11, 10, 9, 8


def decoded(frame: list[int], leds: int) -> list[Led]:
    """Return what each LED shows of a frame: 32 zero bits, then for each LED 111, the current, blue, green, red."""
    assert frame[:4] == [0, 0, 0, 0]
    words = [frame[start : start + 4] for start in range(4, 4 + 4 * leds, 4)]
    assert all(head & 0xE0 == 0xE0 for head, *_ in words)
    end = frame[4 + 4 * leds :]
    assert len(end) * 8 >= leds / 2, "enough clocks to push the last bits through all the LEDs"
    assert not any(end)
    return [(head & 0x1F, red, green, blue) for head, blue, green, red in words]


class RecordedSerial:
    """Records the frames. Fails when told to."""

    def __init__(self) -> None:
        self.frames: list[list[int]] = []
        self.is_open = True
        self.fails = False

    def data(self, data: list[int]) -> None:
        if self.fails:
            raise PinUnavailable('light.kind = "apa102": SPI does not answer')
        self.frames.append(data)

    def cleanup(self) -> None:
        self.is_open = False


@pytest.mark.parametrize("leds", [1, 3, 12, 64])
def test_all_leds_show_the_same_colour(leds: int) -> None:
    serial = RecordedSerial()
    light: Light = Apa102Light(leds, lambda: serial)
    light.open()
    assert light.kind is LightKind.COLOUR
    assert [led[1:] for led in decoded(serial.frames[-1], leds)] == [(0, 0, 0)] * leds, "opened dark"
    light.show(Colour(1, 0.3, 0))
    assert decoded(serial.frames[-1], leds) == [(15, 255, 76, 0)] * leds
    light.show(Colour(0, 0.0001, 1))
    assert decoded(serial.frames[-1], leds) == [(15, 0, 1, 255)] * leds, "dim is not dark"


def test_a_closed_strip_is_dark_and_spi_is_free() -> None:
    serial = RecordedSerial()
    light = Apa102Light(3, lambda: serial)
    light.open()
    light.show(Colour(1, 1, 1))
    light.close()
    light.close()
    assert [led[1:] for led in decoded(serial.frames[-1], 3)] == [(0, 0, 0)] * 3
    assert not serial.is_open


def test_a_strip_that_fails_later_says_so_and_can_still_be_closed() -> None:
    serial = RecordedSerial()
    light = Apa102Light(3, lambda: serial)
    light.open()
    serial.fails = True
    with pytest.raises(PinUnavailable, match="SPI does not answer"):
        light.show(Colour(1, 1, 1))
    light.close()


# --- SPI


class Strip(MockSPIDevice):  # type: ignore[misc]  # gpiozero has no types
    """The other end of the wires: records each frame that came while it was selected."""

    def __init__(self, pin_factory: MockFactory) -> None:
        super().__init__(CLOCK, MOSI, MISO, SELECT, pin_factory=pin_factory)
        self.frames: list[list[int]] = []

    def on_start(self) -> None:
        super().on_start()
        self.frames.append([])

    def on_bit(self) -> None:
        if self.rx_bit % 8 == 0:
            self.frames[-1].append(self.rx_word() & 0xFF)


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    """The default factory, because gpiozero's own SPI takes that one."""
    factory = MockFactory()
    Device.pin_factory = factory
    yield factory
    factory.reset()
    Device.pin_factory = None


def test_the_frames_arrive_on_the_wires(pins: MockFactory) -> None:
    strip = Strip(pins)
    light = Apa102Light(3)
    light.open()
    light.show(Colour(0, 0.5, 1))
    assert decoded(strip.frames[-1], 3) == [(15, 0, 128, 255)] * 3
    assert strip.frames[-1][-4:] == [0, 0, 0, 0], "an SK9822 shows it at once"
    light.close()
    assert [led[1:] for led in decoded(strip.frames[-1], 3)] == [(0, 0, 0)] * 3
    strip.close()


class NoSpi:
    """Fails as lgpio's hardware SPI does where there is no /dev/spidev0.0."""

    def __init__(self, **kwargs: Any) -> None:
        raise OSError("can not open SPI device")


class FactoryWithoutSpi(MockFactory):  # type: ignore[misc]  # gpiozero has no types
    """A board on which SPI is not enabled. gpiozero falls back to software SPI, with a warning."""

    def _get_spi_class(self, shared: bool, hardware: bool) -> Any:
        return NoSpi if hardware else super()._get_spi_class(shared, hardware)


def test_without_spi_one_sentence_says_how_to_enable_it(pins: MockFactory) -> None:
    Device.pin_factory = FactoryWithoutSpi()
    with pytest.raises(PinUnavailable) as info:
        Apa102Light(3).open()
    assert str(info.value) == (
        'light.kind = "apa102": /dev/spidev0.0 cannot be opened; put dtparam=spi=on into /boot/firmware/config.txt '
        "and restart, and let this user be in the group spi"
    )


def test_a_button_on_a_pin_of_spi(pins: MockFactory) -> None:
    button = GpioButton(MOSI, "low")
    button.open(lambda is_pressed, at_s: None)
    with pytest.raises(PinUnavailable, match=r'light.kind = "apa102": used twice'):
        Apa102Light(3).open()
    button.close()


class BrokenSpi:
    """Refuses every frame, as lgpio's SPI may."""

    def __init__(self, **kwargs: Any) -> None:
        pass

    def write(self, data: list[int]) -> int:
        raise OSError("SPI transfer error -48")


class FactoryWithBrokenSpi(MockFactory):  # type: ignore[misc]  # gpiozero has no types
    """A board whose SPI can be opened but not written."""

    def _get_spi_class(self, shared: bool, hardware: bool) -> Any:
        return BrokenSpi


def test_spi_that_refuses_a_frame(pins: MockFactory) -> None:
    Device.pin_factory = FactoryWithBrokenSpi()
    with pytest.raises(PinUnavailable, match=r'light.kind = "apa102": the driver refuses \(SPI transfer error -48\)'):
        Apa102Light(3).open()
