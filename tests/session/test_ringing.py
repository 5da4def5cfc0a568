"""A whole session that rings: with its thread, its light, its button, on simulated models."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.adapters.simulated import SimulatedRecognizer
from appliance.audio.earcons import Earcon
from appliance.device.ring_cycle import CUT_IN_S, EVERY_S, GAP_S, PAUSE_S
from appliance.device.ringing import GIVE_UP_S
from tests.session.plugged import (
    PluggedLoudspeaker,
    Ponderer,
    eventually,
)
from tests.session.rig import tone
from tests.session.ringing_rig import NOBODY, RingingSession, ringing_session
from tests.unit.device.ringing_rig import DueRing

NOW = DueRing(100.0, "timer", "pasta", "The pasta timer is done.")
LONG = DueRing(100.0, "timer", "pasta", "The pasta timer is done. " * 40)
SPEECH = tone(1.6)


def stop() -> SimulatedRecognizer:
    """Return a recogniser that hears "stop"."""
    return SimulatedRecognizer("Stop.")


def over(r: RingingSession) -> None:
    """Check that nothing rings, and nothing is left of it."""
    assert r.book.ringing == ()
    r.followers.wait_for("light", "connected")
    r.wait_for_state("connected")


def test_it_says_what_is_due_and_listens_and_says_it_again() -> None:
    with ringing_session(NOW) as r:
        r.wait_for_state("listening")
        assert r.voice.texts == [NOW.text]
        assert r.indicator.sign.value == "ringing"
        r.loudspeaker.forget()
        for passed_s in (GAP_S, EVERY_S):
            r.passes(passed_s)
        r.loudspeaker.wait_for(Earcon.RINGING, 2)
        r.user_says(NOBODY)
        r.wait_for_state("listening", 2)
        assert r.voice.texts == [NOW.text] * 2
        assert r.followers.of("turn")[:2] == ["answered", "nothing said"]


def test_the_earcon_is_heard_before_the_text() -> None:
    with ringing_session() as r:
        r.voice.takes = lambda: r.loudspeaker.wait_for(Earcon.RINGING)
        r.book.add(NOW)
        r.wait_for_state("listening")
        assert r.voice.texts == [NOW.text]
        assert r.loudspeaker.earcons[0] is Earcon.RINGING


def test_what_becomes_due_later_rings_then() -> None:
    with ringing_session() as r:
        r.wait_for_state("connected")
        r.book.add(replace(NOW, at_s=400.0))
        r.passes(299.0)
        assert r.voice.texts == []
        r.passes(1.0)
        r.wait_for_state("listening")
        assert r.voice.texts == [NOW.text]


# --- its end ---


def test_a_tap_ends_it_and_does_nothing_else() -> None:
    with ringing_session(NOW) as r:
        r.wait_for_state("listening")
        r.button.tap()
        r.wait_for_state("connected")
        over(r)
        r.button.tap()
        r.wait_for_state("listening", 2)
        assert r.voice.texts == [NOW.text]


def test_a_tap_while_it_speaks_ends_it() -> None:
    with ringing_session(LONG, loudspeaker=PluggedLoudspeaker()) as r:
        r.wait_for_state("speaking")
        r.button.tap()
        r.wait_for_state("connected", 2)
        over(r)
        assert r.followers.of("turn") == ["interrupted"]


def test_a_button_that_is_held_to_talk_ends_it_too() -> None:
    with ringing_session(NOW) as r:
        r.wait_for_state("listening")
        r.button.press_to_talk()
        r.wait_for_state("connected")
        r.button.release_to_commit()
        over(r)


def test_a_double_tap_ends_it_and_mutes() -> None:
    with ringing_session(NOW) as r:
        r.wait_for_state("listening")
        r.button.tap()
        r.button.toggle_mute()
        r.followers.wait_for("light", "muted")
        assert r.session.is_muted
        assert r.book.ringing == ()


def test_stop_ends_it_and_is_answered() -> None:
    with ringing_session(NOW, recognizer=stop) as r:
        r.wait_for_state("listening")
        r.user_says(SPEECH)
        r.followers.wait_for("turn", "answered", 2)
        over(r)
        assert r.followers.of("transcript")[-1] == "Stop."
        assert r.voice.texts[0] == NOW.text
        assert NOW.text not in r.voice.texts[1:]


def test_other_words_are_answered_and_it_rings_on() -> None:
    with ringing_session(NOW) as r:
        r.wait_for_state("listening")
        r.user_says(SPEECH)
        r.followers.wait_for("turn", "answered", 2)
        r.followers.wait_for("light", "connected")
        r.passes(PAUSE_S)
        r.wait_for_state("listening", 2)
        assert r.voice.texts.count(NOW.text) == 2
        assert {"processing", "speaking"} <= set(r.followers.of("light"))


def test_after_five_minutes_it_gives_up_and_says_at_the_next_tap_what_was_missed() -> None:
    with ringing_session(NOW) as r:
        r.wait_for_state("listening")
        r.passes(GIVE_UP_S)
        r.wait_for_state("connected")
        over(r)
        r.button.tap()
        r.followers.wait_for("turn", "answered", 2)
        assert r.voice.texts == [NOW.text, "You missed: timer."]
        r.wait_for_state("connected")
        r.button.tap()
        r.wait_for_state("listening", 2)
        assert len(r.voice.texts) == 2


# --- a conversation ---


def test_the_end_of_a_conversation_is_waited_for() -> None:
    with ringing_session() as r:
        r.session.start_listening()
        r.wait_for_state("listening")
        r.book.add(NOW)
        eventually(lambda: r.book.ringing != ())
        r.passes(CUT_IN_S - 1.0)
        assert r.voice.texts == []
        assert r.indicator.sign.value == "listening"
        r.user_says(SPEECH)
        eventually(lambda: NOW.text in r.voice.texts)
        assert r.followers.of("turn")[0] == "answered"


@pytest.mark.parametrize("state", ["listening", "processing"])
def test_a_conversation_without_an_end_is_cut_into(state: str) -> None:
    with ringing_session(language_model=Ponderer) as r:
        r.session.start_listening()
        if state == "processing":
            r.user_says(SPEECH)
        r.wait_for_state(state)
        r.book.add(NOW)
        eventually(lambda: r.book.ringing != ())
        assert r.voice.texts == []
        r.passes(CUT_IN_S)
        r.followers.wait_for("turn", "answered")
        assert r.followers.of("turn") == ["interrupted", "answered"]
        assert r.voice.texts == [NOW.text]
