"""The plug pulled at any moment: the machine always boots, and the settings are whole. Twenty-four cuts in all.

The moments are drawn from a seed, in seconds of the machine's own clock or in bytes written, so a busy host hardly
moves them.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.polling import poll_until
from tests.system.image.conftest import BUNDLE, MakeDevice
from tests.system.image.device_under_test import BOOT_S, READY_S, FlashedDevice
from tests.system.image.test_slots import UPDATE, with_a_slot_on_trial
from tests.system.image.test_turn import ask

pytestmark = pytest.mark.thorough
FIRST_BOOTS = 5
"""Cards; each is cut three times, the first time in its first boot."""
START_S = 130
"""Of the machine's clock: a first boot is ready after 56 to 72 s, and its self-test takes some 50 s more."""


def cut_power_after(device: FlashedDevice, seconds: float) -> None:
    """Let the machine live so long, by its clock, and pull the plug."""
    end_s = device.emulator.clock_s + int(seconds)
    poll_until(lambda: device.emulator.clock_s >= end_s, "the moment of the cut", BOOT_S)
    device.cut_power()


def cut_power_after_writing(device: FlashedDevice, count: float) -> None:
    """Pull the plug when so many bytes more have been written to the card."""
    end = device.emulator.written_bytes() + count
    poll_until(lambda: device.emulator.written_bytes() >= end, "the moment of the cut", READY_S)
    device.cut_power()


@pytest.mark.parametrize("seed", range(FIRST_BOOTS))
def test_three_cuts_of_a_card_that_was_just_flashed(flash: MakeDevice, seed: int) -> None:
    chance = random.Random(seed)
    device = flash(("cortex-a76", "cortex-a72")[seed % 2])
    for _ in range(3):
        device.emulator.power_on()
        cut_power_after(device, chance.uniform(0, START_S))
    device.boot()
    device.wait_until_ready()
    device.check_whole()
    assert device.slot == "A"
    assert device.failed_units() == []
    # The settings of the boot partition are in force, as if nothing had happened.
    assert 'microphone = "Loopback"' in device.shell.text("cat /etc/voice-appliance/appliance.toml")


def test_two_cuts_in_a_turn(flash: MakeDevice, used_card: Path) -> None:
    chance = random.Random(17)
    device = flash(card=used_card)
    for _ in range(2):
        device.boot()
        device.wait_until_ready()
        device.check_whole()
        ask(device)
        cut_power_after(device, chance.uniform(0, 20))
    device.boot()
    device.wait_until_ready()
    device.check_whole()


@pytest.mark.parametrize(("part", "cuts"), [("root", 3), ("boot", 1)])
def test_cuts_in_an_update(flash: MakeDevice, used_card: Path, part: str, cuts: int) -> None:
    chance = random.Random(17)
    device = flash(card=used_card)
    device.leave_out_the_service()
    device.boot()
    device.wait_until_judged()
    slot, file = {"root": ("rootfs", "root.squashfs"), "boot": ("boot", "boot.vfat")}[part]
    for _ in range(cuts):
        device.shell.run(f"systemd-run --quiet --unit=update {UPDATE} {BUNDLE} --no-restart")
        device.shell.wait_until(f"journalctl -b -u rauc -o cat | grep -q 'Updating slot {slot}'", READY_S, 0.5)
        cut_power_after_writing(device, chance.uniform(0, (device.image / file).stat().st_size))
        device.boot()
        device.check_whole()
        assert device.slot == "A", "a slot that is written only in part is never booted"
        device.wait_until_judged()
    device.shell.run(f"{UPDATE} {BUNDLE} --no-restart", timeout_s=READY_S)
    device.restart()
    assert device.slot == "B"


def test_three_cuts_in_the_trial_of_a_new_slot(flash: MakeDevice, used_card: Path) -> None:
    chance = random.Random(17)
    device = with_a_slot_on_trial(flash, used_card)
    # Anywhere up to its self-test, then twice as soon as its trial has begun anew.
    for left, seconds in ((2, chance.uniform(0, START_S)), (1, 0), (0, 0)):
        device.boot()
        assert f"Slot B: B A, 9 {left} attempts left" in device.emulator.console
        device.check_whole()
        device.shell.wait_until("journalctl -b -o cat | grep -q 'The system in slot B is on trial'", READY_S)
        cut_power_after(device, seconds)
    # The attempts are used up, so the system before is there again, by itself.
    device.boot()
    assert device.slot == "A"
    device.check_whole()
    assert device.shell.text("ls /state/rauc").split().count("trusted.B") == 0
    device.wait_until_ready()
    assert device.failed_units() == []


def test_a_state_partition_that_is_damaged_is_made_anew_and_that_is_said(flash: MakeDevice, used_card: Path) -> None:
    device = flash(card=used_card)
    device.leave_out_the_service()
    device.boot()
    device.check_whole()
    start = int(device.shell.text("cat /sys/class/block/$(basename $(readlink -f /dev/disk/by-partlabel/state))/start"))
    device.cut_power()
    with device.emulator.card.open("r+b") as card:
        card.seek(start * 512)
        card.write(b"\xff" * (4 << 20))
    device.boot()
    device.shell.wait_until("test -e /run/voice-appliance-state", BOOT_S)
    assert "it is empty now" in device.shell.text("cat /run/voice-appliance-state")
    assert device.shell.text("findmnt --noheadings --output FSTYPE /state") == "ext4"
    device.shell.wait_until("grep -q 'it is empty now' /state/incidents/log", BOOT_S)
