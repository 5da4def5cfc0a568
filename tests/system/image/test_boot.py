"""From power-on to ready: the image as it was flashed, U-Boot, the read-only root, the state, the service."""

from __future__ import annotations

import pytest

from tests.system.image.conftest import MakeDevice
from tests.system.image.device_under_test import FlashedDevice

IDLE_S = 60


def written_sectors(device: FlashedDevice) -> int:
    """Return how many sectors of the card were written in this boot."""
    return int(device.shell.text("cat /sys/block/vda/stat").split()[6])


def test_power_on_to_ready(flash: MakeDevice) -> None:
    device = flash()
    device.boot()
    device.wait_until_ready()
    assert device.failed_units() == []
    shell = device.shell
    # The root cannot be written, and what has to be written is on the state partition.
    assert shell.run("touch /usr/x /etc/x", check=False).status != 0
    assert "squashfs" in shell.text("findmnt --noheadings --output FSTYPE /")
    for folder in ("/etc/voice-appliance", "/var/lib/voice-appliance", "/var/lib/systemd", "/state"):
        assert "by-partlabel/state" in shell.text(
            f"readlink -f /dev/disk/by-partlabel/state | grep -q $(findmnt -nvo SOURCE --target {folder} | "
            "sed 's/\\[.*//') && echo by-partlabel/state"
        ), folder
    # First boot: the settings of the boot partition are in force, and were read only once.
    assert 'microphone = "Loopback"' in shell.text("cat /etc/voice-appliance/appliance.toml")
    assert shell.text("ls /boot/firmware").count("voice-appliance.toml.read") == 1
    # No login, no network, no swap on the card; the watchdog runs; the journal is in memory.
    assert shell.text("getent shadow | cut -d : -f 2 | grep -v '^[!*]'") == ""
    off = ("ssh", "wifi", "systemd-networkd", "serial-getty@ttyAMA0", "getty@tty1")
    assert shell.text(f"systemctl is-active {' '.join(off)}").split() == ["inactive"] * len(off)
    assert shell.text("ip -brief address show up | cut -d ' ' -f 1") in ("", "lo")
    assert "zram0" in shell.text("cat /proc/swaps")
    assert shell.text("systemctl show --property=RuntimeWatchdogUSec --value") == "14s"
    assert shell.text("cat /sys/class/watchdog/watchdog0/state") == "active"
    assert shell.text("ls /var/log/journal 2>/dev/null; ls -d /run/log/journal") == "/run/log/journal"
    device.shell.wait_until("systemctl show --value --property=ActiveState slot.service | grep -qx active", 3600)
    before = written_sectors(device)
    shell.run(f"sleep {IDLE_S}", timeout_s=IDLE_S * 20)
    assert written_sectors(device) == before


@pytest.mark.thorough
@pytest.mark.parametrize(("cpu", "build"), [("cortex-a72", "armv8-a"), ("cortex-a76", "armv8.2-a+dotprod+fp16")])
def test_the_build_fits_the_cpu(flash: MakeDevice, cpu: str, build: str) -> None:
    device = flash(cpu)
    device.boot()
    device.wait_until_ready()
    assert device.shell.text("readlink /run/voice-appliance-release").endswith(f"/{build}")
    libraries = device.shell.text("cat /proc/$(systemctl show --value --property=MainPID voice-appliance)/maps")
    release = device.shell.text("readlink -f /opt/voice-appliance/current")
    assert f"{release}/.venv/lib/python3.11/site-packages/llama_cpp/lib/libllama.so" in libraries
