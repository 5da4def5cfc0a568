"""Noisy speech: what somebody says, in a room with a noise in it, with pauses put between the words. Seeded.

The noise goes on before and after the speech, so that level control and speech detector have settled. A recording's own
background goes on with it: else it would end where the recording does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import FRAME_S, FRAME_SAMPLES, Samples, to_samples
from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import Acoustics, noise_of, reverberant
from appliance.bench.longer_pauses import FADE_SAMPLES, background, with_longer_pause
from appliance.bench.voiced import levelled, voice_power, voiced_frames
from appliance.bench.word_gaps import load_gaps
from appliance.recordings.noises import LASTING, noise
from appliance.recordings.people import load_people
from appliance.recordings.recordings import Recording, load_pauses, load_recordings
from appliance.recordings.rumble import without_rumble

NOISES = ("none", *LASTING)
BEFORE_S, AFTER_S = 6.0, 5.0
"""Noise before the button is pressed, and after the last word."""
THINKS_S = (0.3, 1.0)
"""Least and most from the button to the first word."""
SPOKEN_DBFS = (-24.0, -32.0, -40.0)
"""Levels of the voiced frames at the microphone: near, usual, far."""
QUIET_DB = 25.0
"""A background that is less far below the voice is no background: the recording is cut too close to the words."""
PAUSES_S = (0.3, 0.6, 0.9, 1.2)
LONGEST_S = 28.0
TALK_PAUSES_S = (0.2, 0.9)
"""Least and most between the sentences of people who talk before the button is pressed."""
SILENT_S = 0.5
"""From their last word until then."""
TRACKS, TRACK_S = 8, 60.0
"""Noises of each kind, and their length: a scene hears a part of one."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something that is said, before the room is added."""

    name: str
    """Of the recording, and of the pause in it."""
    person: str
    """Who says it; "" for the synthetic voice."""
    transcript: str
    """What is said."""
    samples: Samples
    """Its sound, mono, 16 kHz."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the microphone hears from some seconds before the first word to some after the last."""

    spoken: Spoken
    """What is said."""
    sound: Signal
    """All of it, mono, 16 kHz, full scale 1; whole frames."""
    pressed: int
    """Frames before the button is pressed."""
    first_voiced: int
    """Frames before the first voiced one."""
    last_voiced: int
    """Frames up to the end of the last voiced one."""


def said(who: str, *, paused: bool, seed: int) -> list[Spoken]:
    """Return what `who` ("people" or "synthetic") says: whole sentences, or sentences with pauses in them.

    A pause is inside a recording, or put into one of its word gaps, of every length in `PAUSES_S`.
    """
    recordings = load_people() if who == "people" else load_recordings(human=False)
    if not paused:
        return [_plain(one) for one in recordings if one.kind != "pauses" and one.transcript]
    own = [_plain(one) for one in (recordings if who == "people" else load_pauses()) if one.pauses]
    gaps, random = load_gaps(), np.random.default_rng(seed)
    return own + [
        _paused(one, float(random.choice(gaps[one.name])), length_s)
        for one in recordings
        if one.name in gaps and not one.pauses
        for length_s in random.permutation(PAUSES_S)[: 3 if who == "people" else 2]
    ]


def _plain(recording: Recording) -> Spoken:
    samples = _voice(recording)
    return Spoken(recording.name, recording.person, recording.transcript, samples)


def _paused(recording: Recording, at_s: float, length_s: float) -> Spoken:
    samples = with_longer_pause(_voice(recording), at_s, length_s, own_background)
    return Spoken(f"{recording.name}@{at_s}+{length_s}", recording.person, recording.transcript, samples)


def _voice(recording: Recording) -> Samples:
    return to_samples(without_rumble(load_recording(recording.path, LONGEST_S) / 32768.0))


