"""FrozenThread: a thread of another process that ptrace stops, so that it appears to hang.

The product has no code for it. The address of the next instruction tells whether the thread is in a native library.
"""

from __future__ import annotations

import ctypes
import os
import signal
import threading
from pathlib import Path

from tests.patience import OUTER_S
from tests.polling import poll_until

PTRACE_CONT = 7
PTRACE_GETREGS = 12
PTRACE_DETACH = 17
PTRACE_SEIZE = 0x4206
PTRACE_INTERRUPT = 0x4207
WAIT_ALL = 0x40000000
SYS_TGKILL = 234
INSTRUCTION_POINTER = 16
SYSTEM_CALL = 15
"""Positions among the 27 registers of x86-64, in `struct user_regs_struct`."""
NO_SYSTEM_CALL = 1 << 63
"""From this on the number of a system call is negative: the thread is in none."""
TIMEOUT_S = OUTER_S
LOOK_AGAIN_S = 0.001

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long


def thread_named(process: int, name: str) -> int:
    """Return the id of the oldest thread with this name; native libraries start younger ones with the same name."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    names = {task: (task / "comm").read_text(encoding="utf-8").strip() for task in tasks}
    found = [int(task.name) for task, comm in names.items() if comm == name]
    assert found, f"there is no thread {name}; there are {sorted(names.values())}"
    return min(found)


def library_ranges(process: int, library: str) -> list[tuple[int, int]]:
    """Return the address ranges of a library's code; `library` is a part of its path."""
    ranges = []
    for line in Path(f"/proc/{process}/maps").read_text(encoding="utf-8").splitlines():
        span, rights, *_ = line.split()
        if "x" in rights and library in line:
            begin, end = span.split("-")
            ranges.append((int(begin, 16), int(end, 16)))
    assert ranges, f"{library} is not loaded"
    return ranges


class FrozenThread:
    """A context manager: the thread is stopped in the block, and continues after it if its process still exists."""

    def __init__(self, process: int, thread: int, library: str = "", signal_number: int = 0) -> None:
        """Stop the thread inside `library` (a part of its path), or while it waits for the kernel without one.

        Else it might hold Python's lock, and no other thread could log that it hangs.

        With `signal_number` the thread gets that signal at that point, and continues.
        """
        self._process = process
        self._thread = thread
        self._ranges = library_ranges(process, library) if library else []
        self._signal = signal_number
        self._frozen = threading.Event()
        self._released = threading.Event()
        self.error: BaseException | None = None
        # ptrace belongs to a thread: the thread that attaches must also wait for the traced thread and detach it.
        self._tracer = threading.Thread(target=self._trace, name="tracer", daemon=True)

    def __enter__(self) -> FrozenThread:
        self._tracer.start()
        assert self._frozen.wait(TIMEOUT_S), "the thread was not frozen"
        if self.error:
            raise self.error
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        self._tracer.join(TIMEOUT_S)
        assert not self._tracer.is_alive()

    def _trace(self) -> None:
        try:
            self._ptrace(PTRACE_SEIZE)
            poll_until(self._stops_inside, "the thread is there", TIMEOUT_S, LOOK_AGAIN_S)
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
        """Wait for the release, or for the thread's death: it stays a zombie until its tracer has waited for it."""
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
            self._ptrace(PTRACE_CONT, os.WSTOPSIG(status))  # it stopped for another signal, which it gets now

    def _stops_inside(self) -> bool:
        """Stop the thread. If it is not where it is to be stopped, let it continue, and return False."""
        self._interrupt()
        if self._is_inside():
            return True
        self._ptrace(PTRACE_CONT)
        return False

    def _is_inside(self) -> bool:
        registers = (ctypes.c_ulonglong * 27)()
        self._ptrace(PTRACE_GETREGS, ctypes.addressof(registers))
        if not self._ranges:
            return registers[SYSTEM_CALL] < NO_SYSTEM_CALL
        return any(begin <= registers[INSTRUCTION_POINTER] < end for begin, end in self._ranges)

    def _ptrace(self, request: int, data: int = 0) -> None:
        if _libc.ptrace(request, self._thread, None, data) == -1:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error))
