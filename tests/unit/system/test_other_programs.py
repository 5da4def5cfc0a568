"""How busy other programs are, and the threads that are left for a model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.system.cpu_threads import FreeCores
from appliance.system.other_programs import OtherPrograms
from tests.unit.machine_files import write
from tests.unit.scripted import Clock

CORE = min(os.sched_getaffinity(0))


def stat(user: int, system: int, stolen: int = 0) -> str:
    return f"cpu  9 9 9 9\ncpu{CORE} {user} 0 {system} 90000 10 0 0 {stolen} 300 0\ncpu99999 7 7 7 7 7 7 7 7\nintr 5"


def test_the_load_of_other_programs_is_all_work_without_ours(tmp_path: Path) -> None:
    clock, cpu_clock = Clock(50.0), Clock(3.0)
    write(tmp_path / "stat", stat(1000, 500))
    others = OtherPrograms(tmp_path, clock, cpu_clock)
    assert others.cores() == 0.0
    clock.now_s, cpu_clock.now_s = 60.0, 7.0
    # 10 s of work by all programs (2 s of it stolen), 4 s of it ours. Guest time is already part of "user". Cores that
    # this process may not use do not count.
    write(tmp_path / "stat", stat(1500, 800, stolen=200))
    assert others.cores() == pytest.approx(0.6)
    others.begin_again()
    clock.now_s = 70.0
    assert others.cores() == 0.0


def test_without_the_kernel_file_no_load_of_others_is_reported(tmp_path: Path) -> None:
    others = OtherPrograms(tmp_path, clock := Clock(1.0), Clock())
    clock.now_s = 2.0
    assert others.cores() == 0.0


@pytest.mark.parametrize(
    ("cores", "busy", "most", "threads"),
    [(2, 0.0, 2, 2), (2, 0.3, 2, 2), (2, 1.0, 2, 1), (2, 2.0, 2, 1), (4, 0.0, 3, 3), (4, 1.0, 3, 3), (4, 2.1, 3, 2)],
)
def test_a_core_that_others_keep_busy_gets_no_thread(
    tmp_path: Path, cores: int, busy: float, most: int, threads: int
) -> None:
    clock = Clock(0.0)
    write(tmp_path / "stat", stat(0, 0))
    free = FreeCores(OtherPrograms(tmp_path, clock, Clock()), cores).up_to(most)
    assert free() == most
    clock.now_s = 1.0
    write(tmp_path / "stat", stat(int(100 * busy), 0))
    assert free() == threads
    clock.now_s = 1.1  # too soon for another measurement
    write(tmp_path / "stat", stat(int(100 * busy), 500))
    assert free() == threads


def test_threads_come_back_when_the_others_are_done(tmp_path: Path) -> None:
    clock = Clock(0.0)
    write(tmp_path / "stat", stat(0, 0))
    free = FreeCores(OtherPrograms(tmp_path, clock, Clock()), 2).up_to(2)
    clock.now_s = 1.0
    write(tmp_path / "stat", stat(100, 0))
    assert free() == 1
    clock.now_s = 2.0
    assert free() == 2
