"""The lock of the state folder: one appliance at a time, whatever ended the one before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from appliance.device.state_lock import state_held
from appliance.errors import StorageUnavailable

ROOT = Path(__file__).parents[3]
SOCKET = Path("/run/x/control.sock")
HOLD = """
import signal, sys
from pathlib import Path
from appliance.device.state_lock import state_held
with state_held(Path(sys.argv[1]), Path("/run/x/control.sock")):
    print("held", flush=True)
    signal.pause()
"""


def test_a_second_one_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with state_held(tmp_path, SOCKET):
        for _ in range(2):
            with pytest.raises(StorageUnavailable) as refused, state_held(tmp_path, SOCKET):
                pass
            assert f"{SOCKET}: another appliance is running already" in str(refused.value)
            assert str(tmp_path) in str(refused.value)
    with state_held(tmp_path, SOCKET):
        pass


def test_a_kill_frees_it(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    with child, child.stdout:
        assert child.stdout.readline() == "held\n"
        with pytest.raises(StorageUnavailable), state_held(tmp_path, SOCKET):
            pass
        child.kill()
    with state_held(tmp_path, SOCKET):
        pass


def test_it_leaves_no_file_and_no_empty_folder(tmp_path: Path) -> None:
    with state_held(tmp_path / "new", SOCKET):
        assert list((tmp_path / "new").iterdir()) == []
    assert not (tmp_path / "new").exists()
    with state_held(tmp_path / "new", SOCKET):
        (tmp_path / "new/state.json").touch()
    assert (tmp_path / "new/state.json").exists()


def test_a_folder_that_cannot_be_made_is_logged_and_it_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    with state_held(tmp_path / "file/state", SOCKET):
        assert "are not kept" in caplog.text
