"""What the kernel and a Pi's firmware say of the machine: memory, the limits of control groups, throttling."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.system.machine import available_mb, limit_mb
from appliance.system.throttling import Throttling, throttling


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_memory_that_is_available(tmp_path: Path) -> None:
    write(tmp_path / "meminfo", "MemTotal:  4000000 kB\nMemAvailable:    2000000 kB\n")
    assert available_mb(tmp_path) == 2048
    assert available_mb(tmp_path / "none") is None


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"": "max", "system.slice": "max", "system.slice/voice.service": "1500000000\n"}, 1500),
        ({"": "max", "system.slice": "900000000", "system.slice/voice.service": "max"}, 900),
        ({"": "700000000"}, 700),  # a container that sees its own group as the root
        ({"": "max"}, None),
        ({}, None),
    ],
)
def test_the_lowest_limit_of_all_control_groups_counts(
    limits: dict[str, str], expected: int | None, tmp_path: Path
) -> None:
    write(tmp_path / "proc/self/cgroup", "0::/system.slice/voice.service\n")
    for group, text in limits.items():
        write(tmp_path / "sys/fs/cgroup" / group / "memory.max", text)
    assert limit_mb(tmp_path / "proc", tmp_path / "sys") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("throttled=0x0", Throttling((), ())),
        ("50005", Throttling(("under-voltage", "it is slowed down"), ("under-voltage", "it is slowed down"))),
        ("throttled=0x20000", Throttling((), ("its clock is capped",))),
        ("VCHI initialization failed", None),
        (None, None),
    ],
)
def test_throttling_as_the_firmware_says(said: str | None, expected: Throttling | None, tmp_path: Path) -> None:
    assert throttling(tmp_path, lambda _: said) == expected
