"""A session on simulated models: the states of a turn, and connecting and disconnecting."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.adapters.simulated import SimulatedLanguageModel, SimulatedVoice
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.errors import InvalidState
from appliance.interfaces import GenerationOptions, Message
from appliance.monitoring.metrics import Outcome
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.recording_delegate import RecordingDelegate
from tests.session.rig import TRANSCRIPT, Devices, rig, tone, vowel


def test_a_turn_goes_through_the_states_and_tells_everything() -> None:
    with rig() as r:
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.recorder.states == ["connecting", "connected", "listening", "processing", "speaking", "connected"]
        assert r.recorder.of("final") == [TRANSCRIPT]
        partials = r.recorder.of("partial")
        assert partials
        assert all(TRANSCRIPT.startswith(text) for text in partials)
        assert r.recorder.of("reply")[-1] == f"You said: {TRANSCRIPT} This is a simulated reply."
        turn = r.recorder.turns[0]
        assert turn.outcome is Outcome.ANSWERED
        assert None not in turn.timings_ms().values()
        played = r.loudspeaker.take()
        assert len(played) == sum(len(part) for part in r.recorder.of("audio"))
        assert turn.reply_audio_s == pytest.approx(len(played) / r.loudspeaker.rate_hz, abs=0.001)
        assert [(e.user, e.assistant) for e in r.session.history] == [(TRANSCRIPT, r.recorder.of("reply")[-1])]


def test_many_turns_follow_each_other_and_all_are_answered() -> None:
    with rig() as r:
        for count in range(1, 31):
            r.say()
            r.recorder.wait_for_turns(count)
        assert {turn.outcome for turn in r.recorder.turns} == {Outcome.ANSWERED}
        assert len({turn.turn for turn in r.recorder.turns}) == 30


class AttentiveModel(SimulatedLanguageModel):
    """A language model that keeps the first message of the last prompt."""

    told: Message | None = None

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        self.told = messages[0]
        return super().reply(messages, options)


@pytest.mark.parametrize(("setting", "told"), [("auto", "Know little."), ("Be brief.", "Be brief.")])
def test_the_model_is_told_its_own_system_prompt_unless_the_settings_say_another(setting: str, told: str) -> None:
    config, model = VoiceSessionConfig(error_shown_s=0.0, system_prompt=setting), AttentiveModel()
    with rig(config, language_model=lambda: model, system_prompt="Know little.") as r:
        r.say()
        r.recorder.wait_for_turns(1)
    assert model.told == {"role": "system", "content": told}


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
    config = VoiceSessionConfig(endpointing_delay_s=5, max_endpointing_delay_s=5)
    with rig(config) as r:
        r.microphone.ready = lambda: r.session.is_idle and r.microphone.remaining_s > 0
        r.say()
        r.recorder.wait(lambda: TRANSCRIPT in r.recorder.of("partial"))
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED


class Activity(RecordingDelegate):
    """Records, too, whether the user speaks."""

    def speech_activity(self, _session: object, is_speaking: bool) -> None:
        self._tell("speaks", is_speaking)


@pytest.mark.parametrize("listens", [False, True])
def test_whoever_is_listened_to_no_longer_does_not_speak(listens: bool) -> None:
    devices = Devices(WavMicrophone(), WavLoudspeaker(), recorder=Activity())
    with rig(devices=devices) as r:
        r.session.start_listening()
        r.microphone.play(vowel(10.0))
        r.recorder.wait(lambda: r.recorder.of("speaks") == [True])
        r.session.interrupt() if listens else r.session.cancel()
        r.recorder.wait(lambda: r.recorder.of("speaks")[:2] == [True, False])


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
        r.recorder.wait(lambda: TRANSCRIPT in r.recorder.of("partial"))
        while r.microphone.remaining_s > 0:
            assert r.session.state is SessionState.LISTENING
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED


# --- connecting and disconnecting ---


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

    gc.disable()  # the garbage collector would free them later, on any thread
    try:
        with rig(connect=False, voice=voice) as r:
            for _ in range(3):
                r.session.connect()
                r.session.disconnect()
                assert loaded[-1]() is None
    finally:
        gc.enable()
