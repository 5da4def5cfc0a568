"""The file of the owner's pronunciations: one per line, "Siobhan = shiv-awn"."""

from __future__ import annotations

import logging
from pathlib import Path

from appliance.errors import ConfigError
from appliance.settings import ModelSettings
from appliance.text.pronunciations import Pronunciations, WrongLine, read_line

log = logging.getLogger(__name__)

USUAL_FILE = Path("/etc/voice-appliance/pronunciations")
LARGEST_BYTES = 1_000_000


def pronunciations(settings: ModelSettings, language: str, usual: Path = USUAL_FILE) -> Pronunciations:
    """Return what the settings name, for a voice of this language. A line that is wrong is logged and left out.

    The device does not fall silent for it: `check` says the same where the owner looks. `usual`: what is read where the
    settings name no file.
    """
    try:
        spoken, faults = _read(settings, usual)
    except ConfigError as error:
        log.warning("%s", error)
        return Pronunciations({}, language)
    for fault in faults:
        log.warning("%s", fault)
    return Pronunciations(spoken, language)


def check(settings: ModelSettings, usual: Path = USUAL_FILE) -> None:
    """Raise `ConfigError` for the first line that is wrong, and for a file that cannot be read."""
    _, faults = _read(settings, usual)
    if faults:
        raise faults[0]


def _read(settings: ModelSettings, usual: Path) -> tuple[dict[str, str], list[ConfigError]]:
    path = settings.pronunciations or usual
    spoken: dict[str, str] = {}
    faults: list[ConfigError] = []
    for number, line in enumerate(_text(path, is_named=settings.pronunciations is not None).splitlines(), start=1):
        try:
            if found := read_line(number, line):
                spoken[found.written] = found.spoken
        except WrongLine as error:
            faults.append(ConfigError(f"{path}: {error}"))
    return spoken, faults


def _text(path: Path, *, is_named: bool) -> str:
    try:
        if path.exists() and not path.is_file():
            raise ConfigError(f"{path}: is no file; models.pronunciations must name a text file")
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
        if len(content) > LARGEST_BYTES:
            raise ConfigError(f"{path}: is larger than {LARGEST_BYTES} bytes, so it is no file of pronunciations")
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        if is_named:
            raise ConfigError(f"{path}: there is no such file of pronunciations (models.pronunciations)") from None
        return ""
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not a text file in UTF-8") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path}: cannot be read: {reason}") from None
