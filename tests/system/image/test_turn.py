"""A question by press: the button on the machine's GPIO chip, its loopback card, whisper.cpp, the skills, Piper."""

from __future__ import annotations

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

RECORDINGS = "/opt/voice-appliance/current/hw/recordings"
OTHER_END = "plughw:CARD=Loopback,DEV=1"
pytestmark = pytest.mark.thorough


def wait_for_status(device: FlashedDevice, *words: str) -> None:
    """Wait until the service tells systemd one of these states."""
    poll_until(lambda: any(word in device.show("StatusText") for word in words), f"it is {words}", READY_S, 1.0)


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
def test_a_press_a_question_an_answer(flash: MakeDevice, tmp_path: Path, cpu: str) -> None:
    device = flash(cpu)
    device.boot()
    device.wait_until_ready()
    shell = device.shell
    shell.run(f"setsid arecord -q -D {OTHER_END} -f S16_LE -r 22050 -c 1 /run/answer.wav >/dev/null 2>&1 & disown")
    device.press(True)
    shell.run("sleep 0.3")
    device.press(False)
    wait_for_status(device, "listening")
    shell.run(f"aplay -q -D {OTHER_END} {RECORDINGS}/capital-of-france.wav")
    shell.wait_until("journalctl -b -u voice-appliance -o cat | grep -q 'turn 1: answered'", READY_S)
    shell.run("pkill -INT arecord; sleep 1")
    answer = spoken(shell.fetch("/run/answer.wav", tmp_path / "answer.wav", timeout_s=3600))
    assert "paris" in answer.lower()
    assert device.failed_units() == []
