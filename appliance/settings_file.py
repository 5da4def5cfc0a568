"""The settings file: TOML in, `Settings` out; an error names the file, the key, the value and what is allowed.

Which settings there are stands in `settings`. Nothing is opened or loaded here.
"""

from __future__ import annotations

import contextlib
import datetime
import difflib
import logging
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from platformdirs import site_config_path, user_config_path
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from appliance.errors import ConfigError
from appliance.settings import APP, Settings
from appliance.system.printable import shown
from appliance.toml_file import read_toml
from appliance.toml_hints import better_value

log = logging.getLogger(__name__)

FILE_NAME = "appliance.toml"

_LONGEST_VALUE = 100
"""Characters of a wrong value, or of a name, that an error repeats."""

_REASONS = {
    "input should be": "must be",
    "input should have": "must have",
    "string should have at least 1 character": "must not be empty",
    "tuple should have at least 1 item after validation, not 0": "must not be empty",
    "valid tuple": "list",
}
"""Words of the validator, and ours."""

_told: set[tuple[Path, str]] = set()
"""Former names that were logged: once for each file."""

_ESCAPES = {"\\": "\\\\", '"': '\\"'} | {chr(code): f"\\u{code:04x}" for code in (*range(0x20), 0x7F)}
"""What a TOML string may hold only escaped."""


def settings_file() -> Path | None:
    """Return the settings file in force: $APPLIANCE_CONFIG, the user's, the system's; None where there is none."""
    if chosen := os.environ.get("APPLIANCE_CONFIG"):
        return Path(chosen)
    candidates = (
        user_config_path(APP) / FILE_NAME,
        site_config_path(APP) / FILE_NAME,
        Path("/etc", APP, FILE_NAME),
    )
    return next((path for path in candidates if path.exists()), None)


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings in `path`, or in the file in force; defaults where there is none. Raises `ConfigError`."""
    path = path or settings_file()
    if path is None:
        return Settings()
    return checked_settings(read_toml(path, "settings file"), path)


def checked_settings(data: dict[str, Any], path: Path) -> Settings:
    """Return the settings that were read from `path`; raise `ConfigError`."""
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path}: {sentence(_as_written(error.errors()[0], data), Settings)}") from None
    for line in former_names(data):
        if (path, line) not in _told:
            _told.add((path, line))
            log.warning("%s: %s", path, line)
    return settings


@contextlib.contextmanager
def naming(path: Path | None) -> Iterator[None]:
    """Put the name of the settings file before a `ConfigError`; None: the settings come from no file."""
    try:
        yield
    except ConfigError as error:
        raise (ConfigError(f"{path}: {error}") if path else error) from None


def _as_written(error: ErrorDetails, data: dict[str, Any]) -> ErrorDetails:
    """Return the error with the name that the owner has written, where that is a former one."""
    if len(error["loc"]) > 1:
        section, key, *rest = error["loc"]
        values = data.get(str(section))
        for former, name in former_names_in(str(section)).items():
            if name == key and isinstance(values, dict) and former in values:
                return {**error, "loc": (section, former, *rest)}
    return error


def former_names(data: dict[str, Any]) -> list[str]:
    """Return a sentence for each setting in `data` that has another name now."""
    return [
        f"{section}.{former} is called {section}.{name} now; the former name still works"
        for section, values in data.items()
        for former, name in former_names_in(section).items()
        if former in values
    ]


def with_present_names(data: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the settings with those that were renamed under their present names."""
    return {
        section: {former_names_in(section).get(key, key): value for key, value in values.items()}
        for section, values in data.items()
    }


def former_names_in(section: str) -> Mapping[str, str]:
    """Return the present names of a section's settings that were renamed, by their former names."""
    names: Mapping[str, str] = getattr(Settings.model_fields[section].annotation, "FORMER_NAMES", {})
    return names


def sentence(error: ErrorDetails, root: type[BaseModel]) -> str:  # noqa: PLR0911  # a table, in order
    """Say what is wrong with one key of a file that describes a `root`, and what would be right."""
    where = shown(".".join(str(part) for part in error["loc"] if part != "[key]"), _LONGEST_VALUE)
    if error["type"] == "extra_forbidden":
        return f"there is no setting {where!r}; {_suggestion(tuple(map(str, error['loc'])), root)}"
    if error["type"] == "missing":
        return f"{where} is missing"
    if error["type"] in {"model_type", "model_attributes_type"}:
        return f"{where!r} is a section: write it as [{where}]"
    if error["type"] == "dict_type":
        return f"{where!r} is a group of sections: write each as [{where}.NAME]"
    message = shown(error["msg"].removeprefix("Value error, "))
    if not where:
        return message
    reason = message[0].lower() + message[1:].replace("Input should", "input should")
    for theirs, ours in _REASONS.items():
        reason = reason.replace(theirs, ours)
    value = error["input"]
    if isinstance(value, dict):
        if error["type"] == "value_error":
            return f"[{where}]: {message}"
        return f"[{where}]: {reason}, not a section: write {where} = and its value"
    return f"{where} = {shown(_as_toml(value), _LONGEST_VALUE)}: {reason}{_meant(error)}"


