"""`appliance config adopt`, which the service runs, and `config keys`, which an update runs."""

from __future__ import annotations

import re
import tomllib

from tests.command_line.command import Command, Outcome, assert_refused_at_once


def adopt(appliance: Command, *files: str) -> Outcome:
    return appliance("config", "adopt", *files, "--into", "etc.toml", "--notice", "notice")


def names(appliance: Command) -> list[str]:
    return sorted(path.name for path in appliance.folder.iterdir())


def test_the_first_file_that_exists_is_taken_and_logged_in_one_line(appliance: Command) -> None:
    (appliance.folder / "second.toml").write_text("[audio]\nvolume = 60\n")
    outcome = adopt(appliance, "first.toml", "second.toml")
    assert (outcome.status, outcome.out) == (0, "")
    assert re.fullmatch(r"\S+ \S+ INFO second\.toml: taken over into etc\.toml\n", outcome.err)
    assert names(appliance) == ["etc.toml", "second.toml.read"]
    assert (appliance.folder / "etc.toml").read_text() == "[audio]\nvolume = 60\n"


def test_wrong_settings_are_one_sentence_that_is_left_for_the_owner(appliance: Command) -> None:
    (appliance.folder / "first.toml").write_text("[audio]\nvolum = 60\n")
    assert_refused_at_once(adopt(appliance, "first.toml"), "first.toml", "did you mean 'volume'?")
    assert names(appliance) == ["first.toml", "notice", "voice-appliance-error.txt"]


def test_no_file_at_all_is_one_sentence(appliance: Command) -> None:
    outcome = adopt(appliance, "first.toml", "second.toml")
    assert (outcome.status, outcome.out) == (3, ""), "the unit at boot takes that for nothing to do"
    assert outcome.err == "appliance: first.toml: there is no such settings file\n"
    assert names(appliance) == [], "nothing is written for an owner who has put nothing there"


def test_every_setting_is_named(appliance: Command) -> None:
    outcome = appliance("config", "keys")
    assert (outcome.status, outcome.err) == (0, "")
    keys = outcome.out.splitlines()
    shown = appliance("config", "show").out
    settings = tomllib.loads(re.sub(r"^# (\w+) =$", r"\1 = 0", shown, flags=re.MULTILINE))
    assert keys == [f"{section}.{key}" for section, values in settings.items() for key in values]
    assert "journal.transcripts" in keys


def test_a_card_that_is_not_named_exactly_is_not_taken(appliance: Command) -> None:
    (appliance.folder / "first.toml").write_text('[audio]\nmicrophone = "hw:1,0"\n')
    assert_refused_at_once(adopt(appliance, "first.toml"), "first.toml", "audio.microphone = 'hw:1,0'", "to boot")
    assert names(appliance) == ["first.toml", "notice", "voice-appliance-error.txt"]


def test_a_file_under_another_name_is_said_and_not_taken(appliance: Command) -> None:
    (appliance.folder / "voice-appliance.toml.txt").write_text("[audio]\nvolume = 60\n")
    outcome = adopt(appliance, "voice-appliance.toml")
    assert_refused_at_once(outcome, "voice-appliance.toml.txt", "rename it to voice-appliance.toml")
    assert names(appliance) == ["notice", "voice-appliance-error.txt", "voice-appliance.toml.txt"]
    assert "not taken" in (appliance.folder / "notice").read_text()


def test_of_two_files_one_is_taken_and_the_other_is_said(appliance: Command) -> None:
    for name, volume in (("voice-appliance.toml", 60), ("Voice-Appliance.toml.txt", 70)):
        (appliance.folder / name).write_text(f"[audio]\nvolume = {volume}\n")
    outcome = adopt(appliance, "voice-appliance.toml")
    assert outcome.status == 0
    assert "volume = 60" in (appliance.folder / "etc.toml").read_text()
    assert "only one was taken" in (appliance.folder / "notice").read_text()
    assert "Voice-Appliance.toml.txt" in (appliance.folder / "voice-appliance-error.txt").read_text()
