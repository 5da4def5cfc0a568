"""GuestShell: runs commands as root in the emulated machine, over its second serial line."""

from __future__ import annotations

import base64
import gzip
import itertools
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.polling import poll_until

COMMAND_S = 300.0
ENDED_BY_A_SIGNAL = 128
"""An exit status above it is that of a command which a signal has ended, as all are when the machine shuts down."""
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command."""

    status: int
    output: bytes

    @property
    def text(self) -> str:
        """The output as text, without the spaces at its ends."""
        return self.output.decode(errors="replace").strip()


class GuestShell:
    """A shell that kernel-arguments.txt on the boot partition has asked for."""

    def __init__(self, path: Path) -> None:
        """Connect; the machine may still be booting."""
        self._socket = socket.socket(socket.AF_UNIX)
        poll_until(path.exists, "the serial line is there")
        self._socket.connect(str(path))
        self._socket.settimeout(1.0)
        self._received = b""

    def close(self) -> None:
        """Close the line; the shell stays."""
        self._socket.close()

    def wait_until_there(self, timeout_s: float) -> None:
        """Wait until the shell answers."""
        deadline_s = time.monotonic() + timeout_s
        while not self._answers():
            assert time.monotonic() < deadline_s, f"no shell within {timeout_s:g} s; on the line: {self._received!r}"

    def _answers(self) -> bool:
        self._received = b""
        self._socket.sendall(b"\nstty -echo 2>/dev/null; echo HERE-$((40 + 2))\n")
        end_s = time.monotonic() + 5
        while time.monotonic() < end_s:
            self._receive()
            if b"HERE-42" in self._received:
                return True
        return False

    def run(self, command: str, *, check: bool = True, timeout_s: float = COMMAND_S) -> Ran:
        """Run a command of bash; with `check`, fail unless its exit status is 0."""
        number = self._send(command)
        deadline_s = time.monotonic() + timeout_s
        while not (ran := self._answer(number)):
            assert time.monotonic() < deadline_s, f"not within {timeout_s:g} s; on the line: {self._received[-500:]!r}"
            self._receive()
        assert not check or ran.status == 0, f"{command}: exit status {ran.status}\n{ran.text[-3000:]}"
        return ran

    def end(self, command: str, is_gone: Callable[[], bool], timeout_s: float) -> None:
        """Run a command that ends the machine, or starts it again; return when it has.

        The machine may be gone before its shell could answer. If there is an answer, it must not be that of a failure.
        """
        number = self._send(command)
        deadline_s = time.monotonic() + timeout_s
        while not is_gone():
            ran = self._answer(number)
            assert not ran or ran.status == 0 or ran.status > ENDED_BY_A_SIGNAL, (
                f"{command}: exit status {ran.status}\n{ran.text[-3000:]}"
            )
            assert time.monotonic() < deadline_s, (
                f"the machine has not ended within {timeout_s:g} s of {command}; on the line: {self._received[-500:]!r}"
            )
            try:
                self._receive()
            except ConnectionError:  # the power is off, or will be at once
                time.sleep(1)

    def text(self, command: str, *, timeout_s: float = COMMAND_S) -> str:
        """Return the output of a command, whatever its exit status."""
        return self.run(command, check=False, timeout_s=timeout_s).text

    def wait_until(self, command: str, timeout_s: float, pause_s: float = 2.0) -> None:
        """Run a command until its exit status is 0."""
        poll_until(lambda: self.run(command, check=False).status == 0, command, timeout_s, pause_s)

    def fetch(self, path: str, to: Path, *, timeout_s: float = COMMAND_S) -> Path:
        """Copy a file out of the machine."""
        to.write_bytes(gzip.decompress(self.run(f"gzip -c {path}", timeout_s=timeout_s).output))
        return to

    def _send(self, command: str) -> int:
        """Have a command run; return the number that its answer will have."""
        number = next(_numbers)
        self._received = b""
        # The line carries no binary data, and a long line would not fit into the terminal's buffer.
        encoded = base64.b64encode(command.encode()).decode()
        self._socket.sendall(b"C=\n")
        for start in range(0, len(encoded), 500):
            self._socket.sendall(f"C=${{C}}{encoded[start : start + 500]}\n".encode())
        script = (
            'base64 -d <<<"$C" >/run/c$$; bash /run/c$$ >/run/o$$ 2>&1 </dev/null; S=$?; '
            f'echo "<$((6 * 7))-{number}"; base64 -w 0 /run/o$$; echo; echo "$S-{number}>"'
        )
        self._socket.sendall(script.encode() + b"\n")
        return number

    def _answer(self, number: int) -> Ran | None:
        """Return what came of a command; None while it has not answered."""
        answer = re.compile(rb"<42-%d\s+([A-Za-z0-9+/=\s]*?)\s*(\d+)-%d>" % (number, number))
        found = answer.search(self._received)
        return Ran(int(found[2]), base64.b64decode(re.sub(rb"\s", b"", found[1]))) if found else None

    def _receive(self) -> None:
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            return
        if not data:
            raise ConnectionError("the machine has closed its serial line")
        self._received += data
