"""In a terminal, "shut down" and "restart" end the program and leave the machine alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appliance.device.indicator import Indicator
from appliance.device.power import Power


def _only_touch(monkeypatch: pytest.MonkeyPatch, programs: Path) -> None:
    """Leave this process no other program than `touch`: a mistake must not restart the machine of whoever tests."""
    touch = shutil.which("touch")
    assert touch
    programs.mkdir()
    (programs / "touch").symlink_to(touch)
    monkeypatch.setenv("PATH", str(programs))


@pytest.mark.parametrize("asked", ["shut_down", "restart"])
@pytest.mark.parametrize("folder", ["", "run"])
def test_what_is_run_instead_is_run_for_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, folder: str
) -> None:
    (tmp_path / "run").mkdir()
    _only_touch(monkeypatch, tmp_path.with_name(f"{tmp_path.name}-programs"))
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / folder) if folder else "")
    settings_say, instead = tmp_path / "by the settings", tmp_path / "instead"
    power = Power(Indicator(is_muted=False), ("touch", str(settings_say)), ("touch", str(instead)))
    getattr(power, asked)()
    assert [path.name for path in sorted(tmp_path.rglob("*")) if path.is_file()] == ["instead"]
