"""Make the synthetic recordings and write the manifest.

Usage: python hw/recordings/make.py VOICE.onnx (the CC0 voice en_US-joe-medium, its .json beside it)

The voice's two noise scales are 0 and the added noise is seeded, so that a second run gives the same
sounds; the last bit of a sample may differ on another processor, and the hashes in the manifest are those
of the committed files.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import soundfile
import soxr

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent
SAMPLE_RATE_HZ = 16_000
LEAD_IN_S, TAIL_S = 0.3, 0.2
PEAK_DBFS = -6.0
NOISE_FLOOR_DBFS = -78.0  # RMS: a quiet room through a good microphone, and never digital zero.
SPEECH_BELOW_PEAK_DB = 45.0  # A sample this far below the loudest one is no longer speech.


@dataclass(frozen=True, slots=True)
class Question:
    """One recording to be made."""

    name: str
    """File name without `.wav`."""
    parts: tuple[str, ...]
    """What is said; between two parts there is a pause."""
    condition: str = "clear"
    """clear, noisy, quiet, fast or pause."""


QUESTIONS = (
    Question("capital-of-france", ("What is the capital of France?",)),
    Question("minutes-in-an-hour", ("How many minutes are there in an hour?",)),
    Question("funny-joke", ("Could you tell me a funny joke?",)),
    Question("boiling-point", ("What is the boiling point of water?",)),
    Question("hamlet", ("Who wrote the play Hamlet?",)),
    Question("boil-an-egg", ("How do I boil an egg?",)),
    Question("blue-sky", ("Why is the sky blue?",)),
    Question("days-in-a-week", ("How many days are there in a week?",)),
    Question("largest-planet", ("What is the largest planet in the solar system?",)),
    Question("first-president", ("Who was the first president of the United States?",)),
    Question("ten-minus-three", ("What is ten minus three?",)),
    Question("how-are-you", ("Good morning, how are you today?",)),
    Question("fall-asleep", ("Can you give me some advice on how to fall asleep?",)),
    Question("healthy-breakfast", ("What is a good breakfast for a cold winter morning?",)),
    Question("largest-ocean-noisy", ("What is the largest ocean on Earth?",), "noisy"),
    Question("sound-of-a-cat-quiet", ("What sound does a cat make?",), "quiet"),
    Question("hours-in-a-day-fast", ("How many hours are there in a day?",), "fast"),
    Question("capital-of-usa-pause", ("What is the capital of", "the United States?"), "pause"),
)
LENGTH_SCALES = {"fast": 0.7}
PEAKS_DBFS = {"quiet": -38.0}
NOISY_SNR_DB = 12.0
PAUSE_S = 0.7


class Narrator:
    """The voice, deterministic."""

    def __init__(self, model: Path) -> None:
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        from piper import PiperVoice

        self._voice = PiperVoice.load(model)

    def say(self, text: str, length_scale: float) -> NDArray[np.float64]:
        """Speech at SAMPLE_RATE_HZ, cut to its first and last sound, in -1..1."""
        from piper import SynthesisConfig

        how = SynthesisConfig(length_scale=length_scale, noise_scale=0.0, noise_w_scale=0.0)
        chunks = [chunk.audio_float_array for chunk in self._voice.synthesize(text, how)]
        speech = soxr.resample(np.concatenate(chunks), self._voice.config.sample_rate, SAMPLE_RATE_HZ, "VHQ")
        loud = np.flatnonzero(np.abs(speech) > np.max(np.abs(speech)) * 10 ** (-SPEECH_BELOW_PEAK_DB / 20))
        return np.asarray(speech[loud[0] : loud[-1] + 1], dtype=np.float64)


def noise(samples: int, rms_dbfs: float, seed: int) -> NDArray[np.float64]:
    """White noise of an exact level."""
    sound = np.random.default_rng(seed).standard_normal(samples)
    return np.asarray(sound * 10 ** (rms_dbfs / 20) / np.sqrt(np.mean(sound**2)))


def room(samples: int, rms_dbfs: float, seed: int) -> NDArray[np.float64]:
    """Half hiss, half murmur: noise in the band of voices that swells and fades three times a second."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(samples))
    hz = np.fft.rfftfreq(samples, 1 / SAMPLE_RATE_HZ)
    murmur = np.fft.irfft(spectrum / (1 + (hz / 500) ** 2) * (hz > 100), samples)
    murmur *= 1 + 0.8 * np.sin(2 * np.pi * 3 * np.arange(samples) / SAMPLE_RATE_HZ)
    murmur /= np.sqrt(np.mean(murmur**2))
    sound = murmur + noise(samples, 0.0, seed + 1)
    return np.asarray(sound * 10 ** (rms_dbfs / 20) / np.sqrt(np.mean(sound**2)))


