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
from tests.system.image.light import LightWatch, as_shown, constant, is_as_shown, states_of

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
    """Press the button; the question is played as soon as the appliance listens, by the machine's own clock."""
    shell = device.shell
    source = base64.b64encode(ROOM.read_bytes()).decode()
    shell.run(
        f"base64 -d <<<{source} >/run/room.py && "
        f"systemd-run --quiet --unit=room python3 /run/room.py {RECORDINGS}/{question}.wav && "
        f"systemd-run --quiet --unit=recorder arecord -q -D {OTHER_END} -f S16_LE -r 22050 -c 1 /run/answer.wav"
    )
    poll_until(lambda: device.show("StatusText") == "ready", "it hears the room", READY_S, 1.0)
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


def answer_of(device: FlashedDevice, folder: Path) -> str:
    """Return what the loudspeaker said, as the host hears it."""
    device.shell.run("systemctl kill --signal=INT recorder; sleep 1")
    return spoken(device.shell.fetch("/run/answer.wav", folder / "answer.wav", timeout_s=3600))


def wait_until_answered(device: FlashedDevice) -> None:
    """Wait for the end of the first turn."""
    device.shell.wait_until("journalctl -b -u voice-appliance -o cat | grep -q 'turn 1: answered'", READY_S)


@pytest.mark.parametrize("cpu", ["cortex-a76", "cortex-a72"])
def test_a_press_a_question_an_answer(flash: MakeDevice, used_card: Path, tmp_path: Path, cpu: str) -> None:
    device = flash(cpu, used_card)
    device.boot()
    device.wait_until_ready()
    with LightWatch(device) as light:
        device.shell.run("sleep 15")  # its heart beats six times
        ask(device)
        wait_until_answered(device)
        device.shell.run("sleep 4")
    left_mb = available_mb(device)
    assert "paris" in answer_of(device, tmp_path).lower()
    assert device.failed_units() in ([], ["recorder.service"])
    assert left_mb >= LEAST_MB
    # The light has shown all of it, and a light that never changes would not have passed.
    seconds, states = light.seconds(), states_of(device)
    shown = as_shown(seconds, states)
    print(f"memory left: {left_mb} MB; light: { ({state.value: count for state, count in shown.items()}) }")
    assert is_as_shown(shown), (seconds, states)
    assert not any(is_as_shown(as_shown(constant(seconds, is_lit), states)) for is_lit in (False, True))


def test_a_reply_that_the_language_model_writes(flash: MakeDevice, used_card: Path, tmp_path: Path) -> None:
    device = flash(card=used_card)
    device.boot()
    device.wait_until_ready()
    ready_mb = available_mb(device)
    ask(device, NO_SKILL_KNOWS)
    wait_until_answered(device)
    left_mb = available_mb(device)
    (turn,) = device.entries(MessageId.TURN_COMPLETED)
    print(f"memory left: {ready_mb} MB when ready, {left_mb} MB after the reply; {turn}")
    assert "SKILL" not in turn
    assert left_mb >= LEAST_MB
    answer = answer_of(device, tmp_path)
    print(f"heard: {answer}")
    # As many words are heard as the model wrote, about: a voice that was cut off says fewer.
    assert len(answer.split()) >= int(turn["REPLY_WORDS"]) / 2 > 1
    assert device.failed_units() in ([], ["recorder.service"])
