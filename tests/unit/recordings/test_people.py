"""What people say: the manifest is whole, each file is what it says, and a wrong manifest is one sentence."""

from __future__ import annotations

import hashlib
import io
import tarfile
import wave
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from appliance.bench.questions import chosen_questions
from appliance.errors import DownloadFailed, RecordingError
from appliance.recordings.fetch import fetch_human_recordings
from appliance.recordings.people import PEOPLE, load_noises, load_people, load_persons
from appliance.recordings.recordings import FOLDER, read_manifest

RAMP = np.arange(16_000, dtype="<i2")
"""A second of sound of which every sample is another."""
MANIFEST = """
[archive.corpus]
distribution = "corpus"
version = "1"
file = "corpus-1.tar.gz"
sha256 = "{archive}"
size_bytes = 1
source = "a corpus"
licence = "CC0-1.0"

[person.anna]
sex = "female"
accent = "Scottish"

[[recording]]
name = "half"
file = "human/half.wav"
person = "anna"
kind = "command"
transcript = "Stop."
transcript_by = "source"
archive = "corpus"
member = "corpus-1/talk{ending}"
start_s = 0.25
end_s = 0.75
sha256 = "{half}"

[[noise]]
name = "laugh-1"
file = "human/laugh-1.wav"
archive = "corpus"
member = "corpus-1/talk.wav"
sha256 = "{whole}"
"""


def wav(samples: np.ndarray[tuple[int], np.dtype[np.int16]], rate_hz: int = 16_000, channels: int = 1) -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setparams((channels, 2, rate_hz, len(samples), "NONE", "not compressed"))
        file.writeframes(samples.tobytes())
    return stream.getvalue()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def make_folder(folder: Path, ending: str, talk: bytes) -> Path:
    """Return an archive beside a manifest that wants a section of `talk` and, as a noise, all of a WAV."""
    archive = folder / "corpus-1.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in ({"corpus-1/talk.wav": wav(RAMP)} | {f"corpus-1/talk{ending}": talk}).items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    (folder / "manifest.toml").write_text("", encoding="utf-8")
    half, whole = sha256(wav(RAMP[4000:12000])), sha256(wav(RAMP))
    text = MANIFEST.format(archive=sha256(archive.read_bytes()), ending=ending, half=half, whole=whole)
    (folder / PEOPLE).write_text(text, encoding="utf-8")
    return archive


def test_there_are_enough_people_and_ways_to_speak() -> None:
    people, persons = load_people(), load_persons()
    kinds = Counter(one.kind for one in people)
    assert len(people) >= 60
    assert len({one.person for one in people}) >= 12
    assert all(kinds[kind] >= 5 for kind in ("sentence", "command", "pauses", "conversation")), kinds
    assert {"female", "male"} <= {persons[one.person].sex for one in people}
    assert len({persons[one.person].accent for one in people}) >= 3
    assert len({one.name for one in people}) == len({one.path for one in people}) == len(people)
    assert all(one.transcript and one.source and one.licence for one in people)


def test_every_file_that_is_fetched_is_listed_and_all_are_small_to_fetch() -> None:
    listed = {one.path for one in (*load_people(), *load_noises())}
    assert listed == set((FOLDER / "human").iterdir())
    archives = read_manifest(FOLDER, PEOPLE)["archive"]
    besides = {name: archive["size_bytes"] for name, archive in archives.items() if name != "pocketsphinx"}
    assert sum(besides.values()) < 60_000_000
    assert archives["pocketsphinx"]["sha256"] == read_manifest(FOLDER)["human_archive"]["sha256"]


def test_people_are_questions_of_the_benchmark() -> None:
    asked = chosen_questions("people", 28)
    assert len(asked) == len(load_people())
    commands = chosen_questions("people-command", 28)
    assert {one.recording.kind for one in commands} == {"command"}
    assert [one.recording.name for one in chosen_questions("go-forward", 28)] == ["go-forward"]
    with pytest.raises(RecordingError, match=r"'people-song': there is no such recording; did you mean 'people'"):
        chosen_questions("people-song", 28)
    assert all(0.2 < one.end_s <= len(one.samples) / 16_000 for one in asked)


