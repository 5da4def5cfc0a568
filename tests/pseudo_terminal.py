"""A pseudo-terminal: a test types on its keyboard and reads its screen."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.polling import poll_until

_PART = re.compile(rb"\x1b\[([0-9;?]*)([A-Za-z])|\r|\n|[^\x1b\r\n]+")


class Screen:
    """What a person sees: understands what the appliance writes, and refuses everything else. It never folds a row."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.lines = [""]
        self.has_cursor = True
        self.styles: set[str] = set()
        """All that was ever set: colours, bold and the like."""
        self._row = self._column = 0

    def take(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            part = _PART.match(data, at)
            assert part, f"not understood: {data[at : at + 20]!r}"
            at = part.end()
            self._take(part)

    def _take(self, part: re.Match[bytes]) -> None:
        if part[0] == b"\r":
            self._column = 0
        elif part[0] == b"\n":
            self._row += 1
            self.lines += [""] * (self._row + 1 - len(self.lines))
        elif part[2] is None:
            self._write(part[0].decode(errors="replace"))
        else:
            self._command(part[1].decode(), part[2].decode())

    def _write(self, text: str) -> None:
        line = self.lines[self._row].ljust(self._column)
        self.lines[self._row] = line[: self._column] + text + line[self._column + len(text) :]
        self._column += len(text)
        assert self._column <= self.columns, f"wider than {self.columns}: {self.lines[self._row]!r}"

    def _command(self, argument: str, name: str) -> None:
        match name:
            case "m":
                self.styles.update(argument.split(";"))
            case "A":
                self._row = max(0, self._row - int(argument or 1))
            case "J":
                assert argument in ("", "0")
                self.lines[self._row] = self.lines[self._row][: self._column]
                del self.lines[self._row + 1 :]
            case "h" | "l":
                assert argument == "?25"
                self.has_cursor = name == "h"
            case _:
                raise AssertionError(f"not understood: {name!r} after {argument!r}")

    @property
    def text(self) -> str:
        """All that is to be seen, and what was scrolled away."""
        return "\n".join(line.rstrip() for line in self.lines)


class PseudoTerminal:
    """One, as an owner has it: with echo, and a line at a time."""

    def __init__(self, columns: int, rows: int) -> None:
        self._keyboard, self.inside = os.openpty()
        """`inside` is the descriptor for the program that runs in it."""
        self.raw = b""
        self.resize(columns, rows)
        self.screen = Screen(columns)
        self.before = self.modes()

    def modes(self) -> list[Any]:
        """Return what the terminal does with what is typed."""
        return termios.tcgetattr(self.inside)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.inside, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str) -> None:
        os.write(self._keyboard, keys.encode())

    def look(self) -> str:
        """Take what was written meanwhile, and return what is to be seen."""
        while select.select([self._keyboard], [], [], 0)[0]:
            data = os.read(self._keyboard, 65536)
            self.raw += data
            self._whole()
        return self.screen.text

    def _whole(self) -> None:
        """Give the screen all but the beginning of a command, or of a letter, that has not come whole."""
        end = len(self.raw)
        escape = self.raw.rfind(b"\x1b")
        if escape >= 0 and not re.match(rb"\x1b\[[0-9;?]*[A-Za-z]", self.raw[escape:]):
            end = escape
        while end and len(self.raw[:end].decode(errors="ignore").encode()) != end:
            end -= 1
        self.screen.take(self.raw[:end])
        self.raw = self.raw[end:]

    def shows(self, *wanted: str) -> None:
        """Wait until the screen shows each of `wanted`."""
        flat = [" ".join(each.split()) for each in wanted]
        poll_until(lambda: all(each in " ".join(self.look().split()) for each in flat), f"the screen shows {wanted}")

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition is true, and take meanwhile what is written: a full terminal stops its program."""
        poll_until(lambda: self.look() is not None and condition(), what)

    def hang_up(self) -> None:
        """Close its window."""
        os.close(self._keyboard)
        self._keyboard = -1

    def close(self) -> None:
        for descriptor in (self._keyboard, self.inside):
            if descriptor >= 0:
                os.close(descriptor)


@contextmanager
def pseudo_terminal(columns: int = 80, rows: int = 24) -> Iterator[PseudoTerminal]:
    terminal = PseudoTerminal(columns, rows)
    try:
        yield terminal
    finally:
        terminal.close()
