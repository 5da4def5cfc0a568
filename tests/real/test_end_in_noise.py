"""The end of speech in a room with a noise in it: front end, speech detector and endpointer, without any words.

It needs the recordings of people (babble is made of them) and no model. `bench.end_of_turn` measures it with words.
"""

from __future__ import annotations

import time

import numpy as np
import pytest

from appliance.adapters.alsa_frames import frame_of
from appliance.adapters.webrtc_vad import WebRtcSpeechDetector
from appliance.audio.format import FRAME_S, FRAME_SAMPLES
from appliance.bench.end_of_turn import LATE_S
from appliance.bench.noisy_speech import Scene, as_samples, said, scene
from appliance.events import UtteranceEnded
from appliance.hardware import front_end_of
from appliance.items import Listen
from appliance.settings import AudioSettings, VoiceSessionConfig
from appliance.stages.turns import Turns

QUESTIONS = ("capital-of-france", "boiling-point", "largest-planet", "how-are-you")


def ends_s(played: Scene) -> list[float]:
    """Return when the listening ended, after 0.5 s of silence, up to the first end after the last voiced frame.

    In seconds from that frame; those before it are negative, and were taken back because speech went on.
    """
    front_end = front_end_of(AudioSettings())
    turns = Turns(lambda: WebRtcSpeechDetector(0.5), VoiceSessionConfig(streaming=False), time.monotonic)
    turns.open()
    ends: list[float] = []
    blocks = as_samples(played.sound).astype(np.float32).reshape(-1, FRAME_SAMPLES, 1) / np.float32(32768)
    for number, block in enumerate(blocks, start=1):
        if number == played.pressed:
            list(turns.work(Listen(1)))
        outputs = list(turns.work(frame_of(block, front_end, number * FRAME_S)))
        if any(isinstance(output, UtteranceEnded) for output in outputs):
            ends.append(round((number - played.last_voiced) * FRAME_S, 2))
            if number > played.last_voiced:
                break
    return ends


@pytest.mark.parametrize(
    ("noise", "snr_db"), [("fan", 5.0), ("fan", 10.0), ("music", 20.0), ("babble", 20.0), ("babble", 10.0)]
)
def test_it_ends_after_the_last_word_and_does_not_go_on_listening_to_a_noise(noise: str, snr_db: float) -> None:
    spoken = {one.name: one for one in said("synthetic", paused=False, seed=1)}
    ends = {name: ends_s(scene(spoken[name], noise, snr_db, 1)) for name in QUESTIONS}
    print(ends)
    assert all(len(of_one) == 1 and 0 < of_one[0] <= LATE_S for of_one in ends.values())
