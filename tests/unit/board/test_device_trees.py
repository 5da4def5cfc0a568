"""Chips, pins and overlays, beside what published device trees and kernels say of them (tests/field/device_trees)."""

from __future__ import annotations

import fnmatch
import tomllib
from pathlib import Path
from typing import Any

import pytest

from appliance.board.gpio_chips import HEADER_LABELS, gpio_chips, has_gpio, header_chip
from appliance.board.overlay_pins import I2C, I2S, PINS, SPI, overlay_pins
from appliance.board.profiles import Profile, best_fit, load_profiles
from appliance.doctor.parts import Roots
from tests.unit.machine_files import add_gpio_chip, roots

FIELD = Path(__file__).resolve().parents[2] / "field" / "device_trees"
HARDWARE = Path(__file__).resolve().parents[3] / "hw" / "README.md"
MACHINES: list[dict[str, Any]] = tomllib.loads((FIELD / "gpio.toml").read_text(encoding="utf-8"))["machine"]
TREES: dict[str, Any] = tomllib.loads((FIELD / "overlays.toml").read_text(encoding="utf-8"))
OVERLAYS = {overlay["name"]: overlay for overlay in TREES["overlay"]}
PROFILES = load_profiles()
WITH_OVERLAYS = [profile for profile in PROFILES if profile.overlays]


def add_described_chip(made: Roots, name: str, compatible: str) -> None:
    """Add a chip as a kernel with only the newer interface shows it: without a label, with the device tree's node."""
    hardware = made.sys / "devices" / f"{name}.hardware"
    (hardware / name).mkdir(parents=True)
    (hardware / "of_node").mkdir()
    (hardware / "of_node" / "compatible").write_bytes(compatible.replace(" ", "\0").encode() + b"\0")
    devices = made.sys / "bus" / "gpio" / "devices"
    devices.mkdir(parents=True, exist_ok=True)
    (devices / name).symlink_to(hardware / name)
    (made.dev / name).touch()


def made_as(machine: dict[str, Any], folder: Path) -> Roots:
    made = roots(folder)
    for name, label, lines in machine.get("chips", ()):
        add_gpio_chip(made, int(name.removeprefix("gpiochip")), label, lines)
    for name, compatible in machine.get("compatible", {}).items():
        add_described_chip(made, name, compatible)
    for name, target in machine.get("links", {}).items():
        (made.dev / name).symlink_to(target)
    return made


# --- the chip of the header ---


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine["name"])
def test_the_headers_chip_is_found_by_what_it_is(machine: dict[str, Any], tmp_path: Path) -> None:
    made = made_as(machine, tmp_path)
    chip = header_chip(made.dev, made.sys)
    assert (chip.name if chip else None) == machine.get("header")
    assert has_gpio(made.dev, made.sys) is ("header" in machine)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine["name"])
def test_each_chip_is_there_once_with_its_label(machine: dict[str, Any], tmp_path: Path) -> None:
    made = made_as(machine, tmp_path)
    found = [(chip.name, chip.label, chip.lines) for chip in gpio_chips(made.dev, made.sys)]
    if "chips" in machine:
        assert found == [tuple(chip) for chip in machine["chips"]]
    else:
        assert [name for name, _, _ in found] == list(machine["compatible"])


def test_the_number_that_gpiozero_takes_is_not_always_the_headers(tmp_path: Path) -> None:
    wrong = []
    for index, machine in enumerate(each for each in MACHINES if "gpiozero" in each):
        made = made_as(machine, tmp_path / str(index))
        chip = header_chip(made.dev, made.sys)
        assert chip
        if (made.dev / machine["gpiozero"]).resolve() != made.dev / chip.name:
            wrong.append(machine["name"].partition(":")[0])
    assert wrong == [
        "Pi 5, a kernel with the first alias only",
        "Pi 5, Debian's kernel",
        "Pi 4, Debian's kernel, the chip of the firmware first",
    ]


@pytest.mark.parametrize("number", [0, 1, 2, 4, 10, 512])
@pytest.mark.parametrize("compatible", HEADER_LABELS)
def test_any_number_is_right(number: int, compatible: str, tmp_path: Path) -> None:
    made = roots(tmp_path)
    others = [other for other in (0, 1, 3, 4, 11) if other != number]
    for other in others:
        add_described_chip(made, f"gpiochip{other}", "brcm,bcm7445-gpio brcm,brcmstb-gpio")
    add_described_chip(made, f"gpiochip{number}", compatible)
    chip = header_chip(made.dev, made.sys)
    assert chip is not None
    assert (chip.number, chip.label) == (number, HEADER_LABELS[compatible])


