"""Emulator: the arm64 machine, QEMU's `virt`, with the image on its card; its power, its serial lines and its pins.

Emulated instruction by instruction (TCG), so that it is the same on every host. U-Boot is Debian's for this
machine; it reads the same script, from the same partition, as on a Raspberry Pi.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from tests.polling import poll_until
from tests.system.image.device_tree import machine_device_tree

MEMORY = "2G"
SOCKET_S = 60.0
REAL_TIME_CLOCK = 0x09010000
"""Address of the machine's clock (PL031): seconds, by the machine's own time."""
BOOT_PARTITION_AT = "1M"


class Emulator:
    """One machine: a card, and the QEMU process while it is on."""

    def __init__(self, folder: Path, image: Path, firmware: Path, cpu: str = "cortex-a76", card_gb: int = 8) -> None:
        """`folder`: for the card, a copy of the image, and for the sockets and the console."""
        self.folder = folder
        self.card = folder / "card.img"
        self.cpu = cpu
        self._firmware = firmware
        self._qemu: subprocess.Popen[bytes] | None = None
        self._qtest: socket.socket | None = None
        self._qtest_lock = threading.Lock()
        self.boots = 0
        """How often it was switched on."""
        _run("cp", "--sparse=always", "--reflink=auto", str(image), str(self.card))
        os.truncate(self.card, card_gb * 10**9)

    @property
    def is_on(self) -> bool:
        """True while it runs."""
        return self._qemu is not None and self._qemu.poll() is None

    @property
    def console(self) -> str:
        """What U-Boot and the kernel wrote on the first serial line since the power was switched on."""
        path = self.folder / "console"
        return path.read_text(encoding="utf-8", errors="replace").replace("\r", "") if path.exists() else ""

    @property
    def shell_socket(self) -> Path:
        """The socket of the second serial line, /dev/hvc0 in the machine."""
        return self.folder / "shell.sock"

    @property
    def starts(self) -> int:
        """How often U-Boot has begun since the power was switched on: once more after each restart."""
        return self.console.count("\nU-Boot 2")

    def power_on(self) -> None:
        """Switch it on; return when its sockets are there."""
        assert not self.is_on
        for name in ("shell.sock", "watch.sock", "qtest.sock", "qmp.sock", "console"):
            (self.folder / name).unlink(missing_ok=True)
        with (self.folder / "qemu").open("ab") as messages:
            self._qemu = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL, stdout=messages, stderr=messages)
        self.boots += 1
        poll_until(lambda: not self.is_on or (self.folder / "qtest.sock").exists(), "QEMU listens", SOCKET_S)
        assert self.is_on, f"QEMU ended: {(self.folder / 'qemu').read_text()[-2000:]}"
        self._qtest = socket.socket(socket.AF_UNIX)
        self._qtest.settimeout(SOCKET_S)
        self._qtest.connect(str(self.folder / "qtest.sock"))

    def cut_power(self) -> None:
        """Cut the power: what the machine had not yet written to the card is lost."""
        if self._qemu:
            self._qemu.kill()
            self._qemu.wait()
            self._qemu = None
        if self._qtest:
            self._qtest.close()
            self._qtest = None

    def _command(self) -> list[str]:
        return [
            *("qemu-system-aarch64", "-M", "virt,dtb-randomness=off,acpi=off", "-accel", "tcg,thread=single"),
            # Its clock counts instructions, a nanosecond each. What it waits takes as long as on the host: not skipped
            # (sleep=off), since a wait for its card would then take minutes of its clock, and end every deadline.
            *("-icount", "shift=0,sleep=on", "-rtc", "clock=vm"),
            *("-cpu", self.cpu, "-smp", "1", "-m", MEMORY, "-nodefaults", "-display", "none"),
            *("-bios", str(self._firmware), "-dtb", str(machine_device_tree(self.folder, self.cpu, MEMORY))),
            *("-serial", f"file:{self.folder / 'console'}", "-device", "virtio-serial-pci"),
            *("-chardev", f"socket,id=shell,path={self.shell_socket},server=on,wait=off"),
            *("-device", "virtconsole,chardev=shell"),
            # A third line, /dev/hvc1, for whoever looks into the machine while a test runs.
            *("-chardev", f"socket,id=watch,path={self.folder / 'watch.sock'},server=on,wait=off"),
            *("-device", "virtconsole,chardev=watch"),
            *("-drive", f"if=none,id=card,file={self.card},format=raw,cache=writeback,discard=unmap"),
            *("-device", "virtio-blk-pci,drive=card", "-device", "pcie-root-port,id=pcie.1"),
            # A network that leads nowhere but has a DHCP server, so that a machine that asked would get an address.
            *("-netdev", "user,id=net,restrict=on", "-device", "virtio-net-pci,netdev=net,romfile="),
            *("-device", "i6300esb", "-action", "watchdog=reset", "-device", "virtio-rng-pci"),
            *("-qtest", f"unix:{self.folder / 'qtest.sock'},server=on,wait=off", "-qtest-log", "none"),
            *("-qmp", f"unix:{self.folder / 'qmp.sock'},server=on,wait=off"),
        ]

    @property
    def clock_s(self) -> int:
        """The time of the machine's clock: seconds that it has lived, whatever the host was busy with."""
        return int(self.qtest(f"readl {REAL_TIME_CLOCK:#x}").split()[1], 16)

    def written_bytes(self) -> int:
        """Return what was written to the card since it was switched on, seen from outside."""
        (card,) = [each for each in self.qmp("query-blockstats") if each.get("device") == "card"]
        return int(card["stats"]["wr_bytes"])

    def plug_in(self, file: Path) -> None:
        """Plug in a disk with the bytes of a file."""
        node = {"driver": "file", "filename": str(file)}
        self.qmp("blockdev-add", **{"node-name": "stick", "driver": "raw", "read-only": True, "file": node})
        self.qmp("device_add", driver="virtio-blk-pci", id="stick", drive="stick", bus="pcie.1")

    def unplug(self) -> None:
        """Pull it out again; return when the machine has let it go."""
        self.qmp("device_del", id="stick")
        devices = "/machine/peripheral"
        poll_until(
            lambda: all(each["name"] != "stick" for each in self.qmp("qom-list", path=devices)), "the stick is out"
        )
        self.qmp("blockdev-del", **{"node-name": "stick"})

    def put(self, name: str, text: str) -> None:
        """Write a file to the boot partition, as the owner does on a laptop. The machine must be off."""
        assert not self.is_on
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        _run("mcopy", "-o", "-i", f"{self.card}@@{BOOT_PARTITION_AT}", str(path), f"::{name}")

    def read(self, name: str) -> str:
        """Return a file of the boot partition. The machine must be off."""
        path = self.folder / f"read-{name}"
        _run("mcopy", "-o", "-n", "-i", f"{self.card}@@{BOOT_PARTITION_AT}", f"::{name}", str(path))
        return path.read_text(encoding="utf-8")

    # --- its pins -------------------------------------------------------------------------------------------------

    def qtest(self, command: str) -> str:
        """Send one command to QEMU's test protocol; return its answer. May be called on any thread."""
        answer = b""
        with self._qtest_lock:
            assert self._qtest
            self._qtest.sendall(command.encode() + b"\n")
            while not answer.endswith(b"\n"):
                answer += self._qtest.recv(4096)
        # Changes of pins that were asked for come in between, as "IRQ raise 3".
        lines = [line for line in answer.decode().splitlines() if not line.startswith("IRQ ")]
        assert lines, answer
        assert lines[-1].startswith("OK"), f"{command}: {lines[-1]}"
        return lines[-1]

    @contextmanager
    def monitor(self) -> Iterator[TextIO]:
        """Connect to QEMU's monitor, which takes one connection at a time; yield its lines, events among them."""
        with socket.socket(socket.AF_UNIX) as monitor:
            monitor.settimeout(SOCKET_S)
            monitor.connect(str(self.folder / "qmp.sock"))
            with monitor.makefile("rw") as lines:
                lines.readline()
                _ask(lines, "qmp_capabilities", {})
                yield lines

    def qmp(self, command: str, **arguments: Any) -> Any:
        """Send one command to QEMU's monitor; return its answer."""
        with self.monitor() as lines:
            return _ask(lines, command, arguments)


def next_event(lines: TextIO, name: str) -> dict[str, Any]:
    """Return the data of the next event of this name on a connection to the monitor."""
    while (each := json.loads(lines.readline())).get("event") != name:
        pass
    data: dict[str, Any] = each["data"]
    return data


def _ask(lines: TextIO, command: str, arguments: dict[str, Any]) -> Any:
    lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
    lines.flush()
    while "event" in (answer := json.loads(lines.readline())):
        pass
    assert "return" in answer, answer
    return answer["return"]


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
