"""`appliance say`: the words, the sound in a file, and a sentence for what cannot be said."""

from __future__ import annotations

import subprocess

import pytest
import soundfile

from tests.command_line.command import Command, assert_one_sentence, assert_refused_at_once


def words(appliance: Command, *arguments: str) -> list[str]:
    outcome = appliance("say", "--words", *arguments)
    assert (outcome.status, outcome.err) == (0, "")
    return outcome.out.splitlines()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("It is 5. That is **all** 😀.", ["It is five.", "That is all."]),
        ("-5 degrees", ["minus five degrees"]),
        ("--words are many", ["words are many"]),
    ],
)
def test_the_words_are_as_the_voice_gets_them(appliance: Command, text: str, lines: list[str]) -> None:
    assert words(appliance, *(["--"] if text.startswith("--") else []), text) == lines


def test_the_pronunciations_of_the_owner_count(appliance: Command) -> None:
    (appliance.folder / "words").write_text("Siobhan = shiv-awn\n")
    (appliance.folder / "mine.toml").write_text('[models]\npronunciations = "words"\n')
    assert words(appliance, "-c", "mine.toml", "SIOBHAN's here.") == ["shiv-awn's here."]
    (appliance.folder / "words").write_text("# mine\nSiobhan shiv-awn\n")
    for command in (["say", "Hello.", "--words", "-c"], ["config", "check"]):
        assert_refused_at_once(appliance(*command, "mine.toml"), "words", "line 2", "Siobhan = shiv-awn")


def test_the_sound_goes_into_a_file(appliance: Command) -> None:
    outcome = appliance("say", "Hello", "there.", "-o", "hello.wav")
    assert (outcome.status, outcome.out, outcome.err) == (0, "Spoken: hello.wav\n", "")
    sound, rate_hz = soundfile.read(appliance.folder / "hello.wav")
    assert 0.3 < len(sound) / rate_hz < 3


def test_a_text_comes_from_stdin(appliance: Command) -> None:
    with appliance.start("say", "--words", "-", stdin=subprocess.PIPE) as process:
        out, err = process.communicate("It is 5.\n")
    assert (process.returncode, out, err) == (0, "It is five.\n", "")


@pytest.mark.parametrize(("text", "says"), [("", "no words"), ("😀", "no words"), ("x" * 20_000, "may have 10000")])
def test_what_cannot_be_said_is_refused(appliance: Command, text: str, says: str) -> None:
    assert_one_sentence(appliance("say", text, "-o", "x.wav"), says)
    assert not list(appliance.folder.glob("*.wav"))


def test_a_speaker_that_the_voice_does_not_have_is_refused(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_text("[models]\nspeaker = 35\n")
    for command in (["config", "check"], ["say", "Hello.", "-o", "x.wav", "-c"]):
        assert_one_sentence(appliance(*command, "mine.toml"), "models.speaker = 35", "has one speaker")


def test_an_option_that_does_not_exist_is_not_read_aloud(appliance: Command) -> None:
    outcome = appliance("say", "--wrods", "hello")
    assert (outcome.status, outcome.out) == (2, "")
    assert "there is no option --wrods; a text that begins so follows --" in outcome.err
