"""The file of pronunciations: read, checked with a sentence, and never a reason to fall silent."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from appliance.errors import ConfigError
from appliance.models.pronunciations_file import LARGEST_BYTES, check, pronunciations
from appliance.settings import ModelSettings


def named(path: Path, content: str | bytes = "") -> ModelSettings:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return ModelSettings(pronunciations=path)


@pytest.mark.parametrize("start", ["", "\ufeff", "# mine\r\n\r\n"])
def test_lines_are_words_as_they_are_said(tmp_path: Path, start: str) -> None:
    settings = named(tmp_path / "words", f"{start}Siobhan = shiv-awn\r\nGIF = jif\r\n")
    check(settings)
    assert pronunciations(settings, "en").applied("A gif of Siobhan") == "A jif of shiv-awn"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Siobhan = shiv-awn\nGIF jif\n", "line 2: 'GIF jif' must be"),
        (b"\xff\xfea\x00", "is not a text file in UTF-8"),
        (b"#" * (LARGEST_BYTES + 1), "is larger than"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_the_rest_counts(
    tmp_path: Path, content: str | bytes, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = named(tmp_path / "words", content)
    with pytest.raises(ConfigError) as caught:
        check(settings)
    assert str(caught.value).startswith(f"{tmp_path / 'words'}: {says}")
    with caplog.at_level(logging.WARNING):
        words = pronunciations(settings, "en")
    assert str(caught.value) in caplog.text
    assert words.applied("Siobhan") == ("shiv-awn" if "Siobhan" in str(content) else "Siobhan")


def test_a_file_that_is_named_must_be_there_and_a_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        check(ModelSettings(pronunciations=tmp_path / "none"))
    for path in (tmp_path, Path("/dev/zero")):
        with pytest.raises(ConfigError, match="is no file"):
            check(ModelSettings(pronunciations=path))


def test_the_usual_file_need_not_be_there(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    check(ModelSettings(), usual)
    assert pronunciations(ModelSettings(), "en", usual).applied("gif") == "gif"
    usual.write_text("gif = jif")
    assert pronunciations(ModelSettings(), "en", usual).applied("gif") == "jif"