def _as_toml(value: object) -> str:
    """Return a value of the file as it is written, strings and lists as Python shows them."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return repr(value[: 2 * _LONGEST_VALUE] if isinstance(value, str | list) else value)


def _meant(error: ErrorDetails) -> str:  # noqa: PLR0911  # a table, in order
    """Return "; write ..." where a value of another type says what was meant."""
    value, key = error["input"], str(error["loc"][-1])
    if isinstance(error["loc"][-1], int):
        return ""  # one of a list
    if error["type"] == "bool_type" and value in (0, 1):
        return f"; write {key} = {'true' if value else 'false'}"
    if error["type"] == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return f'; write {key} = "{value!r:.50}"'
    if error["type"] == "string_type" and isinstance(value, datetime.date | datetime.time):
        return f'; write {key} = "{value.isoformat()}"'
    if error["type"] == "int_type" and isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return f"; write {key} = {value:.0f}"
    if error["type"] in ("int_type", "float_type", "bool_type") and isinstance(value, str) and len(value) < 50:
        better = better_value(value)
        numbers = better is not None and re.fullmatch(r"-?\d+" if error["type"] == "int_type" else r"-?[\d.]+", better)
        if numbers or (error["type"] == "bool_type" and better in ("true", "false")):
            return f"; write {key} = {better}"
    if error["type"] == "tuple_type" and isinstance(value, str | int):
        return f"; write {key} = [{shown(_toml(value), _LONGEST_VALUE)}]"
    return ""


def _suggestion(where: tuple[str, ...], root: type[BaseModel]) -> str:
    classes = {name: _section_class(field.annotation) for name, field in root.model_fields.items()}
    sections = {name: section for name, section in classes.items() if section}
    inside = sections.get(where[0]) if len(where) > 1 else None
    names = (inside or root).model_fields
    former: Mapping[str, str] = getattr(inside or root, "FORMER_NAMES", {})
    close = difflib.get_close_matches(where[-1][:_LONGEST_VALUE].lower(), [*names, *former], n=1)
    elsewhere = [
        name
        for name, section in sections.items()
        if where[-1] in section.model_fields or where[-1] in getattr(section, "FORMER_NAMES", {})
    ]
    if elsewhere:
        return f"it belongs into [{elsewhere[0]}]"
    if close:
        return f"did you mean {former.get(close[0], close[0])!r}?"
    return f"allowed are: {', '.join(names)}"


def _section_class(annotation: Any) -> type[BaseModel] | None:
    section = (get_args(annotation) or (annotation,))[0]
    return section if isinstance(section, type) and issubclass(section, BaseModel) else None


def settings_as_toml(settings: Settings) -> str:
    """Write out the settings, each under its description: a file that `load_settings()` reads back."""
    lines: list[str] = []
    for name, about in Settings.model_fields.items():
        section: BaseModel | dict[str, BaseModel] = getattr(settings, name)
        if isinstance(section, dict):
            lines += [f"# {' '.join((about.description or '').split())}", ""]
            for key, table in section.items():
                lines += _section_as_toml(f"{name}.{_toml(key)}", table)
        else:
            lines += _section_as_toml(name, section)
    return "\n".join(lines)


def _section_as_toml(name: str, section: BaseModel) -> list[str]:
    lines = [f"[{name}]"]
    for key, field in type(section).model_fields.items():
        value = getattr(section, key)
        setting = f"# {key} =" if value is None else f"{key} = {_toml(value)}"
        lines += [f"# {' '.join((field.description or '').split())}", setting]
    return [*lines, ""]


def setting_names() -> list[str]:
    """Return the names of all settings, as "session.language"."""
    settings = Settings()
    sections = {name: type(section) for name, section in settings if isinstance(section, BaseModel)}
    return [f"{name}.{key}" for name, section in sections.items() for key in section.model_fields]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return '"' + "".join(_ESCAPES.get(char, char) for char in str(value)) + '"'