def test_a_pc_with_chips_of_its_own_gets_the_profile_without_pins(tmp_path: Path) -> None:
    made = made_as(next(each for each in MACHINES if each["name"] == "a PC's touchpad"), tmp_path)
    assert best_fit(PROFILES, (), has_gpio(made.dev, made.sys)).profile.name == "no-gpio"


def test_what_is_no_chip_is_left_out(tmp_path: Path) -> None:
    made = roots(tmp_path)
    for name in ("gpiochip", "gpiochipx", "gpiochip-1", "gpiomem0"):
        (made.dev / name).touch()
    assert gpio_chips(made.dev, made.sys) == ()


# --- overlays ---


def names_of(profile: Profile) -> list[str]:
    return [line.removeprefix("dtoverlay=") for line in profile.overlays if line.startswith("dtoverlay=")]


@pytest.mark.parametrize("profile", WITH_OVERLAYS, ids=lambda profile: profile.name)
def test_every_overlay_of_a_profile_is_a_published_one(profile: Profile) -> None:
    for name in names_of(profile):
        assert name in OVERLAYS
    parameters = [line for line in profile.overlays if line.startswith("dtparam=")]
    assert {line.split("=")[1] for line in parameters} <= set(TREES["base"]["parameters"])
    assert set(profile.overlays) == {*parameters, *(f"dtoverlay={name}" for name in names_of(profile))}


@pytest.mark.parametrize("profile", WITH_OVERLAYS, ids=lambda profile: profile.name)
def test_a_profile_looks_for_the_card_that_its_overlay_makes(profile: Profile) -> None:
    for name in names_of(profile):
        overlay = OVERLAYS[name]
        if card := overlay.get("card"):
            for pattern in (profile.microphone, profile.loudspeaker):
                assert any(fnmatch.fnmatch(card, one) for one in pattern.split("|"))
        for rate_hz in overlay.get("rates_hz", ()):
            assert profile.microphone_rates_hz == profile.loudspeaker_rates_hz == (rate_hz,)
        if "i2c" in overlay:
            assert "dtparam=i2c_arm=on" in profile.overlays


def test_the_pins_of_an_overlay_are_those_of_its_source() -> None:
    base = TREES["base"]
    assert list(I2S) == base["i2s"]
    assert list(I2C) == base["i2c1"]
    claimed = {*base["spi0"], *base["spi0_chip_selects"]} - {9}
    assert set(SPI) == claimed
    assert {line.removeprefix("dtoverlay="): sorted(pins) for line, pins in PINS.items() if "dtoverlay" in line} == {
        name: overlay["pins"] for name, overlay in OVERLAYS.items()
    }


def test_a_line_with_parameters_takes_the_same_pins() -> None:
    assert dict(overlay_pins(["dtoverlay=wm8960-soundcard,alsaname=mine"])).keys() == {2, 3, 18, 19, 20, 21}
    assert list(overlay_pins(["dtoverlay=vc4-kms-v3d", "dtparam=audio=on"])) == []


@pytest.mark.parametrize("profile", WITH_OVERLAYS, ids=lambda profile: profile.name)
def test_button_and_light_of_a_profile_have_pins_that_its_overlays_leave(profile: Profile) -> None:
    taken = dict(overlay_pins(profile.overlays))
    mine = [profile.button.pin] if profile.button else []
    mine += profile.light.pins if profile.light else []
    assert not [pin for pin in mine if pin in taken]


# --- which kernel has what ---


def works_with_debian(profile: Profile, board: str) -> bool:
    """Say whether Debian's device tree has what the lines of the profile need, and Debian's firmware its overlays."""
    debian = TREES["debian"]
    has_targets = all(set(OVERLAYS[name]["targets"]) <= set(debian[f"labels_{board}"]) for name in names_of(profile))
    has_overlays = set(names_of(profile)) <= set(debian["overlays"])
    parameters = {line.split("=")[1] for line in profile.overlays if line.startswith("dtparam=")}
    return has_targets and has_overlays and parameters <= set(debian["parameters"])


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_the_page_says_which_profiles_need_the_kernel_of_raspberry_pi(profile: Profile) -> None:
    debian = "yes" if works_with_debian(profile, "pi4") and works_with_debian(profile, "pi5") else "no"
    targets = {label for name in names_of(profile) for label in OVERLAYS[name]["targets"]}
    assert targets <= set(TREES["base"]["labels"])
    assert f"| `{profile.name}` | yes | {debian} |" in HARDWARE.read_text(encoding="utf-8")
