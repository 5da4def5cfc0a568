"""A speaker of a voice: by number, by name, or refused with what there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.errors import ModelUnavailable
from appliance.models.chosen import check_names
from appliance.models.speakers import speaker_number
from appliance.settings import ModelSettings
from appliance.settings_file import load_settings
from tests.field import FIELD


def voice(folder: Path, **description: object) -> Path:
    file = folder / "voice.onnx"
    file.with_name("voice.onnx.json").write_text(json.dumps({"audio": {"sample_rate": 22050}, **description}))
    return file


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return voice(tmp_path, num_speakers=904, speaker_id_map={"3922": 0, "p225": 1, "Anna": 35, "Zoë": 903})


@pytest.mark.parametrize(
    ("speaker", "number"),
    [(None, 0), (0, 0), (35, 35), (903, 903), ("3922", 0), ("p225", 1), ("P225", 1), ("zoë", 903)],
)
def test_by_number_or_by_name(many: Path, speaker: int | str | None, number: int) -> None:
    assert speaker_number(many, speaker) == number


@pytest.mark.parametrize(
    ("speaker", "says"),
    [
        (904, ["models.speaker = 904", "0 to 903"]),
        ("Bob", ['models.speaker = "Bob"', "0 to 903", "3922, p225, Anna"]),
        ("35", ['models.speaker = "35"', "0 to 903", "a number has no quotes"]),
    ],
)
def test_one_that_there_is_not_is_refused_with_the_range(many: Path, speaker: int | str, says: list[str]) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        speaker_number(many, speaker)
    assert all(part in str(caught.value) for part in [*says, "voice.onnx.json"])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("description", [{"num_speakers": 1}, {}, {"num_speakers": 1, "speaker_id_map": {}}])
def test_a_voice_with_one_speaker_has_no_other(tmp_path: Path, description: dict[str, object]) -> None:
    file = voice(tmp_path, **description)
    assert speaker_number(file, 0) == 0
    for speaker in (1, "Anna"):
        with pytest.raises(ModelUnavailable, match="has one speaker"):
            speaker_number(file, speaker)


@pytest.mark.parametrize("text", ["", "[]", "7", '{"num_speakers": "x"}', '{"num_speakers": 9, "speaker_id_map": 3}'])
def test_what_is_no_description_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "voice.onnx.json").write_text(text)
    with pytest.raises(ModelUnavailable, match="is not the description of a Piper voice"):
        speaker_number(tmp_path / "voice.onnx", 3)


def test_the_setting_of_the_field_is_taken_and_checked_where_the_voice_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(FIELD / "toml" / "speaker.toml").models
    assert settings.speaker == 35
    monkeypatch.chdir(tmp_path)
    check_names(settings)  # it may be fetched later
    description = tmp_path / "en_US-libritts_r-medium.onnx.json"
    description.write_text('{"num_speakers": 904}')
    check_names(settings)
    description.write_text('{"num_speakers": 20}')
    with pytest.raises(ModelUnavailable, match="0 to 19"):
        check_names(settings)


def test_a_voice_of_the_list_that_is_not_here_is_not_asked(tmp_path: Path) -> None:
    check_names(ModelSettings(folder=tmp_path, speaker=35))
