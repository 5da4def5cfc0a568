"""A program that takes many turns with simulated models, and prints what the process uses as it goes on.

A program, not a test: other tests leave memory, files and threads behind in the test process. Its argument is the
number of turns; each line that it prints is a JSON object.
"""

from __future__ import annotations

import gc
import json
import os
import re
import sys
import threading
from pathlib import Path

from appliance.monitoring.metrics import Outcome
from appliance.states import SessionState
from tests.session.rig import SessionRig, rig

EVERY = 500


def used() -> dict[str, int]:
    """Return the resident memory in KiB, and the numbers of threads and open files."""
    gc.collect()
    resident = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    assert resident
    return {
        "resident_kb": int(resident[1]),
        "threads": threading.active_count(),
        "files": len(os.listdir("/proc/self/fd")),
    }


def take_turn(rigged: SessionRig) -> None:
    """Ask, and wait until the turn is over and the session is ready."""
    rigged.recorder.forget()
    rigged.say()
    rigged.recorder.wait_for_turns(1)
    rigged.recorder.wait_for_state(SessionState.CONNECTED)
    assert rigged.recorder.turns[0].outcome is Outcome.ANSWERED, rigged.recorder.turns
    rigged.loudspeaker.take()


def main(turns: int) -> None:
    """Take the turns."""
    with rig() as rigged:
        for number in range(1, turns + 1):
            take_turn(rigged)
            if number % EVERY == 0:
                print(json.dumps({"turns": number, **used()}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
