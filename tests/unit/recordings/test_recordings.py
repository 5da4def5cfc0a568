"""The recordings of the source tree, and the message when one is missing or damaged."""

from __future__ import annotations

import hashlib
import io
import tarfile
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from appliance.errors import DownloadFailed, RecordingError
from appliance.recordings.fetch import fetch_human_recordings
from appliance.recordings.recordings import FOLDER, Recording, load_non_speech, load_pauses, load_recordings

SYNTHETIC = load_recordings(human=False)
PAUSED = load_pauses()
SOUND = b"RIFF, as far as this test is concerned"

MANIFEST = """
[human_archive]
distribution = "speech"
version = "1"
file = "speech-1.tar.gz"
sha256 = "{archive}"
size_bytes = 1
member_folder = "speech-1/data"

[[recording]]
name = "hello"
file = "human/hello.wav"
transcript = "Hello."
condition = "clear"
speaker = "human"
source = "a person"
licence = "public domain"
sha256 = "{sound}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of recordings whose only file is still in its archive, beside it."""
    with tarfile.open(tmp_path / "speech-1.tar.gz", "w:gz") as tar:
        member = tarfile.TarInfo("speech-1/data/hello.wav")
        member.size = len(SOUND)
        tar.addfile(member, io.BytesIO(SOUND))
    archive = hashlib.sha256((tmp_path / "speech-1.tar.gz").read_bytes()).hexdigest()
    write_manifest(tmp_path, MANIFEST.format(archive=archive, sound=hashlib.sha256(SOUND).hexdigest()))
    return tmp_path


def write_manifest(folder: Path, text: str) -> None:
    (folder / "manifest.toml").write_text(text, encoding="utf-8")


def samples(recording: Recording) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    with wave.open(str(recording.path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768


def dbfs(sound: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(sound**2))))


def test_there_are_questions_of_every_condition() -> None:
    conditions = [recording.condition for recording in SYNTHETIC]
    assert len(conditions) >= 14
    assert {"clear", "noisy", "quiet", "fast", "pause"} <= set(conditions)
    assert len({recording.name for recording in SYNTHETIC}) == len(SYNTHETIC)
    assert sum(recording.path.stat().st_size for recording in SYNTHETIC) < 3_000_000


@pytest.mark.parametrize("recording", SYNTHETIC, ids=lambda recording: recording.name)
def test_speech_ends_where_the_manifest_says(recording: Recording) -> None:
    sound = samples(recording)
    assert recording.speech_end_s is not None
    end = round(recording.speech_end_s * 16_000)
    assert 0.15 < (len(sound) - end) / 16_000 < 0.25
    # The level drops by 20 dB at the end, and by less where the word fades or noise goes on.
    step_db = {"noisy": 3, "quiet": 12}.get(recording.condition, 20)
    assert dbfs(sound[end - 3200 : end]) - dbfs(sound[end:]) > step_db
    assert np.any(sound[end:]), "digital zero, which no microphone delivers"
    assert dbfs(sound[:4800]) < (-25 if recording.condition == "noisy" else -70)


def test_the_quiet_question_is_quiet_and_the_pause_is_a_pause() -> None:
    by_condition = {recording.condition: recording for recording in SYNTHETIC}
    assert -39 < 20 * np.log10(np.max(np.abs(samples(by_condition["quiet"])))) < -37
    levels = [dbfs(part) for part in np.split(samples(by_condition["pause"])[4800:-3200][: 320 * 100], 100)]
    silent = "".join("." if level < -60 else "#" for level in levels)
    assert "#" + "." * 33 in silent, "there are not 0.66 s of silence between two words"


def test_there_are_pauses_of_every_length() -> None:
    lengths_s = sorted(end_s - start_s for recording in PAUSED for start_s, end_s in recording.pauses)
    assert len(PAUSED) >= 26
    assert lengths_s[0] >= 0.299
    assert lengths_s[-1] <= 1.201
    assert np.max(np.diff(lengths_s)) < 0.1, "a length between two of them is missing"
    assert max(len(recording.pauses) for recording in PAUSED) == 2


def test_questions_made_for_their_pauses_are_kept_apart() -> None:
    everything = [*SYNTHETIC, *PAUSED]
    assert {recording.condition for recording in PAUSED} == {"pause"}
    assert len({recording.name for recording in everything}) == len(everything)
    assert len({recording.path for recording in everything}) == len(everything)
    # Every file in the folder must be listed in the manifest.
    assert {recording.path for recording in PAUSED} == set((FOLDER / "pauses").glob("*"))


@pytest.mark.parametrize(
    "recording",
    [*PAUSED, *(one for one in SYNTHETIC if one.condition == "pause")],
    ids=lambda recording: recording.name,
)
def test_the_voice_is_silent_in_a_pause_and_nowhere_else(recording: Recording) -> None:
    sound = samples(recording)
    assert recording.speech_end_s is not None
    assert len(sound) < 6 * 16_000
    moments = [0.3, *(moment for pause in recording.pauses for moment in pause), recording.speech_end_s]
    for number, (start_s, end_s) in enumerate(pairwise(moments)):
        part = sound[round(start_s * 16_000) + 2 : round(end_s * 16_000) - 2]
        if number % 2:
            assert dbfs(part) < -70
        else:
            # The part begins and ends with sound that is clearly louder than a silent room.
            assert min(np.max(np.abs(part[:160])), np.max(np.abs(part[-160:]))) > 10 ** (-60 / 20)
            assert longest_silence_s(part) < 0.25


