"""An update killed before each of its steps, and the plug pulled right then: what is there starts, and is whole.

The service runs simulated models here, since none of this is about them; the self-test of a release asks the real ones.
"""

from __future__ import annotations

import signal
import subprocess

import pytest

from tests.system.appliance import RELEASES, TRIAL_UNIT
from tests.system.conftest import Updated, Updating
from tests.system.product import INSTALL_S, install_command, put_silence_for_the_question, simulate_models
from tests.system.waiting import wait_until
from tests.system.wheels import ROOT

STOP = "VOICE_APPLIANCE_STOP_BEFORE"
BEFORE = ("clean", "copy", "environment", "complete")
"""Steps that the half update has behind it; they are begun anew, by the same tree with a remark more."""
NEVER = ("settings-write", "start")
"""Not part of an update."""

QUICKLY = ("switch",)
"""Where most could go wrong; the others take minutes."""


def steps(script: str) -> list[str]:
    """Return the steps of a deploy script."""
    done = subprocess.run([ROOT / "deploy" / script, "--list-steps"], capture_output=True, text=True, check=True)
    return [name for name in dict.fromkeys(done.stdout.split()) if name not in NEVER]


STEPS = steps("install")
KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)
LATER = [step for step in STEPS if step not in BEFORE]


def _end_of(status: int) -> str:
    return "signal" if status in KILLED else "exit"


def test_there_are_steps() -> None:
    assert {"copy", "switch", "trust", "back-switch"} <= set(STEPS)


@pytest.mark.parametrize(
    "step", [step if step in QUICKLY else pytest.param(step, marks=pytest.mark.thorough) for step in LATER]
)
def test_killed_before(step: str, updating: Updating, half_updated: Updated) -> None:
    appliance = updating()
    machine = appliance.machine
    simulate_models(appliance)
    if step.startswith("back-"):
        put_silence_for_the_question(appliance, half_updated.new)
    appliance.add_drop_in("stop", f"[Service]\nEnvironment={STOP}={step}\nRestart=no\n", TRIAL_UNIT)
    command = ["env", f"{STOP}={step}", *install_command("good", "update", trial_s=0)]
    done = machine.run(*command, patience_s=INSTALL_S, check=False)
    # One of the two was killed: the script, or the trial that systemd runs for it.
    was_killed = "signal" in (_end_of(done.returncode), appliance.show("Result", TRIAL_UNIT))
    assert was_killed, f"it was not stopped: {done.stdout}"
    machine.cut_power()
    appliance.remove_drop_in("stop", TRIAL_UNIT)

    links = appliance.links()
    assert {links.current, links.trusted} <= {half_updated.old, half_updated.new}
    assert {links.current, links.trusted} <= set(appliance.complete_releases())
    machine.power_on()
    appliance.wait_until_ready()
    # The trial goes on after the power cut, and comes to its end.
    wait_until(lambda: appliance.show("ActiveState", TRIAL_UNIT) in ("inactive", "failed"), "the trial is over")
    links = appliance.links()
    assert not links.is_on_trial
    if step.startswith("back-"):
        assert links.current == half_updated.old
    assert f"{RELEASES}/{links.current}/" in appliance.python()
