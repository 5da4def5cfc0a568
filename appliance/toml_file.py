"""Reads TOML that people have written, with any editor: every way in which it can be wrong is one sentence.

What its keys mean is known to `settings_file` and `board.profiles`.
"""

from __future__ import annotations

import codecs
import tomllib
from pathlib import Path
from typing import Any

from appliance.errors import ConfigError
from appliance.system.printable import shown
from appliance.system.small_files import read_small
from appliance.toml_errors import binary_problem, problem

DEEPEST = 10
"""Tables and lists within each other. Settings need three."""
_LARGEST = 2**63
"""Of TOML's integers."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """Return what a TOML file holds; `what` is its name in the `ConfigError` that is raised otherwise."""
    return parsed_toml(toml_text(path, what), path)


def toml_text(path: Path, what: str) -> str:
    """Return the text of a TOML file, in UTF-8 or in UTF-16 with a mark, as Windows' Notepad writes it."""
    try:
        content = read_small(path)
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such {what}") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: is a folder, not a {what}") from None
    except PermissionError:
        raise ConfigError(f"{path}: may not be read by this user") from None
    except OSError as error:
        raise ConfigError(f"{path}: is no {what} that can be read: {error.strerror}") from None
    marked = content.startswith(_UTF_16) and not content.startswith(codecs.BOM_UTF32_LE)
    if not marked and (why := binary_problem(content)):
        raise ConfigError(f"{path}: {why}")
    try:
        return content.decode("utf-16" if marked else "utf-8-sig").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigError(
            f"{path}: is not a text file in UTF-8 (see line {line}): save it as UTF-8 in your editor"
        ) from None


def parsed_toml(text: str, path: Path) -> dict[str, Any]:
    """Return what a text from the file `path` says. Raises `ConfigError`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {problem(text, str(error))}") from None
    except RecursionError:
        raise ConfigError(f"{path}: has too many brackets within each other; settings need two at most") from None
    except ValueError as error:  # int() takes no more than 4300 digits, and dates have a calendar
        about = "a number has too many digits" if "digits" in str(error) else shown(str(error))
        raise ConfigError(f"{path}: is not valid TOML: {about}") from None
    _check(data, (), path)
    return data


def _check(value: object, where: tuple[str, ...], path: Path) -> None:
    """Refuse what TOML allows and no setting can be."""
    name = shown(".".join(where), 80)
    if len(where) > DEEPEST:
        raise ConfigError(f"{path}: {name}: has too many brackets within each other; settings need two at most")
    if isinstance(value, dict):
        for key, inner in value.items():
            _check(inner, (*where, key), path)
            if "\0" in key:
                raise ConfigError(f"{path}: {name or 'a name'} holds a NUL character: leave it out")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _check(inner, (*where, str(number)), path)
    elif isinstance(value, str) and "\0" in value:
        raise ConfigError(f"{path}: {name}: holds a NUL character: leave it out")
    elif isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        raise ConfigError(f"{path}: {name}: is a number with too many digits")
