"""Noises of a room, by name: recorded by people where a free recording is known, else computed. Both are seeded.

| name | what it is | recorded |
|---|---|---|
| `fan` | broad noise that falls by 6 dB an octave, with the hum of its blades | no |
| `music` | a piece for a band | yes |
| `babble` | six people who talk at the same time, each sentence at a time of its own | yes |
| `television` | one person who reads without end, through a small loudspeaker, with music behind | yes |
| `laugh`, `uh-huh`, `mm-hm`, `cough` | one of each at a time, every few seconds | yes |
| `door` | a latch and a thud, every few seconds | no |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.errors import RecordingError
from appliance.recordings.people import READER, family, load_noises, load_people
from appliance.recordings.recordings import FOLDER
from appliance.recordings.rumble import without_rumble

Sound = NDArray[np.float64]
"""Mono sound at 16 kHz, from -1 to 1."""

LASTING = ("fan", "music", "babble", "television")
"""Noises that go on."""
SINGLE = ("laugh", "uh-huh", "mm-hm", "cough", "door")
"""Noises that come one at a time."""
NAMES = (*LASTING, *SINGLE)
LEVEL_DBFS = -26.0
"""RMS of every noise while it sounds: whoever plays it sets its loudness."""
APART_S = (3.0, 6.0)
"""Least and most between the end of a single noise and the next."""
TALKERS = 6
MUSIC_BEHIND_DB = -15.0
"""Of a television, against its voice."""


def noise(name: str, length_s: float, seed: int, folder: Path = FOLDER) -> Sound:
    """Return `length_s` seconds of one of NAMES; the same for the same seed. Its RMS while it sounds is LEVEL_DBFS.

    Raises RecordingError for an unknown name, or if the recordings are missing or damaged.
    """
    random, length = np.random.default_rng([seed, len(name), *name.encode()]), round(length_s * CAPTURE_RATE_HZ)
    if name == "fan":
        return _levelled(_fan(length, random))
    if name == "music":
        return _levelled(_music(length, random, folder))
    if name == "babble":
        return _levelled(_babble(length, random, folder))
    if name == "television":
        return _levelled(_television(length, random, folder))
    if name in SINGLE:
        return _spread(single_noises(name, seed, folder), length, random)
    raise RecordingError(f"there is no noise {name!r}; there are {', '.join(NAMES)}")


def single_noises(name: str, seed: int, folder: Path = FOLDER) -> tuple[Sound, ...]:
    """Return every recording of one of SINGLE, or eight computed doors. Raises RecordingError."""
    if name == "door":
        random = np.random.default_rng([seed, 4])
        return tuple(_levelled(_door(random)) for _ in range(8))
    recorded = [_read(one.path) for one in load_noises(folder) if family(one.name) == name]
    if name not in SINGLE or not recorded:
        raise RecordingError(f"there is no single noise {name!r}; there are {', '.join(SINGLE)}")
    return tuple(_levelled(sound) for sound in recorded)


def _levelled(sound: Sound) -> Sound:
    rms = float(np.sqrt(np.mean(np.square(sound))))
    levelled: Sound = sound * float(10 ** (LEVEL_DBFS / 20) / rms)
    return levelled / max(1.0, float(np.max(np.abs(levelled))))


def _spread(sounds: Sequence[Sound], length: int, random: np.random.Generator) -> Sound:
    """Return silence with one of `sounds` after another, at times that nobody can foresee."""
    track, at = np.zeros(length), round(random.uniform(0.5, APART_S[0]) * CAPTURE_RATE_HZ)
    while at < length:
        sound = sounds[int(random.integers(len(sounds)))]
        part = track[at : at + len(sound)]
        part += sound[: len(part)]
        at += len(sound) + round(random.uniform(*APART_S) * CAPTURE_RATE_HZ)
    return track


def _shaped(sound: Sound, gain_of_hz: Sound | NDArray[np.bool]) -> Sound:
    shaped: Sound = np.fft.irfft(np.fft.rfft(sound) * gain_of_hz, len(sound))
    return shaped


def _frequencies_hz(length: int) -> Sound:
    frequencies: Sound = np.fft.rfftfreq(length, 1 / CAPTURE_RATE_HZ).astype(np.float64)
    return frequencies


def _fan(length: int, random: np.random.Generator) -> Sound:
    hz = _frequencies_hz(length)
    air = _shaped(random.standard_normal(length), (hz > 30) / np.maximum(hz, 60) * 60)
    blades_hz, time_s = random.uniform(80, 160), np.arange(length) / CAPTURE_RATE_HZ
    hum = sum(np.sin(2 * np.pi * blades_hz * n * time_s + random.uniform(0, 6)) / n for n in (1, 2, 3))
    rms = float(np.std(air))
    return air * (1 + 0.1 * np.sin(2 * np.pi * random.uniform(0.2, 0.6) * time_s)) + 0.3 * rms * hum


def _door(random: np.random.Generator) -> Sound:
    """Return a click of the latch and, a moment later, the thud of the leaf and what rattles in the room."""
    length = round(0.9 * CAPTURE_RATE_HZ)
    time_s = np.arange(length) / CAPTURE_RATE_HZ
    hz = _frequencies_hz(length)
    sound = np.zeros(length)
    click = _shaped(random.standard_normal(length), (hz > 1500) & (hz < 6000)) * np.exp(-time_s / 0.008)
    thud_s = random.uniform(0.06, 0.15)
    after_s = np.maximum(time_s - thud_s, 0)
    thud = _shaped(random.standard_normal(length), 1 / (1 + (hz / random.uniform(120, 250)) ** 2)) * np.exp(
        -after_s / 0.12
    )
    for mode_hz in random.uniform(50, 400, size=5):
        thud += 0.05 * np.sin(2 * np.pi * mode_hz * after_s) * np.exp(-after_s / random.uniform(0.05, 0.2))
    sound += 0.6 * click / np.max(np.abs(click))
    sound += np.where(time_s < thud_s, 0, thud) / np.max(np.abs(thud))
    return sound


def _music(length: int, random: np.random.Generator, folder: Path) -> Sound:
    pieces = [_read(one.path) for one in load_noises(folder) if family(one.name) == "music"]
    if not pieces:
        raise RecordingError(f"{folder}: there is no recording of music")
    piece = pieces[int(random.integers(len(pieces)))]
    return np.resize(np.roll(piece, -int(random.integers(len(piece)))), length)


def _babble(length: int, random: np.random.Generator, folder: Path) -> Sound:
    by_person: dict[str, list[Path]] = {}
    for one in load_people(folder):
        by_person.setdefault(one.person, []).append(one.path)
    people = random.permutation(sorted(by_person))[:TALKERS]
    talkers = [_stream([_talk(path) for path in by_person[person]], length, random, 0.5) for person in people]
    babble: Sound = np.sum([_levelled(talker) for talker in talkers], axis=0)
    return babble


def _television(length: int, random: np.random.Generator, folder: Path) -> Sound:
    read = [_talk(one.path) for one in load_people(folder) if one.person == READER]
    voice, music = _stream(read, length, random, 0.4), _levelled(_music(length, random, folder))
    hz = _frequencies_hz(length)
    small_loudspeaker = 1 / np.sqrt((1 + (200 / np.maximum(hz, 1)) ** 4) * (1 + (hz / 6000) ** 4))
    return _shaped(_levelled(voice) + music * 10 ** (MUSIC_BEHIND_DB / 20), small_loudspeaker)


def _stream(sentences: Sequence[Sound], length: int, random: np.random.Generator, longest_gap_s: float) -> Sound:
    """Return sentences one after the other, in an order by chance, with short gaps, as loud as each other."""
    parts, total = [], 0
    for number in chain.from_iterable(_shuffles(len(sentences), random)):
        gap = np.zeros(round(random.uniform(0.1, longest_gap_s) * CAPTURE_RATE_HZ))
        parts += [_levelled(sentences[number]), gap]
        total += len(parts[-2]) + len(gap)
        if total >= length:
            break
    return np.concatenate(parts)[:length]


def _shuffles(count: int, random: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    while True:
        yield random.permutation(count)


def _talk(path: Path) -> Sound:
    return without_rumble(_read(path))


def _read(path: Path) -> Sound:
    import soundfile
    import soxr

    sound, rate_hz = soundfile.read(path, dtype="float64", always_2d=True)
    mono: Sound = sound.mean(axis=1)
    return mono if rate_hz == CAPTURE_RATE_HZ else np.asarray(soxr.resample(mono, rate_hz, CAPTURE_RATE_HZ))
