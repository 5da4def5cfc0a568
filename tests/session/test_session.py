"""VoiceSession on simulated models: states, calls from any thread, interruption, delegates that misbehave."""

from __future__ import annotations

import contextlib
import gc
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.adapters.simulated import SimulatedLanguageModel, SimulatedRecognizer, SimulatedVoice
from appliance.audio.format import Samples
from appliance.errors import InvalidState, ModelUnavailable, PipelineError, StageTimeout
from appliance.interfaces import GenerationOptions, Message
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome
from appliance.session.session import VoiceSession
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.session.rig import rig, tone

HEARD = "This is what a simulated recogniser heard."


def test_a_turn_goes_through_the_states_and_tells_everything() -> None:
    with rig() as r:
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.recorder.states == ["connecting", "connected", "listening", "processing", "speaking", "connected"]
        assert r.recorder.of("final") == [HEARD]
        partials = r.recorder.of("partial")
        assert partials
        assert all(HEARD.startswith(text) for text in partials)
        assert r.recorder.of("reply")[-1] == f"You said: {HEARD} This is a simulated reply."
        turn = r.recorder.turns[0]
        assert turn.outcome is Outcome.ANSWERED
        assert None not in turn.timings_ms().values()
        played = r.loudspeaker.take()
        assert len(played) == sum(len(part) for part in r.recorder.of("audio"))
        assert turn.reply_audio_s == pytest.approx(len(played) / r.loudspeaker.rate_hz, abs=0.001)
        assert [(e.user, e.assistant) for e in r.session.history] == [(HEARD, r.recorder.of("reply")[-1])]


def test_many_turns_follow_each_other_and_nothing_grows() -> None:
    with rig() as r:
        for count in range(1, 31):
            r.say()
            r.recorder.wait_for_turns(count)
        assert {turn.outcome for turn in r.recorder.turns} == {Outcome.ANSWERED}
        assert len({turn.turn for turn in r.recorder.turns}) == 30


def test_silence_is_no_turn() -> None:
    with rig() as r:
        r.session.start_listening()
        r.microphone.play(tone(0.5, level=0.0))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.NOTHING_SAID
        assert r.recorder.states[-2:] == ["listening", "connected"]
        assert r.recorder.of("final") == []
        assert r.session.history == ()


def test_stop_listening_commits_what_was_said() -> None:
    patient = VoiceSessionConfig(endpointing_delay_s=5, max_endpointing_delay_s=5)
    with rig(patient) as r:
        r.microphone.ready = lambda: r.session.is_idle and r.microphone.remaining_s > 0
        r.say()
        r.recorder.wait(lambda: HEARD in r.recorder.of("partial"))
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED


def test_stop_listening_with_nothing_said_cancels() -> None:
    with rig() as r:
        r.session.start_listening()
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.NOTHING_SAID
        assert r.session.state is SessionState.CONNECTED


def test_without_vad_only_stop_listening_ends_the_turn() -> None:
    with rig(VoiceSessionConfig(vad_enabled=False)) as r:
        r.microphone.ready = lambda: r.session.is_idle and r.microphone.remaining_s > 0
        r.session.start_listening()
        r.microphone.play(tone(4.0, level=0.0))
        r.recorder.wait(lambda: HEARD in r.recorder.of("partial"))
        while r.microphone.remaining_s > 0:
            assert r.session.state is SessionState.LISTENING
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED


class RefusingOnce(SimulatedLanguageModel):
    """Cannot answer the first time, and then can."""

    has_refused = False

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        if not self.has_refused:
            self.has_refused = True
            raise ModelUnavailable("the context is full")
        return super().reply(messages, options)


class EndlessModel(SimulatedLanguageModel):
    """Writes sentences until it is stopped, and counts them."""

    written = 0

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        while True:
            type(self).written += 1
            yield "It goes on and on. "


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


def test_what_was_not_heard_is_not_remembered() -> None:
    with rig(realtime_loudspeaker=True, language_model=EndlessModel) as r:
        r.say()
        r.recorder.wait(lambda: bool(r.recorder.of("audio")))
        r.recorder.wait_for_state(SessionState.SPEAKING)
        r.session.interrupt()
        r.recorder.wait_for_turns(1)
        written = len(r.recorder.of("reply")[-1].split())
        heard = sum(len(exchange.assistant.split()) for exchange in r.session.history)
        assert heard < written


def test_interrupt_while_listening_forgets_what_was_said_and_listens_again() -> None:
    with rig(VoiceSessionConfig(endpointing_delay_s=5, max_endpointing_delay_s=5)) as r:
        r.microphone.ready = lambda: r.session.is_idle and r.microphone.remaining_s > 0
        r.say()
        r.recorder.wait(lambda: HEARD in r.recorder.of("partial"))
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


