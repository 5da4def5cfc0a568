"""FlashedDevice: an emulated machine whose card was flashed with the image, and what an owner sees of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from appliance.monitoring.journal_fields import MessageId
from tests.polling import poll_until
from tests.system.image.emulator import Emulator
from tests.system.image.guest_shell import GuestShell
from tests.system.image.pins import Pins

BOOT_S = 1800.0
"""Longest boot until the shell is there: an emulated core that is shared takes minutes."""
READY_S = 5400.0
BUTTON, LIGHT = 4, 5
UNIT = "voice-appliance.service"
SETTINGS = f"""
[board]
profile = "generic-usb"
[audio]
microphone = "Loopback"
loudspeaker = "Loopback"
[button]
pin = {BUTTON}
[light]
kind = "led"
pins = [{LIGHT}]
"""
"""A button and one LED on the chip that the emulated machine has, and its loopback card."""
ARGUMENTS = (
    "systemd.wants=shell@hvc0.service systemd.wants=shell@hvc1.service modules_load=snd-aloop "
    "systemd.service_watchdogs=no loglevel=4"
)
"""A shell for the test, a sound card, and no deadlines in seconds, which no emulated machine keeps. The hardware
watchdog stays."""
PATIENT = """
[session]
transcription_timeout_s = 600
generation_timeout_s = 600
synthesis_timeout_s = 600
"""
"""One core that does an instruction a nanosecond is some ten times slower than a Raspberry Pi."""


class FlashedDevice:
    """One device. Its shell is asked for on the boot partition, as README of this folder says."""

    def __init__(self, folder: Path, image: Path, cpu: str, card: Path | None = None) -> None:
        """`card`: one that was used before, to be copied; None: one just flashed, with the owner's settings on it."""
        self.emulator = Emulator(folder, card or image / "voice-appliance.img", image / "u-boot-virt.bin", cpu)
        if not card:
            self.emulator.put("kernel-arguments.txt", f"more_arguments={ARGUMENTS}\n")
            self.emulator.put("voice-appliance.toml", SETTINGS + PATIENT)
        self.image = image
        """The folder of the image."""
        self.shell: GuestShell

    def check_whole(self) -> None:
        """Check what has to survive: the file system, the settings, the slot."""
        self.shell.wait_until("systemctl show --value --property=ActiveState state.service | grep -qx active", BOOT_S)
        assert self.shell.text("findmnt --noheadings --output FSTYPE /state") == "ext4"
        assert self.shell.text("cat /run/voice-appliance-state 2>/dev/null") == ""
        assert 'folder = "/opt/voice-appliance/models"' in self.shell.text("cat /etc/voice-appliance/appliance.toml")

    def leave_out_the_service(self) -> None:
        """Have it boot without the service, which loads models for minutes, for a test of the system below it."""
        self.emulator.put("kernel-arguments.txt", f"more_arguments={ARGUMENTS} systemd.mask={UNIT}\n")

    def take_in_the_service(self) -> None:
        """Have it boot with the service again."""
        self.emulator.put("kernel-arguments.txt", f"more_arguments={ARGUMENTS}\n")

    def boot(self) -> None:
        """Switch it on; return when its shell answers and its disks are mounted. Other units may still be starting."""
        self.emulator.power_on()
        self.press(False)
        self.shell = GuestShell(self.emulator.shell_socket)
        self.shell.wait_until_there(BOOT_S)
        self._wait_for_disks()

    def _wait_for_disks(self) -> None:
        self.shell.wait_until("systemctl is-active --quiet local-fs.target", BOOT_S)

    def cut_power(self) -> None:
        """Pull the plug."""
        self.emulator.cut_power()
        if hasattr(self, "shell"):
            self.shell.close()

    def restart(self, command: str = "systemctl --no-block reboot", timeout_s: float = BOOT_S) -> None:
        """Run a command that restarts the machine, `timeout_s` at most until it does; return as `boot` does."""
        before = self.emulator.starts
        self.shell.end(command, lambda: self.emulator.starts > before, timeout_s)
        self.shell.wait_until_there(BOOT_S)
        self._wait_for_disks()

    def switch_off(self) -> None:
        """Have the machine shut down and switch itself off; return when it is off."""
        self.shell.end("systemctl --no-block poweroff", lambda: not self.emulator.is_on, BOOT_S)
        self.cut_power()

    # --- what an owner does ------------------------------------------------------------------------------------------

    def press(self, is_down: bool) -> None:
        """Press the button, or let it go. It is wired to ground, so pressed is low."""
        Pins(self.emulator).set(BUTTON, 0 if is_down else 1)

    def give(self, file: Path, to: str) -> None:
        """Plug in a stick with a file on it, and copy the file to a place in the machine."""
        self.emulator.plug_in(file)
        self.shell.wait_until("test -b /dev/vdb", 300)
        self.shell.run(f"head -c {file.stat().st_size} /dev/vdb >{to} && sync {to}", timeout_s=3600)
        self.emulator.unplug()

    # --- what is seen ----------------------------------------------------------------------------------------------

    @property
    def slot(self) -> str:
        """The slot that was booted."""
        found = re.search(r"rauc\.slot=(\S+)", self.shell.text("cat /proc/cmdline"))
        assert found
        return found[1]

    def show(self, name: str, unit: str = UNIT) -> str:
        """Return a property of a unit."""
        return self.shell.text(f"systemctl show --value --property={name} {unit}")

    def wait_until_ready(self, timeout_s: float = READY_S) -> None:
        """Wait until the service has told systemd that it is ready."""
        poll_until(lambda: self.show("ActiveState") == "active", "the appliance is ready", timeout_s, 5.0)

    def wait_until_trusted(self) -> None:
        """Wait until the slot that was booted has passed its trial."""
        self.shell.wait_until(f"test -e /state/rauc/trusted.{self.slot}", READY_S, 5.0)

    def wait_until_judged(self) -> None:
        """Wait until no trial is under way: at once where the slot has passed its trial before."""
        self.shell.wait_until("systemctl show --value --property=ActiveState slot.service | grep -qx active", READY_S)

    def failed_units(self) -> list[str]:
        """Return the units that have failed."""
        return self.shell.text("systemctl --failed --plain --no-legend | cut -d ' ' -f 1").split()

    def entries(self, *kinds: MessageId) -> list[dict[str, Any]]:
        """Return the entries of these kinds in the journal of this boot, the oldest first."""
        wanted = " ".join(f"MESSAGE_ID={kind.value}" for kind in kinds)
        lines = self.shell.text(f"journalctl --boot --quiet --output=json {wanted}").splitlines()
        return [json.loads(line) for line in lines]

    def journal(self, what: str = "") -> str:
        """Return the journal of this boot."""
        return self.shell.text(f"journalctl --boot --no-pager --output=short-monotonic {what}")
