"""Tells by a file's first bytes what kind of model it is, so that a wrong one is named before it is loaded.

Cheap on purpose: nothing is hashed. Parsed are a voice's small JSON, and the table of contents of a model file: whether
its parts fit together and fill the file. What a file holds beyond that is tried by `adapters/load_trial.py`.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from appliance.models.ggml_check import ggml_problem
from appliance.models.gguf_check import gguf_problem
from appliance.models.manifest import Role
from appliance.models.onnx_check import onnx_problem
from appliance.models.voice_check import voice_problem

_WANTED = {
    Role.RECOGNIZER: "a Whisper model for whisper.cpp (ggml)",
    Role.LANGUAGE_MODEL: "a language model for llama.cpp (GGUF)",
    Role.VOICE: "a Piper voice (ONNX)",
    Role.END_OF_TURN: "an end-of-turn model (ONNX)",
}
_ONNX = b"\x08"
"""ONNX has no magic number, but its first field is always ir_version. Whether it is a voice or an end-of-turn model is
found out when it is loaded."""
_FIRST_BYTES = {Role.RECOGNIZER: b"lmgg", Role.LANGUAGE_MODEL: b"GGUF", Role.VOICE: _ONNX, Role.END_OF_TURN: _ONNX}
_PARTS: dict[Role, Callable[[Path], str | None]] = {
    Role.RECOGNIZER: ggml_problem,
    Role.LANGUAGE_MODEL: gguf_problem,
    Role.VOICE: onnx_problem,
    Role.END_OF_TURN: onnx_problem,
}
_MAGIC = (
    (b"lmgg", _WANTED[Role.RECOGNIZER]),
    (b"GGUF", _WANTED[Role.LANGUAGE_MODEL]),
    (_ONNX, "an ONNX model"),
    (b"PK\x03\x04", "a ZIP archive or a wheel"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<", "a web page"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself"),
    (b"{", "JSON"),
    (b"RIFF", "a WAV recording"),
)


def kind_problem(path: Path, role: Role) -> str | None:
    """Return why a file cannot be what its role needs, or None if its first bytes look right.

    A `.json` beside a voice must be a Piper configuration. The sentence has no subject: "is a web page, ...".
    """
    if not stat.S_ISREG(path.stat().st_mode):
        return "is not a file"
    if role is Role.VOICE and path.suffix == ".json":
        return voice_problem(path)
    with path.open("rb") as stream:
        head = stream.read(32)
    if not head:
        return "is empty"
    if not head.startswith(_FIRST_BYTES[role]):
        kind = next((name for magic, name in _MAGIC if head.startswith(magic)), "something unknown")
        return f"is {kind}, where {_WANTED[role]} is needed"
    return _PARTS[role](path)
