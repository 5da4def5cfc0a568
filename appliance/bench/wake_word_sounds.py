"""What a wake word is tried with: hours of sound without it, and calls by voices of several speeds and pitches.

Everything is seeded. Full scale is 1, 16 kHz.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import numpy as np
import soxr

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import Acoustics, load_response, reverberant
from appliance.bench.voiced import levelled
from appliance.errors import ConfigError
from appliance.interfaces import Voice
from appliance.recordings.noises import NAMES as NOISES
from appliance.recordings.noises import noise
from appliance.recordings.people import load_people
from appliance.recordings.recordings import Recording, load_recordings

WORDS = {"okay_nabu": "Okay Nabu!", "hey_jarvis": "Hey Jarvis!", "hey_mycroft": "Hey Mycroft!", "alexa": "Alexa!"}
"""What is said, by the name of the wake word."""
PEOPLE, SYNTHETIC = "people", "synthetic voice"
KINDS = (PEOPLE, SYNTHETIC, *NOISES)
STRETCH_S = 60.0
"""After so long, another seed, level, speed and room."""
LEVELS_DBFS = (-50.0, -20.0)
"""Quietest and loudest of a stretch."""
SPEEDS = (0.9, 1.12)
"""Slowest and quickest, for people: they become other people by that."""
LONGEST_GAP_S = 0.6
"""Between two recordings."""
CALL_SPEEDS = (0.8, 1.0, 1.25)
CALL_PITCHES = (0.85, 1.0, 1.2)
ESPEAK_VOICES = ("en-us", "en-us+f2", "en-gb", "en-gb+f4")
ESPEAK_RETRIEVAL, ESPEAK_UTF8 = 1, 1
"""Constants of speak_lib.h: AUDIO_OUTPUT_RETRIEVAL, espeakCHARS_UTF8."""
ESPEAK_RATE, ESPEAK_PITCH = 1, 3
"""Parameters of espeak_SetParameter: words a minute, and pitch from 0 to 100."""


def stretches(kind: str, count: int, rooms: Sequence[Acoustics], seed: int) -> Iterator[Signal]:
    """Yield `count` stretches of `STRETCH_S` seconds of one of KINDS, at several levels, dry or in one of the rooms.

    Raises `RecordingError` if the recordings are missing.
    """
    random = np.random.default_rng([seed, len(kind), *kind.encode()])
    length = round(STRETCH_S * CAPTURE_RATE_HZ)
    said = load_people() if kind == PEOPLE else load_recordings(human=False) if kind == SYNTHETIC else ()
    for number in range(count):
        sound = _talk(said, length, random) if said else noise(kind, STRETCH_S, 1000 * seed + number)
        place = int(random.integers(len(rooms) + 1))
        if place < len(rooms):
            sound = reverberant(sound, load_response(rooms[place], "user"))[:length]
        yield levelled(sound, float(random.uniform(*LEVELS_DBFS)))


def _talk(recordings: Sequence[Recording], length: int, random: np.random.Generator) -> Signal:
    parts, total = [], 0
    while total < length:
        one = recordings[int(random.integers(len(recordings)))]
        said = levelled(load_recording(one.path, 60) / 32768.0, -26.0)
        parts.append(soxr.resample(said, CAPTURE_RATE_HZ * random.uniform(*SPEEDS), CAPTURE_RATE_HZ))
        parts.append(np.zeros(round(random.uniform(0, LONGEST_GAP_S) * CAPTURE_RATE_HZ)))
        total += len(parts[-2]) + len(parts[-1])
    return np.concatenate(parts)[:length]


def piper_calls(voice: Voice, words: str) -> Iterator[tuple[str, Signal]]:
    """Yield the words at every speed and pitch, each with a description."""
    usual = voice.speaking_rate
    for speed, pitch in product(CALL_SPEEDS, CALL_PITCHES):
        # A sound that is resampled is as much quicker as it is higher.
        voice.speaking_rate = usual * speed / pitch
        said = np.concatenate(list(voice.synthesize(words))) / 32768.0
        yield f"speed {speed}, pitch {pitch}", soxr.resample(said, voice.rate_hz * pitch, CAPTURE_RATE_HZ)
    voice.speaking_rate = usual


class Espeak:
    """eSpeak NG, which can sound like several people, all of them robots. One for each process."""

    def __init__(self) -> None:
        """Raises `ConfigError` if it is not installed."""
        found = find_spec("espeakng_loader")
        if found is None or not found.origin:
            raise ConfigError("the voice espeak is not installed: `pip install espeakng-loader`")
        folder = Path(found.origin).parent
        self._library = ctypes.CDLL(str(folder / "libespeak-ng.so"))
        self._rate_hz = self._library.espeak_Initialize(ESPEAK_RETRIEVAL, 0, str(folder / "espeak-ng-data").encode(), 0)
        self._pieces: list[Signal] = []
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self._callback = kind(self._add)
        self._library.espeak_SetSynthCallback(self._callback)

    def _add(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: object) -> int:
        if count:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)) / 32768.0)
        return 0

    def calls(self, words: str) -> Iterator[tuple[str, Signal]]:
        """Yield the words by every voice at every speed and pitch, each with a description."""
        for name, speed, pitch in product(ESPEAK_VOICES, CALL_SPEEDS, CALL_PITCHES):
            self._library.espeak_SetVoiceByName(name.encode())
            self._library.espeak_SetParameter(ESPEAK_RATE, round(160 * speed), 0)
            self._library.espeak_SetParameter(ESPEAK_PITCH, round(50 * pitch), 0)
            text = words.encode() + b"\0"
            self._pieces = []
            self._library.espeak_Synth(text, len(text), 0, 0, 0, ESPEAK_UTF8, None, None)
            self._library.espeak_Synchronize()
            yield (
                f"{name}, speed {speed}, pitch {pitch}",
                soxr.resample(np.concatenate(self._pieces), self._rate_hz, CAPTURE_RATE_HZ),
            )
