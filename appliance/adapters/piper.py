"""Piper: text to speech."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np

from appliance.adapters.onnx import session_options
from appliance.adapters.vits import Vits
from appliance.errors import ModelUnavailable
from appliance.items import Samples
from appliance.short_pauses import ShortPauses

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


class PiperVoice:
    """A Piper voice; a sentence, or a clause, at a time."""

    def __init__(self, model_file: Path, threads: int, speaking_rate: float = 1.0) -> None:
        """Load the voice and speak a word into the void, so that the first sentence is as fast as the tenth."""
        from piper import PiperVoice as Engine
        from piper.config import PiperConfig

        self.rate_hz = voice_rate_hz(model_file)
        options = session_options(threads)
        # A plan of its memory is kept for every length of sentence: 240 short ones took the process from 149 to 269 MB,
        # without the plans to 244, where it stays from the 100th on.
        options.enable_mem_pattern = False
        description = json.loads(model_file.with_name(model_file.name + ".json").read_text(encoding="utf-8"))
        try:
            self._config = PiperConfig.from_dict(description)
        except Exception as error:  # a description may lack anything
            raise ModelUnavailable(f"{model_file}: onnxruntime cannot load it: {error}") from error
        # Piper's own class for what it makes of text; the sound of that is made here.
        self._text = Engine(session=cast(Any, None), config=self._config)
        self._speaking_rate = speaking_rate
        (ready,) = self._inputs("Ready.")
        self._vits = Vits(model_file, options, self.rate_hz, ready)

    def synthesize(self, text: str, *, ends_sentence: bool = True) -> Iterator[Samples]:
        """Yield the sound of a sentence, or of a clause that goes on, piece by piece, with a short silence after it.

        Not normalised: that scales each part by itself, and the loudness would jump. Without it, the same words are as
        loud in a clause as in the whole sentence: -1.2 to +1.5 dB, median 0.
        """
        if not ends_sentence and text[-1:].isalnum():
            text += ","  # without it, the voice falls as at the end of a sentence
        pauses = ShortPauses(self.rate_hz, PAUSE_S)
        for inputs in self._inputs(text):
            for sound in self._vits.sound(inputs):
                yield from pauses.add((np.clip(sound, -1.0, 1.0) * 32767).astype(np.int16))
        yield from pauses.finish(PAUSE_S if ends_sentence else CLAUSE_PAUSE_S)

    def _inputs(self, text: str) -> Iterator[dict[str, Any]]:
        """Yield what the model takes for each sentence that Piper finds in a text."""
        config = self._config
        scales = [config.noise_scale, config.length_scale / self._speaking_rate, config.noise_w_scale]
        for phonemes in self._text.phonemize(text):
            if not phonemes:
                continue
            ids = self._text.phonemes_to_ids(phonemes)
            inputs = {
                "input": np.array([ids], dtype=np.int64),
                "input_lengths": np.array([len(ids)], dtype=np.int64),
                "scales": np.array(scales, dtype=np.float32),
            }
            if config.num_speakers > 1:
                inputs["sid"] = np.array([0], dtype=np.int64)
            yield inputs
