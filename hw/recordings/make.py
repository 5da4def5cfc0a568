"""Make the synthetic recordings and write the manifest.

Usage: python hw/recordings/make.py VOICE.onnx (the CC0 voice en_US-joe-medium, with its .json beside it)

The voice's two noise scales are 0 and the added noise is seeded, so a second run makes the same sounds. On another
processor the last bit of a sample may differ; a file that differs by no more than that is not written again.
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
NOISE_FLOOR_DBFS = -78.0  # RMS, as of a quiet room through a good microphone; so the sound is never digital zero.
SPEECH_BELOW_PEAK_DB = 45.0  # A sample this far below the loudest one is not taken for speech.


@dataclass(frozen=True, slots=True)
class Question:
    """A recording to make."""

    name: str
    """File name without `.wav`."""
    parts: tuple[str, ...]
    """What is said, in parts with a pause between each two."""
    condition: str = "clear"
    """clear, noisy, quiet, fast or pause."""
    pauses_s: tuple[float, ...] = ()
    """Seconds of pause after each part except the last."""
    sounds_unfinished: bool = False
    """The voice does not fall before a pause: a comma is added to a part that does not end in punctuation."""


def paused(name: str, *parts_and_pauses: str | float) -> Question:
    """Return a question from its parts in order: a text, a pause in seconds, a text, and so on."""
    parts = tuple(part for part in parts_and_pauses if isinstance(part, str))
    pauses_s = tuple(pause for pause in parts_and_pauses if isinstance(pause, float))
    return Question(name, parts, "pause", pauses_s, sounds_unfinished=True)


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
    Question("capital-of-usa-pause", ("What is the capital of", "the United States?"), "pause", (0.7,)),
)
PAUSED = (
    # The part before the pause cannot be a whole question.
    paused("capital-of-spain", "What is the capital of Spain and", 0.5, "how many people live there?"),
    paused("three-animals", "Name three animals and", 0.86, "tell me what they eat."),
    paused("potatoes", "Should I boil my potatoes or", 0.35, "bake them?"),
    paused("tallest-mountain", "What is, um,", 0.61, "the tallest mountain in the world?"),
    paused("rainbow", "Can you uh,", 1.03, "explain how a rainbow is made?"),
    paused("first-man", "Who was the, um,", 0.41, "first man on the moon?"),
    paused("capital-of-italy", "What is the capital of", 0.92, "Italy?"),
    paused("london-to-paris", "How far is it from London to", 0.55, "Paris?"),
    paused("telephone", "Who invented the", 1.18, "telephone?"),
    paused("cats-sleep", "Why do cats sleep for", 0.32, "so many hours every day?"),
    paused("if-it-rains", "If it rains tomorrow,", 0.72, "what should I do with the children?"),
    paused("wake-up", "When I wake up in the morning,", 0.47, "why am I so tired?"),
    paused("thousand-feet", "How many meters are twenty", 0.64, "thousand feet?"),
    paused("count-to-million", "How long does it take to count to one", 0.81, "million?"),
    paused("half-hours", "How many minutes are two", 0.98, "and a half hours?"),
    paused("eggs", "I have eggs,", 0.58, "milk", 1.12, "and flour. What can I cook?"),
    paused("lions-tigers-bears", "Are you afraid of lions,", 0.3, "tigers,", 0.75, "or bears?"),
    paused("favorite-colors", "My favorite colors are red,", 0.95, "green and blue."),
    # The part before the pause could be a whole question, but does not sound like one.
    paused("capital-of-france-and", "What is the capital of France", 0.66, "and what is it famous for?"),
    paused("joke-about-cats", "Tell me a joke", 0.78, "about cats."),
    paused("name-for-a-dog", "What is a good name", 0.38, "for a small dog?"),
    paused("china-and-india", "How many people live in China", 1.06, "and in India?"),
    paused("cake-without-sugar", "How do I bake a cake", 0.44, "without any sugar?"),
    paused("hamlet-and-when", "Who wrote the play Hamlet", 0.89, "and when was it written?"),
    paused("evening-sky", "Why is the sky blue", 0.52, "and why is it red in the evening?"),
    paused("hot-sun", "How hot is the sun", 0.33, "in the middle?"),
    paused("water-on-a-hot-day", "How much water should I drink", 1.15, "on a hot day?"),
    # The part before the pause is a whole sentence and sounds like one: the rest is an afterthought.
    paused("song-for-sister", "Can you sing a song?", 1.0, "For my little sister?"),
    paused("animal-in-the-sea", "What is the largest animal?", 0.69, "That lives in the sea?"),
    paused("moon-and-stars", "Tell me about the moon.", 1.2, "And about the stars."),
    paused("good-morning", "Good morning.", 0.83, "What can you do for me?"),
)
LENGTH_SCALES = {"fast": 0.7}
PEAKS_DBFS = {"quiet": -38.0}
NOISY_SNR_DB = 12.0


class Narrator:
    """The synthetic voice, without its random variation."""

    def __init__(self, model: Path) -> None:
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        from piper import PiperVoice

        self._voice = PiperVoice.load(model)

    def say(self, text: str, length_scale: float) -> NDArray[np.float64]:
        """Return speech at SAMPLE_RATE_HZ, mono, in -1..1, without the silence before and after it."""
        from piper import SynthesisConfig

        how = SynthesisConfig(length_scale=length_scale, noise_scale=0.0, noise_w_scale=0.0)
        chunks = [chunk.audio_float_array for chunk in self._voice.synthesize(text, how)]
        speech = soxr.resample(np.concatenate(chunks), self._voice.config.sample_rate, SAMPLE_RATE_HZ, "VHQ")
        loud = np.flatnonzero(np.abs(speech) > np.max(np.abs(speech)) * 10 ** (-SPEECH_BELOW_PEAK_DB / 20))
        return np.asarray(speech[loud[0] : loud[-1] + 1], dtype=np.float64)


def noise(samples: int, rms_dbfs: float, seed: int) -> NDArray[np.float64]:
    """Return white noise with an exact RMS level."""
    sound = np.random.default_rng(seed).standard_normal(samples)
    return np.asarray(sound * 10 ** (rms_dbfs / 20) / np.sqrt(np.mean(sound**2)))


def room(samples: int, rms_dbfs: float, seed: int) -> NDArray[np.float64]:
    """Return room noise: half hiss, half a murmur in the band of voices that swells and fades three times a second."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(samples))
    hz = np.fft.rfftfreq(samples, 1 / SAMPLE_RATE_HZ)
    murmur = np.fft.irfft(spectrum / (1 + (hz / 500) ** 2) * (hz > 100), samples)
    murmur *= 1 + 0.8 * np.sin(2 * np.pi * 3 * np.arange(samples) / SAMPLE_RATE_HZ)
    murmur /= np.sqrt(np.mean(murmur**2))
    sound = murmur + noise(samples, 0.0, seed + 1)
    return np.asarray(sound * 10 ** (rms_dbfs / 20) / np.sqrt(np.mean(sound**2)))


