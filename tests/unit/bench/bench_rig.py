"""The parts of a benchmark without models, sound or waiting, for tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from appliance.adapters.simulated import simulated_models
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.bench.alternatives import Alternative
from appliance.bench.interview import AskedTurn
from appliance.bench.questions import Question
from appliance.bench.setup import ModelFile, Setup
from appliance.interfaces import Hardware, Models
from appliance.monitoring.metrics import Outcome, TurnMetrics, TurnMoment
from appliance.recordings.recordings import Recording
from appliance.settings import VoiceSessionConfig
from appliance.system.machine import Machine

PI = Machine("Cortex-A76", 4, 8000, "Raspberry Pi 5 Model B Rev 1.0")

Pauses = tuple[tuple[float, float], ...]


class FastRoom:
    """A room whose devices take no time. A test says when sound began and ended."""

    name = "a test"

    def __init__(self, began_s: float | None = 100.0, sound_s: float | None = 102.5) -> None:
        self._microphone = WavMicrophone(realtime=False)
        self.hardware = Hardware(self._microphone, WavLoudspeaker(realtime=False))
        self._began_s = began_s
        self._sound_s = sound_s
        self.last_sounds_s: dict[float, float] = {}
        self.asked_after_s: list[float] = []

    def __enter__(self) -> FastRoom:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def play(self, samples: Samples) -> None:
        self._microphone.play(samples)

    def stop(self) -> None:
        self._microphone.stop()

    def began_s(self) -> float | None:
        return self._began_s

    def longest_gap_s(self, after_s: float) -> float | None:
        return 0.0

    def first_sound_s(self, after_s: float) -> float | None:
        self.asked_after_s.append(after_s)
        return self._sound_s

    def last_sound_s(self, since_s: float, until_s: float) -> float | None:
        return self.last_sounds_s.get(since_s)


def question(name: str = "tone", speech_end_s: float | None = 1.5, pauses: Pauses = ()) -> Question:
    """Return 1.5 s of a tone, which simulated models take for speech, and then 1.5 s of silence."""
    time_s = np.arange(int(1.5 * CAPTURE_RATE_HZ)) / CAPTURE_RATE_HZ
    tone = (8000 * np.sin(2 * np.pi * 300 * time_s)).astype(np.int16)
    recording = Recording(
        name, Path(f"{name}.wav"), "A tone.", "synthetic", "clear", "made", "CC0-1.0", speech_end_s, pauses
    )
    return Question(recording, np.append(tone, np.zeros_like(tone)))


def alternative(name: str = "appliance", models: Models | None = None) -> Alternative:
    """Return one on simulated models, without preemptive replies: each question gets one reply."""
    config = VoiceSessionConfig(error_shown_s=0.0, preemptive_replies=False)
    return Alternative(name, config, models or simulated_models())


def metrics(outcome: Outcome = Outcome.ANSWERED, **changed: object) -> TurnMetrics:
    """Return the record of a turn."""
    moments_ms = {
        TurnMoment.PAUSE: 40.0, TurnMoment.TRANSCRIPT: 110.0, TurnMoment.UTTERANCE_END: 350.0,
        TurnMoment.FIRST_PLAYED: 360.0,
    }  # fmt: skip
    values: dict[str, object] = {
        "turn": 1, "outcome": outcome, "capture": 1.0, "vad": 0.1, "first_partial": 90.0, "endpoint": 350.0,
        "final_transcript": 5.0, "first_token": 60.0, "first_sentence": 100.0, "reply_written": 300.0,
        "first_audio": 55.0, "voice_to_voice": 360.0, "words": 2, "reply_words": 5, "reply_audio_s": 2.0,
        "moments_ms": moments_ms, "preemptive_replies": 2, "discarded_replies": 1, "false_starts": 0, "wasted_ms": 40.0,
    }  # fmt: skip
    return TurnMetrics(**(values | changed))  # type: ignore[arg-type]


def asked(voice_to_voice: float | None = 355.0, **changed: object) -> AskedTurn:
    """Return the result of a question."""
    values: dict[str, object] = {
        "question": "tone", "expected": "A tone.", "transcript": "A tone.", "reply": "Yes.",
        "voice_to_voice": voice_to_voice, "judged_over": 345.0, "talked_over": None, "longest_gap": 20.0,
        "cpu_s": 1.0, "metrics": metrics(),
    }  # fmt: skip
    return AskedTurn(**(values | changed))  # type: ignore[arg-type]


def setup(**changed: object) -> Setup:
    """Return the setup of a run."""
    values: dict[str, object] = {
        "room": "a test", "questions": ("tone",), "repeats": 3,
        "models": {"voice": ModelFile("voice.onnx", 10, "abcd")}, "threads": {"voice": 2},
        "builds": {}, "versions": {"numpy": "2.4"},
    }  # fmt: skip
    return Setup(**(values | changed))  # type: ignore[arg-type]