CALLS: list[tuple[str, Callable[[VoiceSession], object]]] = [
    ("start listening", VoiceSession.start_listening),
    ("stop listening", VoiceSession.stop_listening),
    ("interrupt", VoiceSession.interrupt),
]


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_calls_while_disconnected_are_refused(name: str, call: Callable[[VoiceSession], object]) -> None:
    with rig(connect=False) as r:
        with pytest.raises(InvalidState, match=f"cannot {name} while disconnected"):
            call(r.session)
        r.session.connect()
        r.session.disconnect()
        with pytest.raises(InvalidState, match=f"cannot {name} while disconnected"):
            call(r.session)


def test_calls_that_make_no_sense_are_refused_and_change_nothing() -> None:
    with rig() as r:
        with pytest.raises(InvalidState, match="cannot stop listening while connected"):
            r.session.stop_listening()
        with pytest.raises(InvalidState, match="cannot connect while connected"):
            r.session.connect()
        r.session.start_listening()
        with pytest.raises(InvalidState, match="cannot start listening while listening"):
            r.session.start_listening()
        assert r.session.state is SessionState.LISTENING


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_calls_while_connecting_are_refused(name: str, call: Callable[[VoiceSession], object]) -> None:
    loading, may_load = threading.Event(), threading.Event()

    def slow_voice() -> SimulatedVoice:
        loading.set()
        assert may_load.wait(10)
        return SimulatedVoice()

    with rig(connect=False, voice=slow_voice) as r, ThreadPoolExecutor(1) as caller:
        connected = caller.submit(r.session.connect)
        assert loading.wait(10)
        with pytest.raises(InvalidState, match=f"cannot {name} while connecting"):
            call(r.session)
        may_load.set()
        connected.result(10)
        assert r.session.state is SessionState.CONNECTED


def test_disconnect_while_connecting_ends_both() -> None:
    loading, may_load = threading.Event(), threading.Event()

    def slow_voice() -> SimulatedVoice:
        loading.set()
        assert may_load.wait(10)
        return SimulatedVoice()

    with rig(connect=False, voice=slow_voice) as r, ThreadPoolExecutor(2) as callers:
        connected = callers.submit(r.session.connect)
        assert loading.wait(10)
        disconnected = callers.submit(r.session.disconnect)
        r.recorder.wait_for_state(SessionState.DISCONNECTED)
        may_load.set()
        with pytest.raises(InvalidState, match="disconnected"):
            connected.result(20)
        disconnected.result(20)
        assert r.session.state is SessionState.DISCONNECTED


def test_a_model_that_cannot_be_loaded_fails_the_connect_and_the_next_one_works() -> None:
    refusals = [ModelUnavailable("voice.onnx: is no voice")]

    def voice() -> SimulatedVoice:
        if refusals:
            raise refusals.pop()
        return SimulatedVoice()

    with rig(connect=False, voice=voice) as r:
        with pytest.raises(ModelUnavailable, match=r"voice\.onnx: is no voice"):
            r.session.connect()
        assert r.session.state is SessionState.DISCONNECTED
        assert r.recorder.states == ["connecting", "error", "disconnected"]
        r.session.connect()
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED


def test_a_stage_that_refuses_is_an_error_and_then_back_to_work() -> None:
    with rig(VoiceSessionConfig(error_shown_s=0.0, preemptive_replies=False), language_model=RefusingOnce) as r:
        r.say()
        r.recorder.wait(lambda: r.recorder.states[-2:] == ["error", "connected"])
        (error,) = r.recorder.of("error")
        assert isinstance(error, PipelineError)
        assert error.stage == "responder"
        assert str(error) == "the responder failed: the context is full"
        assert r.recorder.turns[0].outcome is Outcome.FAILED
        r.say()
        r.recorder.wait_for_turns(2)
        assert r.recorder.turns[1].outcome is Outcome.ANSWERED


