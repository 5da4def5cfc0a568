"""First boot: the settings that the owner put on the boot partition, taken over once, or refused with a reason.

The boot partition can be read and written on any laptop, so that is where an owner without screen, keyboard and
network puts settings, and where the answer is left. Whenever the plug is pulled, the settings are the old or the new
ones, and what was not finished is done at the next start.
"""

from __future__ import annotations

import contextlib
import os
import tomllib
from pathlib import Path

import tomlkit

from appliance.board.board import board_by
from appliance.board.profiles import load_profiles, named_profile
from appliance.device.notice import Notice, write_notice
from appliance.errors import ApplianceError, ConfigError
from appliance.models.chosen import check_names, model_files
from appliance.settings import Settings
from appliance.settings_file import checked_settings, load_settings, read_toml
from appliance.system.atomic_files import sync_folder, write_whole

ERROR_NAME = "voice-appliance-error.txt"
REFUSED = "The settings on the card were not taken."


def adopt(card: Path, settings: Path, notice: Path) -> None:
    """Lay the settings in the file `card` over those in `settings`, and rename `card` so that this happens once.

    Raises `ApplianceError` where they are wrong: then nothing was changed, and the reason is left beside `card` and in
    `notice`.
    """
    try:
        _take(card, settings)
    except ApplianceError as error:
        _refuse(card, notice, str(error))
        raise
    try:
        # The reason goes first: cut off before the renaming, all of this is done again, and comes to the same.
        (card.parent / ERROR_NAME).unlink(missing_ok=True)
        notice.unlink(missing_ok=True)
        card.replace(card.with_name(f"{card.name}.read"))
        sync_folder(card.parent)
    except OSError as error:
        raise ConfigError(f"{card}: was taken, but cannot be marked as read: {error.strerror}") from None


def _take(card: Path, settings: Path) -> None:
    wanted = read_toml(card, "settings file")
    if not os.access(card.parent, os.W_OK):
        raise ConfigError(f"{card}: cannot be marked as read, for nothing can be written there; make it writable")
    checked_settings(wanted, card)
    before, text_before = _present(settings)
    text = _laid_over(text_before, wanted)
    _check(checked_settings(tomllib.loads(text), card), before, card)
    if text == text_before:
        return  # cut off last time after they were taken; what was there before them is kept already
    try:
        if settings.exists():
            write_whole(settings.with_name(f"{settings.name}.before"), settings.read_bytes())
        write_whole(settings, text.encode())
    except OSError as error:
        raise ConfigError(f"{settings}: cannot be written: {error.strerror}") from None


def _present(settings: Path) -> tuple[Settings, str]:
    """Return the settings in force and their text; wrong ones, with which nothing would start, count for nothing."""
    try:
        return load_settings(settings), settings.read_text(encoding="utf-8-sig")
    except ConfigError:
        return Settings(), ""


def _laid_over(text: str, wanted: dict[str, dict[str, object]]) -> str:
    """Change only what is wanted: the comments and the order of the owner's file stay."""
    document = tomlkit.parse(text)
    for name, section in wanted.items():
        present = document.setdefault(name, tomlkit.table())
        for key, value in section.items():
            if present.get(key) != value:
                present[key] = value
    return tomlkit.dumps(document)


def _check(settings: Settings, before: Settings, card: Path) -> None:
    """Refuse what is allowed, and yet the appliance could not start with it."""
    try:
        check_names(settings.models)
        if settings.models != before.models:
            model_files(settings.models)
        _check_board(settings)
    except ApplianceError as error:
        raise ConfigError(f"{card}: {error}") from None


def _check_board(settings: Settings) -> None:
    """Refuse what fits no board: which one this is may not be known so early, before the sound cards are there."""
    wanted = settings.board.profile
    profiles = load_profiles() if wanted == "auto" else (named_profile(wanted),)
    errors = []
    for profile in profiles:
        try:
            board_by(profile, settings)
        except ConfigError as error:
            errors.append(error)
        else:
            return
    raise errors[0]


def _refuse(card: Path, notice: Path, reason: str) -> None:
    """Leave the reason where the owner finds it: on the card, and for the appliance to tell."""
    where = "The journal says why."
    text = f"{REFUSED}\n\n{reason}\n\nNothing was changed. Correct the file and start the device again.\n"
    with contextlib.suppress(OSError):
        write_whole(card.parent / ERROR_NAME, text.encode(), mode=None)
        where = "A file beside them says why."
    with contextlib.suppress(OSError):
        write_notice(notice, Notice(f"{REFUSED} {where}", reason))
