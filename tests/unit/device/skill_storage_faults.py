"""Simulates a power cut at each step of a write of the skills' file, and a disk that is full.

It is a process of its own, because an audit hook can never be removed again, nor a limit that was lowered:
`python -m tests.unit.device.skill_storage_faults cut FOLDER`. Prints at how many steps the power failed.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
import tempfile
from pathlib import Path

from appliance.device.skill_storage import SkillStorage
from appliance.errors import StorageUnavailable
from tests.unit.device.cut_off import Plug, PlugPulled

OLD, NEW = {"shopping": ["milk"]}, {"shopping": ["milk", "eggs"]}
OTHER = {"timers": [1, 2]}


def power_cuts(folder: Path) -> int:
    plug = Plug()
    for step in range(100):
        path = folder / str(step) / "skills.json"
        storage = SkillStorage(path)
        storage.save("lists", OLD)
        storage.save("timers", OTHER)
        plug.steps_left = step
        with contextlib.suppress(PlugPulled):
            storage.save("lists", NEW)
        is_through = plug.steps_left is not None
        plug.steps_left = None
        after = SkillStorage(path)
        assert after.load("lists") in (OLD, NEW), f"step {step}: half written"
        assert after.load("timers") == OTHER, f"step {step}: another skill's state is lost"
        assert [file.name for file in path.parent.iterdir()] == ["skills.json"], f"step {step}: something is left"
        after.save("lists", NEW)
        assert SkillStorage(path).load("lists") == NEW
        if is_through:
            assert after.load("lists") == NEW
            return step
    raise AssertionError("the write never came to its end")


def full_disk() -> str:
    """Return what is said when a write fails in its middle: no file of this process may be longer than 1 KiB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "skills.json")
        storage = SkillStorage(path)
        storage.save("lists", OLD)
        before = path.read_bytes()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
        try:
            storage.save("lists", {"shopping": ["x" * 5000]})
        except StorageUnavailable as error:
            assert path.read_bytes() == before
            assert storage.load("lists") == OLD
            assert [file.name for file in Path(folder).iterdir()] == ["skills.json"]
            storage.save("lists", NEW)
            assert SkillStorage(path).load("lists") == NEW
            return str(error)
    raise AssertionError("nothing failed")


if __name__ == "__main__":
    print(full_disk() if sys.argv[1] == "full" else power_cuts(Path(sys.argv[2])))
