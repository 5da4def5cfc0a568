"""The models that the settings choose, above all the optional end-of-turn model."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import ModelUnavailable
from appliance.interfaces import DEFAULT_SYSTEM_PROMPT
from appliance.models.chosen import check_names, chosen_names, end_of_turn_file, model_files, system_prompt
from appliance.models.manifest import Role
from appliance.settings import ModelSettings
from tests.unit.models.model_files import onnx


def test_all_missing_models_are_named_in_one_command(tmp_path: Path) -> None:
    command = "fetch whisper-tiny.en smollm2-135m-instruct-q4_1 joe-medium smart-turn-v3.2`"
    with pytest.raises(ModelUnavailable, match=command):
        model_files(ModelSettings(folder=tmp_path, end_of_turn="smart-turn-v3.2"))


def test_an_optional_model_that_is_not_used_is_not_missing(tmp_path: Path) -> None:
    settings = ModelSettings(folder=tmp_path, end_of_turn="none")
    check_names(settings)
    assert end_of_turn_file(settings) is None
    with pytest.raises(ModelUnavailable) as caught:
        model_files(settings)
    assert "smart-turn" not in str(caught.value)
    with pytest.raises(ModelUnavailable, match=r"models.voice = 'none': there is no model 'none'"):
        check_names(ModelSettings(voice="none"))


def test_a_language_model_is_told_what_the_manifest_says_and_one_of_ones_own_what_all_are_told() -> None:
    with_a_prompt = system_prompt(ModelSettings(language_model="qwen2.5-coder-1.5b-instruct"))
    assert "internet" in with_a_prompt
    assert system_prompt(ModelSettings(language_model="smollm2-135m-instruct-q4_1")) == DEFAULT_SYSTEM_PROMPT
    assert system_prompt(ModelSettings(language_model="/my/brain.gguf")) == DEFAULT_SYSTEM_PROMPT


def test_beside_a_server_the_model_on_the_device_is_the_one_that_has_a_file(tmp_path: Path) -> None:
    settings = ModelSettings(folder=tmp_path, language_model="http://brain:8080/v1")
    assert chosen_names(settings)[Role.LANGUAGE_MODEL] == "smollm2-135m-instruct-q4_1"
    with pytest.raises(ModelUnavailable, match=r"fetch whisper-tiny.en smollm2-135m-instruct-q4_1 joe-medium`"):
        model_files(settings)
    with_a_prompt = settings.model_copy(update={"device_language_model": "qwen2.5-coder-1.5b-instruct"})
    assert "internet" in system_prompt(with_a_prompt)
    wrong = settings.model_copy(update={"device_language_model": "brian"})
    with pytest.raises(ModelUnavailable, match=r"models.device_language_model = 'brian': there is no model 'brian'"):
        check_names(wrong)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("joe-medium", "joe-medium is a voice, where an end-of-turn model is needed: one of smart-turn-v3.2"),
        ("smart-turn", "there is no model 'smart-turn': did you mean smart-turn-v3.2?"),
    ],
)
def test_a_wrong_name_is_reported_with_its_setting(name: str, complaint: str) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        check_names(ModelSettings(end_of_turn=name))
    assert f"models.end_of_turn = {name!r}: {complaint}" in str(caught.value)


def test_a_model_of_ones_own_must_be_onnx(tmp_path: Path) -> None:
    own = tmp_path / "own.onnx"
    settings = ModelSettings(end_of_turn=str(own))
    with pytest.raises(ModelUnavailable, match=r"does not exist, but the settings name it as an end-of-turn model"):
        end_of_turn_file(settings)
    own.write_bytes(b"<html>")
    with pytest.raises(ModelUnavailable, match=r"is a web page, where an end-of-turn model \(ONNX\) is needed"):
        end_of_turn_file(settings)
    own.write_bytes(onnx())
    assert end_of_turn_file(settings) == own
