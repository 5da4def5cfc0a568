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
from appliance.settings import Settings
from appliance.system.cpu_threads import always
from tests.polling import poll_until
from tests.system.image.conftest import MakeDevice
from tests.system.image.device_under_test import READY_S, FlashedDevice

QUESTION = "/opt/voice-appliance/current/hw/recordings/capital-of-france.wav"
ROOM = Path(__file__).with_name("room.py")
OTHER_END = "plughw:CARD=Loopback,DEV=1"
pytestmark = pytest.mark.thorough


def ask(device: FlashedDevice) -> None:
    """Press the button; the question is played as soon as the appliance listens, by the machine's own clock."""
    shell = device.shell
    source = base64.b64encode(ROOM.read_bytes()).decode()
    shell.run(
        f"base64 -d <<<{source} >/run/room.py && systemd-run --quiet --unit=room python3 /run/room.py {QUESTION} && "
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


@pytest.mark.parametrize("cpu", ["cortex-a76", "cortex-a72"])
def test_a_press_a_question_an_answer(flash: MakeDevice, used_card: Path, tmp_path: Path, cpu: str) -> None:
    device = flash(cpu, used_card)
    device.boot()
    shell = device.shell
    ask(device)
    shell.wait_until("journalctl -b -u voice-appliance -o cat | grep -q 'turn 1: answered'", READY_S)
    left_mb = available_mb(device)
    shell.run("systemctl kill --signal=INT recorder; sleep 1")
    answer = spoken(shell.fetch("/run/answer.wav", tmp_path / "answer.wav", timeout_s=3600))
    assert "paris" in answer.lower()
    assert device.failed_units() in ([], ["recorder.service"])
    # Of a Raspberry Pi's 2 GB its firmware keeps 76 MB, which this machine has not to give.
    assert left_mb >= 500 + 80
