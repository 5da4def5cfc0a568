"""Machine: a Debian with systemd as its first process, and all that a person does to its plug and its keyboard."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.system.disk import Disk
from tests.system.group import ControlGroup
from tests.system.journal import Journal
from tests.system.waiting import PATIENCE_S, wait_until

BOOT_S = 30.0
PROPAGATED = Path("/run/systemd/nspawn/propagate")
ENVIRONMENT = ("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8")
Done = subprocess.CompletedProcess[str]

_numbers = itertools.count(1)


class Machine:
    """A disk and a boot of it; has no network but its own loopback."""

    def __init__(self, disk: Disk, shared: Mapping[Path, str]) -> None:
        """`shared` are folders of the host and where they are seen, to read only."""
        self.disk = disk
        self._shared = shared
        self._name = f"appliance-{os.getpid()}-{next(_numbers)}"
        self._group = ControlGroup(self._name)
        self._nspawn: subprocess.Popen[bytes] | None = None
        self.init = 0
        """Process id of its systemd, on the host."""
        self.journal: Journal
        """Of this boot."""

    # --- the plug ---

    @property
    def is_on(self) -> bool:
        """Say whether it runs."""
        return self._nspawn is not None and self._nspawn.poll() is None

    def power_on(self) -> None:
        """Boot, and return when systemd takes orders; units may still be starting."""
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
        wait_until(self._has_booted, "the machine takes orders", BOOT_S)
        boot = self.run("cat", "/proc/sys/kernel/random/boot_id").stdout.strip().replace("-", "")
        # From out here, where no shutdown ends it.
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
        """Wait until it has started all it wants to, well or not."""
        self.run("systemctl", "is-system-running", "--wait", check=False)

    def console(self) -> str:
        """Return the last lines of the console."""
        return (self.disk.root.parent / "console").read_text(encoding="utf-8", errors="replace")[-2000:]

    def cut_power(self) -> None:
        """Pull the plug: everything ends at once, and the disk keeps what had reached it."""
        self.disk.stop()
        self._end(signal.SIGKILL)
        self.disk.start_again()

    def stop_dead(self) -> None:
        """End everything at once, if it is on; the disk is as it was."""
        if self._nspawn:
            self._end(signal.SIGKILL)

    def power_off(self) -> None:
        """Shut down as an owner does."""
        self.run("systemctl", "--no-block", "poweroff")
        self.wait_until_off()

    def wait_until_off(self) -> None:
        """Wait for a shutdown that somebody else asked for."""
        assert self._nspawn
        self._nspawn.wait(PATIENCE_S)
        self._end(None)

    def _end(self, how: signal.Signals | None) -> None:
        assert self._nspawn
        if how and self.is_on:
            # The first process of a process namespace takes all others with it; nspawn then has nothing left to do.
            for process in (self.init, self._nspawn.pid):
                if process:
                    os.kill(process, how)
        self._nspawn.wait(PATIENCE_S)
        self._nspawn = None
        self.journal.close()
        self._group.remove()
        # What nspawn would have taken away itself.
        self.disk.root.with_name(f".#{self.disk.root.name}.lck").unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            PROPAGATED.joinpath(self._name).rmdir()

    # --- the keyboard ---

    def command(self, *arguments: str) -> list[str]:
        """Return a command that runs the given one in here, as root."""
        clean = ("env", "--ignore-environment", *ENVIRONMENT)
        return ["nsenter", f"--target={self.init}", "--all", "--", *clean, *arguments]

    def run(self, *arguments: str, check: bool = True, patience_s: float = PATIENCE_S) -> Done:
        """Run a command in here."""
        done = subprocess.run(
            self.command(*arguments), capture_output=True, text=True, timeout=patience_s, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert not check or done.returncode == 0, (
            f"{' '.join(arguments)}: exit status {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        )
        return done

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command in here, its output in a pipe."""
        return subprocess.Popen(
            self.command(*arguments), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def path(self, inside: str) -> Path:
        """Return a file of the running machine, as seen from here."""
        return Path(f"/proc/{self.init}/root") / inside.lstrip("/")

    def on_disk(self, inside: str) -> Path:
        """Return a file of its disk."""
        return self.disk.root / inside.lstrip("/")

    def write(self, inside: str, text: str) -> None:
        """Write a file so that no power cut takes it away: it is ours, and not what is tested."""
        path = self.on_disk(inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.disk.flush()

    def host_pid(self, inside: int) -> int:
        """Return the process id on the host of one in here."""
        namespace = os.readlink(f"/proc/{self.init}/ns/pid")
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                status = (folder / "status").read_text(encoding="utf-8", errors="replace")
                numbers = next(line.split()[1:] for line in status.splitlines() if line.startswith("NSpid:"))
                if int(numbers[-1]) == inside and os.readlink(folder / "ns/pid") == namespace:
                    return int(folder.name)
            except (OSError, StopIteration):
                continue  # it ended while it was looked at
        raise AssertionError(f"there is no process {inside} in the machine")
