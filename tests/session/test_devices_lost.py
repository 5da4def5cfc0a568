"""A microphone or a loudspeaker is missing at the start, is lost in each state, and comes back; and a stage dies."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.adapters.simulated import SimulatedRecognizer, SimulatedVoice
from appliance.audio.earcons import Earcon
from appliance.audio.format import Samples
from appliance.errors import AudioUnavailable, InvalidState, PipelineError
from appliance.interfaces import AudioDevice
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome
from appliance.session.session import VoiceSession
from appliance.states import SessionState
from tests.session.plugged import (
    BUSY,
    MODELS,
    NO_LOUDSPEAKER,
    NO_MICROPHONE,
    DeviceWitness,
    PluggedLoudspeaker,
    PluggedMicrophone,
    PluggedRig,
    S,
    plugged,
)
from tests.session.rig import Devices, rig

REASONS = {AudioDevice.MICROPHONE: NO_MICROPHONE, AudioDevice.LOUDSPEAKER: NO_LOUDSPEAKER}
EVERY_DEVICE = pytest.mark.parametrize("device", AudioDevice)


def part(r: PluggedRig, device: AudioDevice) -> PluggedMicrophone | PluggedLoudspeaker:
    """Return the fake device of the rig that `device` names."""
    return r.microphone if device is AudioDevice.MICROPHONE else r.loudspeaker


def wait_for_missing(r: PluggedRig, *missing: AudioDevice) -> None:
    """Wait until the delegate was last told that exactly these devices are missing."""
    wanted = {device: REASONS[device] for device in missing}
    r.recorder.wait(lambda: r.recorder.of("missing")[-1:] == [wanted])


@EVERY_DEVICE
@pytest.mark.parametrize("state", MODELS)
def test_a_device_is_lost_in_any_state(device: AudioDevice, state: SessionState) -> None:
    with plugged(state) as r:
        part(r, device).unplug()
        wait_for_missing(r, device)
        r.recorder.wait(lambda: REASONS[device] in r.recorder.of("error"))
        assert r.session.state is S.ERROR
        assert r.outcomes == ([Outcome.FAILED] if state in BUSY else [])


@EVERY_DEVICE
@pytest.mark.parametrize("state", [S.SPEAKING, S.ERROR])
def test_a_device_that_is_back_makes_it_ready(device: AudioDevice, state: SessionState) -> None:
    with plugged(state) as r:
        part(r, device).unplug()
        wait_for_missing(r, device)
        part(r, device).plug_in()
        wait_for_missing(r)
        r.recorder.wait_for_state(S.CONNECTED)
        assert r.session.state is S.CONNECTED
        assert r.recorder.of("error") == [REASONS[device]], "told once, although the device was tried several times"


@EVERY_DEVICE
def test_while_one_is_missing_no_turn_begins_and_a_tap_plays_an_earcon(device: AudioDevice) -> None:
    with plugged(has_earcons=True, error_shown_s=0.0) as r:
        part(r, device).unplug()
        wait_for_missing(r, device)
        r.recorder.wait_for_state(S.ERROR)
        with pytest.raises(AudioUnavailable, match="unplugged") as refused:
            r.session.start_listening()
        assert refused.value is REASONS[device]
        with pytest.raises(InvalidState, match="cannot speak while error"):
            r.session.say("Dinner is ready.")
        assert r.session.interrupt() is r.session.cancel() is False
        for call in (r.session.tap, r.session.press_to_talk):
            call()
            assert r.session.state is S.ERROR
        r.session.set_volume(100)
        r.session.mute()
        r.session.mute(False)
        assert r.session.state is S.ERROR, "although errors are shown for 0 s"
        if device is AudioDevice.MICROPHONE:
            r.loudspeaker.wait_for(Earcon.UNMUTED)
            assert r.loudspeaker.earcons == [Earcon.ERROR] * 3 + [Earcon.MUTED, Earcon.UNMUTED]


def test_with_both_missing_one_alone_is_not_enough() -> None:
    with plugged() as r:
        r.microphone.unplug()
        wait_for_missing(r, AudioDevice.MICROPHONE)
        r.loudspeaker.unplug()
        wait_for_missing(r, AudioDevice.MICROPHONE, AudioDevice.LOUDSPEAKER)
        r.microphone.plug_in()
        wait_for_missing(r, AudioDevice.LOUDSPEAKER)
        assert r.session.state is S.ERROR
        r.loudspeaker.plug_in()
        r.recorder.wait_for_state(S.CONNECTED)


# --- at the start ---


@pytest.mark.parametrize("missing", [[AudioDevice.MICROPHONE], list(AudioDevice)])
def test_what_is_missing_at_first_is_waited_for(missing: list[AudioDevice]) -> None:
    microphone = PluggedMicrophone(NO_MICROPHONE if AudioDevice.MICROPHONE in missing else None)
    loudspeaker = PluggedLoudspeaker(NO_LOUDSPEAKER if AudioDevice.LOUDSPEAKER in missing else None)
    with plugged(microphone=microphone, loudspeaker=loudspeaker) as r:
        wait_for_missing(r, *missing)
        r.recorder.wait_for_state(S.ERROR)
        with pytest.raises(AudioUnavailable):
            r.session.start_listening()
        for device in missing:
            part(r, device).plug_in()
        r.recorder.wait_for_state(S.CONNECTED)
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.outcomes == [Outcome.ANSWERED]


@EVERY_DEVICE
def test_where_nothing_may_be_missing_connecting_fails(device: AudioDevice) -> None:
    microphone = PluggedMicrophone(NO_MICROPHONE if device is AudioDevice.MICROPHONE else None)
    loudspeaker = PluggedLoudspeaker(NO_LOUDSPEAKER if device is AudioDevice.LOUDSPEAKER else None)
    with rig(connect=False, devices=Devices(microphone, loudspeaker)) as r:
        with pytest.raises(AudioUnavailable, match="unplugged"):
            r.session.connect()
        assert r.session.state is S.DISCONNECTED


def test_a_device_that_comes_while_the_models_are_loaded_is_no_error() -> None:
    loading, may_load, recorder = threading.Event(), threading.Event(), DeviceWitness()

    def slow_voice() -> SimulatedVoice:
        loading.set()
        assert may_load.wait(20)
        return SimulatedVoice()

    microphone = PluggedMicrophone(NO_MICROPHONE)
    devices = Devices(microphone, PluggedLoudspeaker(), may_be_missing=True, recorder=recorder)
    with rig(connect=False, devices=devices, voice=slow_voice) as r, ThreadPoolExecutor(1) as caller:
        connected = caller.submit(r.session.connect)
        assert loading.wait(20)
        recorder.wait(lambda: recorder.of("missing") == [{AudioDevice.MICROPHONE: NO_MICROPHONE}])
        assert r.session.state is S.CONNECTING
        microphone.plug_in()
        recorder.wait(lambda: recorder.of("missing")[-1:] == [{}])
        may_load.set()
        connected.result(20)
        recorder.wait_for_state(S.CONNECTED)
        assert recorder.states == ["connecting", "connected"]
        assert recorder.of("error") == []


def test_a_device_still_missing_when_the_models_are_loaded_is_shown_at_once() -> None:
    may_load, recorder = threading.Event(), DeviceWitness()

    def slow_voice() -> SimulatedVoice:
        assert may_load.wait(20)
        return SimulatedVoice()

    devices = Devices(PluggedMicrophone(NO_MICROPHONE), PluggedLoudspeaker(), may_be_missing=True, recorder=recorder)
    with rig(connect=False, devices=devices, voice=slow_voice) as r, ThreadPoolExecutor(1) as caller:
        connected = caller.submit(r.session.connect)
        recorder.wait(lambda: bool(recorder.of("missing")))
        may_load.set()
        connected.result(20)
        assert r.session.state is S.ERROR
        recorder.wait_for_state(S.ERROR)
        assert recorder.states == ["connecting", "error"]


# --- a stage that died ---


class Broken(SimulatedRecognizer):
    """A recogniser with a bug."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        raise ZeroDivisionError("a bug")


