"""Files that are not usable recordings: one clear sentence before a model is loaded, and nothing is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.command_line import sounds
from tests.command_line.command import Command, assert_refused_at_once


def missing(_path: Path) -> None:
    pass


def folder(path: Path) -> None:
    path.mkdir()


def empty(path: Path) -> None:
    path.touch()


def truncated(path: Path) -> None:
    sounds.save(path, sounds.tone())
    path.write_bytes(path.read_bytes()[:20_000])


def header_only(path: Path) -> None:
    sounds.save(path, sounds.tone())
    path.write_bytes(path.read_bytes()[:40])


def text(path: Path) -> None:
    path.write_text("What is the capital of France?")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def sparse(path: Path) -> None:
    sounds.save(path, sounds.tone())
    with path.open("r+b") as file:
        file.truncate(20 << 30)


def of_a_gigahertz(path: Path) -> None:
    sounds.save(path, sounds.tone())
    content = bytearray(path.read_bytes())
    content[24:28] = (10**9).to_bytes(4, "little")
    path.write_bytes(content)


def of_huge_numbers(path: Path) -> None:
    sounds.save(path, np.full(16_000, 3e38), width="FLOAT")


def no_samples(path: Path) -> None:
    sounds.save(path, np.zeros(0))


def ten_minutes(path: Path) -> None:
    sounds.save(path, np.tile(sounds.tone(10), 60))


def rubbish(path: Path) -> None:
    path.write_bytes(b"RIFF\xff\x0f\x00\x00WAVE" + np.random.default_rng(2).bytes(4096))


BAD: dict[Callable[[Path], None], str] = {
    missing: "no such file",
    folder: "folder",
    empty: "empty",
    truncated: "cut short",
    header_only: "cut short",
    text: "cannot be read as a sound file",
    pipe: "is a pipe",
    sparse: "larger than 100 MB",
    of_a_gigahertz: "samples per second",
    of_huge_numbers: "numbers up to",
    no_samples: "no sound",
    ten_minutes: "600 s",
    rubbish: "cut short",
}


@pytest.mark.parametrize(("make", "reason"), BAD.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_a_bad_recording_is_one_sentence(appliance: Command, make: Callable[[Path], None], reason: str) -> None:
    make(appliance.folder / "question.wav")
    before = sorted(appliance.folder.iterdir())
    outcome = appliance("ask", "--fast", "question.wav", "-o", "answer.wav")
    assert_refused_at_once(outcome, "question.wav", reason)
    assert sorted(appliance.folder.iterdir()) == before


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_a_recording_comes_through_a_pipe(appliance: Command, tone: Path, name: str) -> None:
    content = tone.read_bytes()
    content = content[:40] + bytes(4) + content[44:]  # as of a program that does not know the length
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    outcome = appliance("ask", "--fast", "--simulated", name, stdin=reading)
    os.close(reading)
    assert outcome.err == ""
    assert outcome.status == 0


@pytest.mark.parametrize("kind", ["flac", "ogg", "mp3"])
def test_any_sound_file_is_asked(appliance: Command, kind: str) -> None:
    path = appliance.folder / f"tone.{kind}"
    soundfile.write(path, sounds.tone(), sounds.RATE_HZ)
    outcome = appliance("ask", "--fast", "--simulated", path.name)
    assert outcome.err == ""
    assert outcome.status == 0


def test_nothing_is_asked_when_the_second_question_is_bad(appliance: Command, tone: Path) -> None:
    outcome = appliance("ask", "--fast", "--simulated", tone.name, "missing.wav", "-o", "answer.wav")
    assert_refused_at_once(outcome, "missing.wav")
    assert list(appliance.folder.iterdir()) == [tone]


@pytest.mark.parametrize(
    "name",
    [
        b"two words.wav",
        "J\N{LATIN SMALL LETTER U WITH DIAERESIS}rgen's.wav".encode(),
        b"-o.wav",
        b"[bold].wav",
        b"b\xffd",
    ],
    ids=["spaces", "umlaut", "dash", "brackets", "not UTF-8"],
)
def test_a_file_with_an_unusual_name_is_asked(appliance: Command, tone: Path, name: bytes) -> None:
    tone.rename(tone.parent / Path(name.decode(errors="surrogateescape")))
    outcome = appliance(
        "ask", "--fast", "--simulated", "--output=answer out.wav", b"--", name, errors="surrogateescape"
    )
    assert outcome.err == ""
    assert outcome.status == 0
    assert (appliance.folder / "answer out.wav").stat().st_size > 44


def test_a_missing_file_with_an_unusual_name_is_one_sentence(appliance: Command) -> None:
    assert_refused_at_once(appliance("ask", "--fast", b"m\xffssing.wav"), "ssing.wav", "no such file")
