"""onnxruntime sessions without telemetry, without spinning threads and without log output."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from appliance.errors import ModelUnavailable

# onnxruntime 1.29 and later report usage over the network on Linux unless told not to before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def session_options(threads: int) -> Any:
    """Return the `onnxruntime.SessionOptions` that every model here starts from."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin after their work take processor time from the other models.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return options


def seed_noise(seed: int) -> None:
    """Let the sessions that are made from now on draw the same noise each time: a voice says a text alike then."""
    import onnxruntime

    onnxruntime.set_seed(seed)


def load_session(model_file: Path, options: Any, part: bytes | None = None) -> Any:
    """Return an `onnxruntime.InferenceSession` on the CPU, of a model or of a `part` of it (serialised).

    Raises `ModelUnavailable`.
    """
    import onnxruntime

    model = str(model_file) if part is None else part
    try:
        return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has an exception class of its own for each status code
        raise ModelUnavailable(
            f"{model_file}: onnxruntime cannot load it: {' '.join(str(error).split())[:200]}"
        ) from error
