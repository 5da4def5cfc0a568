"""FrozenThread: a thread of another process, stopped where it is by ptrace: hung, as seen by everybody else.

No line of the product knows of it. Inside a native library it is found by looking where its next instruction is.
"""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time
from pathlib import Path

PTRACE_CONT = 7
PTRACE_GETREGS = 12
PTRACE_DETACH = 17
PTRACE_SEIZE = 0x4206
PTRACE_INTERRUPT = 0x4207
WAIT_ALL = 0x40000000
SYS_TGKILL = 234
INSTRUCTION_POINTER = 16
"""Of the 27 registers of x86-64, as `struct user_regs_struct` has them."""
PATIENCE_S = 30.0
LOOK_AGAIN_S = 0.001

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long


def thread_named(process: int, name: str) -> int:
    """Return the id of the thread that carries a name; the younger ones of that name are native libraries'."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    names = {task: (task / "comm").read_text(encoding="utf-8").strip() for task in tasks}
    found = [int(task.name) for task, comm in names.items() if comm == name]
    assert found, f"there is no thread {name}; there are {sorted(names.values())}"
    return min(found)


def library_ranges(process: int, library: str) -> list[tuple[int, int]]:
    """Return the addresses at which the code of a library is, found by a part of its path."""
    ranges = []
    for line in Path(f"/proc/{process}/maps").read_text(encoding="utf-8").splitlines():
        span, rights, *_ = line.split()
        if "x" in rights and library in line:
            begin, end = span.split("-")
            ranges.append((int(begin, 16), int(end, 16)))
    assert ranges, f"{library} is not loaded"
    return ranges


class FrozenThread:
    """A context: frozen at its beginning, at once or inside a library; goes on at its end, if it is still there."""

    def __init__(self, process: int, thread: int, library: str = "", signal_number: int = 0) -> None:
        """With `signal_number` the thread gets that signal where it was found, and goes on."""
        self._process = process
        self._thread = thread
        self._ranges = library_ranges(process, library) if library else []
        self._signal = signal_number
        self._frozen = threading.Event()
        self._released = threading.Event()
        self.error: BaseException | None = None
        # The tracer is a thread, so attaching, waiting and letting go must all be done by the same one.
        self._tracer = threading.Thread(target=self._trace, name="tracer", daemon=True)

    def __enter__(self) -> FrozenThread:
        self._tracer.start()
        assert self._frozen.wait(PATIENCE_S), "the thread was not frozen"
        if self.error:
            raise self.error
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        self._tracer.join(PATIENCE_S)
        assert not self._tracer.is_alive()

    def _trace(self) -> None:
        try:
            self._ptrace(PTRACE_SEIZE)
            self._interrupt()
            deadline_s = time.monotonic() + PATIENCE_S
            while self._ranges and not self._is_inside():
                assert time.monotonic() < deadline_s, "the thread was never inside that library"
                self._ptrace(PTRACE_CONT)
                time.sleep(LOOK_AGAIN_S)
                self._interrupt()
        except BaseException as error:
            self.error = error
            self._frozen.set()
            return
        if self._signal:
            _libc.syscall(SYS_TGKILL, self._process, self._thread, self._signal)
            self._released.set()
        self._frozen.set()
        self._keep()

    def _keep(self) -> None:
        """Wait for the release or for its death, which it is on us to take note of: else it stays as a zombie."""
        while not self._released.wait(LOOK_AGAIN_S * 10):
            pid, status = os.waitpid(self._thread, WAIT_ALL | os.WNOHANG)
            if pid and (os.WIFEXITED(status) or os.WIFSIGNALED(status)):
                return
        try:
            self._ptrace(PTRACE_DETACH)
        except ProcessLookupError:
            os.waitpid(self._thread, WAIT_ALL)

    def _interrupt(self) -> None:
        self._ptrace(PTRACE_INTERRUPT)
        while True:
            _, status = os.waitpid(self._thread, WAIT_ALL)
            assert os.WIFSTOPPED(status), "the thread ended"
            if status >> 16 or os.WSTOPSIG(status) == signal.SIGTRAP:
                return
            self._ptrace(PTRACE_CONT, os.WSTOPSIG(status))  # a signal of its own came first

    def _is_inside(self) -> bool:
        registers = (ctypes.c_ulonglong * 27)()
        self._ptrace(PTRACE_GETREGS, ctypes.addressof(registers))
        return any(begin <= registers[INSTRUCTION_POINTER] < end for begin, end in self._ranges)

    def _ptrace(self, request: int, data: int = 0) -> None:
        if _libc.ptrace(request, self._thread, None, data) == -1:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error))
