"""Simulates a room with a loudspeaker, a microphone, the echo between them, a fan, and a user who may talk."""

from __future__ import annotations

from itertools import count

import numpy as np
import numpy.typing as npt

from appliance.adapters.wav_files import load_recording
from appliance.adapters.webrtc_vad import WebRtcSpeechDetector
from appliance.audio.double_talk import TICK_S
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Samples
from appliance.audio.levels import level_dbfs
from appliance.audio.playback_reference import PlaybackReference
from appliance.recordings.recordings import FOLDER
from appliance.turn_taking.endpointer import START_SPEECH_FRAMES, WINDOW_FRAMES

Sound = npt.NDArray[np.float64]
"""Samples in -1..1, at the rate of the microphone; (n,)."""
CHUNK = round(TICK_S * CAPTURE_RATE_HZ)


def noise(frames: int, dbfs: float, seed: int = 1) -> Sound:
    """Return white noise at a constant level."""
    return np.asarray(np.random.default_rng(seed).standard_normal(frames * FRAME_SAMPLES) * 10 ** (dbfs / 20))


def speech(name: str, level_dbfs: float) -> Sound:
    """Return a recorded question from its first to its last word; `level_dbfs` is the level of its voiced frames."""
    sound = load_recording(FOLDER / f"{name}.wav", 30.0) / 32768
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.max(np.abs(sound)))
    sound = sound[loud[0] : loud[-1] + 1]
    return np.asarray(sound * 10 ** (level_dbfs / 20) / voiced_rms(sound))


def voiced_rms(sound: Sound) -> float:
    """Return the RMS of the frames that are not far below the loudest."""
    frames = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    powers = np.mean(frames**2, axis=1)
    return float(np.sqrt(np.mean(powers[powers > 0.01 * np.max(powers)])))


def pcm(sound: Sound) -> Samples:
    """Return the samples that a sound card records, clipping included."""
    samples: Samples = np.round(np.clip(sound, -1, 1) * 32767).astype(np.int16)
    return samples


class Room:
    """A loudspeaker, a microphone, the user and a fan. Time advances with the frames.

    `gain_db` is the echo gain from loudspeaker to microphone; None: there is no echo.
    """

    def __init__(self, gain_db: float | None, delay_s: float = 0.06, fan_dbfs: float = -62.0) -> None:
        self.playback_reference = PlaybackReference()
        self.gain_db = gain_db
        self.delay_s = delay_s
        self._fan_dbfs = fan_dbfs
        self._now_s = 50.0
        self._seeds = count(1)

    def echo(self, played: Sound) -> Sound:
        """Return what the microphone picks up of it: delayed, at another level, and with a reverberation of 0.3 s."""
        if self.gain_db is None:
            return np.zeros_like(played)
        samples = np.arange(round(0.2 * CAPTURE_RATE_HZ))
        reverb = np.random.default_rng(7).standard_normal(len(samples)) * 10 ** (-10 * samples / CAPTURE_RATE_HZ)
        response = 0.5 * reverb / np.sqrt(np.sum(reverb**2))
        response[0] = 1.0
        size = 1 << (len(played) + len(response)).bit_length()
        echo = np.fft.irfft(np.fft.rfft(played, size) * np.fft.rfft(response, size), size)
        echo *= 10 ** (self.gain_db / 20) * voiced_rms(played) / voiced_rms(echo)
        return np.concatenate([np.zeros(round(self.delay_s * CAPTURE_RATE_HZ)), echo])[: len(played)]

    def frames_of(self, played: Sound, user: Sound | None = None, rest_frames: int = 50) -> list[Samples | None]:
        """Play, be silent for `rest_frames`, and return the frames that exceed the echo, None for hidden ones."""
        silence = np.zeros(rest_frames * FRAME_SAMPLES + -len(played) % FRAME_SAMPLES)
        played_and_silence = np.concatenate([played, silence])
        captured = self.echo(played_and_silence)
        captured += noise(len(captured) // FRAME_SAMPLES, self._fan_dbfs, next(self._seeds))
        if user is not None:
            captured[: len(user)] += user[: len(captured)]
        for start in range(0, len(played), CHUNK):
            at_s = self._now_s + start / CAPTURE_RATE_HZ
            self.playback_reference.plays(at_s, at_s + TICK_S, level_dbfs(pcm(played[start : start + CHUNK])))
        return [self._frame(samples) for samples in np.split(pcm(captured), len(captured) // FRAME_SAMPLES)]

    def later(self, by_s: float) -> None:
        """Let time pass without a frame."""
        self._now_s += by_s

    def _frame(self, samples: Samples) -> Samples | None:
        start_s, self._now_s = self._now_s, self._now_s + FRAME_S
        return None if self.playback_reference.may_be_echo(samples, start_s, self._now_s) else samples

    def speech_begins(self, frames: list[Samples | None]) -> float | None:
        """Return when, in seconds, the endpointer would find that the user speaks; None: it does not."""
        detector = WebRtcSpeechDetector(0.5)
        for samples in np.split(pcm(noise(100, self._fan_dbfs)), 100):
            detector.is_speech(samples)
        is_speech = [samples is not None and detector.is_speech(samples) for samples in frames]
        for end in range(1, len(frames) + 1):
            if sum(is_speech[max(0, end - WINDOW_FRAMES) : end]) >= START_SPEECH_FRAMES:
                return end * FRAME_S
        return None


def hidden(frames: list[Samples | None]) -> list[bool]:
    """Return for each frame whether it was hidden."""
    return [samples is None for samples in frames]


def late(sound: Sound, by_s: float) -> Sound:
    """Return the sound after this much silence."""
    return np.concatenate([np.zeros(round(by_s * CAPTURE_RATE_HZ)), sound])
