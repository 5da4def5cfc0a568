"""The end of a process while a thread is in native code: its exit status, its output, and no destructor."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LIBRARY = """
#include <stdlib.h>
#include <unistd.h>
static volatile int works;
void work(void) { works = 1; for (;;) pause(); }
int is_working(void) { return works; }
__attribute__((destructor)) static void end(void) { if (works) abort(); }
"""
PROGRAM = """
import atexit, ctypes, sys, threading
from appliance.system.process_end import ProcessEnd
library = ctypes.CDLL(sys.argv[1])
end = ProcessEnd()
end.watch()
atexit.register(lambda: print("registered later"))
if sys.argv[2] == "works":
    threading.Thread(target=library.work, daemon=True).start()
    while not library.is_working():
        pass
print("x" * 300_000)
print("error", file=sys.stderr)
if sys.argv[3] == "bug":
    raise ValueError("a bug")
end.leave(int(sys.argv[3]))
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that aborts if its destructor runs while a thread is at work in it."""
    if not shutil.which("cc"):
        pytest.skip("no compiler is installed here")
    folder = tmp_path_factory.mktemp("library")
    (folder / "work.c").write_text(LIBRARY)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", folder / "work.so", folder / "work.c"], check=True)
    return folder / "work.so"


def ended(library: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, library, *arguments],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("status", [0, 1, 2, 130, 141])
@pytest.mark.parametrize("thread", ["works", "rests"])
def test_the_status_is_the_right_one_and_all_is_written(library: Path, thread: str, status: int) -> None:
    done = ended(library, thread, str(status))
    assert (done.returncode, done.stderr) == (status, "error\n")
    assert done.stdout == f"{'x' * 300_000}\nregistered later\n"


@pytest.mark.parametrize("thread", ["works", "rests"])
def test_a_bug_has_its_traceback_and_its_status(library: Path, thread: str) -> None:
    done = ended(library, thread, "bug")
    if thread == "works":  # nobody left by way of `leave()`: Python's own end
        assert done.returncode != 0
    else:
        assert done.returncode == 1
    assert "ValueError: a bug" in done.stderr


def test_a_reader_that_is_gone_does_not_end_it_by_a_signal(library: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, library, "works", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert "BrokenPipeError" in process.stderr.read()
        assert process.wait(60) != 0
