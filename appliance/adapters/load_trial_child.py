"""Loads and uses models once, in a process of its own: what a damaged file crashes is this process.

Arguments: kind and file, again and again. Writes a line to stdout for each, in order: "ok", or why it cannot be loaded.
A file that crashes its library ends the process before its line. Run by `load_trial.py`; imports nothing of the
appliance. Ends with its parent, of which stdin is an end.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
import threading
from typing import Any

KINDS = ("whisper.cpp", "llama.cpp", "onnxruntime")


def main(arguments: list[str]) -> int:
    """Try the files. Returns the exit status."""
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the libraries print is not a result
    os.environ |= {"ORT_DISABLE_TELEMETRY": "1", "GGML_NO_BACKTRACE": "1"}
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    _limit_memory()
    tries = dict(zip(KINDS, (_whisper, _llama, _onnx), strict=True))
    for kind, file in zip(arguments[::2], arguments[1::2], strict=True):
        try:
            tries[kind](file)
        except Exception as error:
            results.write(f"{' '.join(str(error).split()) or type(error).__name__}\n")
        else:
            results.write("ok\n")
        results.flush()
    os._exit(0)  # the libraries' own end is not tried


def _end_with_the_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def _limit_memory() -> None:
    """A damaged size may ask for any amount; weights that are mapped do not count."""
    most = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _whisper(file: str) -> None:
    import _pywhispercpp as whisper_cpp
    import numpy as np
    from pywhispercpp.model import Model

    whisper_cpp.whisper_log_set(lambda _level, _text: None)
    model = Model(file, n_threads=1, context_params={"flash_attn": False})
    silence = np.zeros(17600, dtype=np.float32)
    model.transcribe(silence, audio_ctx=64, single_segment=True, max_tokens=2, temperature_inc=0.0,
                     print_progress=False, print_realtime=False)  # fmt: skip


def _llama(file: str) -> None:
    import llama_cpp

    said: list[str] = []
    log = llama_cpp.llama_log_callback(lambda _level, text, _data: said.append(text.decode(errors="replace")))
    llama_cpp.llama_log_set(log, ctypes.c_void_p(0))
    options: Any = llama_cpp.llama_model_default_params()  # mapped: no second copy of the weights
    options.use_extra_bufts = False
    model = llama_cpp.llama_model_load_from_file(file.encode(), options)
    if not model:
        raise RuntimeError(next((line for line in said if "error" in line), "Failed to load model from file"))
    window: Any = llama_cpp.llama_context_default_params()
    window.n_ctx, window.n_batch, window.n_ubatch, window.n_threads, window.n_threads_batch = 512, 8, 8, 1, 1
    context = llama_cpp.llama_init_from_model(model, window)
    if not context:
        raise RuntimeError("Failed to create llama_context")
    vocabulary = llama_cpp.llama_model_get_vocab(model)
    text, tokens = b"Hello, you!", (llama_cpp.llama_token * 32)()
    count = llama_cpp.llama_tokenize(vocabulary, text, len(text), tokens, 32, True, True)
    if count < 1 or llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(tokens, min(count, 8))):
        raise RuntimeError("Failed to read a sentence")
    piece = ctypes.create_string_buffer(64)
    for token in range(llama_cpp.llama_vocab_n_tokens(vocabulary)):
        llama_cpp.llama_token_to_piece(vocabulary, token, piece, 64, 0, True)
    llama_cpp.llama_free(context)
    llama_cpp.llama_model_free(model)


def _onnx(file: str) -> None:
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 4
    session = onnxruntime.InferenceSession(file, sess_options=options, providers=["CPUExecutionProvider"])
    known = {
        "input": np.array([[1, 0, 20, 0, 30, 0, 2]], dtype=np.int64),
        "input_lengths": np.array([7], dtype=np.int64),
        "scales": np.array([0.667, 1.0, 0.8], dtype=np.float32),
        "sid": np.array([0], dtype=np.int64),
        "input_features": np.zeros((1, 80, 800), dtype=np.float32),
    }
    names = [wanted.name for wanted in session.get_inputs()]
    if set(names) <= set(known):  # else it is another kind of model, which the adapter says
        session.run(None, {name: known[name] for name in names})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
