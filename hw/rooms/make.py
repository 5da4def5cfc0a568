"""Make the impulse responses of the rooms.

Usage: python hw/rooms/make.py (needs pyroomacoustics and soundfile)

Each room is a box whose walls absorb what gives the wanted reverberation time (Sabine), computed by the image source
method (Allen and Berkley 1979). The device stands on a table: its loudspeaker is 12 cm from its microphone. The user
sits or stands at the given distance. A response begins with the direct sound and has a peak of 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyroomacoustics
import soundfile

FOLDER = Path(__file__).parent
SAMPLE_RATE_HZ = 16_000
LOUDSPEAKER_M = 0.12
BEFORE_SAMPLES = 16
"""Kept before the direct sound: its interpolation begins there."""


@dataclass(frozen=True, slots=True)
class Box:
    """A room to make."""

    name: str
    size_m: tuple[float, float, float]
    reverberation_s: float
    user_m: float


BOXES = (
    Box("bedroom", (3.6, 3.1, 2.4), 0.15, 1.0),
    Box("living-room", (5.4, 4.2, 2.5), 0.4, 2.0),
    Box("kitchen", (4.1, 3.0, 2.5), 0.6, 1.5),
    Box("stairwell", (6.3, 4.0, 5.2), 0.9, 2.5),
)


def response(box: Box, distance_m: float, angle: float) -> np.ndarray:
    """Return the response at the microphone to a source at a distance and an angle (radians), 16 kHz."""
    absorption, order = pyroomacoustics.inverse_sabine(box.reverberation_s, box.size_m)
    room = pyroomacoustics.ShoeBox(
        box.size_m, fs=SAMPLE_RATE_HZ, materials=pyroomacoustics.Material(absorption), max_order=min(order, 60)
    )
    microphone = np.array([0.42 * box.size_m[0], 0.36 * box.size_m[1], 0.8])
    source = microphone + distance_m * np.array([np.cos(angle), np.sin(angle), 0.2])
    room.add_source(source)
    room.add_microphone(microphone)
    room.compute_rir()
    found = np.asarray(room.rir[0][0])
    found = found[max(0, int(np.argmax(np.abs(found))) - BEFORE_SAMPLES) :][: int(box.reverberation_s * SAMPLE_RATE_HZ)]
    return found / np.max(np.abs(found))


def main() -> None:
    """Write the responses."""
    for box in BOXES:
        for name, distance_m, angle in (("echo", LOUDSPEAKER_M, 1.3), ("user", box.user_m, 0.4)):
            path = FOLDER / f"{box.name}-{name}.flac"
            soundfile.write(path, response(box, distance_m, angle), SAMPLE_RATE_HZ, subtype="PCM_16")


if __name__ == "__main__":
    main()
