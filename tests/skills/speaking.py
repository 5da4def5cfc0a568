"""Requests as sound: said by more than one voice, some with noise, and heard as the pipeline hears them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.events import TranscriptionCompleted
from appliance.interfaces import Recognizer, Voice
from appliance.items import Utterance
from appliance.stages.transcriber import Transcriber
from tests.skills.examination import Request

LEAD_IN_S, TAIL_S = 0.3, 0.3
PEAK, NOISE_FLOOR = 0.5, 1e-4
"""Of a full scale of 1.0; the floor is that of a quiet room."""
LEAST_SNR_DB, MOST_SNR_DB = 10.0, 15.0

Sound = npt.NDArray[np.float64]
"""Mono, at `CAPTURE_RATE_HZ`, -1..1."""
Speaker = Callable[[str], Sound]
"""Says a sentence."""


@dataclass(frozen=True)
class Spoken:
    """A request as sound."""

    request: Request
    voice: str
    noise: str
    """fan, babble, or "" for none."""
    samples: Samples


def said_by(voice: Voice) -> Speaker:
    """Return a speaker with a voice of the appliance."""

    def say(text: str) -> Sound:
        sound = np.concatenate(list(voice.synthesize(text))) / 32768
        return np.asarray(soxr.resample(sound, voice.rate_hz, CAPTURE_RATE_HZ), np.float64)

    return say


def say_all(requests: Sequence[Request], speakers: dict[str, Speaker]) -> list[Spoken]:
    """Say each request once: the voices take turns, and every fourth request is said in noise."""
    spoken = []
    for seed, request in enumerate(requests):
        voice = sorted(speakers)[seed % len(speakers)]
        noise = ("", "", "", "fan", "", "", "", "babble")[(seed // len(speakers)) % 8]
        spoken.append(Spoken(request, voice, noise, _recorded(speakers[voice](request.text), noise, seed)))
    return spoken


def hear(recognizer: Recognizer, samples: Samples) -> str:
    """Return what the pipeline makes of a turn: with a fitted window, and a second time if that is doubtful."""
    stage = Transcriber(lambda: recognizer, lambda _utterance, _is_first: False, lambda: 0.0)
    stage.open()
    utterance = Utterance(1, samples, len(samples) // FRAME_SAMPLES, is_final=True)
    (completed,) = [event for event in stage.work(utterance) if isinstance(event, TranscriptionCompleted)]
    return completed.segment.text


def _recorded(speech: Sound, noise: str, seed: int) -> Samples:
    random = np.random.default_rng(seed)
    speech = speech * PEAK / np.max(np.abs(speech))
    sound = np.pad(speech, (round(LEAD_IN_S * CAPTURE_RATE_HZ), round(TAIL_S * CAPTURE_RATE_HZ)))
    sound = sound + NOISE_FLOOR * random.standard_normal(len(sound))
    if noise:
        snr_db = random.uniform(LEAST_SNR_DB, MOST_SNR_DB)
        level = np.sqrt(np.mean(speech**2)) * 10 ** (-snr_db / 20)
        sound += level * NOISES[noise](len(sound), random)
    return np.asarray(np.clip(sound, -1, 1) * 32767, np.int16)


def fan(length: int, random: np.random.Generator) -> Sound:
    """Return the noise of a fan: a rush that falls with the frequency, and the hum of its blades; RMS 1."""
    hz = np.fft.rfftfreq(length, 1 / CAPTURE_RATE_HZ)
    rush = np.fft.irfft(np.fft.rfft(random.standard_normal(length)) / (1 + (hz / 400)), length)
    at_s = np.arange(length) / CAPTURE_RATE_HZ
    hum = sum(np.sin(2 * np.pi * 87 * harmonic * at_s) / harmonic for harmonic in range(1, 6))
    return _levelled(rush / np.std(rush) + 0.5 * hum)


def babble(length: int, random: np.random.Generator) -> Sound:
    """Return a murmur of six people: noise in the band of voices, each swelling as syllables do; RMS 1."""
    hz = np.fft.rfftfreq(length, 1 / CAPTURE_RATE_HZ)
    at_s = np.arange(length) / CAPTURE_RATE_HZ
    murmur = np.zeros(length)
    for _ in range(6):
        spectrum = np.fft.rfft(random.standard_normal(length)) * (hz > 100) / (1 + (hz / 500) ** 2)
        syllables = 1 + 0.9 * np.sin(2 * np.pi * random.uniform(2, 5) * at_s + random.uniform(0, 2 * np.pi))
        murmur += np.fft.irfft(spectrum, length) * syllables
    return _levelled(murmur)


def _levelled(sound: Sound) -> Sound:
    return np.asarray(sound / np.sqrt(np.mean(sound**2)), np.float64)


NOISES: dict[str, Callable[[int, np.random.Generator], Sound]] = {"fan": fan, "babble": babble}
