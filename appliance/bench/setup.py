"""The setup of a benchmark: what its figures depend on beside the machine (`system.machine`)."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from appliance.models.chosen import end_of_turn_file, model_files
from appliance.settings import Settings
from appliance.system.cpu_threads import model_threads, token_threads
from appliance.system.server_url import is_url

PACKAGES = (
    "voice-appliance",
    "llama-cpp-python",
    "pywhispercpp",
    "piper-tts",
    "onnxruntime",
    "webrtcvad-wheels",
    "numpy",
)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model file that was used."""

    name: str
    """Name of the file."""
    bytes: int
    """Size of the file."""
    sha256: str
    """The first 16 hexadecimal digits of its hash."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What the figures depend on, besides the machine."""

    room: str
    """`Room.name`: recordings in memory, or a sound card."""
    questions: tuple[str, ...]
    """Names of the questions."""
    repeats: int
    """How often each question was asked."""
    models: dict[str, ModelFile]
    """Model files by role."""
    threads: dict[str, int]
    """Threads of each model."""
    builds: dict[str, str]
    """What each library says about its build, by library."""
    versions: dict[str, str]
    """Versions of Python and of the packages that do the computing."""
    server: str | None = None
    """URL of the server that writes the replies; None: the language model here does."""

    def differences(self, earlier: Setup) -> list[str]:
        """Return a line for each field that differs from an earlier setup: "threads: voice 2, was 4"."""
        names = ("questions", "repeats", "models", "threads", "builds", "versions", "server")
        pairs = ((name, getattr(self, name), getattr(earlier, name)) for name in names)
        return [f"{name}: {_difference(now, before)}" for name, now, before in pairs if now != before]


def _difference(now: object, before: object) -> str:
    if isinstance(now, dict) and isinstance(before, dict):
        changed = [key for key in now.keys() | before.keys() if now.get(key) != before.get(key)]
        return "; ".join(f"{key} {_short(now.get(key))}, was {_short(before.get(key))}" for key in sorted(changed))
    return f"{_short(now)}, was {_short(before)}"


def _short(value: object) -> str:
    match value:
        case ModelFile():
            return f"{value.name} ({value.sha256})"
        case tuple():
            return f"{len(value)} ({', '.join(value[:3])}{', ...' if len(value) > 3 else ''})"
    return str(value)


def present_setup(settings: Settings, room: str, questions: tuple[str, ...], repeats: int) -> Setup:
    """Return the setup of a run with these settings; raise `ModelUnavailable` if a model is missing."""
    from appliance.adapters.builds import llama_build, whisper_build

    files = dict(zip(("recognizer", "language_model", "voice"), model_files(settings.models), strict=True))
    if end_of_turn := end_of_turn_file(settings.models):
        files["end_of_turn"] = end_of_turn
    threads = settings.threads
    prompt_threads = model_threads(threads.language_model)
    return Setup(
        room=room,
        questions=questions,
        repeats=repeats,
        models={role: _model_file(path) for role, path in files.items()},
        threads={
            "recognizer": model_threads(threads.recognizer),
            "language_model": prompt_threads,
            "language_model_tokens": token_threads(prompt_threads),
            "voice": model_threads(threads.voice),
        },
        builds={"llama.cpp": llama_build().strip(), "whisper.cpp": whisper_build().strip()},
        versions={"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        server=settings.models.language_model if is_url(settings.models.language_model) else None,
    )


def _model_file(path: Path) -> ModelFile:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return ModelFile(path.name, path.stat().st_size, digest[:16])
