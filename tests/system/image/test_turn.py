"""A question by press: the button on the machine's GPIO chip, its loopback card, whisper.cpp, the skills, Piper."""

from __future__ import annotations

import base64
import wave
from pathlib import Path

import numpy as np
import pytest
import soxr

from appliance.adapters.whisper import WhisperRecognizer
from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.models.chosen import model_files
from appliance.monitoring.journal_fields import MessageId
from appliance.settings import Settings
from appliance.system.cpu_threads import always
from tests.polling import poll_until
from tests.system.image.conftest import MakeDevice
from tests.system.image.device_under_test import READY_S, FlashedDevice
from tests.system.image.light import LightWatch, Second, Signs, as_shown, constant, is_as_shown, signs_of

RECORDINGS = "/opt/voice-appliance/current/hw/recordings"
QUESTION = "capital-of-france"
NO_SKILL_KNOWS = "healthy-breakfast"
"""A question that is answered by the language model."""
ROOM = Path(__file__).with_name("room.py")
OTHER_END = "plughw:CARD=Loopback,DEV=1"
LEAST_MB = 500 + 80
"""Memory that must be left. Of a Raspberry Pi's 2 GB its firmware keeps 76 MB, which this machine has not to give."""
pytestmark = pytest.mark.thorough


def ask(device: FlashedDevice, question: str = QUESTION) -> None:
    """Let the appliance hear the room, and ask."""
    fill_the_room(device, question)
    press_and_speak(device)


def fill_the_room(device: FlashedDevice, question: str = QUESTION) -> None:
    """Have the microphone hear a room in which nobody speaks yet; return when the appliance is ready."""
    source = base64.b64encode(ROOM.read_bytes()).decode()
    device.shell.run(
        f"base64 -d <<<{source} >/run/room.py && "
        f"systemd-run --quiet --unit=room python3 /run/room.py {RECORDINGS}/{question}.wav && "
        f"systemd-run --quiet --unit=recorder arecord -q -D {OTHER_END} -f S16_LE -r 22050 -c 1 /run/answer.wav"
    )
    poll_until(lambda: device.show("StatusText") == "ready", "it hears the room", READY_S, 1.0)


def press_and_speak(device: FlashedDevice) -> None:
    """Press the button; the question is played as soon as the appliance listens, by the machine's own clock."""
    shell = device.shell
    shell.run("touch /run/ask")
    device.press(True)
    shell.run("sleep 0.3")
    device.press(False)
    shell.wait_until("test -e /run/asked", READY_S)


def available_mb(device: FlashedDevice) -> int:
    """Return the memory that programs could still get, without the compressed one."""
    return int(device.shell.text("awk '/^MemAvailable/ { print int($2 * 1.024 / 1000) }' /proc/meminfo"))


def spoken(path: Path) -> str:
    """Return what whisper.cpp on the host hears in a recording."""
    with wave.open(str(path)) as file:
        rate, channels = file.getframerate(), file.getnchannels()
        data = file.readframes(file.getnframes())
    sound = np.frombuffer(data[: len(data) // 2 // channels * 2 * channels], dtype="<i2").reshape(-1, channels)[:, 0]
    loud = np.flatnonzero(np.abs(sound) > 200)
    assert loud.size, "the loudspeaker was silent"
    first, last = max(0, int(loud[0]) - rate // 4), int(loud[-1]) + rate // 4
    at_16_khz = soxr.resample(sound[first:last], rate, CAPTURE_RATE_HZ).astype(np.int16)
    recognizer = WhisperRecognizer(model_files(Settings().models)[0], "en", always(1))
    segment = recognizer.transcribe_carefully(at_16_khz, lambda: False)
    return segment.text if segment else ""


def have_a_turn(device: FlashedDevice, question: str) -> tuple[int, list[Second], Signs]:
    """Ask, and wait for the answer; return the memory that is left, what the light did, and what it had to show."""
    fill_the_room(device, question)
    with LightWatch(device) as light:
        device.shell.run("sleep 12")  # its heart beats five times
        press_and_speak(device)
        device.shell.wait_until("journalctl -b -u voice-appliance -o cat | grep -q 'turn 1: answered'", READY_S)
    left_mb = available_mb(device)
    print(f"{left_mb} MB are left")
    return left_mb, light.seconds(), signs_of(device)


def check_light(seconds: list[Second], signs: Signs) -> None:
    """Check that the light has shown every sign of the turn, and that one that never changes would not pass."""
    shown = as_shown(seconds, signs)
    counts = ", ".join(f"{sign.value} {right} of {watched} s" for sign, (watched, right) in shown.items())
    print(f"the light was right: {counts}")
    assert is_as_shown(shown), "\n".join(str(each) for each in (*seconds, *signs))
    assert not any(is_as_shown(as_shown(constant(seconds, is_lit), signs)) for is_lit in (False, True))


def answer_of(device: FlashedDevice, folder: Path) -> str:
    """Return what the loudspeaker said, as the host hears it."""
    device.shell.run("systemctl kill --signal=INT recorder; sleep 1")
    return spoken(device.shell.fetch("/run/answer.wav", folder / "answer.wav", timeout_s=3600))


@pytest.mark.parametrize("cpu", ["cortex-a76", "cortex-a72"])
def test_a_press_a_question_an_answer(flash: MakeDevice, used_card: Path, tmp_path: Path, cpu: str) -> None:
    device = flash(cpu, used_card)
    device.boot()
    left_mb, seconds, signs = have_a_turn(device, QUESTION)
    assert "paris" in answer_of(device, tmp_path).lower()
    assert device.failed_units() in ([], ["recorder.service"])
    assert left_mb >= LEAST_MB
    check_light(seconds, signs)


def test_a_reply_that_the_language_model_writes(flash: MakeDevice, used_card: Path, tmp_path: Path) -> None:
    device = flash(card=used_card)
    device.boot()
    left_mb, seconds, signs = have_a_turn(device, NO_SKILL_KNOWS)
    (turn,) = device.entries(MessageId.TURN_COMPLETED)
    print({name: turn.get(name) for name in ("SKILL", "WORDS", "REPLY_WORDS", "MOMENTS_MS")})
    assert "SKILL" not in turn
    assert left_mb >= LEAST_MB
    answer = answer_of(device, tmp_path)
    print(f"heard: {answer}")
    # As many words are heard as the model wrote, about: a voice that was cut off says fewer.
    assert len(answer.split()) >= int(turn["REPLY_WORDS"]) / 2 > 1
    assert device.failed_units() in ([], ["recorder.service"])
    check_light(seconds, signs)
