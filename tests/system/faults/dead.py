"""Ends one thread of another process, from outside: ptrace has it make the system call `exit` in place of its own.

Python does not notice: the thread is just gone, as after a bug in a native library that ends it. It must be waiting in
a system call, which an idle thread of the product is; there it does not hold Python's lock.
"""

from __future__ import annotations

import ctypes
import os
import threading
from pathlib import Path

from tests.polling import poll_until
from tests.system.frozen import PTRACE_CONT, PTRACE_GETREGS, PTRACE_SEIZE, TIMEOUT_S, WAIT_ALL, FrozenThread

PTRACE_SETREGS = 13
RAX, RDI, ORIG_RAX, RIP = 10, 14, 15, 16
"""Positions in `struct user_regs_struct` of x86-64."""
SYS_EXIT = 60
SYSCALL = b"\x0f\x05"
"""The instruction; the thread that waits in a system call stands behind it."""


class _Ending(FrozenThread):
    """Freezes the thread, and lets it go on with the end of itself."""

    def _trace(self) -> None:
        try:
            self._ptrace(PTRACE_SEIZE)
            poll_until(self._stands_behind_a_system_call, "the thread waits in a system call", TIMEOUT_S)
            registers = self._registers()
            registers[RIP] -= len(SYSCALL)
            registers[RAX], registers[RDI] = SYS_EXIT, 0
            registers[ORIG_RAX] = ctypes.c_ulonglong(-1).value  # no restart of the call that was interrupted
            self._ptrace(PTRACE_SETREGS, ctypes.addressof(registers))
            self._ptrace(PTRACE_CONT)
            os.waitpid(self._thread, WAIT_ALL)
        except BaseException as error:
            self.error = error
        self._released.set()
        self._frozen.set()

    def _registers(self) -> ctypes.Array[ctypes.c_ulonglong]:
        registers = (ctypes.c_ulonglong * 27)()
        self._ptrace(PTRACE_GETREGS, ctypes.addressof(registers))
        return registers

    def _stands_behind_a_system_call(self) -> bool:
        self._interrupt()
        address = self._registers()[RIP] - len(SYSCALL)
        with Path(f"/proc/{self._process}/mem").open("rb") as memory:
            memory.seek(address)
            if memory.read(len(SYSCALL)) == SYSCALL:
                return True
        self._ptrace(PTRACE_CONT)
        threading.Event().wait(0.003)
        return False


def end_thread(process: int, thread: int) -> None:
    """End the thread; return when it is gone."""
    with _Ending(process, thread):
        pass
    assert not Path(f"/proc/{process}/task/{thread}").exists()
