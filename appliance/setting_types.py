"""Types of settings: what each may hold, and the sentence that says so where it does not; and what a table is."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from appliance.system.server_url import ServerUrl, is_url

_CODES = """
    af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha he hi hr ht hu
    hy id is it ja ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt
    ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh
"""
_LANGUAGES = frozenset(_CODES.split())
"""Those that Whisper knows, and that have a code of two letters."""


def _language_code(code: str) -> str:
    """Take "en-GB", "en_GB.UTF-8" and "EN" for "en": the region changes nothing in what is heard."""
    language = re.split(r"[-_.@]", code, maxsplit=1)[0].lower()
    if language == "auto" or not code:
        raise ValueError('must be one language, as "en" or "de": it does not find out by itself which you speak')
    if language not in _LANGUAGES or not re.fullmatch(r"[A-Za-z]{2}([-_][A-Za-z]{2,4}|[-_]\d{3})*([.@][\w-]+)?", code):
        raise ValueError('must be an ISO 639-1 code of two small letters, as "en" or "de"')
    return language


_LONGEST_SOCKET = 90
"""Bytes of the path of a Unix socket, of which the system takes 107; it is made beside it, under a longer name."""


def _socket_path(path: Path | None) -> Path | None:
    if path is None:
        return None
    expanded = _expanded(path)
    if not expanded.name or expanded.name in (".", ".."):
        raise ValueError('must be the path of a file, as "/run/voice-appliance/control.sock"')
    if len(os.fsencode(expanded)) > _LONGEST_SOCKET:
        raise ValueError(f"must have at most {_LONGEST_SOCKET} bytes: the system takes no longer path for a socket")
    return expanded


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(f"there is no user {path.parts[0].removeprefix('~')!r}") from None


def _not_auto(name: str | None) -> str | None:
    return None if name in ("", "auto") else name


def _time_of_day(text: str) -> str:
    try:
        time_of_day = datetime.time.fromisoformat(text)
    except ValueError:
        time_of_day = None
    if time_of_day is None or time_of_day.tzinfo:
        raise ValueError('must be a time of day, as "22:00"')
    return text


MOST_FOLLOW_UP_S = 60.0


def _follow_up(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value == "auto" or (is_number and 0 <= float(str(value)) <= MOST_FOLLOW_UP_S):
        return float(str(value)) if is_number else value
    raise ValueError(f'must be "auto", or a number of seconds from 0 to {MOST_FOLLOW_UP_S:g}')


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


def _country(code: str) -> str:
    if code != "auto" and not re.fullmatch(r"[A-Z]{2}", code):
        raise ValueError('must be an ISO 3166 code of two capital letters, as "GB", or "auto"')
    return code


_LONGEST_URL = 1000


def _model_or_url(name: str) -> str:
    if is_url(name):
        if len(name) > _LONGEST_URL:
            raise ValueError(f"must have at most {_LONGEST_URL} characters")
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

FollowUp = Annotated[float | Literal["auto"], BeforeValidator(_follow_up)]
"""A time in seconds, or "auto"."""
LanguageCode = Annotated[str, AfterValidator(_language_code)]
"""An ISO 639-1 code."""
UserPath = Annotated[Path, AfterValidator(_expanded)]
"""A path that may begin with "~"."""
OptionalUserPath = Annotated[Path | None, AfterValidator(lambda path: path and _expanded(path))]
"""The same, or None."""
OptionalName = Annotated[str | None, AfterValidator(_not_auto)]
"""A name; None, "" and "auto" leave the choice to the appliance."""
SocketPath = Annotated[Path | None, AfterValidator(_socket_path)]
"""The path of a Unix socket, or None."""
TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]
"""A local time of day."""
ModelOrUrl = Annotated[str, AfterValidator(_model_or_url)]
"""A model's name or path, or the URL of a server."""
Country = Annotated[str, AfterValidator(_country)]
"""An ISO 3166 code, or "auto"."""
Pin = Annotated[int, Field(ge=0, le=53)]
"""GPIO number (BCM)."""
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