CALLS: list[Callable[[VoiceSession], object]] = [
    VoiceSession.tap,
    VoiceSession.press_to_talk,
    VoiceSession.start_listening,
    VoiceSession.interrupt,
    VoiceSession.cancel,
    VoiceSession.mute,
    lambda session: session.set_volume(3),
    lambda session: session.say("Hello."),
    lambda session: session.play_earcon(Earcon.ERROR),
]
"""Every call that a session with a dead stage refuses."""


def test_a_bug_in_a_stage_is_the_failure_of_the_session(caplog: pytest.LogCaptureFixture) -> None:
    microphone = PluggedMicrophone()
    devices = Devices(microphone, PluggedLoudspeaker(), may_be_missing=True, recorder=DeviceWitness())
    with rig(devices=devices, recognizer=Broken) as r:
        assert r.session.failure is None
        r.say()
        r.recorder.wait(lambda: bool(r.recorder.of("error")))
        assert isinstance(r.session.failure, PipelineError)
        assert isinstance(r.session.failure.cause, ZeroDivisionError)
        for call in CALLS:
            with pytest.raises(PipelineError, match="a bug"):
                call(r.session)
        microphone.unplug()
        r.recorder.wait(lambda: bool(r.recorder.of("missing")))
        microphone.plug_in()
        r.recorder.wait(lambda: r.recorder.of("missing")[-1:] == [{}])
        assert r.session.state is S.ERROR, "a device that is back does not repair a stage that died of a bug"
        r.session.disconnect()
        assert r.session.failure is None
    assert "ZeroDivisionError" in caplog.text
