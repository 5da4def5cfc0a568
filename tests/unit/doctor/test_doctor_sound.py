"""The doctor's checks of sound: cards, and two seconds of a synthetic room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appliance.audio.format import Block, Samples
from appliance.audio.front_end import FrontEnd, FrontEndOptions
from appliance.board.board import board_by
from appliance.board.profiles import Profile, named_profile
from appliance.board.sound_cards import Direction
from appliance.doctor import sound
from appliance.doctor.parts import Rates
from appliance.doctor.report import Check, Verdict
from appliance.errors import AudioUnavailable
from appliance.items import Frame
from appliance.settings import AudioSettings, Settings, VoiceSessionConfig
from tests.unit.audio.microphones import gained, tone
from tests.unit.doctor.doctor_parts import RoomMicrophone
from tests.unit.machine_files import add_card, open_pcm
from tests.unit.scripted import frame_samples
from tests.unit.scripted_devices import ScriptedLoudspeaker

CAPTURE, PLAYBACK = Direction
FRAMES = sound.SETTLING_FRAMES + sound.RECORDED_FRAMES
GENERIC = named_profile("generic-usb")


def noise(dbfs: float, count: int = FRAMES) -> list[Samples]:
    """Return frames of a steady noise whose root mean square is `dbfs`."""
    random = np.random.default_rng(1)
    amplitude = 32768 * 10 ** (dbfs / 20)
    return [np.round(random.normal(0, amplitude, 320)).clip(-32768, 32767).astype(np.int16) for _ in range(count)]


def level_check(frames: list[Samples]) -> Check:
    device = RoomMicrophone(frames)
    level = {check.name: check for check in sound.microphone(lambda: device)}["capture level"]
    assert not device.is_open
    return level


def rates(*hz: int) -> Rates:
    return lambda pcm, direction: hz


def unanswered(pcm: str, direction: Direction) -> tuple[int, ...]:
    raise AudioUnavailable(f"{direction.value} {pcm}: did not answer")


def card(profile: Profile, ask: Rates, proc: Path, wanted: str = "Device") -> Check:
    return sound.card(wanted, CAPTURE, profile, ask, proc)


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    add_card(tmp_path / "asound", "Device", "USB PnP Sound Device")
    return tmp_path


def test_a_quiet_room_is_ok_and_its_level_is_reported() -> None:
    check = level_check(noise(-60))
    assert check.verdict is Verdict.OK
    assert "noise floor -60" in check.found
    assert check.remedy == ""


def test_speech_in_the_room_is_not_the_noise_floor() -> None:
    check = level_check(noise(-60, 60) + noise(-25, FRAMES - 60))
    assert check.verdict is Verdict.OK
    assert "noise floor -6" in check.found


def test_the_click_at_the_beginning_is_ignored() -> None:
    assert level_check([frame_samples(32767)] * sound.SETTLING_FRAMES + noise(-60)).verdict is Verdict.OK


@pytest.mark.parametrize("frame", [frame_samples(0), frame_samples(-5), np.array([0, 1] * 160, dtype=np.int16)])
def test_digital_silence_fails(frame: Samples) -> None:
    check = level_check([frame] * FRAMES)
    assert check.verdict is Verdict.FAIL
    assert "digital silence" in check.found
    assert "muted" in check.remedy


def test_a_loud_room_is_a_warning() -> None:
    check = level_check(noise(-30))
    assert check.verdict is Verdict.WARN
    assert "-35 dBFS" in check.remedy
    assert level_check(noise(-37)).verdict is Verdict.OK


@pytest.mark.parametrize("value", [32767, -32768])
def test_clipping_is_a_warning(value: int) -> None:
    frames = noise(-60)
    frames[-1][7] = value
    check = level_check(frames)
    assert check.verdict is Verdict.WARN
    assert "clips" in check.remedy
    assert "peak -0.0 dBFS" in check.found or "peak 0.0 dBFS" in check.found


def test_a_microphone_that_cannot_be_opened_fails_with_its_sentence() -> None:
    device = RoomMicrophone(problem="microphone plughw:CARD=Device,DEV=0: is in use by arecord (process 7)")
    assert list(sound.microphone(lambda: device)) == [
        Check(
            "sound", "microphone", Verdict.FAIL, "microphone plughw:CARD=Device,DEV=0: is in use by arecord (process 7)"
        )
    ]


def test_a_microphone_that_ends_in_the_middle_fails() -> None:
    device = RoomMicrophone(noise(-60, 50))
    (check,) = sound.microphone(lambda: device)
    assert check.verdict is Verdict.FAIL
    assert not device.is_open


def test_the_loudspeaker_is_opened_closed_and_silent() -> None:
    device = ScriptedLoudspeaker()
    check = sound.loudspeaker(lambda: device)
    assert check.verdict is Verdict.OK
    assert "22050 Hz" in check.found
    assert (device.written, device.close_count) == ([], 1)


class NoLoudspeaker(ScriptedLoudspeaker):
    def open(self, rate_hz: int) -> None:
        raise AudioUnavailable("loudspeaker x: is gone")


def test_a_loudspeaker_that_cannot_be_opened_fails() -> None:
    check = sound.loudspeaker(NoLoudspeaker)
    assert (check.verdict, check.found) == (Verdict.FAIL, "loudspeaker x: is gone")


def test_a_card_with_an_expected_rate_is_ok(proc: Path) -> None:
    check = card(GENERIC, rates(44100, 48000), proc)
    assert (check.verdict, check.found) == (Verdict.OK, "plughw:CARD=Device,DEV=0, 44100, 48000 Hz")


def test_a_card_with_other_rates_than_its_profile_is_a_warning(proc: Path) -> None:
    check = card(GENERIC, rates(8000), proc)
    assert check.verdict is Verdict.WARN
    assert "16000, 44100, 48000 Hz" in check.remedy


def test_a_card_that_is_missing_says_what_the_board_needs(proc: Path) -> None:
    check = card(named_profile("google-aiy-v1"), rates(48000), proc, "sndrpigooglevoi")
    assert check.verdict is Verdict.FAIL
    assert "'sndrpigooglevoi'" in check.found
    assert "dtoverlay=googlevoicehat-soundcard" in check.remedy
    assert card(GENERIC, rates(48000), proc, "hw:1").verdict is Verdict.FAIL


def test_a_card_that_does_not_answer_fails(proc: Path) -> None:
    check = card(GENERIC, unanswered, proc)
    assert (check.verdict, check.found) == (Verdict.FAIL, "microphone plughw:CARD=Device,DEV=0: did not answer")


def test_a_card_in_use_is_not_asked(tmp_path: Path) -> None:
    open_pcm(add_card(tmp_path / "asound", "Device", "USB PnP Sound Device"), "0c", tmp_path, "arecord")
    check = card(GENERIC, unanswered, tmp_path)
    assert (check.verdict, check.found) == (Verdict.WARN, "plughw:CARD=Device,DEV=0, in use by arecord (process 1234)")
    assert check.remedy == "stop that program"


def test_the_next_card_is_what_the_appliance_takes_meanwhile(tmp_path: Path) -> None:
    add_card(tmp_path / "asound", "Mic", "USB Microphone", pcms=["0c"])
    add_card(tmp_path / "asound", "C920", "HD Pro Webcam C920", pcms=["0c"])

    def ask(pcm: str, direction: Direction) -> tuple[int, ...]:
        return unanswered(pcm, direction) if "Mic" in pcm else (16000,)

    check = card(GENERIC, ask, tmp_path, "*")
    assert check.verdict is Verdict.WARN
    assert "CARD=Mic,DEV=0: did not answer; plughw:CARD=C920,DEV=0, 16000 Hz is used meanwhile" in check.found


def test_a_card_that_the_running_appliance_uses_is_one_warning_with_its_name(tmp_path: Path) -> None:
    open_pcm(add_card(tmp_path / "asound", "Device", "USB PnP Sound Device"), "0c", tmp_path, "appliance")
    check = sound.in_service("Device", CAPTURE, tmp_path)
    assert check.verdict is Verdict.WARN
    assert "in use by appliance (process 1234)" in check.found
    assert "systemctl stop" in check.remedy
    assert "in use by the running appliance" in sound.in_service("pcm:mic", CAPTURE, tmp_path).found
    assert sound.in_service("Other", PLAYBACK, tmp_path).verdict is Verdict.FAIL


class ManyChannels(RoomMicrophone):
    """A microphone behind a front end, which hears the sound of all its channels."""

    def __init__(self, sound: Block, front_end: FrontEnd) -> None:
        super().__init__()
        self._front_end, self._blocks = front_end, iter(sound.reshape(-1, 320, sound.shape[1]))

    def read(self) -> Frame | None:
        return Frame(self._front_end.process(next(self._blocks)), 0.0)


def checks_of(sound_of_room: Block) -> dict[str, Check]:
    front_end = FrontEnd(FrontEndOptions())
    return {
        check.name: check
        for check in sound.microphone(lambda: ManyChannels(sound_of_room[: FRAMES * 320], front_end), front_end)
    }


ROOM = np.random.default_rng(5).normal(0, 10 ** (-75 / 20), (FRAMES * 320, 1)).astype(np.float32)


def test_an_i2s_microphone_on_one_channel_is_said_and_the_gain_that_it_needs() -> None:
    checks = checks_of(np.hstack([ROOM * 0, ROOM]))
    assert checks["channel"].found == "right of 2 (-120, -75 dBFS)"
    assert "audio.gain_db = 16" in checks["capture level"].remedy
    assert checks["capture level"].verdict is Verdict.OK


def test_two_microphones_in_opposite_phase_are_a_warning() -> None:
    check = checks_of(np.hstack([ROOM, -ROOM]))["channel"]
    assert check.verdict is Verdict.WARN
    assert "swap the two wires" in check.remedy


@pytest.mark.parametrize("offset", [-0.02, 0.05])
def test_an_offset_is_said_and_taken_out(offset: float) -> None:
    checks = checks_of(ROOM + np.float32(offset))
    assert checks["offset"].found.startswith(f"{abs(offset) * 100:.1f} %")
    assert checks["capture level"].verdict is Verdict.OK


@pytest.mark.parametrize("hum_hz", [50, 60])
def test_mains_hum_is_a_warning_with_its_frequency(hum_hz: int) -> None:
    checks = checks_of(ROOM + tone(ROOM, hum_hz, 0.05))
    assert checks["mains hum"].found.startswith(f"{hum_hz} Hz at -29 dBFS")
    assert checks["mains hum"].verdict is Verdict.WARN
    assert "noise floor -7" in checks["capture level"].found


def test_a_microphone_without_flaws_has_none() -> None:
    assert set(checks_of(gained(ROOM, 15))) == {"microphone", "capture level"}


@pytest.mark.parametrize(
    ("session", "audio", "echo_fault", "verdict", "found"),
    [
        ({}, {}, None, Verdict.OK, "by words: the appliance cancels the echo"),
        ({"interrupt_by_voice": "stopword"}, {}, None, Verdict.OK, "by a stop word"),
        ({"interrupt_by_voice": "off"}, {}, "only 2 dB of it", Verdict.OK, "interrupt_by_voice is off"),
        ({}, {"echo_cancellation": "off"}, "audio.echo_cancellation is off", Verdict.WARN, "echo_cancellation is off"),
        ({}, {}, "only 2 dB of it", Verdict.WARN, "stays in what the microphone hears: only 2 dB of it"),
    ],
)
def test_it_says_whether_the_voice_interrupts(
    session: dict[str, Any], audio: dict[str, Any], echo_fault: str | None, verdict: Verdict, found: str
) -> None:
    settings = Settings(session=VoiceSessionConfig(**session), audio=AudioSettings(**audio))
    check = sound.interrupting(settings, board_by(GENERIC, settings), echo_fault)
    assert check.verdict is verdict
    assert found in check.found


def test_samples_that_clip_are_counted() -> None:
    clipping = ROOM.copy()
    clipping[20_000:20_007] = 1.0
    assert "7 samples clip" in checks_of(clipping)["capture level"].found