def silence(duration_s: float) -> NDArray[np.float64]:
    """Return digital silence; `record()` adds the noise floor to the whole file."""
    return np.zeros(round(duration_s * SAMPLE_RATE_HZ))


def record(question: Question, narrator: Narrator, seed: int) -> tuple[NDArray[np.float64], list[float]]:
    """Return the sound of a question, and the times in seconds at which speech stops, resumes, ... and stops."""
    scale = LENGTH_SCALES.get(question.condition, 1.0)
    pieces = [silence(LEAD_IN_S)]
    for part, pause_s in zip(question.parts, (*question.pauses_s, None), strict=True):
        goes_on = question.sounds_unfinished and pause_s is not None and part[-1].isalpha()
        pieces.append(narrator.say(part + "," if goes_on else part, scale))
        if pause_s is not None:
            pieces.append(silence(pause_s))
    speech = np.concatenate(pieces)
    speech *= 10 ** (PEAKS_DBFS.get(question.condition, PEAK_DBFS) / 20) / np.max(np.abs(speech))
    sound = np.concatenate([speech, silence(TAIL_S)])
    sound += noise(len(sound), NOISE_FLOOR_DBFS, seed)
    if question.condition == "noisy":
        voiced_dbfs = 10 * np.log10(np.mean(speech[len(pieces[0]) :] ** 2))
        sound += room(len(sound), float(voiced_dbfs) - NOISY_SNR_DB, seed)
    edges_s = np.cumsum([len(piece) for piece in pieces])[1:] / SAMPLE_RATE_HZ
    return sound, [round(float(at_s), 4) for at_s in edges_s]


def write(file: str, sound: NDArray[np.float64]) -> str:
    """Write a WAV, 16 kHz mono signed 16-bit, unless the file has this sound already; return its SHA-256."""
    path = FOLDER / file
    if not has_sound(path, sound):
        soundfile.write(path, np.clip(sound, -1, 1), SAMPLE_RATE_HZ, subtype="PCM_16")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def has_sound(path: Path, sound: NDArray[np.float64]) -> bool:
    """Return whether the file has this sound, except for the last bit of some samples."""
    found = soundfile.read(path)[0] if path.exists() else sound[:0]
    return len(found) == len(sound) and np.allclose(found, np.clip(sound, -1, 1), rtol=0, atol=2.5 / 2**15)


def table(heading: str, **values: Any) -> str:
    """Return a TOML table of strings and numbers."""
    quoted = {key: f'"{value}"' if isinstance(value, str) else value for key, value in values.items()}
    return "\n".join(["", heading, *(f"{key} = {value}" for key, value in quoted.items()), ""])


def make(question: Question, section: str, subfolder: str, narrator: Narrator, seed: int) -> str:
    """Make one file and return its table for the manifest."""
    sound, edges_s = record(question, narrator, seed)
    file = f"{subfolder}{question.name}.wav"
    pauses = {"pauses": [edges_s[at : at + 2] for at in range(0, len(edges_s) - 1, 2)]} if edges_s[1:] else {}
    return table(
        f"[[{section}]]",
        name=question.name,
        file=file,
        transcript=" ".join(question.parts),
        condition=question.condition,
        **pauses,
        speech_end_s=edges_s[-1],
        speaker="synthetic",
        source="Piper en_US-joe-medium, made by make.py",
        licence="CC0-1.0",
        sha256=write(file, sound),
    )


def main(model: Path) -> None:
    """Make every file, then the manifest, to which `human.toml` is appended."""
    narrator = Narrator(model)
    (FOLDER / "pauses").mkdir(exist_ok=True)
    tables = ["# Made by make.py from its lists of questions and from human.toml: edit those, not this file.\n"]
    tables += [make(question, "recording", "", narrator, seed) for seed, question in enumerate(QUESTIONS)]
    tables += [make(question, "with_pause", "pauses/", narrator, seed) for seed, question in enumerate(PAUSED, 2000)]
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
                sha256=write(f"{name}.wav", sound),
            )
        )
    tables.append("\n" + (FOLDER / "human.toml").read_text(encoding="utf-8"))
    (FOLDER / "manifest.toml").write_text("".join(tables), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python hw/recordings/make.py VOICE.onnx")
    main(Path(sys.argv[1]))
