"""Piper: text to speech."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from appliance.adapters.onnx import load_session, session_options
from appliance.errors import ModelUnavailable
from appliance.items import Samples

WINDOW_S = 0.005
"""Sound is judged to be silence or not over so long."""
SILENCE_RMS = 16.0
"""Samples below this (of 32768) are silence: Piper's own is 0 to 3, the softest ending, an "f", is 25 to 50."""
PAUSE_S = 0.12
"""Longest silence after a sentence and within one. Piper pauses up to 430 ms at a comma, 250 after "John F."."""
CLAUSE_PAUSE_S = 0.05
"""Silence after a clause: the next part may come 100 ms late before that is heard as a gap."""


def voice_rate_hz(model_file: Path) -> int:
    """Return the voice's sample rate from the .json beside its .onnx file; raise `ModelUnavailable`."""
    description = model_file.with_name(model_file.name + ".json")
    try:
        return int(json.loads(description.read_text(encoding="utf-8"))["audio"]["sample_rate"])
    except OSError as error:
        raise ModelUnavailable(f"{description}: the voice's description cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise ModelUnavailable(f"{description}: is not the description of a Piper voice") from None


class _FrugalSession:
    """A session that gives memory back after a long sentence.

    onnxruntime keeps the most it ever needed: 120 sentences of up to 25 words took the process from 149 to 348 MB; with
    this, to 167-246 MB.
    """

    LONG_PHONEME_IDS = 200

    def __init__(self, session: Any) -> None:
        import onnxruntime

        self._session = session
        self._shrink = onnxruntime.RunOptions()
        self._shrink.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(self, outputs: Any, inputs: dict[str, Any]) -> Any:
        is_long = inputs["input"].shape[-1] > self.LONG_PHONEME_IDS
        return self._session.run(outputs, inputs, self._shrink if is_long else None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


class PiperVoice:
    """A Piper voice; a sentence at a time."""

    def __init__(self, model_file: Path, threads: int, speaking_rate: float = 1.0) -> None:
        """Load the voice and speak a word into the void, so that the first sentence is as fast as the tenth."""
        from piper import PiperVoice as Engine
        from piper.config import PiperConfig, SynthesisConfig

        self.rate_hz = voice_rate_hz(model_file)
        options = session_options(threads)
        # A plan of its memory is kept for every length of sentence: 240 short ones took the process from 149 to 269 MB,
        # without the plans to 244, where it stays from the 100th on.
        options.enable_mem_pattern = False
        description = json.loads(model_file.with_name(model_file.name + ".json").read_text(encoding="utf-8"))
        try:
            config = PiperConfig.from_dict(description)
        except Exception as error:  # a description may lack anything
            raise ModelUnavailable(f"{model_file}: onnxruntime cannot load it: {error}") from error
        self._voice = Engine(session=_FrugalSession(load_session(model_file, options)), config=config)
        # Not normalised: that scales each part by itself, and the loudness would jump. Without it, the same words are
        # as loud in a clause as in the whole sentence: -1.2 to +1.5 dB, median 0.
        self._config = SynthesisConfig(normalize_audio=False, length_scale=1 / speaking_rate)
        self.synthesize("Ready.")

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Samples:
        """Return the sound of a sentence, or of a clause that goes on, with a short silence after it."""
        if not ends_sentence and text[-1:].isalnum():
            text += ","  # without it, the voice falls as at the end of a sentence
        parts = [chunk.audio_int16_array for chunk in self._voice.synthesize(text, self._config)]
        samples: Samples = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int16)
        return _with_short_pauses(samples, self.rate_hz, PAUSE_S if ends_sentence else CLAUSE_PAUSE_S)


def _with_short_pauses(samples: Samples, rate_hz: int, last_pause_s: float) -> Samples:
    """Return speech from its first sound on, with pauses of at most `PAUSE_S`, and of `last_pause_s` at its end."""
    window = int(rate_hz * WINDOW_S)
    windows = samples[: len(samples) // window * window].reshape(-1, window)
    levels = np.sqrt(np.mean(np.square(windows, dtype=np.float64), axis=1))
    loud = np.flatnonzero(levels > SILENCE_RMS)
    if not len(loud):
        return np.zeros(0, dtype=np.int16)
    longest, last = round(PAUSE_S / WINDOW_S), round(last_pause_s / WINDOW_S)
    kept = np.zeros(len(windows), dtype=bool)
    kept[max(0, loud[0] - 1) : loud[-1] + 1 + last] = True
    for index in np.flatnonzero(np.diff(loud) > longest + 1):
        kept[loud[index] + longest : loud[index + 1] - 1] = False
    return windows[kept].ravel()
