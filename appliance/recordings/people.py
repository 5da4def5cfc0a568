"""People who speak and noises of a room: recordings that the package index has, listed in `people.toml`.

Of each it says who speaks, how, where it comes from and under which licence. `fetch` fetches them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from appliance.errors import RecordingError
from appliance.recordings.recordings import FOLDER, Recording, checked_recording, load_recordings, read_manifest

PEOPLE = "people.toml"
"""Name of the manifest."""
KINDS = ("sentence", "command", "pauses", "conversation")
"""What is said, or how: read or told as a whole; an order; with long pauses inside; unprepared, among others."""
SEXES = ("female", "male", "not stated")
TRANSCRIBED_BY = ("source", "whisper, checked")
"""Who wrote the transcript: whoever made the recording, or a recogniser, corrected by reading."""
READER = "librivox-austen"
"""The person of the human recordings in `manifest.toml`."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks."""

    name: str
    """Identifier, as in the corpus that the recording is from."""
    sex: str
    """One of SEXES."""
    accent: str
    """In words; "not stated" if the source does not say."""


def load_people(folder: Path = FOLDER) -> tuple[Recording, ...]:
    """Return everything that people say: what `people.toml` lists, and the human recordings of `manifest.toml`.

    Raises RecordingError for a broken manifest, or a file that is missing or damaged.
    """
    read = [replace(one, person=READER, kind="sentence") for one in load_recordings(folder) if one.speaker == "human"]
    return (*read, *(_recording(entry, folder) for entry in people_tables(folder, "recording")))


def load_noises(folder: Path = FOLDER) -> tuple[Recording, ...]:
    """Return the recorded noises, by names such as "laugh-1". Raises RecordingError as `load_people()` does."""
    return tuple(
        checked_recording(
            {"transcript": "", "speaker": "nobody", "condition": "noise", "name": table.get("name")} | table,
            folder,
            PEOPLE,
        )
        for table in people_tables(folder, "noise")
    )


def load_persons(folder: Path = FOLDER) -> dict[str, Person]:
    """Return who speaks, by name. Raises RecordingError."""
    persons = {}
    for name, table in read_manifest(folder, PEOPLE).get("person", {}).items():
        sex, accent = table.get("sex"), table.get("accent")
        if sex not in SEXES or not isinstance(accent, str):
            raise RecordingError(
                f"{folder / PEOPLE}: the person {name} needs `sex`, one of {', '.join(SEXES)}, and `accent`, a string"
            )
        persons[name] = Person(name, sex, accent)
    return persons


def people_tables(folder: Path, kind: str) -> list[dict[str, Any]]:
    """Return the tables `recording` or `noise` of `people.toml`, with the source and licence of their archive.

    A folder without that file has none. Raises RecordingError.
    """
    if not (folder / PEOPLE).is_file():
        return []
    manifest = read_manifest(folder, PEOPLE)
    archives = manifest.get("archive", {})
    tables: list[dict[str, Any]] = manifest.get(kind, [])
    for table in tables:
        if table.get("archive") not in archives:
            raise RecordingError(
                f"{folder / PEOPLE}: {table.get('name')} has archive = {table.get('archive')!r}, which is none of "
                f"{', '.join(archives)}"
            )
    return [{key: archives[table["archive"]].get(key) for key in ("source", "licence")} | table for table in tables]


def _recording(table: dict[str, Any], folder: Path) -> Recording:
    where = f"{folder / PEOPLE}: {table.get('name')}"
    allowed = {"person": load_persons(folder), "kind": KINDS, "transcript_by": TRANSCRIBED_BY}
    for key, values in allowed.items():
        if table.get(key) not in values:
            raise RecordingError(f"{where} has {key} = {table.get(key)!r}, which is none of {', '.join(values)}")
    return checked_recording({"speaker": "human", "condition": "clear"} | table, folder, PEOPLE)


def family(name: str) -> str:
    """Return the name of a noise without its number: "laugh" of "laugh-2"."""
    return re.sub(r"-\d+$", "", name)
