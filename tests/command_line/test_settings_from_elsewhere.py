"""Settings as people bring them from elsewhere, or as editors leave them: taken, or refused with what to write."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line.command import Command, Outcome, assert_refused_at_once

FIELD = Path(__file__).resolve().parents[1] / "field" / "toml"
TAKEN = ("locale.toml", "notepad-utf16.toml", "notepad-utf8-bom-crlf.toml", "voice-appliance.toml.txt")
REFUSED = {
    "auto.toml": ("session.language = 'auto'", '"en"'),
    "curly-quotes.toml": ("line 2", 'write microphone = "Device"'),
    "gpio-name.toml": ("button.pin = 'GPIO17'", "write pin = 17"),
    "python-style.toml": ("line 2, write volume = 80", "line 3, write earcons = false"),
}


def check(appliance: Command, text: str | bytes) -> Outcome:
    path = appliance.folder / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return appliance("config", "check", "mine.toml")


@pytest.mark.parametrize("name", TAKEN)
def test_what_editors_and_habits_leave_is_taken(appliance: Command, name: str) -> None:
    outcome = check(appliance, (FIELD / name).read_bytes())
    assert (outcome.status, outcome.err) == (0, "")


@pytest.mark.parametrize(("name", "said"), REFUSED.items(), ids=list(REFUSED))
def test_what_is_of_another_language_is_refused_with_what_to_write(
    appliance: Command, name: str, said: tuple[str, ...]
) -> None:
    assert_refused_at_once(check(appliance, (FIELD / name).read_bytes()), "mine.toml", *said)


UNSTARTABLE = {
    "a prompt longer than the window": (
        "[session]\nsystem_prompt = '" + "Always answer in a kind way. " * 500 + "'",
        ("system_prompt", "context_tokens"),
    ),
    "NUL in a socket": ('[control]\nsocket = "/run/a\\u0000b"', ("control.socket", "NUL")),
    "NUL in a name": ('[models]\nvoice = "joe\\u0000"', ("models.voice", "NUL")),
    "NUL in a key": ('[outputs."a\\u0000b"]\npin = 4', ("NUL",)),
    "a socket of 200 characters": (f'[control]\nsocket = "/run/{"x" * 200}"', ("control.socket", "90 bytes")),
    "a socket in a folder that is not there": ('[control]\nsocket = "/no/where/a.sock"', ("control.socket", "/no")),
    "a socket that is a file": ('[control]\nsocket = "/etc/passwd"', ("/etc/passwd", "not a socket")),
    "a socket that is a folder": ('[control]\nsocket = "/etc"', ("/etc", "folder")),
    "a socket without a name": ('[control]\nsocket = "/"', ("control.socket",)),
    "an integer of 4,301 digits": (f"[audio]\nvolume = {'9' * 4301}", ("digits",)),
    "an integer of 100 digits": (f"[audio]\nvolume = {'9' * 100}", ("audio.volume", "digits")),
    "1,000 nested brackets": ("[session]\nwords = " + "[" * 1000 + "]" * 1000, ("brackets",)),
    "20 nested brackets": ("[session]\nwords = " + "[" * 20 + "]" * 20, ("brackets",)),
    "1,000 nested tables": ("[session]\nwords = " + "{a=" * 1000 + "1" + "}" * 1000, ("brackets",)),
    "1,000 dots": ("a" + ".a" * 1000 + " = 1", ("brackets",)),
    "a language the recogniser does not know": ("[session]\nlanguage = 'de'", ("session.language", "whisper-base")),
    "a language nobody knows": ("[session]\nlanguage = 'qq'", ("session.language",)),
    "a skill that is none": ("[skills]\noff = ['singing']", ("skills.off", "singing")),
    "a model that is not there": ("[models]\nvoice = '/no/voice.onnx'", ("/no/voice.onnx",)),
    "a profile that is not there": ("[board]\nprofile = '/no/board.toml'", ("/no/board.toml",)),
    "a pin with two uses": ("[button]\npin = 5\n[outputs.lamp]\npin = 5", ("GPIO5",)),
    "a date that is none": ("[session]\nwords = 2026-02-31", ("TOML",)),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), UNSTARTABLE.values(), ids=list(UNSTARTABLE))
def test_what_cannot_start_is_refused(appliance: Command, text: str, said: tuple[str, ...]) -> None:
    assert_refused_at_once(check(appliance, text), "mine.toml", *said)
    outcome = appliance("config", "adopt", "mine.toml", "--into", "etc.toml", "--notice", "notice")
    assert outcome.status == 1
    assert "Traceback" not in outcome.err
    assert not (appliance.folder / "etc.toml").exists()
    assert (appliance.folder / "notice").exists()


def test_a_long_prompt_that_fits_is_taken(appliance: Command) -> None:
    """4,500 bytes are 1,000 tokens or so: the vocabulary of the model is asked."""
    outcome = check(appliance, "[session]\nsystem_prompt = '" + "Always answer in a kind way. " * 150 + "'")
    assert outcome.status == 0, outcome.err


LONG = "x" * 5000


@pytest.mark.parametrize(
    "text",
    [
        f"[session]\n{LONG} = 3", f"[session]\nlanguage = '{LONG}'", f"[{LONG}]\na = 1", f"[audio]\nvolume = {LONG}",
        f"[session]\nwords = ['{LONG}']", f"[models]\nvoice = '{LONG}'", f"[models]\nvoice = '/{LONG}'",
        f"[models]\nlanguage_model = 'http://{LONG}'", f"[board]\nprofile = '{LONG}'", f"[skills]\noff = ['{LONG}']",
        f"[outputs.{LONG}]\npin = 3", f"[control]\nsocket = '/{LONG}'", f"[skills]\nfolder = '~{LONG}/a'",
        f"[session]\nwords = {['a'] * 2000}", f"[light]\nnight_from = '{LONG}'", f"[audio]\nvolume = '{LONG}'",
    ],
    ids=range(16),
)  # fmt: skip
def test_a_sentence_is_no_longer_than_a_screen(appliance: Command, text: str) -> None:
    outcome = check(appliance, text)
    assert_refused_at_once(outcome)
    assert len(outcome.err) < 1000
    assert "x" * 301 not in outcome.err


NAMED = ('[session]\nlanguage = "{}"', '[session]\n"{}" = 3', '["{}"]', '[board]\nprofile = "{}"')


@pytest.mark.parametrize("where", NAMED)
def test_what_a_terminal_obeys_is_escaped(appliance: Command, where: str) -> None:
    outcome = check(appliance, where.format("\\u001b]0;title\\u0007\\u009b31m\\u202e"))
    assert outcome.status == 1
    assert outcome.err.rstrip("\n").isprintable(), outcome.err
    outcome = check(appliance, where.format("\x1b[31m"))
    assert outcome.err.rstrip("\n").isprintable(), outcome.err


@pytest.fixture
def endless(appliance: Command) -> Iterator[list[str]]:
    pipe, holes = appliance.folder / "pipe", appliance.folder / "holes"
    os.mkfifo(pipe)
    with holes.open("wb") as file:
        file.truncate(20 * 2**30)
    yield ["pipe", "/dev/zero", "holes"]
    holes.unlink()


def test_what_is_no_file_or_has_no_end_is_refused_at_once(appliance: Command, endless: list[str]) -> None:
    for name in endless:
        assert_refused_at_once(appliance("config", "check", name), name)
        assert_refused_at_once(appliance("config", "show", "-c", name), name)
        for text in (f"[board]\nprofile = '{name}.toml'", f"[models]\nvoice = '{appliance.folder}/{name}'"):
            path = appliance.folder / f"{name}.toml"
            if not path.exists() and name != "/dev/zero":
                path.symlink_to(appliance.folder / name)
            if name != "/dev/zero":
                assert_refused_at_once(check(appliance, text), name)


def test_a_settings_file_that_nobody_writes_into_is_not_waited_for(appliance: Command) -> None:
    os.mkfifo(appliance.folder / "pipe")
    with appliance.start("config", "check", "pipe", stderr=subprocess.PIPE) as process:
        _, error = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "pipe" in error
