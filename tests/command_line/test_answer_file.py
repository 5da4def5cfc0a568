"""The answer file of `appliance ask`: written whole or not at all, and never over a question or a device."""

from __future__ import annotations

import os
import resource
import stat
from pathlib import Path

import pytest
import soundfile

from tests.command_line import sounds
from tests.command_line.command import Command, assert_one_sentence, assert_refused_at_once

ASK = ("ask", "--fast", "--simulated", "tone.wav", "-o")


def test_the_answer_is_a_wav_and_nothing_else_is_left(appliance: Command, tone: Path) -> None:
    outcome = appliance(*ASK, "answer.wav")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.endswith("Spoken answer: answer.wav\n")
    assert sorted(path.name for path in appliance.folder.iterdir()) == ["answer.wav", "tone.wav"]
    answer = soundfile.info(appliance.folder / "answer.wav")
    assert (answer.samplerate, answer.channels, answer.subtype) == (22_050, 1, "PCM_16")
    assert answer.frames > 0


@pytest.mark.parametrize(
    "output", ["folder", "no-such-folder/answer.wav", "tone.wav/answer.wav", "/proc/answer.wav", "x" * 300]
)
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_asked(
    appliance: Command, tone: Path, output: str
) -> None:
    (appliance.folder / "folder").mkdir()
    before = sorted(appliance.folder.rglob("*"))
    assert_refused_at_once(appliance(*ASK, output), output[:100])
    assert sorted(appliance.folder.rglob("*")) == before


@pytest.mark.parametrize("output", ["tone.wav", "./folder/../tone.wav", "link.wav"])
def test_the_question_is_never_overwritten(appliance: Command, tone: Path, output: str) -> None:
    (appliance.folder / "folder").mkdir()
    (appliance.folder / "link.wav").symlink_to("tone.wav")
    question = tone.read_bytes()
    assert_refused_at_once(appliance(*ASK, output), "tone.wav" if "tone" in output else output, "overwrite")
    assert tone.read_bytes() == question
    assert (appliance.folder / "link.wav").is_symlink()


def test_a_link_is_followed(appliance: Command, tone: Path) -> None:
    (appliance.folder / "elsewhere").mkdir()
    target, link = appliance.folder / "elsewhere" / "answer.wav", appliance.folder / "link.wav"
    target.write_text("an older answer")
    link.symlink_to("elsewhere/answer.wav")
    assert appliance(*ASK, "link.wav").status == 0
    assert link.is_symlink()
    assert soundfile.info(target).frames > 0


def test_a_pipe_or_a_device_is_never_replaced_by_a_file(appliance: Command, tone: Path) -> None:
    """As root, `-o /dev/null` would replace the device for the whole machine. Here a named pipe stands for it."""
    pipe = appliance.folder / "pipe"
    os.mkfifo(pipe)
    assert_refused_at_once(appliance(*ASK, "pipe"), "pipe")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_full_disk_is_one_sentence_with_the_reason(appliance: Command, tone: Path) -> None:
    """A limit on the size of files simulates the full disk."""
    (appliance.folder / "answer.wav").write_text("an older answer")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    outcome = appliance(*ASK, "answer.wav", preexec_fn=limit)
    assert_one_sentence(outcome, "answer.wav", "File too large")
    assert sorted(path.name for path in appliance.folder.iterdir()) == ["answer.wav", "tone.wav"]
    assert (appliance.folder / "answer.wav").read_text() == "an older answer"


def test_when_nothing_was_said_no_answer_is_written_or_announced(appliance: Command) -> None:
    sounds.save(appliance.folder / "tone.wav", sounds.silence())
    outcome = appliance(*ASK, "answer.wav")
    assert_one_sentence(outcome, "tone.wav", "nothing was said")
    assert "answer.wav" not in outcome.out
    assert [path.name for path in appliance.folder.iterdir()] == ["tone.wav"]


def test_one_silent_question_of_two_keeps_the_other_answer(appliance: Command, tone: Path) -> None:
    sounds.save(appliance.folder / "silence.wav", sounds.silence())
    outcome = appliance("ask", "--fast", "--simulated", "silence.wav", "tone.wav", "-o", "answer.wav")
    assert_one_sentence(outcome, "silence.wav", "nothing was said")
    assert soundfile.info(appliance.folder / "answer.wav").frames > 0


@pytest.mark.parametrize("command", [["ask", "--fast", "--simulated", "tone.wav"], ["config", "show"]])
def test_a_full_disk_behind_stdout_is_one_sentence(appliance: Command, tone: Path, command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        outcome = appliance(*command, stdout=full)
    assert outcome.status != 0
    assert len(outcome.err.splitlines()) == 1, outcome.err
    assert outcome.err.startswith("appliance: ")
