"""A question and its reply: what a person sees and hears, in the recorded sound and on the pins."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import soxr

from appliance.adapters.sound_tester import RECORD_RATE_HZ
from appliance.adapters.whisper import WhisperRecognizer
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.recordings.recordings import Recording
from tests.hil.rig import HardwareRig
from tests.real.words import word_error_rate


def decoded(transcriber: WhisperRecognizer, sound: Samples) -> str:
    """Return the words that whisper.cpp decodes in what the loudspeaker played."""
    at_16_khz = soxr.resample(sound, RECORD_RATE_HZ, CAPTURE_RATE_HZ).astype(np.int16)
    segment = transcriber.transcribe_carefully(at_16_khz, lambda: False)
    return segment.text if segment else ""


QUESTIONS = ("capital-of-france", "largest-planet", "days-in-a-week", "hamlet")


def test_questions_are_answered_aloud_and_the_light_tells(
    rig: HardwareRig, question: Callable[[str], Recording], transcriber: WhisperRecognizer
) -> None:
    written, spoken = [], []
    for name in QUESTIONS:
        tapped_s = rig.tap()
        rig.wait_for_light("red", tapped_s)
        speech_ends_s = rig.say(question(name))
        speaks_s = rig.wait_for_light("blue", tapped_s)
        follows_up_s = rig.wait_for_light("red", speaks_s)  # after the reply it listens for what follows
        rig.wait_for_light("green", follows_up_s)
        # A reply that was ready when the turn was over is spoken at once: then there is no thinking to show. And it may
        # be ready for a moment before it listens again.
        lights = [light for light in rig.lights_since(tapped_s) if light != "orange"]
        assert lights in (["green", "red", "blue", "red", "green"], ["green", "red", "blue", "green", "red", "green"])
        written.append(rig.events.of("reply", tapped_s)[-1]["text"])
        spoken.append(decoded(transcriber, rig.played(speaks_s - 0.1, follows_up_s + 0.3)))
        first_sound_s = rig.tester.wait_for_sound(speech_ends_s) - speech_ends_s
        print(f"\nwritten: {written[-1]}\nspoken:  {spoken[-1]}\nlast word to first sound: {first_sound_s:.3f} s")
    assert "Paris" in written[0]
    errors = word_error_rate(written, spoken)
    print(f"word error rate of whisper on the loudspeaker: {100 * errors:.1f} %")
    assert errors <= 0.2
