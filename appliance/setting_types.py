"""Types of settings: what each may hold, and the sentence that says so where it does not; and what a table is."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from appliance.system.server_url import ServerUrl, is_url


def _language_code(code: str) -> str:
    if len(code) != 2 or not code.isascii() or not code.islower() or not code.isalpha():
        raise ValueError('must be an ISO 639-1 code of two small letters, as "en" or "de"')
    return code


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(f"there is no user {path.parts[0].removeprefix('~')!r}") from None


def _time_of_day(text: str) -> str:
    try:
        time_of_day = datetime.time.fromisoformat(text)
    except ValueError:
        time_of_day = None
    if time_of_day is None or time_of_day.tzinfo:
        raise ValueError('must be a time of day, as "22:00"')
    return text


MOST_WORDS = 50
MOST_BYTES = 200
"""Of all words together in UTF-8, with two for each comma. No token is shorter than a byte: they always fit into
Whisper's prompt, of which 224 tokens count."""


def _own_words(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not word.strip() or not word.isprintable():
            raise ValueError(f"{word!r} must have letters, and no line breaks or other control characters")
    if len(words) > MOST_WORDS or sum(len(word.encode()) + 2 for word in words) > MOST_BYTES:
        raise ValueError(
            f"must be at most {MOST_WORDS} words, and {MOST_BYTES} bytes with two for each comma: the recogniser takes "
            "no more; leave out those that it hears well"
        )
    return words


def _model_or_url(name: str) -> str:
    if is_url(name):
        ServerUrl.parse(name)
    return name


def _model(name: str) -> str:
    if is_url(name):
        raise ValueError("must be a model on this device; the URL of a server belongs into language_model")
    return name


def _speaker(value: object) -> int | str | None:
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_SPEAKERS
    is_name = isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable() and bool(value.strip())
    if value is not None and not is_number and not is_name:
        raise ValueError('must be the number or the name of a speaker of the voice, as 35 or "p225"')
    return value  # type: ignore[return-value]


MOST_SPEAKERS = 100_000
LONGEST_NAME = 100
"""Characters of a speaker's name."""

LanguageCode = Annotated[str, AfterValidator(_language_code)]
"""An ISO 639-1 code."""
UserPath = Annotated[Path, AfterValidator(_expanded)]
"""A path that may begin with "~"."""
OptionalUserPath = Annotated[Path | None, AfterValidator(lambda path: path and _expanded(path))]
"""The same, or None."""
TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]
"""A local time of day."""
ModelOrUrl = Annotated[str, AfterValidator(_model_or_url)]
"""A model's name or path, or the URL of a server."""
DeviceModel = Annotated[str, AfterValidator(_model)]
"""A model's name or path."""
Speaker = Annotated[int | str | None, BeforeValidator(_speaker)]
"""The number or the name of one of a voice's speakers."""
OwnWords = Annotated[tuple[str, ...], AfterValidator(_own_words)]
"""Names and words of the owner, as many as the recogniser takes."""


class Section(BaseModel):
    """A table of the settings file: frozen, strict, and no name is allowed that it does not have."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, strict=True, allow_inf_nan=False
    )
    FORMER_NAMES: ClassVar[Mapping[str, str]] = {}
    """Settings that were renamed, by the name they had before: it still works."""

    @model_validator(mode="before")
    @classmethod
    def _take_former_names(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        for former, name in cls.FORMER_NAMES.items():
            if former in data and name in data:
                raise ValueError(f"{former} is the former name of {name}: keep one of the two")
        return {cls.FORMER_NAMES.get(key, key): value for key, value in data.items()}
