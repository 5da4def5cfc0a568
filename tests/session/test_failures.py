"""A model that cannot be loaded, and stages that fail, die of a bug or take too long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from appliance.adapters.simulated import SimulatedLanguageModel, SimulatedRecognizer, SimulatedVoice
from appliance.audio.format import Samples
from appliance.errors import ModelUnavailable, PipelineError, StageTimeout
from appliance.interfaces import GenerationOptions, Message
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.session.rig import RefusingOnce, rig


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


def test_a_stage_that_refuses_is_an_error_and_the_session_recovers() -> None:
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


def test_a_bug_in_a_stage_is_told_and_calls_are_refused_after_it(caplog: pytest.LogCaptureFixture) -> None:
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
