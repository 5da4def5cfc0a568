"""First boot: adopts the settings that the owner put on the boot partition, once, or refuses them with a reason.

The boot partition can be read and written on any laptop. So an owner without screen, keyboard and network puts settings
there, and finds the reason for a refusal there. If the power fails at any moment, the settings are either the old or
the new ones, and the rest is done at the next start.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import tomlkit
import tomlkit.exceptions

from appliance.device.boot_files import stray_sentence
from appliance.device.notice import Notice, write_notice
from appliance.device.startable import check_startable
from appliance.device.startable_paths import check_service_socket
from appliance.errors import ApplianceError, ConfigError
from appliance.models.chosen import model_files
from appliance.settings import Settings
from appliance.settings_file import (
    checked_settings,
    former_names_in,
    load_settings,
    with_present_names,
)
from appliance.system.atomic_files import sync_folder, write_whole
from appliance.system.mounts import is_overlay_in_memory
from appliance.system.printable import shown_sentence
from appliance.toml_file import parsed_toml, read_toml, toml_text

log = logging.getLogger(__name__)

ERROR_NAME = "voice-appliance-error.txt"
REFUSED = "The settings on the card were not taken."
ONE_TAKEN = "There is more than one settings file on the card, and only one was taken."


def adopt(boot_file: Path, settings: Path, notice: Path, proc: Path = Path("/proc")) -> None:
    """Write the settings in the file `boot_file` into the file `settings`, and rename `boot_file` so that this happens
    once. Where `settings` are forgotten at each restart, `boot_file` stays as it is, to be read again.

    Raises `ApplianceError` if they are wrong: then no setting is changed, and the reason is written to a file beside
    `boot_file` and to `notice`.
    """
    is_forgotten = is_overlay_in_memory(settings.parent, proc)
    try:
        _adopt(boot_file, settings, is_renamed=not is_forgotten)
    except ApplianceError as error:
        _refuse(boot_file, notice, str(error))
        raise
    if is_forgotten:
        log.warning(
            "%s: stays there and is read again at each start, because %s is forgotten then, as long as the overlay "
            "file system is on: sudo raspi-config nonint disable_overlayfs", boot_file, settings,
        )  # fmt: skip
        with contextlib.suppress(OSError):
            (boot_file.parent / ERROR_NAME).unlink(missing_ok=True)
            notice.unlink(missing_ok=True)
        return
    try:
        # The old reason is removed first. If the power fails before the renaming, all of this is done again.
        (boot_file.parent / ERROR_NAME).unlink(missing_ok=True)
        notice.unlink(missing_ok=True)
        boot_file.replace(boot_file.with_name(f"{boot_file.name}.read"))
        sync_folder(boot_file.parent)
    except OSError as error:
        raise ConfigError(f"{boot_file}: was taken, but cannot be marked as read: {error.strerror}") from None


def refuse_strays(found: Sequence[Path], wanted: Path, notice: Path, *, is_one_taken: bool) -> str:
    """Tell the owner of settings on the card that are not read, since they are not at `wanted`; return the reason.

    `is_one_taken`: others, which are there, were taken.
    """
    reason = stray_sentence(found, wanted)
    _refuse(wanted, notice, reason, ONE_TAKEN if is_one_taken else REFUSED)
    return reason


def _adopt(boot_file: Path, settings: Path, *, is_renamed: bool) -> None:
    wanted = read_toml(boot_file, "settings file")
    if is_renamed and not os.access(boot_file.parent, os.W_OK):
        raise ConfigError(f"{boot_file}: cannot be marked as read, for nothing can be written there; make it writable")
    checked_settings(wanted, boot_file)
    wanted = with_present_names(wanted)
    before, text_before = _present(settings)
    text = _merged(text_before, wanted)
    _check(checked_settings(parsed_toml(text, boot_file), boot_file), before, boot_file)
    if text == text_before:
        return  # the power failed last time after they were written; the ones before them are saved already
    try:
        if settings.is_file():  # a pipe would be waited for
            write_whole(settings.with_name(f"{settings.name}.before"), settings.read_bytes())
        write_whole(settings, text.encode())
    except OSError as error:
        raise ConfigError(f"{settings}: cannot be written: {error.strerror}") from None


def _present(settings: Path) -> tuple[Settings, str]:
    """Return the present settings and their text; if they are wrong, so that nothing starts, the defaults and ""."""
    try:
        return load_settings(settings), toml_text(settings, "settings file")
    except ConfigError:
        return Settings(), ""


def _merged(text: str, wanted: dict[str, dict[str, object]]) -> str:
    """Return the text with the wanted values set; the comments and the order of the owner's file stay."""
    try:
        document = tomlkit.parse(text)
    except (tomlkit.exceptions.TOMLKitError, ValueError, RecursionError):
        document = tomlkit.document()  # what one parser takes and the other does not; it is kept as SETTINGS.before
    for name, section in wanted.items():
        present = document.setdefault(name, tomlkit.table())
        for key, value in section.items():
            if present.get(key) != value:
                present[key] = value
        for former, key in former_names_in(name).items():
            if key in section:
                present.pop(former, None)
    return tomlkit.dumps(document)


def _check(settings: Settings, before: Settings, boot_file: Path) -> None:
    """Raise `ConfigError` for settings that are valid, but with which the appliance could not start."""
    try:
        check_startable(settings)
        check_service_socket(settings.control)
        if settings.models != before.models:
            model_files(settings.models)
    except ApplianceError as error:
        raise ConfigError(f"{boot_file}: {error}") from None


def _refuse(boot_file: Path, notice: Path, reason: str, what: str = REFUSED) -> None:
    """Write the reason to a file on the card, and to the notice that the appliance speaks."""
    where = "The journal says why."
    reason = shown_sentence(reason)
    nothing = "Nothing was changed. Correct the file" if what == REFUSED else "Put that right"
    text = f"{what}\n\n{reason}\n\n{nothing} and start the device again.\n"
    with contextlib.suppress(OSError):
        write_whole(boot_file.parent / ERROR_NAME, text.encode(), mode=None)
        where = "A file beside them says why."
    with contextlib.suppress(OSError):
        write_notice(notice, Notice(f"{what} {where}", reason))
