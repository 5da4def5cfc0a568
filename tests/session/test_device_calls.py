"""Calls that the button and the control socket make, in every state: tap, press to talk, cancel, say, earcons."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.adapters.simulated import SimulatedVoice
from appliance.audio.earcons import Earcon
from appliance.errors import InvalidState
from appliance.monitoring.metrics import Outcome
from appliance.session.session import VoiceSession
from appliance.states import SessionState
from tests.session.plugged import BUSY, S, plugged
from tests.session.rig import TRANSCRIPT, rig

WHILE_BUSY = pytest.mark.parametrize("state", BUSY)


# --- tap, and press to talk ---


@pytest.mark.parametrize("call", [VoiceSession.tap, VoiceSession.press_to_talk])
@pytest.mark.parametrize(
    ("state", "earcon", "ended"),
    [
        (S.CONNECTED, Earcon.LISTENING, []),
        (S.ERROR, Earcon.LISTENING, []),
        (S.PROCESSING, Earcon.INTERRUPTED, [Outcome.INTERRUPTED]),
        (S.SPEAKING, Earcon.INTERRUPTED, [Outcome.INTERRUPTED]),
    ],
)
def test_a_tap_or_a_press_listens(
    call: Callable[[VoiceSession], None], state: SessionState, earcon: Earcon, ended: list[Outcome]
) -> None:
    with plugged(state, has_earcons=True) as r:
        call(r.session)
        r.arrives_in(S.LISTENING)
        assert r.outcomes == ended
        r.loudspeaker.wait_for(earcon)
        assert r.loudspeaker.earcons == [earcon]


def test_a_tap_while_listening_cancels_when_nothing_was_said() -> None:
    with plugged(S.LISTENING, has_earcons=True) as r:
        r.session.tap()
        r.recorder.wait_for_turns(1)
        r.recorder.wait_for_state(S.CONNECTED)
        assert r.outcomes == [Outcome.NOTHING_SAID]
        r.loudspeaker.wait_for(Earcon.CANCELLED)
        assert r.loudspeaker.earcons == [Earcon.CANCELLED]


def test_a_tap_while_listening_commits_what_was_said() -> None:
    with plugged(has_earcons=True, endpointing_delay_s=5, max_endpointing_delay_s=5) as r:
        r.microphone.ready = lambda: r.session.is_idle and r.microphone.remaining_s > 0
        r.say()
        r.recorder.wait(lambda: TRANSCRIPT in r.recorder.of("partial"))
        r.session.tap()
        r.recorder.wait_for_turns(1)
        assert r.outcomes == [Outcome.ANSWERED]
        assert Earcon.COMMITTED in r.loudspeaker.earcons


def test_a_press_while_listening_goes_on_listening() -> None:
    with plugged(S.LISTENING) as r:
        r.session.press_to_talk()
        assert r.session.state is S.LISTENING
        assert r.recorder.told == []


@pytest.mark.parametrize("state", [S.PROCESSING, S.SPEAKING])
def test_without_listen_after_interrupt_a_tap_silences_and_a_held_button_listens(state: SessionState) -> None:
    with plugged(state, listen_after_interrupt=False) as r:
        r.session.tap()
        r.arrives_in(S.CONNECTED)
    with plugged(state, listen_after_interrupt=False) as r:
        r.session.press_to_talk()
        r.arrives_in(S.LISTENING)


@pytest.mark.parametrize("call", [VoiceSession.tap, VoiceSession.press_to_talk])
@pytest.mark.parametrize("state", [S.CONNECTED, S.ERROR])
def test_a_tap_while_muted_plays_the_mute_earcon(call: Callable[[VoiceSession], None], state: SessionState) -> None:
    with plugged(state, has_earcons=True) as r:
        r.session.mute()
        call(r.session)
        assert r.session.state is state
        assert r.recorder.states == []
        r.loudspeaker.wait_for(Earcon.MUTED, count=2)


def test_a_tap_while_connecting_is_harmless_and_while_disconnected_refused() -> None:
    loading, may_load = threading.Event(), threading.Event()

    def slow_voice() -> SimulatedVoice:
        loading.set()
        assert may_load.wait(20)
        return SimulatedVoice()

    with rig(connect=False, voice=slow_voice) as r, ThreadPoolExecutor(1) as caller:
        for call in (r.session.tap, r.session.press_to_talk):
            with pytest.raises(InvalidState, match="while disconnected"):
                call()
        connected = caller.submit(r.session.connect)
        assert loading.wait(20)
        r.session.tap()
        r.session.press_to_talk()
        assert r.session.state is S.CONNECTING
        may_load.set()
        connected.result(20)
        r.recorder.wait_for_state(S.CONNECTED)


# --- cancel ---


@WHILE_BUSY
def test_cancel_stops_and_does_not_listen(state: SessionState) -> None:
    with plugged(state, has_earcons=True) as r:
        assert r.session.cancel() is True
        r.arrives_in(S.CONNECTED)
        assert r.outcomes == [Outcome.INTERRUPTED]
        r.loudspeaker.wait_for(Earcon.CANCELLED)


@pytest.mark.parametrize("state", [S.CONNECTED, S.ERROR])
def test_there_is_nothing_to_cancel(state: SessionState) -> None:
    with plugged(state) as r:
        assert r.session.cancel() is False
        assert r.session.state is state
        assert r.recorder.told == []


# --- say ---


def test_a_text_is_spoken_sentence_by_sentence_and_is_no_conversation() -> None:
    with plugged() as r:
        r.session.say("Dinner is ready. It is soup.")
        r.recorder.wait_for_turns(1)
        assert r.recorder.states == ["processing", "speaking", "connected"]
        assert r.outcomes == [Outcome.ANSWERED]
        voice = SimulatedVoice()
        spoken = [next(voice.synthesize(text)) for text in ("Dinner is ready.", "It is soup.")]
        assert [len(sound) for sound in r.recorder.of("audio")] == [len(sound) for sound in spoken]
        assert r.session.history == ()
        assert r.recorder.turns[0].voice_to_voice is None, "the user had not spoken"


def test_a_text_with_nothing_in_it_to_say_ends_at_once() -> None:
    with plugged() as r:
        for count, text in enumerate(("", "   ", "\n"), start=1):
            r.session.say(text)
            r.recorder.wait_for_turns(count)
        assert set(r.outcomes) == {Outcome.NO_REPLY}
        assert r.session.state is S.CONNECTED


@pytest.mark.parametrize("state", [*BUSY, S.ERROR])
def test_a_busy_session_refuses_to_speak_a_text(state: SessionState) -> None:
    with plugged(state) as r:
        with pytest.raises(InvalidState, match=f"cannot speak while {state.value}"):
            r.session.say("Dinner is ready.")
        assert r.session.state is state


# --- earcons ---


def test_an_earcon_is_played_where_earcons_are_wanted_and_only_there() -> None:
    with plugged(has_earcons=True) as r:
        r.session.play_earcon(Earcon.SHUTDOWN_WARNING)
        r.loudspeaker.wait_for(Earcon.SHUTDOWN_WARNING)
    with plugged(has_earcons=False) as r:
        r.session.play_earcon(Earcon.SHUTDOWN_WARNING)
        r.session.tap()
        r.session.cancel()
        r.session.say("One.")
        r.recorder.wait_for_turns(2)
        assert len(r.loudspeaker.take()) == sum(map(len, r.recorder.of("audio"))), "nothing but the voice"


def test_an_earcon_that_calls_the_user_is_played_where_no_others_are_wanted() -> None:
    with plugged(has_earcons=False) as r:
        r.session.play_earcon(Earcon.RINGING)
        r.loudspeaker.wait_for(Earcon.RINGING)
