"""Transcripts: recordings through the transcriber of the pipeline, without a session around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from appliance.audio.format import FRAME_SAMPLES, Samples
from appliance.events import TranscriptionCompleted
from appliance.installed_models import installed_models
from appliance.items import Utterance
from appliance.recordings.people import load_people
from appliance.recordings.recordings import Recording
from appliance.settings import Settings
from appliance.stages.transcriber import Transcriber

FEWEST_WORDS = 3
"""Of a recording that is taken: a shorter one is all right or all wrong."""


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


def several_people(count: int, seed: int) -> list[Recording]:
    """Return `count` recordings of people with words in them: one of everybody, then another, and so on.

    Raises `RecordingError` if the recordings are missing.
    """
    random = np.random.default_rng(seed)
    by_person: dict[str, list[Recording]] = {}
    for one in load_people():
        if len(one.transcript.split()) >= FEWEST_WORDS:
            by_person.setdefault(one.person, []).append(one)
    shuffled = [_shuffled(ones, random) for _, ones in sorted(by_person.items())]
    rounds = max(map(len, shuffled))
    in_turn = [ones[number] for number in range(rounds) for ones in shuffled if number < len(ones)]
    return in_turn[:count]


def _shuffled(ones: Sequence[Recording], random: np.random.Generator) -> list[Recording]:
    return [ones[int(index)] for index in random.permutation(len(ones))]
