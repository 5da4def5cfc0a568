"""From power-on to ready: the image as it was flashed, U-Boot, the read-only root, the state, the service."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.system.image.conftest import MakeDevice
from tests.system.image.device_tree import NO_BOOT_DELAY
from tests.system.image.device_under_test import BOOT_S
from tests.system.image.emulator import BOOT_PARTITION_AT, next_event

pytestmark = pytest.mark.thorough
IDLE_S = 60
BOARDS = ("bcm2711-rpi-4-b", "bcm2711-rpi-400", "bcm2712-rpi-5-b")


@pytest.mark.parametrize("board", BOARDS)
def test_u_boot_does_not_wait_for_a_key_on_a_raspberry_pi(image: Path, tmp_path: Path, board: str) -> None:
    # Its device tree says so, as that of the emulated machine does.
    tree = tmp_path / "board.dtb"
    card = f"{image / 'voice-appliance.img'}@@{BOOT_PARTITION_AT}"
    subprocess.run(["mcopy", "-n", "-i", card, f"::{board}.dtb", tree], check=True)
    done = subprocess.run(
        ["fdtget", "-t", "x", tree, "/config", "bootdelay"], check=True, capture_output=True, text=True
    )
    assert f"0x{done.stdout.strip()}" == NO_BOOT_DELAY


def test_power_on_to_ready(flash: MakeDevice) -> None:
    device = flash()
    device.boot()
    device.wait_until_ready()
    assert "Hit any key" not in device.emulator.console
    assert device.failed_units() == []
    shell = device.shell
    # First boot: the settings of the boot partition are in force, and were read only once.
    assert 'microphone = "Loopback"' in shell.text("cat /etc/voice-appliance/appliance.toml")
    assert shell.text("ls /boot/firmware").count("voice-appliance.toml.read") == 1
    # The slot has passed its trial, and the journal has no line of an error.
    device.wait_until_trusted()
    device.wait_until_judged()
    assert shell.text("journalctl -b -p err -o cat --no-pager") == ""


def test_nothing_can_be_written_but_the_state_and_nobody_can_come_in(flash: MakeDevice, used_card: Path) -> None:
    device = flash(card=used_card)
    device.leave_out_the_service()
    device.boot()
    device.wait_until_judged()
    shell = device.shell
    assert "squashfs" in shell.text("findmnt --noheadings --output FSTYPE /")
    for place in ("/usr/x", "/etc/x"):
        assert "Read-only file system" in shell.text(f"LC_ALL=C touch {place}"), place
    for folder in ("/etc/voice-appliance", "/var/lib/voice-appliance", "/var/lib/systemd", "/state"):
        assert "by-partlabel/state" in shell.text(
            f"readlink -f /dev/disk/by-partlabel/state | grep -q $(findmnt -nvo SOURCE --target {folder} | "
            "sed 's/\\[.*//') && echo by-partlabel/state"
        ), folder
    # No login: no user has a password, not even an empty one. No network, though there is a network card.
    assert shell.text("getent shadow | wc -l") != "0"
    assert shell.text("getent shadow | awk -F : '$2 !~ /^[!*]/ { print $1 }'") == ""
    off = ("ssh", "wifi", "systemd-networkd", "serial-getty@ttyAMA0", "getty@tty1")
    assert shell.text(f"systemctl is-active {' '.join(off)}").split() == ["inactive"] * len(off)
    assert shell.text("basename $(readlink -f /sys/class/net/e*/device/driver)") == "virtio_net"
    assert shell.text("ip -brief address show up | cut -d ' ' -f 1") in ("", "lo")
    # No swap on the card; the watchdog runs; the journal is in memory.
    assert "zram0" in shell.text("cat /proc/swaps")
    assert shell.text("systemctl show --property=RuntimeWatchdogUSec --value") == "14s"
    assert shell.text("cat /sys/class/watchdog/watchdog0/state") == "active"
    assert shell.text("ls /var/log/journal 2>/dev/null; ls -d /run/log/journal") == "/run/log/journal"
    # With the line for it in device.toml that very card gets an address.
    device.switch_off()
    device.emulator.put("device.toml", "[network]\nethernet = true\n")
    device.boot()
    device.shell.wait_until("ip -brief -4 address show up | grep -q 10.0.2.15", BOOT_S)


def test_a_kernel_that_hangs_is_reset_by_the_hardware_watchdog(flash: MakeDevice, used_card: Path) -> None:
    device = flash(card=used_card)
    device.leave_out_the_service()
    device.boot()
    device.wait_until_judged()
    with device.emulator.monitor() as lines:
        # Without kernel.panic, by which the kernel would start again by itself after 5 s, it hangs for good.
        device.restart("echo 0 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger", BOOT_S)
        assert next_event(lines, "WATCHDOG") == {"action": "reset"}
    assert "Kernel panic - not syncing: sysrq triggered crash" in device.emulator.console
    device.wait_until_judged()
    assert device.slot == "A"
    device.check_whole()
    assert device.failed_units() == []


def test_an_idle_machine_writes_nothing(flash: MakeDevice, used_card: Path) -> None:
    device = flash(card=used_card)
    device.boot()
    device.wait_until_judged()
    device.wait_until_ready()
    device.shell.run("sync")  # what the start wrote; the kernel would take half a minute for it
    before = device.emulator.written_bytes()
    device.shell.run(f"sleep {IDLE_S}", timeout_s=IDLE_S * 20)
    assert device.emulator.written_bytes() == before
    assert device.failed_units() == []


@pytest.mark.parametrize(("cpu", "build"), [("cortex-a72", "armv8-a"), ("cortex-a76", "armv8.2-a+dotprod+fp16")])
def test_the_build_fits_the_cpu(flash: MakeDevice, cpu: str, build: str) -> None:
    device = flash(cpu)
    device.boot()
    device.wait_until_ready()
    assert device.shell.text("readlink /run/voice-appliance-release").endswith(f"/{build}")
    libraries = device.shell.text("cat /proc/$(systemctl show --value --property=MainPID voice-appliance)/maps")
    release = device.shell.text("readlink -f /opt/voice-appliance/current")
    assert f"{release}/.venv/lib/python3.11/site-packages/llama_cpp/lib/libllama.so" in libraries
