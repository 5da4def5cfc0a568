"""What `appliance doctor` asks other programs: one that is missing or cannot be run is no failure of the doctor."""

from __future__ import annotations

from pathlib import Path

from appliance.system.run_command import run_command


def test_a_program_that_runs_is_quoted() -> None:
    assert run_command(("echo", "hello")) == "hello"


def test_a_program_that_is_missing_or_cannot_be_run_says_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF")
    broken.chmod(0o755)
    assert run_command(("no-such-program",)) is None
    assert run_command((str(broken),)) is None
