"""Settings with which nothing would start, or something else than the owner means, are refused at the check."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from appliance.device.startable import check_country, check_prompt
from appliance.device.startable_paths import check_paths, check_socket, check_whole
from appliance.errors import ConfigError, ModelUnavailable
from appliance.models.chosen import check_names
from appliance.settings import ControlSettings, ModelSettings, Settings, SkillSettings


def refusal(settings: dict[str, dict[str, Any]]) -> str:
    with pytest.raises(ConfigError) as caught:
        check_paths(Settings.model_validate(settings))
    return str(caught.value)


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        *(("models", key, "mine/x") for key in ("folder", "recognizer", "language_model", "voice", "end_of_turn")),
        *(("models", key, "x") for key in ("pronunciations", "server_key_file", "folder")),
        ("models", "language_model", "TheBloke/Llama-2-7B-GGUF"),
        ("models", "folder", ""),
        ("skills", "folder", "skills"),
        ("control", "socket", "control.sock"),
        ("board", "profile", "mine.toml"),
    ],
)
def test_a_path_that_is_not_whole_would_be_another_for_the_service(section: str, key: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_whole(Settings.model_validate({section: {key: value}}))
    said = str(caught.value)
    assert said.startswith(f"{section}.{key} = {str(Path(value))!r}: is not a whole path")
    assert said.endswith(f"write {str(Path(value).absolute())!r}")


@pytest.mark.parametrize("section", ["models", "skills"])
def test_a_folder_that_is_none(section: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    for name in ("file", "loop", "pipe"):
        assert "is not a folder; name one" in refusal({section: {"folder": str(tmp_path / name)}})
    for there in (tmp_path, tmp_path / "later"):
        check_paths(Settings.model_validate({section: {"folder": str(there)}}))


def test_a_key_file_that_is_none(tmp_path: Path) -> None:
    server: dict[str, Any] = {"language_model": "http://192.168.1.20:8080"}
    for path in (tmp_path, tmp_path / "later"):
        said = refusal({"models": {**server, "server_key_file": str(path)}})
        assert said.startswith(f"models.server_key_file = {str(path)!r}: is not a file")
    (tmp_path / "key").write_text("secret")
    check_paths(Settings.model_validate({"models": {**server, "server_key_file": str(tmp_path / "key")}}))


@pytest.mark.parametrize("program", ["", "/no/such/program", "nosuchprogram"])
def test_a_shutdown_command_that_cannot_be_run(program: str) -> None:
    said = refusal({"button": {"shutdown_command": [program]}})
    assert f"there is no program {program!r} that can be run" in said
    check_paths(Settings.model_validate({"button": {"shutdown_command": ["true"]}}))


def test_a_socket_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nothing")
    for path, why in ((tmp_path / "link", "is a link to nothing"), (Path("/proc/x.sock"), "cannot be made")):
        with pytest.raises(ConfigError, match=why):
            check_socket(ControlSettings(socket=path))
    check_socket(ControlSettings(socket=tmp_path / "control.sock"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link"], "nothing is left there"


def test_a_country_without_holidays() -> None:
    with pytest.raises(ConfigError, match=r"skills\.country = 'XX'"):
        check_country(SkillSettings(country="XX"))
    check_country(SkillSettings(country="GB"))


def test_the_model_for_when_the_server_is_away_is_checked_before_it_is_needed() -> None:
    with pytest.raises(ModelUnavailable, match=r"models\.device_language_model = 'x': there is no model"):
        check_names(ModelSettings(device_language_model="x"))


def test_an_unknown_model_is_told_those_of_its_role() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        check_names(ModelSettings(end_of_turn="None"))
    assert "known are smart-turn-v3.2 (" in str(caught.value)


@pytest.mark.parametrize(("text", "is_right"), [("You are kind. " * 400, True), ("\u4f60\u597d" * 600, False)])
def test_where_no_model_is_here_a_prompt_is_measured_by_its_script(text: str, is_right: bool, tmp_path: Path) -> None:
    settings = Settings.model_validate({"session": {"system_prompt": text}, "models": {"folder": str(tmp_path)}})
    if is_right:
        check_prompt(settings)
    else:
        with pytest.raises(ConfigError, match=r"system_prompt has 3600 bytes"):
            check_prompt(settings)