def silence(duration_s: float) -> NDArray[np.float64]:
    """Digital zero; the noise floor is added to the whole file."""
    return np.zeros(round(duration_s * SAMPLE_RATE_HZ))


def record(question: Question, narrator: Narrator, seed: int) -> tuple[NDArray[np.float64], float]:
    """The sound of one question and the end of its speech in seconds."""
    scale = LENGTH_SCALES.get(question.condition, 1.0)
    pieces = [silence(LEAD_IN_S)]
    for number, part in enumerate(question.parts):
        if number:
            pieces.append(silence(PAUSE_S))
        pieces.append(narrator.say(part, scale))
    speech = np.concatenate(pieces)
    speech *= 10 ** (PEAKS_DBFS.get(question.condition, PEAK_DBFS) / 20) / np.max(np.abs(speech))
    sound = np.concatenate([speech, silence(TAIL_S)])
    sound += noise(len(sound), NOISE_FLOOR_DBFS, seed)
    if question.condition == "noisy":
        voiced_dbfs = 10 * np.log10(np.mean(speech[len(pieces[0]) :] ** 2))
        sound += room(len(sound), float(voiced_dbfs) - NOISY_SNR_DB, seed)
    return sound, len(speech) / SAMPLE_RATE_HZ


def write(name: str, sound: NDArray[np.float64]) -> str:
    """Write `<name>.wav`, 16 kHz mono signed 16-bit, and return its SHA-256."""
    path = FOLDER / f"{name}.wav"
    soundfile.write(path, np.clip(sound, -1, 1), SAMPLE_RATE_HZ, subtype="PCM_16")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def table(heading: str, **values: Any) -> str:
    """One TOML table of strings and numbers."""
    quoted = {key: f'"{value}"' if isinstance(value, str) else value for key, value in values.items()}
    return "\n".join(["", heading, *(f"{key} = {value}" for key, value in quoted.items()), ""])


def main(model: Path) -> None:
    """Make every file, then the manifest; the human recordings' tables are kept in `human.toml`."""
    narrator = Narrator(model)
    common = {
        "speaker": "synthetic",
        "source": "Piper en_US-joe-medium, made by make.py",
        "licence": "CC0-1.0",
    }
    tables = ["# Made by make.py from its list of questions and from human.toml: edit those, not this.\n"]
    for seed, question in enumerate(QUESTIONS):
        sound, speech_end_s = record(question, narrator, seed)
        digest = write(question.name, sound)
        tables.append(
            table(
                "[[recording]]",
                name=question.name,
                file=f"{question.name}.wav",
                transcript=" ".join(question.parts),
                condition=question.condition,
                speech_end_s=round(speech_end_s, 4),
                **common,
                sha256=digest,
            )
        )
    two_seconds = 2 * SAMPLE_RATE_HZ
    for name, sound in (
        ("silence", noise(two_seconds, NOISE_FLOOR_DBFS, 1000)),
        ("noise", room(two_seconds, -30.0, 1001)),
    ):
        tables.append(
            table(
                "[[not_speech]]",
                name=name,
                file=f"{name}.wav",
                condition=name,
                source="seeded noise, made by make.py",
                licence="CC0-1.0",
                sha256=write(name, sound),
            )
        )
    tables.append("\n" + (FOLDER / "human.toml").read_text(encoding="utf-8"))
    (FOLDER / "manifest.toml").write_text("".join(tables), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python hw/recordings/make.py VOICE.onnx")
    main(Path(sys.argv[1]))
