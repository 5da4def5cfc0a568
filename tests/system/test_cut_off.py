"""An update is killed before each of its steps, and the power is cut: a complete release starts at the next boot.

The service runs simulated models, since these tests are not about models. A release's self-test uses the real ones.
"""

from __future__ import annotations

import signal
import subprocess

import pytest

from tests.polling import poll_until
from tests.system.appliance import RELEASES, TRIAL_UNIT
from tests.system.conftest import Updated, Updating
from tests.system.product import INSTALL_S, install_command, put_silence_for_the_question, simulate_models
from tests.system.wheels import ROOT

STOP = "VOICE_APPLIANCE_STOP_BEFORE"
BEFORE = ("clean", "copy", "environment", "complete")
"""Steps that the half-done update has done already. It began with them, with the first tree and one more remark."""
NEVER = ("settings-write", "start")
"""Not part of an update."""


def steps(script: str) -> list[str]:
    """Return the names of a deploy script's steps, without those that are not part of an update."""
    done = subprocess.run([ROOT / "deploy" / script, "--list-steps"], capture_output=True, text=True, check=True)
    return [name for name in dict.fromkeys(done.stdout.split()) if name not in NEVER]


STEPS = steps("install")
KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)
"""Exit statuses of a killed command: as `subprocess` gives it, and as a shell does."""
LATER = [step for step in STEPS if step not in BEFORE]


def _end_of(status: int) -> str:
    return "signal" if status in KILLED else "exit"


def test_there_are_steps() -> None:
    assert {"copy", "switch", "trust", "back-switch"} <= set(STEPS)


@pytest.mark.thorough
@pytest.mark.parametrize("step", LATER)
def test_killed_before(step: str, updating: Updating, half_updated: Updated) -> None:
    appliance = updating()
    machine = appliance.machine
    simulate_models(appliance)
    if step.startswith("back-"):
        put_silence_for_the_question(appliance, half_updated.new)
    appliance.add_drop_in("stop", f"[Service]\nEnvironment={STOP}={step}\nRestart=no\n", TRIAL_UNIT)
    command = ["env", f"{STOP}={step}", *install_command("good", "update", trial_s=0)]
    done = machine.run(*command, timeout_s=INSTALL_S, check=False)
    # Either the script was killed, or the trial that systemd runs for it.
    was_killed = "signal" in (_end_of(done.returncode), appliance.show("Result", TRIAL_UNIT))
    assert was_killed, f"the update was not killed: {done.stdout}"
    machine.cut_power()
    appliance.remove_drop_in("stop", TRIAL_UNIT)

    links = appliance.links()
    assert {links.current, links.trusted} <= {half_updated.old, half_updated.new}
    assert {links.current, links.trusted} <= set(appliance.complete_releases())
    machine.power_on()
    appliance.wait_until_ready()
    # The trial goes on after the power cut, and ends.
    poll_until(lambda: appliance.show("ActiveState", TRIAL_UNIT) in ("inactive", "failed"), "the trial is over")
    links = appliance.links()
    assert not links.is_on_trial
    if step.startswith("back-"):
        assert links.current == half_updated.old
    assert f"{RELEASES}/{links.current}/" in appliance.python()
