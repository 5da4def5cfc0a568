"""JournalSocket: sends entries to systemd's journal by its native protocol, and never waits for it.

libsystemd waits while the journal takes nothing, as when its disk hangs: then every thread that logs would hang too.
The protocol: https://systemd.io/JOURNAL_NATIVE_PROTOCOL
"""

from __future__ import annotations

import socket
import struct
import threading
from pathlib import Path

PATH = Path("/run/systemd/journal/socket")
LONGEST_FIELD = 48 * 1024
"""Most bytes of a field that are sent: an entry must fit into one datagram."""


class JournalSocket:
    """For use by any thread."""

    def __init__(self, path: Path = PATH) -> None:
        """Raise `OSError` where no socket can be made. The journal may be away, and come back."""
        self._path = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._lock = threading.Lock()
        self.lost = 0
        """Entries that were not taken since the last that was."""

    def send(self, message: str, **fields: object) -> None:
        """Send an entry. One that the journal does not take at once is lost, and the next that it takes says so."""
        with self._lock:
            lost = {"LOST_ENTRIES": self.lost} if self.lost else {}
            try:
                self._socket.sendto(entry({"MESSAGE": message, **fields, **lost}), self._path)
            except OSError:  # it is full, or away
                self.lost += 1
            else:
                self.lost = 0

    def close(self) -> None:
        """Send nothing more."""
        self._socket.close()


def entry(fields: dict[str, object]) -> bytes:
    """Return an entry as the protocol has it; fields that are None are left out."""
    return b"".join(_field(name, str(value)) for name, value in fields.items() if value is not None)


def _field(name: str, value: str) -> bytes:
    content = value.encode(errors="backslashreplace")[:LONGEST_FIELD]
    if b"\n" not in content:
        return b"%b=%b\n" % (name.encode(), content)
    return b"%b\n%b%b\n" % (name.encode(), struct.pack("<Q", len(content)), content)
