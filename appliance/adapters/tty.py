"""Tty: the terminal that a program was started in: single keys, pictures in one write, and what libraries write.

What it changes of the terminal it changes back in `close()`. Ctrl-C stays the signal it is.
"""

from __future__ import annotations

import contextlib
import copy
import os
import re
import select
import sys
import termios
from typing import NamedTuple

HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
_LONGEST_READ = 4096
_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|[^\[O]|$)")  # an arrow key, a function key, Alt and a letter


class Seen(NamedTuple):
    """What came while it waited."""

    keys: str
    """Keys, in order; those that send an escape sequence are left out."""
    lines: list[str]
    """Whole lines that libraries wrote to stderr."""
    is_gone: bool
    """True when the terminal was closed."""


class Tty:
    """Opened and closed by one thread, used by another in between."""

    def __init__(self, keys: int = 0, screen: int = 1, errors: int = 2) -> None:
        """Take the file descriptors of stdin, stdout and stderr."""
        self._keys, self._screen, self._errors = keys, screen, errors
        self._before: list[object] | None = None
        self._stderr: int | None = None
        """What stderr was before."""
        self._caught: int | None = None
        """The end of a pipe from which what is written to stderr is read."""
        self._rest = b""
        self._is_gone = False

    @property
    def is_terminal(self) -> bool:
        """True when there are keys to read and a screen to draw on."""
        return os.isatty(self._keys) and os.isatty(self._screen)

    def size(self) -> tuple[int, int]:
        """Return the columns and rows that there are now."""
        try:
            columns, rows = os.get_terminal_size(self._screen)
        except OSError:  # the terminal was closed
            columns = rows = 0
        return columns or 80, rows or 24  # a serial line does not know

    def open(self) -> None:
        """Give keys one by one, without showing them; catch what is written to stderr."""
        self._before = termios.tcgetattr(self._keys)
        changed = copy.deepcopy(self._before)
        changed[0] &= ~termios.IXON  # type: ignore[operator]  # Ctrl-S would stop the screen, and the thread with it
        changed[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)  # type: ignore[operator]
        characters: list[object] = changed[6]  # type: ignore[assignment]
        characters[termios.VMIN], characters[termios.VTIME] = 1, 0
        for number in (termios.VSUSP, termios.VQUIT):  # Ctrl-Z and Ctrl-\ would leave the terminal like this
            characters[number] = b"\0"
        termios.tcsetattr(self._keys, termios.TCSANOW, changed)  # type: ignore[arg-type]
        self._catch_stderr()

    def _catch_stderr(self) -> None:
        sys.stderr.flush()
        self._caught, into = os.pipe()
        os.set_blocking(self._caught, False)
        os.set_blocking(into, False)  # when nobody reads it any more, lines are lost, and nobody waits
        self._stderr = os.dup(self._errors)
        os.dup2(into, self._errors)
        os.close(into)

    def wait(self, timeout_s: float) -> Seen:
        """Wait for a key or a line, at most `timeout_s`."""
        assert self._caught is not None, "it is open"
        try:
            sources = [self._caught] if self._is_gone else [self._keys, self._caught]
            ready, _, _ = select.select(sources, [], [], timeout_s)
            pressed = os.read(self._keys, _LONGEST_READ) if self._keys in ready else None
        except OSError:
            pressed = b""
        self._is_gone = self._is_gone or pressed == b""
        keys = _ESCAPE.sub("", (pressed or b"").decode(errors="ignore"))
        return Seen(keys, self._lines(), self._is_gone)

    def _lines(self) -> list[str]:
        assert self._caught is not None, "it is open"
        with contextlib.suppress(BlockingIOError):
            self._rest += os.read(self._caught, _LONGEST_READ)
        *lines, self._rest = self._rest.split(b"\n")
        return [line.decode(errors="replace") for line in lines]

    def draw(self, picture: str, encoding: str) -> bool:
        """Write a picture; False, and nothing is written, while the terminal takes nothing."""
        try:
            if not select.select([], [self._screen], [], 0)[1]:
                return False
            data = picture.encode(encoding, errors="replace")
            while data:
                data = data[os.write(self._screen, data) :]
        except OSError:
            return False  # the terminal was closed: the end is on its way
        return True

    def close(self) -> None:
        """Make the terminal what it was, show its cursor, and give stderr back. May be called more than once."""
        if self._before is None:
            return
        self.draw(SHOW_CURSOR, "ascii")
        before, self._before = self._before, None
        with contextlib.suppress(termios.error):  # the terminal was closed
            termios.tcsetattr(self._keys, termios.TCSANOW, before)  # type: ignore[arg-type]
        assert self._stderr is not None
        assert self._caught is not None
        os.dup2(self._stderr, self._errors)
        os.close(self._stderr)
        for line in [*self._lines(), self._rest.decode(errors="replace")]:
            if line:
                tell(line)
        os.close(self._caught)
        self._stderr = self._caught = None


def tell(line: str) -> None:
    """Write a line to stderr, if it is still there."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr, flush=True)