def test_a_bug_in_a_stage_is_told_and_nothing_is_pretended(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(SimulatedRecognizer):
        def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
            raise ZeroDivisionError("a bug")

    with rig(recognizer=Broken) as r:
        r.say()
        r.recorder.wait_for_state(SessionState.ERROR)
        r.recorder.wait(lambda: bool(r.recorder.of("error")))
        (error,) = r.recorder.of("error")
        assert isinstance(error, PipelineError)
        assert isinstance(error.cause, ZeroDivisionError)
        with pytest.raises(PipelineError, match="a bug"):
            r.session.start_listening()
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("setting", "stage"), [("transcription_timeout_s", "transcriber"), ("generation_timeout_s", "responder")]
)
def test_a_stage_that_takes_too_long_is_given_up(setting: str, stage: str) -> None:
    go_on = threading.Event()

    class SlowRecognizer(SimulatedRecognizer):
        def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
            if stage == "transcriber":
                go_on.wait(10)
            return super().transcribe(samples, cancelled)

    class SlowModel(SimulatedLanguageModel):
        def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
            if stage == "responder":
                go_on.wait(10)
            return super().reply(messages, options)

    config = VoiceSessionConfig.model_validate({setting: 0.05, "error_shown_s": 0.0, "streaming": False})
    with rig(config, recognizer=SlowRecognizer, language_model=SlowModel) as r:
        r.say()
        r.recorder.wait(lambda: bool(r.recorder.of("error")))
        (error,) = r.recorder.of("error")
        assert isinstance(error, StageTimeout)
        assert error.stage == stage
        go_on.set()
        r.recorder.wait_for_state(SessionState.CONNECTED)
        r.say()
        r.recorder.wait_for_turns(2)
        assert r.recorder.turns[1].outcome is Outcome.ANSWERED


def test_start_listening_in_error_tries_again() -> None:
    with rig(VoiceSessionConfig(error_shown_s=60, preemptive_replies=False), language_model=RefusingOnce) as r:
        r.say()
        r.recorder.wait_for_state(SessionState.ERROR)
        assert r.session.interrupt() is False
        r.say()
        r.recorder.wait_for_turns(2)
        assert r.recorder.turns[1].outcome is Outcome.ANSWERED


def test_a_delegate_that_raises_hurts_nobody(caplog: pytest.LogCaptureFixture) -> None:
    class Raising:
        def __init__(self) -> None:
            self.completed = threading.Event()

        def state_changed(self, session: VoiceSession, state: SessionState) -> None:
            raise RuntimeError("not my day")

        def turn_completed(self, session: VoiceSession, metrics: object) -> None:
            self.completed.set()
            raise RuntimeError("nor this")

    delegate = Raising()
    with rig(delegate=delegate) as r:
        r.say()
        assert delegate.completed.wait(10)
    assert "state_changed() raised" in caplog.text
    assert "turn_completed() raised" in caplog.text


def test_a_delegate_that_blocks_does_not_make_the_session_deaf() -> None:
    blocked, go_on = threading.Event(), threading.Event()

    class Blocking:
        def transcript_received(self, session: VoiceSession, text: str, is_final: bool) -> None:
            blocked.set()
            go_on.wait(10)

    with rig(delegate=Blocking(), realtime_loudspeaker=True, language_model=EndlessModel) as r:
        r.say()
        assert blocked.wait(10)
        while r.session.interrupt() is False or r.session.state.value != "listening":
            pass
        r.session.stop_listening()
        while r.session.state.value != "connected":
            pass
        go_on.set()


def test_a_delegate_may_call_back_and_even_disconnect() -> None:
    gone = threading.Event()

    class Leaving:
        def turn_completed(self, session: VoiceSession, metrics: object) -> None:
            assert session.interrupt() is False
            session.disconnect()
            gone.set()

    with rig(delegate=Leaving()) as r:
        r.say()
        assert gone.wait(10)
        assert r.session.state is SessionState.DISCONNECTED


def test_a_delegate_needs_no_method_at_all() -> None:
    with rig(delegate=object()) as r:
        r.say()


def test_calls_from_many_threads_at_once_leave_it_whole() -> None:
    def pester(session: VoiceSession, seed: int) -> None:
        for step in range(40):
            call = CALLS[(seed + step) % len(CALLS)][1]
            with contextlib.suppress(InvalidState):
                call(session)

    with rig() as r, ThreadPoolExecutor(6) as pool:
        for result in [pool.submit(pester, r.session, seed) for seed in range(6)]:
            result.result(60)
        with contextlib.suppress(InvalidState):
            r.session.stop_listening()
        r.recorder.wait_for_state(SessionState.CONNECTED)
        r.recorder.forget()
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED


def test_connect_and_disconnect_again_and_again() -> None:
    with rig(connect=False) as r:
        for count in range(1, 6):
            r.session.connect()
            r.say()
            r.recorder.wait_for_turns(count)
            r.session.disconnect()
            r.session.disconnect()
        assert r.recorder.states.count("disconnected") == 5


def test_disconnect_frees_the_models_at_once() -> None:
    loaded: list[weakref.ref[object]] = []

    def voice() -> SimulatedVoice:
        made = SimulatedVoice()
        loaded.append(weakref.ref(made))
        return made

    gc.disable()  # the garbage collector would free them some day, on some thread
    try:
        with rig(connect=False, voice=voice) as r:
            for _ in range(3):
                r.session.connect()
                r.session.disconnect()
                assert loaded[-1]() is None
    finally:
        gc.enable()
