"""The questions of a benchmark: recordings, chosen by name and loaded."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.bench.longer_pauses import paused_clips
from appliance.errors import RecordingError
from appliance.recordings.people import KINDS, load_people
from appliance.recordings.recordings import FOLDER, Recording, load_non_speech, load_pauses, load_recordings

ALL = "all"
"""Name for every recording with speech, the human ones included."""
PAUSES = "pauses"
"""Name for the recordings with a pause inside the sentence."""
PEOPLE = "people"
"""Name for everything that people say: see `recordings/people`."""
HUMAN_PAUSES = "human-pauses"
"""Name for the human recordings with one pause lengthened: see `longer_pauses`."""
FALL_DB = 32
"""Sound this many decibels below the loudest sample is not taken for speech."""


@dataclass(frozen=True, slots=True)
class Question:
    """A recording that is asked."""

    recording: Recording
    """Its name, transcript, pauses and end of speech."""
    samples: Samples = field(repr=False)
    """Its sound, mono, 16 kHz."""

    @property
    def is_end_known(self) -> bool:
        """True if the manifest says where the speech ends. Only then voice-to-voice is measured."""
        return self.recording.speech_end_s is not None

    @property
    def silences_s(self) -> tuple[tuple[float, float, float], ...]:
        """For each pause, in seconds: when speech stops, when it resumes, and when it stops the next time."""
        pauses = self.recording.pauses
        ends_s = [*(start_s for start_s, _ in pauses[1:]), self.end_s]
        return tuple((stop_s, resume_s, end_s) for (stop_s, resume_s), end_s in zip(pauses, ends_s, strict=False))

    @property
    def end_s(self) -> float:
        """Where the speech ends, in seconds.

        If the manifest does not say, it is estimated from the loudness: exact enough to tell that a turn was cut off.
        """
        if self.recording.speech_end_s is not None:
            return self.recording.speech_end_s
        loudness = np.abs(self.samples.astype(np.int32))
        return float(np.flatnonzero(loudness >= loudness.max() / 10 ** (FALL_DB / 20))[-1] + 1) / CAPTURE_RATE_HZ


def chosen_questions(names: str | None, longest_s: float, folder: Path = FOLDER) -> tuple[Question, ...]:
    """Return the questions for `names`: ALL, PAUSES, HUMAN_PAUSES, PEOPLE, or names separated by commas.

    None: the clear ones. "people-" and one of `people.KINDS`: what people say in that way.

    The human recordings have to be fetched, but need not be there unless one is asked for. Raises `RecordingError` for
    an unknown name, or a file that is missing, damaged or longer than `longest_s`.
    """
    if names == HUMAN_PAUSES:
        return tuple(_human_pauses(folder))
    recordings = _chosen(names, folder)
    return tuple(Question(recording, load_recording(recording.path, longest_s)) for recording in recordings)


def _human_pauses(folder: Path) -> Iterator[Question]:
    for clip in paused_clips(load_recordings(folder)):
        start_s, end_s = clip.pause
        name = f"{clip.recording.name}, {end_s - start_s:.1f} s at {start_s:.1f}"
        yield Question(replace(clip.recording, name=name, pauses=(clip.pause,)), clip.samples)


def _chosen(names: str | None, folder: Path) -> list[Recording]:
    made = [*load_recordings(folder, human=False), *load_pauses(folder)]
    if names is None:
        return [recording for recording in made if recording.condition == "clear"]
    if names == ALL:
        return [*load_recordings(folder), *load_pauses(folder)]
    if names == PEOPLE or names.removeprefix(f"{PEOPLE}-") in KINDS:
        kind = names.removeprefix(PEOPLE).removeprefix("-")
        return [recording for recording in load_people(folder) if kind in {"", recording.kind}]
    if names == PAUSES:
        return [recording for recording in made if recording.pauses]
    wanted = [name.strip() for name in names.split(",")]
    known = {recording.name: recording for recording in made}
    if not known.keys() >= set(wanted):
        known |= {recording.name: recording for recording in load_people(folder)}
    for name in wanted:
        if name not in known:
            raise RecordingError(
                f"--recordings {name!r}: {_suggestion(name, [*known, ALL, PAUSES, HUMAN_PAUSES, PEOPLE])}"
            )
    return [known[name] for name in dict.fromkeys(wanted)]


def _suggestion(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(names)}"
    return f"there is no such recording; {hint}"


def silent_room(length_s: float, folder: Path = FOLDER) -> Samples:
    """Return `length_s` seconds of a room in which nobody speaks, mono, 16 kHz."""
    (recording, *_) = (one for one in load_non_speech(folder) if one.condition == "silence")
    room = load_recording(recording.path, longest_s=60)
    return np.resize(room, round(length_s * CAPTURE_RATE_HZ))
