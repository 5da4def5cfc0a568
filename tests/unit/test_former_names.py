"""Settings that were renamed: the former name still works, is told once for each file, and has the same errors."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from appliance.errors import ConfigError
from appliance.settings import Settings, VoiceSessionConfig
from appliance.settings_file import (
    former_names,
    former_names_in,
    load_settings,
    setting_names,
    settings_as_toml,
    with_present_names,
)

RENAMED = [
    (section, former, name) for section in Settings.model_fields for former, name in former_names_in(section).items()
]
"""Section, former name and present name of every setting that was renamed."""
every_renamed = pytest.mark.parametrize(
    ("section", "former", "name"), RENAMED, ids=[f"{section}.{former}" for section, former, _ in RENAMED]
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "appliance.toml"


def other_than(default: Any) -> Any:
    """Return a value that is allowed and not the default."""
    return not default if isinstance(default, bool) else default * 1.5


def complaint(path: Path, text: str) -> str:
    """Return the error for a settings file with this text, without the file's name; it is one line."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


# --- the settings ---


def test_the_settings_that_were_renamed_are_known() -> None:
    assert dict(VoiceSessionConfig.FORMER_NAMES) == {
        "whole_silence_s": "min_endpointing_delay_s",
        "endpoint_silence_s": "endpointing_delay_s",
        "unfinished_silence_s": "max_endpointing_delay_s",
        "speculative": "preemptive_replies",
    }
    assert ("session", "speculative", "preemptive_replies") in RENAMED


@every_renamed
def test_a_former_name_leads_to_a_setting_and_is_none_itself(section: str, former: str, name: str) -> None:
    assert f"{section}.{name}" in setting_names()
    assert f"{section}.{former}" not in setting_names()


@every_renamed
def test_a_former_name_gives_the_same_settings_as_the_present_one(
    file: Path, section: str, former: str, name: str
) -> None:
    value = other_than(getattr(getattr(Settings(), section), name))
    loaded = []
    for key in (former, name):
        file.write_text(tomlkit.dumps({section: {key: value}}), encoding="utf-8")
        loaded.append(load_settings(file))
    assert loaded[0] == loaded[1] != Settings()
    assert getattr(getattr(loaded[0], section), name) == value


def test_former_and_present_names_of_different_settings_go_together(file: Path) -> None:
    file.write_text("[session]\nendpoint_silence_s = 0.7\npreemptive_replies = false\nresume_s = 2.0\n")
    assert load_settings(file).session == VoiceSessionConfig(
        endpointing_delay_s=0.7, preemptive_replies=False, resume_s=2.0
    )


def test_settings_are_printed_under_their_present_names(file: Path) -> None:
    file.write_text("[session]\nendpoint_silence_s = 0.7\n")
    printed = settings_as_toml(load_settings(file))
    assert "\nendpointing_delay_s = 0.7\n" in printed
    assert not [former for _, former, _ in RENAMED if former in printed]


# --- errors ---


@every_renamed
def test_both_names_together_are_refused(file: Path, section: str, former: str, name: str) -> None:
    value = getattr(getattr(Settings(), section), name)
    text = tomlkit.dumps({section: {name: value, former: value}})
    assert complaint(file, text) == f"[{section}]: {former} is the former name of {name}: keep one of the two"


@pytest.mark.parametrize(
    ("former", "value", "reason"),
    [
        ("endpoint_silence_s", "9.0", "must be less than or equal to 5"),
        ("whole_silence_s", "0.1", "must be greater than or equal to 0.2"),
        ("unfinished_silence_s", "'long'", "must be a valid number"),
        ("speculative", "1", "must be a valid boolean"),
    ],
)
def test_a_wrong_value_is_refused_under_the_name_that_was_written(
    file: Path, former: str, value: str, reason: str
) -> None:
    for name in (former, former_names_in("session")[former]):
        remedy = f"; write {name} = true" if value == "1" else ""
        assert complaint(file, f"[session]\n{name} = {value}\n") == f"session.{name} = {value}: {reason}{remedy}"


def test_a_former_name_in_another_section_is_no_setting(file: Path) -> None:
    said = complaint(file, "[models]\nspeculative = true\n")
    assert said == "there is no setting 'models.speculative'; it belongs into [session]"


# --- what is told of them ---


def test_a_former_name_is_logged_once_for_each_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = [tmp_path / name for name in ("a.toml", "b.toml")]
    for path in files:
        path.write_text("[session]\nspeculative = false\n")
        for _ in range(3):
            load_settings(path)
    told = "session.speculative is called session.preemptive_replies now; the former name still works"
    assert caplog.messages == [f"{path}: {told}" for path in files]
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_another_former_name_in_the_same_file_is_logged_too(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.write_text("[session]\nspeculative = false\n")
    load_settings(file)
    file.write_text("[session]\nspeculative = false\nwhole_silence_s = 0.4\n")
    load_settings(file)
    assert len(caplog.messages) == 2
    assert "session.whole_silence_s is called session.min_endpointing_delay_s now" in caplog.messages[1]


def test_present_names_are_not_logged(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.write_text(settings_as_toml(Settings()))
    load_settings(file)
    assert caplog.messages == []


def test_each_former_name_in_a_file_is_one_sentence() -> None:
    data = {
        "audio": {"volume": 5},
        "session": {"language": "en", "whole_silence_s": 0.4, "min_endpointing_delay_s": 0.4, "speculative": True},
    }
    assert former_names(data) == [
        "session.whole_silence_s is called session.min_endpointing_delay_s now; the former name still works",
        "session.speculative is called session.preemptive_replies now; the former name still works",
    ]
    assert former_names({}) == former_names({"audio": {"volume": 5}}) == []


def test_settings_are_given_their_present_names_and_nothing_else_changes() -> None:
    data: dict[str, dict[str, Any]] = {
        "session": {"resume_s": 2.0, "speculative": False, "language": "de"},
        "audio": {"volume": 5},
        "light": {},
    }
    before = {section: dict(values) for section, values in data.items()}
    renamed = with_present_names(data)
    assert renamed == {
        "session": {"resume_s": 2.0, "preemptive_replies": False, "language": "de"},
        "audio": {"volume": 5},
        "light": {},
    }
    assert list(renamed["session"]) == ["resume_s", "preemptive_replies", "language"], "the order stays"
    assert data == before
    assert with_present_names(renamed) == renamed
