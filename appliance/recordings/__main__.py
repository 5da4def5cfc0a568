"""`python -m appliance.recordings fetch` fetches the recordings of people and noises; `... check` checks every file.

`... noise NAME SECONDS SEED FILE.wav` writes a noise of a room.
"""

from __future__ import annotations

import sys
import wave
from pathlib import Path

from appliance.audio.format import CAPTURE_RATE_HZ, to_samples
from appliance.errors import ApplianceError, RecordingError
from appliance.recordings.fetch import fetch_human_recordings
from appliance.recordings.noises import noise
from appliance.recordings.people import load_noises, load_people
from appliance.recordings.recordings import FETCH_COMMAND, FOLDER, load_non_speech, load_pauses, load_recordings

LOADERS = (load_recordings, load_pauses, load_non_speech, load_people, load_noises)
LONGEST_NOISE_S = 3600


def main(arguments: list[str]) -> int:
    """Run `fetch`, `check` or `noise`. Returns the exit status."""
    try:
        match arguments:
            case ["fetch"]:
                print(f"{len(fetch_human_recordings())} recordings of people and noises are in {FOLDER / 'human'}")
            case ["check"]:
                recordings = {one.path for load in LOADERS for one in load()}
                print(f"{len(recordings)} recordings are complete and right")
            case ["noise", name, seconds, seed, file]:
                _write_noise(name, seconds, seed, Path(file))
            case _:
                print(f"usage: {FETCH_COMMAND} | check | noise NAME SECONDS SEED FILE.wav", file=sys.stderr)
                return 2
    except ApplianceError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def _write_noise(name: str, seconds: str, seed: str, path: Path) -> None:
    try:
        length_s, number = float(seconds), int(seed)
    except ValueError:
        length_s, number = 0.0, 0
    if not 0 < length_s <= LONGEST_NOISE_S or number < 0:
        raise RecordingError(
            f"noise {name} {seconds} {seed}: needs a length of at most {LONGEST_NOISE_S} seconds and a seed, a number "
            "of 0 or more"
        )
    sound = to_samples(noise(name, length_s, number))
    try:
        with path.open("wb") as stream, wave.open(stream, "wb") as file:
            file.setparams((1, 2, CAPTURE_RATE_HZ, len(sound), "NONE", "not compressed"))
            file.writeframes(sound.tobytes())
    except OSError as error:
        raise RecordingError(f"{path}: cannot be written: {error.strerror}") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
