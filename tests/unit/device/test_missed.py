"""What rang in vain is said at the next tap, until it was heard to its end."""

from __future__ import annotations

import pytest

from appliance.device.ringing import GIVE_UP_S
from appliance.errors import InvalidState
from appliance.monitoring.metrics import Outcome
from appliance.states import SessionState as S
from tests.unit.device.ringing_rig import RingingRig, calling


def missed() -> RingingRig:
    r = calling()
    r.step(after_s=GIVE_UP_S)
    r.step(S.CONNECTED)
    return r


def test_what_was_missed_is_said_at_the_next_tap_and_not_again() -> None:
    r = missed()
    assert r.ringing.tapped()
    assert r.asked == ["You missed: timer."]
    r.session.state = S.SPEAKING
    assert not r.ringing.tapped(), "a tap while it is said interrupts it as always"
    r.ringing.turn_completed(Outcome.ANSWERED)
    r.session.state = S.CONNECTED
    assert not r.ringing.tapped()
    assert r.asked == []


@pytest.mark.parametrize("outcome", [Outcome.INTERRUPTED, Outcome.FAILED])
def test_what_was_not_said_to_its_end_is_said_again(outcome: Outcome) -> None:
    r = missed()
    r.ringing.tapped()
    r.ringing.turn_completed(outcome)
    r.session.state = S.CONNECTED
    assert r.ringing.tapped()
    assert r.asked == ["You missed: timer.", "You missed: timer."]


def test_a_turn_of_something_else_does_not_make_it_forget() -> None:
    r = missed()
    r.ringing.turn_completed(Outcome.ANSWERED)
    r.session.refusal = InvalidState("cannot")
    assert not r.ringing.tapped()
    r.ringing.turn_completed(Outcome.ANSWERED)
    r.session.refusal = None
    assert r.ringing.tapped()
