"""How it rings, step by step: in a round, after a conversation, while muted, in an error."""

from __future__ import annotations

import pytest

from appliance.device.ring_cycle import CALL_S, CUT_IN_S, EVERY_S, GAP_S
from appliance.device.ringing import RETRY_S, SHORTEST_S
from appliance.errors import InvalidState, PipelineError
from appliance.states import SessionState as S
from tests.unit.device.ringing_rig import ANNOUNCED, BUSY, TEXT, DueRing, RingingRig, calling, due

# --- a round ---


def test_a_round_is_the_text_and_then_the_earcon_again_and_again_while_it_listens() -> None:
    r = due()
    assert r.step() == ANNOUNCED
    assert r.sign == "ringing"
    assert r.step(S.SPEAKING) == []
    assert r.step(S.CONNECTED) == ["listen"]
    assert r.waits_s[-1] == GAP_S, "first a gap: the text was heard, and the answer is on the tip of the tongue"
    assert r.step(after_s=GAP_S) == ["ringing"]
    assert r.step(after_s=EVERY_S - 0.1) == []
    assert r.step(after_s=0.1) == ["ringing"]
    assert r.sign == "ringing"
    assert r.step(S.CONNECTED) == ANNOUNCED, "nobody spoke"


def test_all_that_rings_is_spoken_and_what_becomes_due_meanwhile_is_in_the_next_round() -> None:
    r = calling(DueRing(100.0), DueRing(100.0, "alarm", text="It is seven o'clock."), DueRing(103.0, text="Tea."))
    assert r.step(after_s=5.0) == ["ringing"]
    assert r.step(S.CONNECTED) == [f"{TEXT} It is seven o'clock. Tea.", "ringing"]


# --- a conversation ---


@pytest.mark.parametrize("state", BUSY)
def test_the_end_of_a_conversation_is_waited_for(state: S) -> None:
    r = due()
    assert r.step(state) == []
    assert r.sign == state.value
    assert r.waits_s == [CUT_IN_S]
    assert not r.ringing.tapped(), "nothing is heard yet, so a tap is not meant for it"
    assert r.step(after_s=9.0) == []
    assert r.waits_s[-1] == 1.0
    assert r.step(S.CONNECTED) == ANNOUNCED


@pytest.mark.parametrize("state", BUSY)
def test_after_ten_seconds_it_cuts_in(state: S) -> None:
    r = due()
    r.step(state)
    assert r.step(after_s=CUT_IN_S) == ["cancel"]
    assert r.waits_s[-1] == SHORTEST_S
    assert r.step() == ANNOUNCED


def test_a_timer_that_is_stopped_in_the_conversation_is_not_heard() -> None:
    r = due()
    r.step(S.PROCESSING)
    r.book.dismiss()
    assert r.step() == []
    assert r.step(S.CONNECTED) == []


def test_somebody_who_interrupts_the_announcement_is_listened_to() -> None:
    """By the control socket; a tap ends the ringing."""
    r = due()
    r.step()
    assert r.step(S.LISTENING) == []
    assert r.waits_s[-1] == GAP_S
    assert r.step(after_s=GAP_S) == ["ringing"]


# --- mute, errors ---


def only_rings(r: RingingRig) -> None:
    r.step()
    assert r.step(S.CONNECTED) == []
    for after_s in (GAP_S, EVERY_S, EVERY_S):
        assert r.step(after_s=after_s) == ["ringing"]
    assert r.step(after_s=CALL_S - GAP_S - 2 * EVERY_S) == ANNOUNCED


def test_while_muted_it_only_rings() -> None:
    r = due()
    r.session.is_muted = True
    only_rings(r)
    r.step(S.CONNECTED)
    r.session.is_muted = False
    assert r.step(after_s=1.0) == ["listen"], "as soon as it may"


def test_where_the_button_alone_ends_a_turn_it_only_rings() -> None:
    only_rings(due(listens=False))


def test_muted_while_it_listens_it_rings_on() -> None:
    r = calling()
    r.session.is_muted = True
    assert r.step(S.CONNECTED) == ANNOUNCED


def test_in_an_error_it_shows_the_light_and_plays_the_earcon() -> None:
    """The microphone alone may be missing: then the earcon is heard."""
    r = due()
    assert r.step(S.ERROR) == ["ringing"]
    assert r.sign == "ringing"
    assert r.step(after_s=EVERY_S) == ["ringing"]
    assert r.step(S.CONNECTED) == ANNOUNCED, "as soon as it is back"


@pytest.mark.parametrize("state", BUSY)
def test_an_error_in_the_middle_does_not_end_it(state: S) -> None:
    r = due()
    r.step()
    if state is S.LISTENING:
        r.step(S.CONNECTED)
    r.step(state)
    assert r.step(S.ERROR) == ["ringing"]
    assert r.ringing.tapped()
    assert r.step() == []
    assert r.sign == "error"


@pytest.mark.parametrize("refusal", [InvalidState("cannot"), PipelineError("player", RuntimeError("a bug"))])
@pytest.mark.parametrize("state", list(S))
def test_a_session_that_refuses_is_asked_again_after_a_while(state: S, refusal: InvalidState | PipelineError) -> None:
    r = due()
    r.session.refusal = refusal
    for after_s in (0.0, CUT_IN_S, RETRY_S, RETRY_S):
        assert r.step(state, after_s=after_s) == []
        assert r.waits_s[-1] >= RETRY_S
    r.session.refusal = None
    assert r.step(S.CONNECTED, after_s=RETRY_S) == ANNOUNCED


def test_a_session_that_refuses_even_to_be_silent_does_not_keep_it_from_its_end() -> None:
    r = calling()
    r.session.refusal = InvalidState("cannot")
    r.ringing.tapped()
    r.step()
    r.session.refusal = None
    assert r.step(after_s=10.0) == []
