"""`appliance devices` on a machine made of files, with a fake probe for its cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.adapters.alsa_probe import PcmAbilities
from appliance.board.gpio_chips import GpioChip, gpio_chips
from appliance.board.sound_cards import Direction
from appliance.commands.devices import as_text, listing
from appliance.doctor.parts import Roots
from appliance.errors import AudioUnavailable
from tests.unit.machine_files import add_card, add_gpio_chip, roots


@pytest.fixture
def pi(tmp_path: Path) -> Roots:
    made = roots(tmp_path)
    add_gpio_chip(made, 0, "pinctrl-rp1", 54)
    add_card(made.proc / "asound", "vc4hdmi0", "vc4-hdmi-0", driver="vc4-hdmi", pcms=["0p"])
    add_card(made.proc / "asound", "USB", "Jabra SPEAK 510 USB")
    return made


def probe(pcm: str, direction: Direction) -> PcmAbilities:
    """Return what such cards can do; HDMI without a screen cannot be opened."""
    if "hdmi" in pcm:
        raise AudioUnavailable(f"{direction.value} {pcm}: cannot be opened")
    return PcmAbilities((16000,), (1,)) if direction is Direction.CAPTURE else PcmAbilities((44100, 48000), (2,))


def test_everything_is_listed_with_what_it_can_do(pi: Roots) -> None:
    found = listing(pi, probe)
    hdmi, jabra = found["cards"]
    assert hdmi["microphone"] is None
    assert hdmi["loudspeaker"]["problem"].endswith("cannot be opened")
    assert jabra["microphone"] == {"pcm": "plughw:CARD=USB,DEV=0", "rates_hz": [16000], "channels": [1]}
    assert jabra["loudspeaker"]["rates_hz"] == [44100, 48000]
    assert found["gpio_chips"] == [{"name": "gpiochip0", "label": "pinctrl-rp1", "lines": 54}]
    assert [profile["name"] for profile in found["profiles"] if profile["fits_best"]] == ["usb-speakerphone"]
    assert [profile["name"] for profile in found["profiles"] if profile["cancels_echo"]] == ["usb-speakerphone"]
    assert any("speakerphone" in line and "removes its own echo" in line for line in as_text(found))
    assert "Jabra SPEAK 510 USB" in found["why"]


def test_the_list_for_a_person(pi: Roots) -> None:
    text = "\n".join(as_text(listing(pi, probe)))
    for part in ("USB              Jabra", "16000 Hz; channels: 1", "pinctrl-rp1, 54 lines", "* usb-speakerphone"):
        assert part in text


def test_a_machine_with_nothing(tmp_path: Path) -> None:
    text = "\n".join(as_text(listing(roots(tmp_path), probe)))
    assert text.count("  none") == 2
    assert "* no-gpio" in text


def test_a_chip_that_the_kernel_does_not_describe(tmp_path: Path) -> None:
    (tmp_path / "gpiochip3").touch()
    assert gpio_chips(tmp_path, tmp_path / "sys") == (GpioChip("gpiochip3", "", None),)


def test_each_chip_has_its_own_label(pi: Roots) -> None:
    add_gpio_chip(pi, 10, "gpio-brcmstb@107d508500", 32)
    assert [(chip.name, chip.label, chip.lines) for chip in gpio_chips(pi.dev, pi.sys)] == [
        ("gpiochip0", "pinctrl-rp1", 54),
        ("gpiochip10", "gpio-brcmstb@107d508500", 32),
    ]