def longest_silence_s(sound: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    levels = [dbfs(sound[at : at + 160]) for at in range(0, len(sound) - 160, 160)]
    silent = "".join("." if level < -50 else "#" for level in levels)
    return max(map(len, silent.split("#"))) / 100


def test_the_recordings_without_speech_have_none() -> None:
    silence, noise = load_non_speech()
    assert (silence.transcript, silence.speaker, silence.speech_end_s) == ("", "nobody", None)
    assert -80 < dbfs(samples(silence)) < -75
    assert -32 < dbfs(samples(noise)) < -28
    assert len(samples(silence)) == len(samples(noise)) == 32_000


def test_human_recordings_come_out_of_the_archive(folder: Path) -> None:
    with pytest.raises(RecordingError, match=r"hello\.wav is missing: .*recordings fetch"):
        load_recordings(folder)
    (fetched,) = fetch_human_recordings(folder, [folder / "speech-1.tar.gz"])
    assert fetched.read_bytes() == SOUND
    (recording,) = load_recordings(folder)
    assert (recording.path, recording.speaker, recording.speech_end_s) == (fetched, "human", None)
    assert load_recordings(folder, human=False) == ()
    # Nothing is missing now, so no archive is looked for.
    assert fetch_human_recordings(folder, [folder / "none"]) == (fetched,)


def test_a_damaged_recording_is_named_and_fetched_again(folder: Path) -> None:
    (path,) = fetch_human_recordings(folder, [folder / "speech-1.tar.gz"])
    path.write_bytes(SOUND[:-1])
    with pytest.raises(RecordingError, match=r"hello\.wav is damaged"):
        load_recordings(folder)
    fetch_human_recordings(folder, [folder / "speech-1.tar.gz"])
    assert path.read_bytes() == SOUND


def test_a_wrong_archive_is_refused(folder: Path) -> None:
    (folder / "speech-1.tar.gz").write_bytes(b"something else")
    with pytest.raises(DownloadFailed, match=r"not speech-1\.tar\.gz"):
        fetch_human_recordings(folder, [folder / "speech-1.tar.gz"])
    assert not (folder / "human").exists()


def test_an_archive_with_another_file_of_that_name_leaves_nothing(folder: Path) -> None:
    manifest = (folder / "manifest.toml").read_text(encoding="utf-8")
    write_manifest(folder, manifest.replace(hashlib.sha256(SOUND).hexdigest(), "0" * 64))
    with pytest.raises(DownloadFailed, match=r"hello\.wav came, but"):
        fetch_human_recordings(folder, [folder / "speech-1.tar.gz"])
    assert not (folder / "human").exists()


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('transcript = "Hello."', "", "hello needs `transcript`"),
        ('speaker = "human"', 'speaker = "parrot"', 'speaker = "parrot", which is none of synthetic'),
        ('condition = "clear"', 'condition = "foggy"', 'condition = "foggy"'),
        ('licence = "public domain"', "licence = 3", "hello needs `licence`, a string"),
        ('source = "a person"', 'source = "a person"\nspeech_end_s = "late"', "`speech_end_s` that is no number"),
        ('condition = "clear"', 'condition = "pause"', 'hello has condition = "pause" and needs `pauses`'),
        ('source = "a person"', 'source = "a person"\npauses = 3', "`pauses` that are not [start, end] in seconds"),
        ('source = "a person"', 'source = "a person"\npauses = [1.0, 2.0]', "`pauses` that are not [start, end]"),
        ('source = "a person"', 'source = "a person"\npauses = [["a", "b"]]', "`pauses` that are not [start, end]"),
        ('source = "a person"', 'source = "a person"\npauses = [[2.0, 1.0]]', "`pauses` that are not [start, end]"),
        ('source = "a person"', 'source = "a person"\npauses = [[1.0, nan]]', "`pauses` that are not [start, end]"),
        (
            'source = "a person"',
            'source = "a person"\npauses = [[1.0, 2.0], [1.5, 3.0]]',
            "`pauses` that are not [start, end] in seconds, in order",
        ),
        (
            'source = "a person"',
            'source = "a person"\npauses = [[1.0, 2.0]]\nspeech_end_s = 1.5',
            "`pauses` that are not [start, end] in seconds, in order, before its end",
        ),
        ("[human_archive]", "[human_archive", "cannot be read"),
    ],
)
def test_a_broken_manifest_is_one_sentence(folder: Path, before: str, after: str, complaint: str) -> None:
    fetch_human_recordings(folder, [folder / "speech-1.tar.gz"])
    manifest = (folder / "manifest.toml").read_text(encoding="utf-8")
    assert before in manifest
    write_manifest(folder, manifest.replace(before, after, 1))
    with pytest.raises(RecordingError, match=r"manifest\.toml") as caught:
        load_recordings(folder)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value).replace("(at line", "")


def test_pauses_are_returned_as_the_manifest_has_them(folder: Path) -> None:
    fetch_human_recordings(folder, [folder / "speech-1.tar.gz"])
    (recording,) = load_recordings(folder)
    assert recording.pauses == ()
    manifest = (folder / "manifest.toml").read_text(encoding="utf-8")
    paused = manifest.replace("[[recording]]", "[[with_pause]]").replace('"clear"', '"pause"')
    write_manifest(folder, paused + "pauses = [[0.5, 1], [1.25, 2.0]]\n")
    (recording,) = load_pauses(folder)
    assert recording.pauses == ((0.5, 1.0), (1.25, 2.0))
    assert load_recordings(folder) == ()


def test_a_missing_manifest_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"manifest\.toml is missing"):
        load_recordings(tmp_path)


def test_the_manifest_is_what_the_script_wrote() -> None:
    manifest = (FOLDER / "manifest.toml").read_text(encoding="utf-8")
    assert manifest.endswith((FOLDER / "human.toml").read_text(encoding="utf-8"))
