"""Smart Turn: hears whether the user has finished, by melody and rhythm as much as by the words.

What its answer is worth beside the silence and the transcript is for the caller to judge.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from appliance.errors import ModelUnavailable
from appliance.interfaces import CAPTURE_RATE_HZ
from appliance.items import Samples
from appliance.log_mel import log_mel

# onnxruntime 1.29 and later report usage over the network on Linux unless told not to before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

INPUT = "input_features"


class SmartTurn:
    """A Smart Turn v3 model in ONNX format."""

    def __init__(self, model_file: Path, threads: int = 1) -> None:
        """Load the model and judge a second of silence, so that the first turn is as fast as the tenth."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin after their work take the cores from the other models.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Sums of 8-bit products overflow on x86-64 without VNNI, and the answer is another (0.20 instead of 0.94).
        options.add_session_config_entry("session.x64quantprecision", "1")
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(model_file), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has an exception class of its own for each status code
            raise ModelUnavailable(f"{model_file}: onnxruntime cannot load it: {error}") from error
        if [wanted.name for wanted in self._session.get_inputs()] != [INPUT]:
            raise ModelUnavailable(
                f"{model_file}: is an ONNX model, but no end-of-turn model; check models.end_of_turn"
            )
        self.probability(np.zeros(CAPTURE_RATE_HZ, dtype=np.int16))

    def probability(self, samples: Samples) -> float:
        """Return how likely (0..1) the user has finished, from all that was said (16 kHz); the last 8 s count.

        The silence after the last word belongs to it: with less than 160 ms the answer is a guess.
        """
        (probabilities,) = self._session.run(None, {INPUT: log_mel(samples)[np.newaxis]})
        return float(probabilities[0, 0])
