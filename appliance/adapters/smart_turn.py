"""SmartTurn: the end-of-turn model. It judges by melody and rhythm as much as by the words.

How much its result counts, beside the silence and the transcript, is the caller's decision.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from appliance.adapters.log_mel import log_mel
from appliance.adapters.onnx import load_session, session_options
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.errors import ModelUnavailable

INPUT = "input_features"


class SmartTurn:
    """A Smart Turn v3 model in ONNX format."""

    def __init__(self, model_file: Path, threads: int = 1) -> None:
        """Load the model and judge a second of silence, so that the first turn is as fast as the tenth.

        Raises `ModelUnavailable`.
        """
        options = session_options(threads)
        # Else sums of 8-bit products overflow on x86-64 without VNNI, and the result is wrong (0.20, not 0.94).
        options.add_session_config_entry("session.x64quantprecision", "1")
        self._session = load_session(model_file, options)
        if [wanted.name for wanted in self._session.get_inputs()] != [INPUT]:
            raise ModelUnavailable(
                f"{model_file}: is an ONNX model, but no end-of-turn model; check models.end_of_turn"
            )
        self.probability(np.zeros(CAPTURE_RATE_HZ, dtype=np.int16))

    def probability(self, samples: Samples) -> float:
        """Return how likely (0..1) the user has finished, from all that was said (16 kHz). Only the last 8 s count.

        The silence after the last word is part of the input. With less than 160 ms of it, the result is a guess.
        """
        (probabilities,) = self._session.run(None, {INPUT: log_mel(samples)[np.newaxis]})
        return float(probabilities[0, 0])
