"""Word gaps: where somebody may stop to think inside a sentence. `python -m appliance.bench.word_gaps` finds them.

A gap is a quiet moment at which the recording can be cut in two so that the recogniser hears the words of the first
part, then those of the second, and no word is lost or broken.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Samples
from appliance.bench.words import word_error_rate
from appliance.errors import RecordingError
from appliance.interfaces import Recognizer
from appliance.recordings.people import load_people
from appliance.recordings.recordings import FOLDER, Recording, load_recordings

TABLE = FOLDER / "word_gaps.toml"
EDGE_S = 0.35
"""Least speech before and after a gap."""
APART_S = 0.25
"""Least time between two gaps."""
DIP_DB = 6.0
"""By how much a gap is quieter than what is loudest within a fifth of a second on both sides of it."""
MOST_TRIED = 6
FEWEST_WORDS = 4
LONGEST_S = 28.0


def quiet_moments(samples: Samples, count: int = MOST_TRIED) -> list[float]:
    """Return the quietest moments inside the speech, in seconds, the quietest first; none where it never dips."""
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].astype(np.float64).reshape(-1, FRAME_SAMPLES)
    level = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1.0)
    voiced = np.flatnonzero(level > level.max() - 20)
    edge, apart, near = (round(seconds / FRAME_S) for seconds in (EDGE_S, APART_S, 0.2))
    found: list[int] = []
    for at in np.argsort(level):
        if not voiced[0] + edge <= at <= voiced[-1] - edge or any(abs(at - other) < apart for other in found):
            continue
        if min(level[at - near : at].max(), level[at + 1 : at + near].max()) - level[at] >= DIP_DB:
            found.append(int(at))
    return [(at + 0.5) * FRAME_S for at in found[:count]]


def heard_in(recognizer: Recognizer, samples: Samples) -> str:
    """Return the words of a recording or a part of one."""
    lead = np.zeros(CAPTURE_RATE_HZ // 5, dtype=np.int16)
    segment = recognizer.transcribe(np.concatenate([lead, samples, lead]), lambda: False)
    return segment.text if segment else ""


def is_between_words(recognizer: Recognizer, samples: Samples, at_s: float, whole: str) -> bool:
    """Say whether the two parts have the words of the whole, as the recogniser hears them."""
    at = round(at_s * CAPTURE_RATE_HZ)
    parts = heard_in(recognizer, samples[:at]), heard_in(recognizer, samples[at:])
    return all(parts) and word_error_rate([whole], [" ".join(parts)]) == 0


def load_gaps(path: Path = TABLE) -> dict[str, tuple[float, ...]]:
    """Return the gaps of each recording, in seconds, by its name; raise `RecordingError` if they cannot be read."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["gaps"]
        return {name: tuple(float(moment) for moment in moments) for name, moments in table.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordingError(
            f"{path}: cannot be read: {error}; `python -m appliance.bench.word_gaps` makes it"
        ) from None


def found_gaps(recognizer: Recognizer, recordings: Sequence[Recording]) -> dict[str, list[float]]:
    """Return the gaps of those recordings that have any."""
    gaps = {}
    for recording in recordings:
        if len(recording.transcript.split()) < FEWEST_WORDS:
            continue
        samples = load_recording(recording.path, LONGEST_S)
        whole = heard_in(recognizer, samples)
        moments = [moment for moment in quiet_moments(samples) if is_between_words(recognizer, samples, moment, whole)]
        if moments:
            gaps[recording.name] = sorted(round(moment, 2) for moment in moments)
            print(recording.name, gaps[recording.name], flush=True)
    return gaps


def main() -> None:
    """Look for the gaps of every recording of people, and of the synthetic voice, and write the table."""
    from appliance.adapters.whisper import WhisperRecognizer
    from appliance.models.chosen import model_files
    from appliance.settings_file import load_settings

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", type=Path)
    settings = load_settings(parser.parse_args().config)
    recognizer = WhisperRecognizer(model_files(settings.models)[0], settings.session.language, lambda: 1)
    gaps = found_gaps(recognizer, [*load_people(), *load_recordings(human=False)])
    lines = [f"{name} = {moments}" for name, moments in sorted(gaps.items())]
    about = "# Where a sentence can be paused: between two words. Made by `python -m appliance.bench.word_gaps`.\n"
    TABLE.write_text(about + "\n[gaps]\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