@pytest.mark.parametrize(("ending", "talk"), [(".wav", wav(RAMP)), (".raw", RAMP.tobytes())])
def test_a_section_is_cut_out_sample_by_sample(tmp_path: Path, ending: str, talk: bytes) -> None:
    archive = make_folder(tmp_path, ending, talk)
    fetched = fetch_human_recordings(tmp_path, [archive])
    assert [path.name for path in fetched] == ["half.wav", "laugh-1.wav"]
    assert fetched[0].read_bytes() == wav(RAMP[4000:12000])
    (half,) = load_people(tmp_path)
    assert (half.person, half.kind, half.source, half.licence) == ("anna", "command", "a corpus", "CC0-1.0")
    assert load_persons(tmp_path)["anna"].accent == "Scottish"
    assert [one.name for one in load_noises(tmp_path)] == ["laugh-1"]
    # What is there and right is not fetched again; what is damaged is.
    fetched[0].write_bytes(b"")
    archive.rename(tmp_path / "moved")
    with pytest.raises(DownloadFailed, match=r"corpus-1\.tar\.gz is missing"):
        fetch_human_recordings(tmp_path, [archive])
    (tmp_path / "moved").rename(archive)
    fetch_human_recordings(tmp_path, [archive])
    assert fetch_human_recordings(tmp_path, [tmp_path / "none"]) == fetched


@pytest.mark.parametrize(
    ("talk", "complaint"),
    [
        (wav(RAMP[:8000]), r"from 0\.25 to 0\.75 s is no section of a recording of 0\.50 s"),
        (wav(RAMP, rate_hz=8000), "1 channels at 8000 Hz; only mono, 16 kHz"),
        (wav(np.repeat(RAMP, 2), channels=2), "2 channels at 16000 Hz"),
        (b"no sound", "cannot be read as a sound file"),
        (wav(RAMP[::-1].copy()), "half.wav came, but is not the file the manifest means"),
    ],
)
def test_what_is_no_such_section_is_refused_and_leaves_nothing(tmp_path: Path, talk: bytes, complaint: str) -> None:
    archive = make_folder(tmp_path, "2.wav", talk)
    with pytest.raises(DownloadFailed, match=complaint):
        fetch_human_recordings(tmp_path, [archive])
    assert not (tmp_path / "human" / "half.wav").exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "human") == [
        "corpus-1.tar.gz", "manifest.toml", PEOPLE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('person = "anna"', 'person = "otto"', "half has person = 'otto', which is none of anna"),
        ('kind = "command"', 'kind = "song"', "half has kind = 'song', which is none of sentence, command"),
        ('transcript_by = "source"', "", "half has transcript_by = None"),
        ('archive = "corpus"', 'archive = "corpse"', "half has archive = 'corpse', which is none of corpus"),
        ('sex = "female"', 'sex = "f"', "the person anna needs `sex`, one of female, male, not stated"),
        ('licence = "CC0-1.0"', "", "half needs `licence`, a string"),
        ("[archive.corpus]", "[archive.corpus", "cannot be read"),
    ],
)
def test_a_broken_manifest_is_one_sentence(tmp_path: Path, before: str, after: str, complaint: str) -> None:
    fetch_human_recordings(tmp_path, [make_folder(tmp_path, ".wav", wav(RAMP))])
    manifest = (tmp_path / PEOPLE).read_text(encoding="utf-8")
    assert before in manifest
    (tmp_path / PEOPLE).write_text(manifest.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(RecordingError, match=r"people\.toml") as caught:
        load_people(tmp_path)
    assert complaint in str(caught.value)
