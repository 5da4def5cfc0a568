"""The plug pulled at any moment: the machine always boots, and the settings are whole."""

from __future__ import annotations

import random
import time

import pytest

from tests.polling import poll_until
from tests.system.image.conftest import MakeDevice
from tests.system.image.device_under_test import BOOT_S, FlashedDevice

pytestmark = pytest.mark.thorough
CUTS = 20
SEED = 17
LONGEST_S = 150
"""Of a boot on a machine that is not shared; a cut after that is one while it runs."""


def state_is_whole(device: FlashedDevice) -> None:
    """Check what has to survive: the file system, the settings, the slot."""
    shell = device.shell
    shell.wait_until("systemctl show --value --property=ActiveState state.service | grep -qx active", BOOT_S)
    assert shell.text("findmnt --noheadings --output FSTYPE /state") == "ext4"
    assert shell.text("cat /run/voice-appliance-state 2>/dev/null") == ""
    settings = shell.text("cat /etc/voice-appliance/appliance.toml")
    assert 'folder = "/opt/voice-appliance/models"' in settings
    assert device.slot == "A"


def test_twenty_power_cuts(flash: MakeDevice) -> None:
    chance = random.Random(SEED)
    device = flash()
    for _ in range(CUTS):
        device.emulator.power_on()
        end_s = time.monotonic() + chance.uniform(2, LONGEST_S)
        poll_until(lambda end_s=end_s: time.monotonic() >= end_s, "the moment of the cut", BOOT_S)  # type: ignore[misc]
        device.cut_power()
    device.boot()
    state_is_whole(device)


def test_a_state_partition_that_is_damaged_is_made_anew_and_that_is_said(flash: MakeDevice) -> None:
    device = flash()
    device.boot()
    state_is_whole(device)
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
