"""Microphones as they are, made of one clean recording: their channels, their noise, their offset, their hum."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from appliance.adapters.wav_files import load_channels
from appliance.adapters.webrtc_gain import WebRtcGain
from appliance.adapters.webrtc_vad import WebRtcSpeechDetector
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Block, Samples
from appliance.audio.front_end import FrontEnd, FrontEndOptions

FIELD = Path(__file__).parents[2] / "field" / "wav"
SENSITIVITY = 0.5
NOISE = np.random.default_rng(7)


def field(name: str) -> Block:
    """Return a recording from the field, all its channels."""
    return load_channels(FIELD / f"{name}.wav", 28.0)


def quiet_speech(dbfs: float) -> Block:
    """Return one channel of 1.2 s of a room, a command whose loud parts are at `dbfs`, and the room again."""
    left = field("i2s-left-only-55")[:, :1]
    return gained(left[: len(left) // FRAME_SAMPLES * FRAME_SAMPLES], dbfs + 55)


def gained(sound: Block, db: float) -> Block:
    return sound * np.float32(10 ** (db / 20))


def noise(like: Block, dbfs: float) -> Block:
    return NOISE.normal(0, 10 ** (dbfs / 20), like.shape).astype(np.float32)


def tone(like: Block, frequency_hz: float, peak: float) -> Block:
    wave = peak * np.sin(2 * np.pi * frequency_hz * np.arange(len(like)) / CAPTURE_RATE_HZ)
    return np.repeat(wave.astype(np.float32)[:, None], like.shape[1], axis=1)


def channels(*each: Block) -> Block:
    return np.hstack(each)


def front_end(channel: str = "auto") -> FrontEnd:
    return FrontEnd(FrontEndOptions(channel, WebRtcGain))  # type: ignore[arg-type]


def speech_s(samples: Samples) -> float:
    """Return how many seconds the speech detector takes for speech at the usual sensitivity."""
    detector = WebRtcSpeechDetector(SENSITIVITY)
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    return sum(detector.is_speech(frame) for frame in frames) * FRAME_SAMPLES / CAPTURE_RATE_HZ
