"""LoadTrial: has models loaded once by a process of its own before this one does.

whisper.cpp, llama.cpp and onnxruntime read files that they trust: one flipped bit can crash them. The structure is
checked before, in `models/`; what that cannot see, the child does. It works ahead: while this process loads one model,
the child tries the next.
"""

from __future__ import annotations

import contextlib
import logging
import select
import signal
import subprocess
import sys
import weakref
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from appliance.errors import ModelUnavailable

log = logging.getLogger(__name__)

CHILD = Path(__file__).with_name("load_trial_child.py")
LONGEST_S = 150.0
"""Longest wait for one file. A second is usual; a slow card takes longer."""
_LONGEST_REASON = 200


class Engine(StrEnum):
    """The libraries that load models."""

    WHISPER = "whisper.cpp"
    LLAMA = "llama.cpp"
    ONNX = "onnxruntime"


class LoadTrial:
    """A trial of some files, in the order in which they will be loaded. One thread uses it."""

    def __init__(self, *files: tuple[Engine, Path]) -> None:
        """Take the files; nothing is started before `begin()` or the first `check()`."""
        self._files: Sequence[tuple[Engine, Path]] = files
        self._left: list[tuple[Engine, Path]] = []
        self._results: dict[Path, str | None] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""

    def begin(self) -> None:
        """Start the child now: it works while this process prepares for something else."""
        if self._process is None:
            self._start()

    def check(self, file: Path) -> None:
        """Return when a file was loaded by the child; raise `ModelUnavailable`, which says why it cannot be.

        A file is tried once; a trial that was cut off for want of memory says nothing about its file.
        """
        if file not in self._results:
            self.begin()
        while file not in self._results:
            engine, tried = self._left.pop(0)
            self._results[tried] = self._result(engine)
        if not self._left:
            self._end()
        if problem := self._results[file]:
            self._end()
            raise ModelUnavailable(f"{file}: {problem}")

    def _start(self) -> None:
        self._left = [entry for entry in self._files if entry[1] not in self._results]
        command = [sys.executable, "-I", str(CHILD), *(str(part) for entry in self._left for part in entry)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        self._unread = b""
        weakref.finalize(self, _kill, self._process)

    def _result(self, engine: Engine) -> str | None:
        """Return why the next file cannot be loaded, or None."""
        line = self._line()
        if line is not None and line.endswith(b"\n"):
            said = line.decode(errors="replace").strip()
            return None if said == "ok" else f"{engine} cannot load it: {said[:_LONGEST_REASON]}"
        process, self._process = self._process, None
        assert process
        _kill(process)
        if line is None:
            return f"{engine} does not finish loading it within {LONGEST_S:.0f} s; the file may be damaged: replace it"
        self._left = []  # another child tries the others
        number = -process.returncode
        if number <= 0 or number == signal.SIGKILL:
            log.warning("%s: the trial of a model was cut off (status %s)", engine, process.returncode)
            return None
        name = signal.Signals(number).name
        return (
            f"{engine} crashes on it ({name}): the file is damaged, or of a kind that {engine} cannot use; replace it "
            "(`appliance models verify` finds damaged ones)"
        )

    def _line(self) -> bytes | None:
        """Return the child's next line; without its end if the child ended before; None if the time is over."""
        assert self._process
        assert self._process.stdout
        while b"\n" not in self._unread:
            if not select.select([self._process.stdout], [], [], LONGEST_S)[0]:
                return None
            more = self._process.stdout.read1()  # type: ignore[attr-defined]
            if not more:
                self._process.wait()
                return self._unread
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        return line + b"\n"

    def _end(self) -> None:
        process, self._process = self._process, None
        self._left = []
        if process:
            _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the child, if it has not ended itself; it has nothing to put in order."""
    if process.poll() is None:
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
