"""The acoustics of a simulated room: the echo of the loudspeaker, the way of the user's voice, the noise.

Pure numerics on 16 kHz sound with full scale 1. Everything random is seeded. The rooms are in `hw/rooms/rooms.toml`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.audio.played_sound import Signal
from appliance.errors import ConfigError, RecordingError
from appliance.recordings.noises import noise

FOLDER = Path(__file__).resolve().parents[2] / "hw" / "rooms"
NOISE_S = 30.0
"""Noise repeats after this time."""
LOUDSPEAKER_BAND_HZ = (250.0, 7000.0)
"""What a small loudspeaker plays."""
BAND_TAPS = 255


class Acoustics(BaseModel):
    """A room with a device and a user in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """Short and unique."""
    description: str
    """For people."""
    response: str
    """Beginning of the names of the impulse responses: RESPONSE-echo.flac, RESPONSE-user.flac."""
    delay_ms: float = Field(ge=0, le=500)
    """From the moment in which a sample is played, as the program knows it, to its direct sound in the microphone."""
    echo_db: float = Field(ge=-90, le=20)
    """Level of the echo in the microphone relative to what is played, in dB of full scale each."""
    distortion: float = Field(0.0, ge=0, le=5)
    """Of the loudspeaker: 0 none; 1 some at full scale; 2 a lot."""
    drift_ppm: float = Field(0.0, ge=-500, le=500)
    """By how much the clock of the microphone is slower than that of the loudspeaker, in parts per million."""
    noise: Literal["none", "fan", "music", "babble", "television"] = "none"
    """What is heard besides (`appliance.recordings.noises`)."""
    noise_dbfs: float = Field(-70.0, ge=-100, le=0)
    """Level of the noise."""
    seed: int = 1
    """Of what is random."""

    def with_noise(self, noise: str, dbfs: float, seed: int) -> Acoustics:
        """Return the same room with another noise, one of `recordings.noises.LASTING`."""
        return self.model_copy(update={"noise": noise, "noise_dbfs": dbfs, "seed": seed})


def load_rooms(folder: Path = FOLDER) -> dict[str, Acoustics]:
    """Return the rooms of the manifest, by name; raise `RecordingError` if it cannot be read."""
    try:
        entries = tomllib.loads((folder / "rooms.toml").read_text(encoding="utf-8"))["room"]
        rooms = [Acoustics.model_validate(entry) for entry in entries]
    except (OSError, ValueError, KeyError) as error:
        raise RecordingError(f"{folder / 'rooms.toml'}: cannot be read: {error}") from None
    return {room.name: room for room in rooms}


def room_named(name: str, folder: Path = FOLDER) -> Acoustics:
    """Return a room; raise `ConfigError` if there is none of that name."""
    rooms = load_rooms(folder)
    if name not in rooms:
        raise ConfigError(f"--room {name!r}: must be one of {', '.join(rooms)}")
    return rooms[name]


class EchoPath:
    """From what the loudspeaker plays to what of it is in the microphone."""

    def __init__(self, room: Acoustics, response: Signal) -> None:
        """`response`: the impulse response of the room, from the loudspeaker to the microphone."""
        self._distortion = room.distortion
        heard = np.convolve(_band_pass(*LOUDSPEAKER_BAND_HZ), response)
        self._taps = heard / np.sqrt(np.sum(heard**2)) * 10 ** (room.echo_db / 20)
        self._spectrum: npt.NDArray[np.complex128] | None = None

    @property
    def memory(self) -> int:
        """Samples that are played before a stretch of sound and still heard in it."""
        return len(self._taps) - 1

    def echo(self, played: Signal) -> Signal:
        """Return the echo of the samples after the first `memory` ones, which only reverberate."""
        size = 1 << (len(played) - 1).bit_length()
        if self._spectrum is None or len(self._spectrum) != size // 2 + 1:
            self._spectrum = np.fft.rfft(self._taps, size)
        heard = np.fft.irfft(np.fft.rfft(distorted(played, self._distortion), size) * self._spectrum, size)
        return heard[self.memory : len(played)]


def distorted(played: Signal, amount: float) -> Signal:
    """Return what a loudspeaker makes of a signal: compressed, with a second harmonic. `amount` 0: the same."""
    if not amount:
        return played
    compressed = np.tanh(played * amount) / np.tanh(amount)
    changed: Signal = compressed + 0.05 * amount * compressed**2
    return changed


def reverberant(voice: Signal, response: Signal) -> Signal:
    """Return a voice as it reaches the microphone, as loud as it was, and as long with the reverberation added."""
    length = len(voice) + len(response) - 1
    size = 1 << (length - 1).bit_length()
    spectrum = np.fft.rfft(voice, size) * np.fft.rfft(response / np.sqrt(np.sum(response**2)), size)
    heard: Signal = np.fft.irfft(spectrum, size)[:length]
    return heard


def noise_of(room: Acoustics) -> Signal:
    """Return `NOISE_S` of the room's noise."""
    count = int(NOISE_S * CAPTURE_RATE_HZ)
    if room.noise == "none":
        return np.zeros(count)
    heard = noise(room.noise, NOISE_S, room.seed)
    levelled: Signal = heard / np.sqrt(np.mean(heard**2)) * 10 ** (room.noise_dbfs / 20)
    return levelled


def load_response(room: Acoustics, kind: Literal["echo", "user"], folder: Path = FOLDER) -> Signal:
    """Return an impulse response of a room; raise `RecordingError` if its file cannot be read."""
    import soundfile

    path = folder / f"{room.response}-{kind}.flac"
    try:
        samples, rate_hz = soundfile.read(path, dtype="float64")
    except (OSError, RuntimeError) as error:
        raise RecordingError(f"{path}: cannot be read: {error}") from None
    if rate_hz != CAPTURE_RATE_HZ or samples.ndim != 1:
        raise RecordingError(f"{path}: must be mono at {CAPTURE_RATE_HZ} Hz")
    response: Signal = samples
    return response


def _band_pass(low_hz: float, high_hz: float) -> Signal:
    """Return the taps of a band-pass: a windowed sinc, delayed by half its length."""
    place = np.arange(BAND_TAPS) - BAND_TAPS // 2
    low, high = low_hz / CAPTURE_RATE_HZ, high_hz / CAPTURE_RATE_HZ
    taps: Signal = (2 * high * np.sinc(2 * high * place) - 2 * low * np.sinc(2 * low * place)) * np.hamming(BAND_TAPS)
    return taps