def scene(spoken: Spoken, noise_name: str, snr_db: float, seed: int) -> Scene:
    """Return it in a room: the voiced frames are `snr_db` louder than the noise."""
    random = np.random.default_rng([seed, *spoken.name.encode()])
    level_db = float(random.choice(SPOKEN_DBFS))
    lead = round((BEFORE_S + random.uniform(*THINKS_S)) / FRAME_S)
    voice = levelled(spoken.samples, level_db)
    after = round(AFTER_S / FRAME_S)
    start, end = lead * FRAME_SAMPLES, (lead + after) * FRAME_SAMPLES + len(voice)
    sound = np.zeros(-(-end // FRAME_SAMPLES) * FRAME_SAMPLES)
    sound[start : start + len(voice)] = voice
    around = own_background(spoken.samples, len(sound), int(random.integers(1 << 30)))
    around *= np.max(np.abs(voice)) / max(1, np.max(np.abs(spoken.samples)))
    _fade_around(around, start, start + len(voice))
    sound += around
    if noise_name != "none":
        track = _noise(noise_name, int(random.integers(TRACKS)))
        track = np.take(track, np.arange(len(sound)) + random.integers(len(track)), mode="wrap")
        sound += track / np.sqrt(np.mean(np.square(track))) * 10 ** ((level_db - snr_db) / 20)
    voiced = np.flatnonzero(voiced_frames(voice))
    return Scene(
        spoken, sound, round(BEFORE_S / FRAME_S), lead + int(voiced[0]), lead + int(voiced[-1]) + 1
    )  # fmt: skip


def with_talk_before(played: Scene, talk: Sequence[Spoken], length_s: float, seed: int) -> Scene:
    """Return a scene in which people have talked for `length_s`, until `SILENT_S` before the button is pressed.

    They are as loud as whoever speaks then, and pause between their sentences as long as `TALK_PAUSES_S` says.
    """
    random = np.random.default_rng([seed, *played.spoken.name.encode()])
    voice = played.sound[played.first_voiced * FRAME_SAMPLES : played.last_voiced * FRAME_SAMPLES]
    level_db = 10 * float(np.log10(voice_power(voice)))
    length = round(length_s / FRAME_S) * FRAME_SAMPLES
    track = np.zeros(0)
    while len(track) < length:
        one = talk[int(random.integers(len(talk)))].samples
        voiced = np.flatnonzero(voiced_frames(one))
        sentence = levelled(one, level_db)[voiced[0] * FRAME_SAMPLES : (voiced[-1] + 1) * FRAME_SAMPLES]
        pause = np.zeros(round(random.uniform(*TALK_PAUSES_S) / FRAME_S) * FRAME_SAMPLES)
        track = np.concatenate([pause, sentence, track])
    track = track[-length:]
    before = played.sound[: played.pressed * FRAME_SAMPLES]
    sound = np.concatenate([np.resize(before, length), played.sound])
    end = played.pressed * FRAME_SAMPLES + length - round(SILENT_S / FRAME_S) * FRAME_SAMPLES
    sound[end - length : end] += track
    more = length // FRAME_SAMPLES
    return replace(
        played, sound=sound, pressed=played.pressed + more, first_voiced=played.first_voiced + more,
        last_voiced=played.last_voiced + more,
    )  # fmt: skip


def in_room(played: Scene, room: Acoustics, response: Signal) -> Scene:
    """Return a scene in a room that rings on, and has a noise of its own; `response` is that of the user's place.

    All that is heard reaches the microphone by that way. The words are over when they are said, not when they have
    faded.
    """
    sound = reverberant(played.sound, response)[: len(played.sound)]
    return replace(played, sound=sound + np.resize(noise_of(room), len(sound)))


@lru_cache
def _noise(name: str, seed: int) -> Signal:
    """Return a noise that is the same for the same seed; it is long to make."""
    track: Signal = noise(name, TRACK_S, seed)
    return track


def chosen(spoken: Sequence[Spoken], count: int, seed: int) -> list[tuple[Spoken, int]]:
    """Return `count` of them, each as often as any other, with a seed for each: its level, its noise."""
    random = np.random.default_rng([seed, count])
    order = [int(number) for _ in range(-(-count // len(spoken))) for number in random.permutation(len(spoken))]
    return [(spoken[number], seed * 1000 + place) for place, number in enumerate(order[:count])]


def own_background(samples: Samples, length: int, seed: int) -> Signal:
    """Return the recording's own background; a soft noise where it has none of its own."""
    own: Signal = background(samples, length, seed)
    level = voice_power(samples)
    if float(np.mean(np.square(own))) < level * 10 ** (-QUIET_DB / 10):
        return own
    soft: Signal = np.random.default_rng(seed).standard_normal(length) * np.sqrt(level) * 10 ** (-2 * QUIET_DB / 20)
    return soft


def _fade_around(around: Signal, start: int, end: int) -> None:
    """Silence it where the recording is heard, and fade over at its edges."""
    fall = np.linspace(1, 0, FADE_SAMPLES)
    around[start : start + FADE_SAMPLES] *= fall
    around[start + FADE_SAMPLES : end - FADE_SAMPLES] = 0
    around[end - FADE_SAMPLES : end] *= fall[::-1]


def as_samples(sound: Signal) -> Samples:
    """Return a scene as 16-bit samples."""
    return to_samples(np.clip(sound, -1, 1))
