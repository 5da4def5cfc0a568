"""What is said in the trials of `over_replies`, and what is heard over it."""

from __future__ import annotations

import numpy as np

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import FRAME_SAMPLES, Samples, to_samples
from appliance.audio.played_sound import Signal
from appliance.bench.acoustics import Acoustics
from appliance.bench.voiced import begun, levelled
from appliance.recordings.noises import NAMES as NOISES
from appliance.recordings.noises import SINGLE, noise, single_noises
from appliance.recordings.people import load_people
from appliance.recordings.recordings import load_recordings
from appliance.recordings.rumble import without_rumble

REPLIES = (
    "The capital of France is Paris. It lies on the river Seine, and about two million people live there. It is known "
    "for the Eiffel Tower and its museums.",
    "A rainbow appears when sunlight is bent and reflected inside drops of water. Each color is bent by a different "
    "angle, so that they are spread into an arc across the sky.",
    "To boil an egg, put it into boiling water for six to nine minutes. Then cool it under cold water, peel it, and "
    "eat it with a little salt.",
    "The moon goes around the Earth once in about twenty seven days. It always shows us the same side, because it "
    "turns once in the same time.",
    "Honey never spoils because it has so little water that nothing can grow in it. Jars that are three thousand years "
    "old have been found and could still be eaten.",
    "Bread rises because yeast eats sugar and makes gas. The gas is caught in the dough, which grows until the heat of "
    "the oven makes it firm.",
)
SPOKEN_DBFS = -22.0
"""Level of the voice in what is played, about."""
FEWEST_WORDS = 3
"""What people say that has fewer words is a matter of its own."""
LONGEST_S = 40.0
"""Longest recording that is used."""
KINDS = ("nothing", "people", "synthetic", *NOISES)


def sounds(kind: str, seed: int) -> list[tuple[str, str, Signal]]:
    """Return the sounds of a kind: name, words, samples from the first voiced one on."""
    if kind == "nothing":
        return [("nothing", "", np.zeros(FRAME_SAMPLES))]
    if kind in SINGLE:
        return [(kind, "", begun(sound)) for sound in single_noises(kind, seed)]
    if kind in NOISES:
        return [(kind, "", noise(kind, 6.0, seed))]
    recordings = load_people() if kind == "people" else load_recordings(human=False)
    return [
        (one.name, one.transcript, begun(without_rumble(load_recording(one.path, LONGEST_S) / 32768.0)))
        for one in recordings
        if len(one.transcript.split()) >= FEWEST_WORDS
    ]


def beside_echo(sound: Signal, room: Acoustics, level_db: float) -> Samples:
    """Return what is heard over a reply, at a level relative to the echo of that in the microphone."""
    return to_samples(levelled(sound, SPOKEN_DBFS + room.echo_db + level_db))
