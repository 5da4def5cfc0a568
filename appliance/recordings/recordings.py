"""The recorded questions that demos, tests and benchmarks ask. Each file in `hw/recordings` is checked first.

Reads the manifest there. Opens no sound device and converts no sound. `fetch` fetches the human recordings, `people`
adds who speaks.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from appliance.errors import RecordingError
from appliance.system.hashes import file_sha256

FOLDER = Path(__file__).resolve().parents[2] / "hw" / "recordings"
SPEAKERS = ("synthetic", "human", "nobody")
CONDITIONS = ("clear", "noisy", "quiet", "fast", "pause", "silence", "noise")
FETCH_COMMAND = "python -m appliance.recordings fetch"


@dataclass(frozen=True, slots=True)
class Recording:
    """One WAV file (mono, 16 kHz, signed 16-bit), and what is known of it."""

    name: str
    """Short and unique."""
    path: Path
    """The file. Its hash was right when it was loaded."""
    transcript: str
    """What is said, with punctuation; "" if nobody speaks."""
    speaker: str
    """One of SPEAKERS."""
    condition: str
    """One of CONDITIONS."""
    source: str
    """Where it comes from."""
    licence: str
    """SPDX identifier, or "public domain"."""
    speech_end_s: float | None
    """Where the voice ends, in seconds from the start of the file, even if noise goes on; None: not known."""
    pauses: tuple[tuple[float, float], ...]
    """(start, end) of each pause of the voice, in seconds, in order; () where no pause is known."""
    person: str = ""
    """Who speaks, by the identifier in `people.toml`; "" for a synthetic voice."""
    kind: str = ""
    """One of `people.KINDS`; "" for a synthetic voice."""


def load_recordings(folder: Path = FOLDER, *, human: bool = True) -> tuple[Recording, ...]:
    """Return every recording with speech, in the manifest's order. `human=False` leaves out the fetched ones.

    Raises RecordingError for a broken manifest, a missing file, or a file with another hash than the manifest's.
    """
    return tuple(
        checked_recording(entry, folder)
        for entry in read_manifest(folder).get("recording", [])
        if human or entry.get("speaker") != "human"
    )


def load_pauses(folder: Path = FOLDER) -> tuple[Recording, ...]:
    """Return the questions made for their pauses, which `load_recordings()` leaves out. Raises RecordingError."""
    return tuple(checked_recording(entry, folder) for entry in read_manifest(folder).get("with_pause", []))


def load_non_speech(folder: Path = FOLDER) -> tuple[Recording, ...]:
    """Return the recordings without speech: a silent room, a noisy room. Raises RecordingError."""
    return tuple(
        checked_recording({"transcript": "", "speaker": "nobody"} | entry, folder)
        for entry in read_manifest(folder).get("not_speech", [])
    )


def read_manifest(folder: Path, name: str = "manifest.toml") -> dict[str, Any]:
    """Return the content of the manifest `name` in `folder`. Raises RecordingError when it cannot be read."""
    path = folder / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecordingError(f"{path} is missing: the recordings are part of the source tree") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecordingError(f"{path} cannot be read: {error}") from error


def checked_recording(entry: dict[str, Any], folder: Path, manifest_name: str = "manifest.toml") -> Recording:
    """Return the recording of an entry of a manifest. Raises RecordingError for a wrong entry or a wrong file."""
    manifest = folder / manifest_name
    name = entry.get("name", "a recording without a name")
    for key in ("name", "file", "transcript", "condition", "speaker", "source", "licence", "sha256"):
        if not isinstance(entry.get(key), str):
            raise RecordingError(f"{manifest}: {name} needs `{key}`, a string")
    for key, allowed in (("speaker", SPEAKERS), ("condition", CONDITIONS)):
        if entry[key] not in allowed:
            raise RecordingError(
                f'{manifest}: {name} has {key} = "{entry[key]}", which is none of {", ".join(allowed)}'
            )
    speech_end_s = entry.get("speech_end_s")
    if not isinstance(speech_end_s, float | None):
        raise RecordingError(f"{manifest}: {name} has a `speech_end_s` that is no number of seconds")
    pauses = _pauses(entry, manifest)
    path = folder / entry["file"]
    if not path.is_file():
        cure = f"`{FETCH_COMMAND}` fetches it" if entry["speaker"] == "human" else "it is part of the source tree"
        raise RecordingError(f"the recording {path} is missing: {cure}")
    if not is_right(path, entry["sha256"]):
        raise RecordingError(f"the recording {path} is damaged: its SHA-256 is not the one in {manifest}")
    return Recording(
        name=entry["name"],
        path=path,
        transcript=entry["transcript"],
        speaker=entry["speaker"],
        condition=entry["condition"],
        source=entry["source"],
        licence=entry["licence"],
        speech_end_s=speech_end_s,
        pauses=pauses,
        person=entry.get("person", ""),
        kind=entry.get("kind", ""),
    )


def _pauses(entry: dict[str, Any], manifest: Path) -> tuple[tuple[float, float], ...]:
    """Return the pauses of a recording. A recording of the condition "pause" must have some."""
    try:
        pauses = tuple((float(start_s), float(end_s)) for start_s, end_s in entry.get("pauses", []))
    except (TypeError, ValueError):
        pauses = ((0.0, 0.0),)
    moments = [0.0, *(moment for pause in pauses for moment in pause), entry.get("speech_end_s", math.inf)]
    if not all(earlier < later for earlier, later in pairwise(moments)):
        raise RecordingError(
            f"{manifest}: {entry['name']} has `pauses` that are not [start, end] in seconds, in order, before its end"
        )
    if entry["condition"] == "pause" and not pauses:
        raise RecordingError(f'{manifest}: {entry["name"]} has condition = "pause" and needs `pauses`')
    return pauses


def is_right(path: Path, sha256: str) -> bool:
    """Return whether a file is there and has this hash."""
    try:
        return file_sha256(path) == sha256
    except OSError:
        return False
