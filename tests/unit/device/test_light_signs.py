"""Light signs: which one is shown, and that every two differ by their pattern alone, on every kind of light."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from appliance.board.panel import LightKind
from appliance.device.light_patterns import level, next_change_s
from appliance.device.light_signs import LightSign, Overlays, Shutdown, pattern_of, sign_of
from appliance.interfaces import AudioDevice
from appliance.states import SessionState
from tests.unit.device.light_distance import LONGEST_PERIOD_S, Seen


@pytest.mark.parametrize("state", SessionState)
def test_each_state_has_a_sign(state: SessionState) -> None:
    assert sign_of(state, Overlays()).value == state.value


@pytest.mark.parametrize("state", SessionState)
def test_shutting_down_goes_before_everything_and_booting_before_the_rest(state: SessionState) -> None:
    missing = frozenset(AudioDevice)
    for shutdown, expected in (
        (Shutdown.BEGUN, LightSign.SHUTTING_DOWN),
        (Shutdown.WARNED, LightSign.SHUTDOWN_WARNING),
        (Shutdown.NOT_ASKED, LightSign.BOOTING),
    ):
        assert sign_of(state, Overlays(True, missing, is_booting=True, shutdown=shutdown)) is expected


@pytest.mark.parametrize("state", SessionState)
def test_ringing_goes_before_whatever_the_session_does_or_lacks(state: SessionState) -> None:
    overlays = Overlays(True, frozenset(AudioDevice), is_server_missing=True, has_notice=True, is_ringing=True)
    assert sign_of(state, overlays) is LightSign.RINGING
    assert sign_of(state, replace(overlays, is_booting=True)) is LightSign.BOOTING
    assert sign_of(state, replace(overlays, shutdown=Shutdown.WARNED)) is LightSign.SHUTDOWN_WARNING


@pytest.mark.parametrize("state", SessionState)
def test_what_is_missing_is_said_while_it_keeps_the_appliance_from_working(state: SessionState) -> None:
    is_said = state in (SessionState.ERROR, SessionState.CONNECTING)
    for missing, sign in (
        ({AudioDevice.MICROPHONE}, LightSign.MICROPHONE_MISSING),
        ({AudioDevice.LOUDSPEAKER}, LightSign.LOUDSPEAKER_MISSING),
        (set(AudioDevice), LightSign.MICROPHONE_MISSING),
    ):
        expected = sign if is_said else LightSign(state.value)
        assert sign_of(state, Overlays(missing=frozenset(missing))) is expected


@pytest.mark.parametrize("state", SessionState)
def test_muted_is_said_only_where_one_could_speak(state: SessionState) -> None:
    expected = LightSign.MUTED if state is SessionState.CONNECTED else LightSign(state.value)
    assert sign_of(state, Overlays(is_muted=True)) is expected


@pytest.mark.parametrize("state", SessionState)
def test_a_server_that_is_missing_is_said_only_while_nothing_else_is_to_be_said(state: SessionState) -> None:
    expected = LightSign.SERVER_MISSING if state is SessionState.CONNECTED else LightSign(state.value)
    assert sign_of(state, Overlays(is_server_missing=True)) is expected
    expected = LightSign.MUTED if state is SessionState.CONNECTED else LightSign(state.value)
    assert sign_of(state, Overlays(is_server_missing=True, is_muted=True)) is expected


def as_seen(kind: LightKind, sign: LightSign) -> Seen:
    pattern = pattern_of(sign, kind)
    if kind is LightKind.ON_OFF:
        return Seen(lambda elapsed_s: float(level(pattern, elapsed_s) > 0), pattern.shape.period_s)
    return Seen(lambda elapsed_s: level(pattern, elapsed_s), pattern.shape.period_s)


@pytest.mark.parametrize("kind", [LightKind.ON_OFF, LightKind.DIMMABLE])
def test_every_two_signs_differ_by_their_pattern_alone(kind: LightKind) -> None:
    """Even at their best agreement they differ in two fifths of the light, or of the dark: see `light_distance`."""
    seen = {sign: as_seen(kind, sign) for sign in LightSign}
    distances = {(a.value, b.value): seen[a].distance(seen[b]) for a, b in combinations(LightSign, 2)}
    assert len(distances) == 105
    assert {pair: round(distance, 2) for pair, distance in distances.items() if distance < 0.4} == {}


def blip(period_s: float, length_s: float = 0.15, begins_s: float = 0.0) -> Seen:
    return Seen(lambda elapsed_s: float(begins_s <= elapsed_s % period_s < begins_s + length_s), period_s)


def steady(level: float) -> Seen:
    return Seen(lambda _: level, 1.0)


def test_the_distance_is_small_where_a_person_sees_the_same() -> None:
    assert blip(5.0).distance(blip(5.0, begins_s=3.0)) == 0, "shifted"
    assert blip(1.0).distance(blip(1.1)) < 0.2, "a little slower"
    assert blip(0.3, 0.15).distance(blip(0.4, 0.2)) < 0.2, "a little slower, and quick both"
    assert blip(5.0).distance(blip(5.5, begins_s=1.0)) < 0.2, "a little slower, however long they are compared"
    assert blip(1.0, 0.5).distance(blip(1.0, 0.6)) < 0.3, "a little longer"
    assert steady(0.7).distance(steady(0.8)) < 0.4, "a little brighter"


def test_the_distance_is_large_where_a_person_sees_something_else() -> None:
    assert blip(5.0).distance(steady(0.0)) == 1, "it does blink"
    assert steady(1.0).distance(blip(1.0, 0.9)) > 0.9, "it does blink, too"
    assert blip(1.0, 0.1).distance(blip(1.0, 0.5)) > 0.4, "a flash is no blinking"
    assert blip(1.0, 0.5).distance(blip(2.0, 1.0)) > 0.4, "half as fast"


@pytest.mark.parametrize("kind", LightKind)
def test_only_what_is_not_started_is_always_dark(kind: LightKind) -> None:
    dark = {sign for sign in LightSign if all(step.level == 0 for step in pattern_of(sign, kind).shape.steps)}
    assert dark == {LightSign.DISCONNECTED}


def test_on_one_led_on_means_that_the_microphone_is_open() -> None:
    always_on = {
        sign for sign in LightSign if all(step.level > 0 for step in pattern_of(sign, LightKind.ON_OFF).shape.steps)
    }
    assert always_on == {LightSign.LISTENING}


@pytest.mark.parametrize("kind", [LightKind.DIMMABLE, LightKind.COLOUR])
def test_ready_is_dim_and_listening_is_bright_and_brighter_while_you_speak(kind: LightKind) -> None:
    connected, listening = (pattern_of(sign, kind) for sign in (LightSign.CONNECTED, LightSign.LISTENING))
    assert level(listening, 0) >= 3 * level(connected, 0)
    assert level(listening, 0) < level(listening, 0, is_user_speaking=True) == 1
    assert {next_change_s(pattern, 7.0) for pattern in (connected, listening)} == {None}


@pytest.mark.parametrize("kind", LightKind)
@pytest.mark.parametrize("sign", LightSign)
def test_every_pattern_is_within_bounds(sign: LightSign, kind: LightKind) -> None:
    pattern = pattern_of(sign, kind)
    assert max(pattern.colour) == 1
    assert 0 < pattern.shape.period_s <= LONGEST_PERIOD_S
    assert all(0 <= level(pattern, number / 100) <= 1 for number in range(1000))
    if kind is LightKind.ON_OFF and sign is not LightSign.LISTENING:
        assert {step.level for step in pattern.shape.steps} <= {0.0, 1.0}
        assert not pattern.shape.is_smooth


@pytest.mark.parametrize("state", SessionState)
def test_a_microphone_whose_sound_is_wrong_is_shown_as_a_missing_one_while_one_could_speak(state: SessionState) -> None:
    is_ready = state is SessionState.CONNECTED
    faulty = Overlays(is_microphone_faulty=True, is_server_missing=True)
    assert sign_of(state, faulty) is (LightSign.MICROPHONE_MISSING if is_ready else LightSign(state.value))
    muted = replace(faulty, is_muted=True)
    assert sign_of(state, muted) is (LightSign.MUTED if is_ready else LightSign(state.value))
