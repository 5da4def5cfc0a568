"""The state table: every state on every trigger, and the diagram that is drawn from it."""

from __future__ import annotations

import itertools

import pytest

from appliance.states import TRANSITIONS, ImpossibleTransition, SessionState, Trigger, diagram, next_state

_S, _T = SessionState, Trigger
EVERY_STATE = tuple(SessionState)

EXPECTED = {
    "disconnected": {"connect": "connecting"},
    "connecting": {"opened": "connected", "fail": "error", "disconnect": "disconnected"},
    "connected": {
        "start listening": "listening",
        "say": "processing",
        "ask": "processing",
        "fail": "error",
        "disconnect": "disconnected",
    },
    "listening": {
        "utterance ended": "processing",
        "nothing said": "connected",
        "interrupt": "listening",
        "stop": "connected",
        "fail": "error",
        "disconnect": "disconnected",
    },
    "processing": {
        "first audio": "speaking",
        "nothing said": "connected",
        "reply ended": "connected",
        "user resumed": "listening",
        "interrupt": "listening",
        "stop": "connected",
        "fail": "error",
        "disconnect": "disconnected",
    },
    "speaking": {
        "reply ended": "connected",
        "user resumed": "listening",
        "interrupt": "listening",
        "stop": "connected",
        "fail": "error",
        "disconnect": "disconnected",
    },
    "error": {
        "recover": "connected",
        "start listening": "listening",
        "fail": "error",
        "disconnect": "disconnected",
    },
}


@pytest.mark.parametrize(
    ("state", "trigger"),
    list(itertools.product(SessionState, Trigger)),
    ids=lambda value: value.value.replace(" ", "-"),
)
def test_every_state_on_every_trigger(state: SessionState, trigger: Trigger) -> None:
    expected = EXPECTED[state.value].get(trigger.value)
    if expected:
        assert next_state(state, trigger).value == expected
        return
    with pytest.raises(ImpossibleTransition, match=f"'{trigger.value}' makes no sense while {state.value}"):
        next_state(state, trigger)


def test_every_state_can_be_reached_from_the_start_and_left_again() -> None:
    reached, todo = {_S.DISCONNECTED}, [_S.DISCONNECTED]
    while todo:
        here = todo.pop()
        following = {after for (before, _), after in TRANSITIONS.items() if before is here}
        assert following - {here}, f"{here} is a dead end"
        todo += following - reached
        reached |= following
    assert reached == set(SessionState)


@pytest.mark.parametrize("state", [state for state in EVERY_STATE if state is not _S.DISCONNECTED])
def test_every_state_but_disconnected_can_disconnect_and_fail(state: SessionState) -> None:
    assert next_state(state, _T.DISCONNECT) is _S.DISCONNECTED
    assert next_state(state, _T.FAIL) is _S.ERROR


def test_every_trigger_means_something_somewhere() -> None:
    assert {trigger for _, trigger in TRANSITIONS} == set(Trigger)


def test_the_diagram_has_each_transition_once() -> None:
    lines = [line.strip() for line in diagram().splitlines()]
    assert lines[:2] == ["stateDiagram-v2", "[*] --> disconnected"]
    drawn = set()
    for line in lines[2:]:
        if " --> " in line:
            ends, _, labels = line.partition(": ")
            before, _, after = ends.partition(" --> ")
            drawn |= {(before, label, after) for label in labels.split(" / ")}
    assert drawn == {
        (before.value, trigger.value, after.value)
        for (before, trigger), after in TRANSITIONS.items()
        if trigger is not _T.DISCONNECT
    }
    assert any("disconnect" in line and line.startswith("note") for line in lines)
