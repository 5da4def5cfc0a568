"""`interrupt()` in each state: what stops, what is listened to and what is remembered."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest

from appliance.adapters.simulated import SimulatedLanguageModel
from appliance.interfaces import GenerationOptions, Message
from appliance.monitoring.metrics import Outcome
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.session.rig import TRANSCRIPT, EndlessModel, rig


@pytest.mark.parametrize("listen", [True, False])
def test_interrupt_while_speaking_falls_silent_and_listens_or_not(listen: bool) -> None:
    config = VoiceSessionConfig(listen_after_interrupt=listen)
    with rig(config, realtime_loudspeaker=True, language_model=EndlessModel) as r:
        r.say()
        r.recorder.wait_for_state(SessionState.SPEAKING)
        assert r.session.interrupt() is True
        following = SessionState.LISTENING if listen else SessionState.CONNECTED
        assert r.session.state is following
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        assert r.recorder.states[-2:] == ["speaking", following.value]


def test_what_was_not_played_is_not_remembered() -> None:
    with rig(realtime_loudspeaker=True, language_model=EndlessModel) as r:
        r.say()
        r.recorder.wait(lambda: bool(r.recorder.of("audio")))
        r.recorder.wait_for_state(SessionState.SPEAKING)
        r.session.interrupt()
        r.recorder.wait_for_turns(1)
        written = len(r.recorder.of("reply")[-1].split())
        remembered = sum(len(exchange.assistant.split()) for exchange in r.session.history)
        assert remembered < written


def test_interrupt_while_listening_forgets_what_was_said_and_listens_again() -> None:
    with rig(VoiceSessionConfig(endpointing_delay_s=5, max_endpointing_delay_s=5)) as r:
        r.microphone.ready = lambda: r.session.is_idle and r.microphone.remaining_s > 0
        r.say()
        r.recorder.wait(lambda: TRANSCRIPT in r.recorder.of("partial"))
        assert r.session.interrupt() is True
        assert r.session.state is SessionState.LISTENING
        r.session.stop_listening()
        r.recorder.wait_for_turns(2)
        assert [turn.outcome for turn in r.recorder.turns] == [Outcome.INTERRUPTED, Outcome.NOTHING_SAID]


def test_interrupt_while_processing() -> None:
    thinking = threading.Event()

    class Ponderer(SimulatedLanguageModel):
        def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
            thinking.set()
            while True:
                yield ""

    with rig(language_model=Ponderer) as r:
        r.say()
        assert thinking.wait(10)
        r.recorder.wait_for_state(SessionState.PROCESSING)
        assert r.session.interrupt() is True
        assert r.session.state.value == "listening"
        r.session.stop_listening()
        r.recorder.wait_for_turns(2)


def test_nothing_to_interrupt_while_connected() -> None:
    with rig() as r:
        assert r.session.interrupt() is False
        assert r.session.state is SessionState.CONNECTED
