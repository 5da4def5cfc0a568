"""People: recordings one after the other. Transcripts: what the transcriber of the pipeline makes of sounds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.audio.played_sound import Signal
from appliance.bench.virtual_room import silence
from appliance.bench.voiced import levelled
from appliance.bench.words import word_error_rate
from appliance.events import TranscriptionCompleted
from appliance.installed_models import installed_models
from appliance.items import Utterance
from appliance.recordings.people import load_people
from appliance.recordings.recordings import Recording
from appliance.recordings.rumble import without_rumble
from appliance.settings import Settings
from appliance.stages.transcriber import Transcriber

FEWEST_WORDS = 3
"""Of a recording that is taken: a shorter one is all right or all wrong."""
LONGEST_S = 8.0
BETWEEN_S = 1.0
"""Silence between two recordings."""
ROUND_S = 0.3
"""So much of it before and after a recording is transcribed with it."""
UNPREPARED = "conversation"
"""What is said in a meeting is not taken: far from the microphone half of it is not understood as it is."""


class Transcripts:
    """Transcribes one utterance after another, as the pipeline does at the end of a turn."""

    def __init__(self, settings: Settings) -> None:
        """Load the recogniser of the settings. Raises `ModelUnavailable`."""
        recognizer = installed_models(settings, settings.session).recognizer()
        self._stage = Transcriber(
            lambda: recognizer, lambda _utterance, _is_first: False, lambda: 0.0, settings.session.words
        )
        self._stage.open()
        self._turn = 0

    def __call__(self, samples: Samples) -> str:
        """Return the words of a sound (16 kHz)."""
        self._turn += 1
        events = self._stage.work(Utterance(self._turn, samples, len(samples) // FRAME_SAMPLES, is_final=True))
        return "".join(event.segment.text for event in events if isinstance(event, TranscriptionCompleted))


class People:
    """Recordings one after the other, and where in the sound each of them is."""

    def __init__(self, recordings: Sequence[Recording], dbfs: float) -> None:
        self.transcripts = [one.transcript for one in recordings]
        parts, self.spans = [silence(BETWEEN_S)], []
        at = len(parts[0])
        for one in recordings:
            said = levelled(without_rumble(load_recording(one.path, 60) / 32768.0), dbfs)
            said = np.append(said, np.zeros(-len(said) % FRAME_SAMPLES))
            self.spans.append((at, at + len(said)))
            parts += [said, silence(BETWEEN_S)]
            at += len(said) + len(parts[-1])
        self.sound: Signal = np.concatenate(parts)

    def word_error_rate(self, heard: Samples, transcribe: Transcripts) -> float:
        """Return the word errors in what was heard of them."""
        around = round(ROUND_S * CAPTURE_RATE_HZ)
        rate = word_error_rate(
            self.transcripts, [transcribe(heard[begin - around : end + around]) for begin, end in self.spans]
        )
        return float("nan") if rate is None else rate


def several_people(count: int, seed: int) -> list[Recording]:
    """Return `count` sentences and orders of people: one of everybody, then another of everybody, and so on.

    Raises `RecordingError` if the recordings are missing.
    """
    random = np.random.default_rng(seed)
    by_person: dict[str, list[Recording]] = {}
    for one in load_people():
        is_right = one.kind != UNPREPARED and len(one.transcript.split()) >= FEWEST_WORDS
        if is_right and len(load_recording(one.path, 2 * LONGEST_S)) <= LONGEST_S * CAPTURE_RATE_HZ:
            by_person.setdefault(one.person, []).append(one)
    shuffled = [_shuffled(ones, random) for _, ones in sorted(by_person.items())]
    rounds = max(map(len, shuffled))
    in_turn = [ones[number] for number in range(rounds) for ones in shuffled if number < len(ones)]
    return in_turn[:count]


def _shuffled(ones: Sequence[Recording], random: np.random.Generator) -> list[Recording]:
    return [ones[int(index)] for index in random.permutation(len(ones))]
