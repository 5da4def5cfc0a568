"""Machine: a container with a Debian and systemd; its power, its commands and its files. Workshop: makes machines."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.polling import TIMEOUT_S, poll_until
from tests.system.disk import Disk
from tests.system.group import ControlGroup
from tests.system.journal import Journal

BOOT_S = 30.0
PROPAGATED = Path("/run/systemd/nspawn/propagate")
"""Where systemd-nspawn has a folder of each container, by name."""
ENVIRONMENT = ("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8")
Done = subprocess.CompletedProcess[str]

_numbers = itertools.count(1)


class Machine:
    """A disk and its boots. The machine has no network but its own loopback interface."""

    def __init__(self, disk: Disk, shared: Mapping[Path, str]) -> None:
        """`shared`: folders of the host, and where the machine sees them, read-only."""
        self.disk = disk
        self._shared = shared
        self._name = f"appliance-{os.getpid()}-{next(_numbers)}"
        self._group = ControlGroup(self._name)
        self._nspawn: subprocess.Popen[bytes] | None = None
        self.init = 0
        """Process id of the machine's systemd, on the host."""
        self.journal: Journal
        """The journal of this boot."""

    # --- its power ---

    @property
    def is_on(self) -> bool:
        """True while it runs."""
        return self._nspawn is not None and self._nspawn.poll() is None

    def power_on(self) -> None:
        """Boot; return when systemd accepts commands. Units may still be starting."""
        assert not self.is_on
        binds = [f"--bind-ro={outside}:{inside}" for outside, inside in self._shared.items()]
        command = [
            *("systemd-nspawn", "--quiet", f"--directory={self.disk.root}", f"--machine={self._name}"),
            *("--boot", "--register=no", "--keep-unit", "--console=pipe", "--private-network", *binds),
        ]
        self._group.make()
        with (self.disk.root.parent / "console").open("ab") as console:
            self._nspawn = subprocess.Popen(
                self._group.starting(command), stdin=subprocess.DEVNULL, stdout=console, stderr=console
            )
        poll_until(self._has_booted, "the machine's systemd accepts commands", BOOT_S)
        boot = self.run("cat", "/proc/sys/kernel/random/boot_id").stdout.strip().replace("-", "")
        # journalctl runs on the host, so that no shutdown of the machine ends it.
        folder = f"--directory={self.disk.root}/var/log/journal"
        self.journal = Journal(["journalctl", folder, "--lines=all", "--follow", "--output=json", f"_BOOT_ID={boot}"])

    def _has_booted(self) -> bool:
        assert self._nspawn
        assert self.is_on, f"systemd-nspawn ended: {self.console()}"
        nspawn = self._nspawn.pid
        children = Path(f"/proc/{nspawn}/task/{nspawn}/children").read_text(encoding="ascii").split()
        self.init = int(children[0]) if children else 0
        return bool(self.init) and self.run("systemctl", "is-system-running", check=False).stdout.strip() in (
            "starting", "running", "degraded",
        )  # fmt: skip

    def wait_until_settled(self) -> None:
        """Wait until systemd has started all units, or has failed to."""
        self.run("systemctl", "is-system-running", "--wait", check=False)

    def console(self) -> str:
        """Return the last 2000 characters of the console."""
        return (self.disk.root.parent / "console").read_text(encoding="utf-8", errors="replace")[-2000:]

    def cut_power(self) -> None:
        """Cut the power: everything ends at once. The disk keeps only what was written to it."""
        self.disk.stop()
        self._end(signal.SIGKILL)
        self.disk.start_again()

    def stop_dead(self) -> None:
        """Kill everything, if the machine is on, without a power cut of the disk."""
        if self._nspawn:
            self._end(signal.SIGKILL)

    def power_off(self) -> None:
        """Shut down with `systemctl poweroff`."""
        self.run("systemctl", "--no-block", "poweroff")
        self.wait_until_off()

    def wait_until_off(self) -> None:
        """Wait for the end of a shutdown that has begun."""
        assert self._nspawn
        self._nspawn.wait(TIMEOUT_S)
        self._end(None)

    def _end(self, signal_number: signal.Signals | None) -> None:
        assert self._nspawn
        if signal_number and self.is_on:
            # When the first process of a process namespace ends, the kernel ends all others.
            for process in (self.init, self._nspawn.pid):
                if process:
                    os.kill(process, signal_number)
        self._nspawn.wait(TIMEOUT_S)
        self._nspawn = None
        self.journal.close()
        self._group.remove()
        # Remove what nspawn would have removed at a proper end.
        self.disk.root.with_name(f".#{self.disk.root.name}.lck").unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            PROPAGATED.joinpath(self._name).rmdir()

    # --- its commands and files ---

    def command(self, *arguments: str) -> list[str]:
        """Return a command of the host that runs the given one in the machine, as root."""
        clean = ("env", "--ignore-environment", *ENVIRONMENT)
        return ["nsenter", f"--target={self.init}", "--all", "--", *clean, *arguments]

    def run(self, *arguments: str, check: bool = True, timeout_s: float = TIMEOUT_S) -> Done:
        """Run a command in the machine; with `check`, fail unless its exit status is 0."""
        done = subprocess.run(
            self.command(*arguments), capture_output=True, text=True, timeout=timeout_s, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert not check or done.returncode == 0, (
            f"{' '.join(arguments)}: exit status {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        )
        return done

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command in the machine; its output goes into a pipe."""
        return subprocess.Popen(
            self.command(*arguments), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def path(self, inside: str) -> Path:
        """Return the host's path of a file in the running machine."""
        return Path(f"/proc/{self.init}/root") / inside.lstrip("/")

    def on_disk(self, inside: str) -> Path:
        """Return the host's path of a file on the disk. The machine may be off."""
        return self.disk.root / inside.lstrip("/")

    def write(self, inside: str, text: str) -> None:
        """Write a file of the test, and flush the disk, so that no power cut loses the file."""
        path = self.on_disk(inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.disk.flush()

    def host_pid(self, inside: int) -> int:
        """Return the process id, on the host, of a process of the machine."""
        namespace = os.readlink(f"/proc/{self.init}/ns/pid")
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                status = (folder / "status").read_text(encoding="utf-8", errors="replace")
                numbers = next(line.split()[1:] for line in status.splitlines() if line.startswith("NSpid:"))
                if int(numbers[-1]) == inside and os.readlink(folder / "ns/pid") == namespace:
                    return int(folder.name)
            except (OSError, StopIteration):
                continue  # that process has just ended
        raise AssertionError(f"there is no process {inside} in the machine")


class Workshop:
    """Makes machines, and takes them apart when it closes."""

    def __init__(self, debian: Path, shared: Mapping[Path, str]) -> None:
        """`shared`: folders of the host that every machine sees, read-only, and where; a USB stick or a sound card."""
        self._debian = debian
        self._shared = shared
        self._machines: list[Machine] = []

    def machine(self, layers: Sequence[Path] = ()) -> Machine:
        """Return a new machine, off. Its disk is a bare Debian, or a copy of a disk that is not used any more."""
        machine = Machine(Disk(layers or [self._debian]), self._shared)
        self._machines.append(machine)
        return machine

    def scrap(self, machine: Machine) -> None:
        """Take a machine apart and delete its disk."""
        machine.stop_dead()
        machine.disk.throw_away()
        self._machines.remove(machine)

    def close(self) -> None:
        """Take all machines apart, the newest first: a copy before the disk that it is a copy of."""
        for machine in reversed(list(self._machines)):
            self.scrap(machine)
