"""Asking back, with the real models: a question that noise makes another one is not answered."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import Samples
from appliance.monitoring.metrics import Outcome
from appliance.recordings.recordings import Recording
from tests.real.conftest import Bench
from tests.real.words import normalize

QUESTION_BACK = "I didn't catch that. Could you say it again?"


def in_noise(samples: Samples) -> Samples:
    """Return speech with white noise 3 dB below it: "Why is the sky blue?" is taken for a question about a guy then."""
    noise = np.random.default_rng(0).normal(
        0, np.sqrt(np.mean(samples.astype(float) ** 2)) * 10 ** (-3 / 20), len(samples)
    )
    return np.clip(samples + noise, -32768, 32767).astype(np.int16)


def test_a_question_misheard_in_noise_is_asked_back_and_answered_when_it_is_said_again(
    bench: Bench, question: Callable[[str], Recording]
) -> None:
    recording = question("blue-sky")
    before = bench.session.history
    bench.recorder.forget()
    bench.loudspeaker.take()
    bench.begin_turn(in_noise(load_recording(recording.path, 30)))
    bench.recorder.wait_for_turns(1)
    bench.microphone.stop()
    (misheard,) = bench.recorder.of("final")
    print(misheard)
    assert normalize(misheard) != normalize(recording.transcript)
    assert bench.recorder.turns[0].outcome is Outcome.ASKED_BACK
    assert bench.recorder.of("reply") == [QUESTION_BACK]
    assert bench.recorder.states == ["listening", "processing", "speaking", "connected"]
    assert len(bench.loudspeaker.take()) > bench.loudspeaker.rate_hz
    assert bench.session.history == before

    transcript, reply, _ = bench.ask(recording)
    assert transcript == recording.transcript
    assert reply != QUESTION_BACK
    assert bench.session.history[-1].user == recording.transcript
