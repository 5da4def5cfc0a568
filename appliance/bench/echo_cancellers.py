"""Echo cancellers compared: `python -m appliance.bench.echo_cancellers [--canceller NAME ...] [--room NAME ...]`.

In each room the synthetic voice is played without end. At first nobody speaks; then people do, one recording after the
other, 0, 5 and 10 dB below the echo. The reply is not ducked and does not end, as it would in the appliance, so this is
the hardest case. Virtual time, seeded; nothing is played aloud.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.audio.front_end import EchoCanceller
from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import Acoustics, load_rooms, room_named
from appliance.bench.other_cancellers import NAMES, canceller_named
from appliance.bench.transcripts import People, Transcripts, several_people
from appliance.bench.virtual_room import Timed, VirtualRoom, silence
from appliance.bench.voiced import levelled, voiced_frames
from appliance.recordings.recordings import Recording, load_recordings
from appliance.settings_file import load_settings

PLAYED_DBFS = -22.0
"""Level of the voice in what is played."""
ALONE_S = 15.0
"""So long nobody speaks."""
BEFORE_S = 3.0
"""Sound before this does not count: the canceller learns the room."""
LEVELS_DB = (0.0, -5.0, -10.0)
"""Level of the user, relative to the echo."""
LATEST = round(0.02 * CAPTURE_RATE_HZ)
"""Most samples by which a canceller delays the sound."""


def played_sound(length_s: float) -> Signal:
    """Return the synthetic voice, one recording after the other, again and again."""
    ones = [levelled(load_recording(one.path, 60) / 32768.0, PLAYED_DBFS) for one in load_recordings(human=False)]
    length = round(length_s * CAPTURE_RATE_HZ) // FRAME_SAMPLES * FRAME_SAMPLES
    needed = int(length / sum(map(len, ones)) + 1) * len(ones)
    return np.concatenate(list(islice(cycle(ones), needed)))[:length]


def echo_reduction_db(echo: Samples, rest: Samples) -> float:
    """Return by how much the voiced frames of the echo became quieter, in dB."""
    before, after = echo / 32768.0, rest / 32768.0
    voiced = voiced_frames(before)
    powers = [
        np.mean(np.square(one[: len(voiced) * FRAME_SAMPLES]).reshape(len(voiced), -1)[voiced])
        for one in (before, after)
    ]
    return float(10 * np.log10(powers[0] / (powers[1] + 1e-12)))


def kept_db(said: Samples, heard: Samples) -> float:
    """Return the level of what was said in what is heard, in dB: the part of it that is correlated with it."""
    wanted, found = said / 32768.0, heard / 32768.0
    size = 1 << (2 * len(wanted)).bit_length()
    cross = np.fft.irfft(np.fft.rfft(found, size) * np.fft.rfft(wanted, size).conj(), size)
    return float(20 * np.log10(max(1e-3, float(np.max(cross[:LATEST])) / float(np.sum(np.square(wanted))))))


def compare(
    room: Acoustics, names: Sequence[str], recordings: Sequence[Recording], words_of: Callable[[People, Samples], str]
) -> None:
    """Print a row for each canceller and level of the user."""
    alone = round(ALONE_S * CAPTURE_RATE_HZ)
    counted = slice(round(BEFORE_S * CAPTURE_RATE_HZ), alone)
    for level_db in LEVELS_DB:
        people = People(recordings, PLAYED_DBFS + room.echo_db + level_db)
        said = VirtualRoom(room).hear(silence(0), people.sound)[0]
        print(f"| {room.name} | (nothing is played) | {level_db:.0f} dB | | 0.0 | ", end="")
        print(f"{words_of(people, said)} | |", flush=True)
        virtual = VirtualRoom(room)
        cancellers = [Timed(canceller_named(name, virtual.far_end)) for name in names]
        played = played_sound(ALONE_S + len(people.sound) / CAPTURE_RATE_HZ)
        beside: list[EchoCanceller | None] = [None, *cancellers]
        echo, *heard = virtual.hear(played, np.concatenate([silence(ALONE_S), people.sound]), beside)
        for name, canceller, sound in zip(names, cancellers, heard, strict=True):
            print(
                f"| {room.name} | {name} | {level_db:.0f} dB "
                f"| {echo_reduction_db(echo[counted], sound[counted]):.1f} | {kept_db(said, sound[alone:]):.1f} "
                f"| {words_of(people, sound[alone:])} | {canceller.frame_us:.0f} |",
                flush=True,
            )


def main() -> None:
    """Compare echo cancellers in rooms, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--canceller", action="append", choices=NAMES)
    parser.add_argument("--room", action="append", help="a room of hw/rooms; all of them if none is named")
    parser.add_argument("--recordings", type=int, default=24)
    parser.add_argument("--no-words", action="store_true", help="transcribe nothing, which takes most of the time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-c", "--config", type=Path)
    asked = parser.parse_args()
    rooms = [room_named(name) for name in asked.room] if asked.room else list(load_rooms().values())
    transcribe = None if asked.no_words else Transcripts(load_settings(asked.config))

    def words_of(people: People, heard: Samples) -> str:
        return f"{people.word_error_rate(heard, transcribe):.1%}" if transcribe else ""

    recordings = several_people(asked.recordings, asked.seed)
    print(
        "| room | canceller | user | ERLE dB | user kept dB | word errors | µs a frame |\n|---|---|---|---|---|---|---|"
    )
    for room in rooms:
        compare(room, asked.canceller or NAMES, recordings, words_of)


if __name__ == "__main__":
    main()
