"""Reporter: reports of the session go to the light, the followers, the state file, the counts and the journal."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters.simulated import simulated_models
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.board.panel import LightKind
from appliance.control.protocol import ControlEvent
from appliance.device.indicator import Indicator
from appliance.device.light_signs import LightSign
from appliance.device.lights import Lights
from appliance.device.persistent_state import PersistentState, SavedState
from appliance.device.reporter import Reporter
from appliance.errors import AudioUnavailable, PipelineError, StageTimeout
from appliance.interfaces import AudioDevice, Hardware
from appliance.monitoring.metrics import TIMINGS, Outcome, TurnMetrics
from appliance.session.session import VoiceSession
from appliance.settings import LightSettings, VoiceSessionConfig
from appliance.states import SessionState
from tests.unit.device.device_parts import NOON, FakeLight
from tests.unit.scripted import Clock

TIMES: dict[str, None] = dict.fromkeys(TIMINGS)
TURN = TurnMetrics(turn=7, outcome=Outcome.ANSWERED, words=3, reply_words=4, reply_audio_s=1.5, **TIMES)  # type: ignore[arg-type]


class SessionWithFailure(VoiceSession):
    """A disconnected session whose failure is set by a test."""

    given_failure: PipelineError | None = None

    @property
    def failure(self) -> PipelineError | None:
        return self.given_failure


class Desk:
    """A reporter with everything it reports to."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "state.json"
        self.light = FakeLight(LightKind.DIMMABLE)
        self.lights = Lights(self.light, LightSettings(), Clock(), lambda: NOON)
        self.lights.open()
        self.indicator = Indicator(is_muted=False)
        self.signs: list[LightSign] = []
        self.indicator.passes_on_to(self.signs.append, self.lights.show)
        self.reporter = Reporter(self.indicator, self.lights, PersistentState(self.path, SavedState(volume=70)))
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.reporter.publish = self._publish
        self.failures: list[Exception] = []
        self.reporter.on_failure = self.failures.append
        hardware = Hardware(WavMicrophone(), WavLoudspeaker())
        self.session = SessionWithFailure(VoiceSessionConfig(), hardware, simulated_models())

    def _publish(self, event: ControlEvent, /, **what: object) -> None:
        self.events.append((event, what))

    def brightness(self) -> float:
        self.lights.update()
        return max(self.light.shown[-1])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_states_are_shown_and_published_and_the_light_stays_on_in_between(desk: Desk) -> None:
    for state in (SessionState.CONNECTING, SessionState.CONNECTED, SessionState.LISTENING):
        desk.reporter.state_changed(desk.session, state)
    assert desk.signs == [LightSign.BOOTING, LightSign.CONNECTING, LightSign.CONNECTED, LightSign.LISTENING]
    assert desk.events == [("state", {"state": name}) for name in ("connecting", "connected", "listening")]


def test_the_light_is_brighter_while_the_user_speaks(desk: Desk) -> None:
    desk.reporter.state_changed(desk.session, SessionState.LISTENING)
    silent = desk.brightness()
    desk.reporter.speech_activity(desk.session, True)
    assert desk.brightness() > silent > 0
    desk.reporter.speech_activity(desk.session, False)
    assert desk.brightness() == silent
    assert desk.events[1:] == [("speaking", {"is_speaking": True}), ("speaking", {"is_speaking": False})]


def test_missing_devices_are_shown_and_published_with_their_reasons(desk: Desk) -> None:
    desk.reporter.state_changed(desk.session, SessionState.ERROR)
    both = {AudioDevice.MICROPHONE: AudioUnavailable("no mic"), AudioDevice.LOUDSPEAKER: AudioUnavailable("no box")}
    desk.reporter.devices_missing(desk.session, both)
    desk.reporter.devices_missing(desk.session, {AudioDevice.LOUDSPEAKER: both[AudioDevice.LOUDSPEAKER]})
    assert desk.reporter.missing == {"loudspeaker": "no box"}
    desk.reporter.devices_missing(desk.session, {})
    assert desk.signs[1:] == [
        LightSign.ERROR,
        LightSign.MICROPHONE_MISSING,
        LightSign.LOUDSPEAKER_MISSING,
        LightSign.ERROR,
    ]
    assert [what["devices"] for event, what in desk.events if event == "missing"] == [
        {"microphone": "no mic", "loudspeaker": "no box"},
        {"loudspeaker": "no box"},
        {},
    ]


def test_mute_and_volume_are_shown_published_and_kept(desk: Desk) -> None:
    desk.reporter.state_changed(desk.session, SessionState.CONNECTED)
    desk.reporter.mute_changed(desk.session, True)
    desk.reporter.volume_changed(desk.session, 35)
    assert desk.signs[-1] is LightSign.MUTED
    assert desk.events[1:] == [("mute", {"is_muted": True}), ("volume", {"percent": 35})]
    assert PersistentState(desk.path, SavedState(volume=1)).kept == SavedState(volume=35, is_muted=True)


def test_what_is_said_goes_to_followers_and_never_to_the_journal(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk.reporter.transcript_received(desk.session, "my secret", False)
    desk.reporter.transcript_received(desk.session, "my secret is", True)
    desk.reporter.response_received(desk.session, "a secret answer")
    desk.reporter.turn_completed(desk.session, TURN)
    assert [what.get("text") for _, what in desk.events] == ["my secret", "my secret is", "a secret answer", None]
    assert "secret" not in caplog.text


def test_a_turn_is_counted_published_and_logged_in_one_line(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    desk.reporter.turn_completed(desk.session, TURN)
    desk.reporter.turn_completed(desk.session, replace(TURN, turn=8, voice_to_voice=712.34))
    assert desk.reporter.turn_counts.summary() == {"turns": {"answered": 2}, "voice_to_voice_ms": 712.3}
    event, what = desk.events[-1]
    assert (event, what["turn"], what["outcome"]) == ("turn", 8, "answered")
    assert what["timings_ms"]["voice_to_voice"] == 712.3
    assert caplog.messages == ["turn 7: answered", "turn 8: answered, last word to first sound 712 ms"]


def test_an_error_is_published_and_only_a_failure_ends_the_device(desk: Desk) -> None:
    timeout = StageTimeout("transcriber", 30)
    desk.reporter.error_occurred(desk.session, timeout)
    assert desk.events == [("error", {"text": str(timeout)})]
    assert desk.failures == []
    desk.session.given_failure = PipelineError("turns", ZeroDivisionError("a bug"))
    desk.reporter.error_occurred(desk.session, desk.session.given_failure)
    assert desk.failures == [desk.session.given_failure]


def test_it_works_without_a_light_and_without_followers(tmp_path: Path) -> None:
    reporter = Reporter(
        Indicator(is_muted=False), None, PersistentState(tmp_path / "state.json", SavedState(volume=70))
    )
    session = SessionWithFailure(VoiceSessionConfig(), Hardware(WavMicrophone(), WavLoudspeaker()), simulated_models())
    reporter.state_changed(session, SessionState.LISTENING)
    reporter.speech_activity(session, True)
    reporter.error_occurred(session, AudioUnavailable("no mic"))
