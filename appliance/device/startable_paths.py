"""Says whether the paths in some settings can be what they are for: folders, files, a command, a place for a socket."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from appliance.control.protocol import SYSTEM_SOCKET
from appliance.errors import ConfigError
from appliance.settings import ControlSettings, Settings
from appliance.system.server_url import is_url
from appliance.system.user_paths import user_path

SERVICE_FOLDERS = (SYSTEM_SOCKET.parent, Path("/var/lib/voice-appliance"))
"""Where the service may make a socket: nothing else is writable for it."""


def check_whole(settings: Settings) -> None:
    """Raise `ConfigError` for a path that would be another one for the service, which runs in another folder."""
    for key, path in _paths(settings):
        if not path.is_absolute():
            raise ConfigError(
                f"{key} = {str(path)!r}: is not a whole path, and the service would look for it elsewhere; "
                f"write {str(_absolute(path))!r}"
            )


def check_paths(settings: Settings) -> None:
    """Raise `ConfigError` for a path that is not what it is for."""
    for key, folder in (("models.folder", settings.models.folder), ("skills.folder", settings.skills.folder)):
        if _exists(folder) and not folder.is_dir():
            raise ConfigError(f"{key} = {str(folder)!r}: is not a folder; name one, or leave the setting out")
    key_file = settings.models.server_key_file
    if is_url(settings.models.language_model) and key_file and not _may_be_file(key_file):
        raise ConfigError(
            f"models.server_key_file = {str(key_file)!r}: is not a file; put the key into one, or leave the setting out"
        )
    command = settings.button.shutdown_command
    if command and not (command[0] and shutil.which(command[0])):
        raise ConfigError(
            f"button.shutdown_command = {list(command)!r}: there is no program {command[0]!r} that can be run; as "
            '["/usr/bin/systemctl", "poweroff"], or leave the setting out'
        )


def _paths(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield the paths by their settings; a model's name or a URL is none."""
    models = settings.models
    named = {
        "folder": models.folder,
        "server_key_file": models.server_key_file,
        "pronunciations": models.pronunciations,
    }
    yield from ((f"models.{key}", path) for key, path in named.items() if path is not None)
    yield "skills.folder", settings.skills.folder
    if settings.control.socket is not None:
        yield "control.socket", settings.control.socket
    for key in ("recognizer", "language_model", "device_language_model", "voice", "end_of_turn"):
        name = getattr(models, key)
        if "/" in name and not is_url(name):
            yield f"models.{key}", user_path(name)
    if settings.board.profile.endswith(".toml"):
        yield "board.profile", user_path(settings.board.profile)


def _absolute(path: Path) -> Path:
    try:
        return path.absolute()
    except OSError:  # the folder that this runs in is gone
        return Path("/") / path


def _exists(path: Path) -> bool:
    """Say whether there is anything, also a link that leads nowhere."""
    try:
        return path.is_symlink() or path.exists()
    except OSError:
        return False


def _may_be_file(path: Path) -> bool:
    try:
        return path.is_file()
    except PermissionError:
        return True  # who asks may not look, but the service may
    except OSError:
        return False


def check_socket(settings: ControlSettings) -> None:
    """Raise `ConfigError` if the control socket cannot be made where the settings want it."""
    path = settings.socket
    if path is None:
        return
    try:
        if path.is_symlink() and not path.exists():
            raise ConfigError(f"control.socket = {str(path)!r}: is a link to nothing; remove it, or name another file")
        if path.exists() and not path.is_socket():
            what = "is a folder" if path.is_dir() else "exists and is not a socket"
            raise ConfigError(f"control.socket = {str(path)!r}: {what}; name a file that does not exist yet")
        if path.parent in SERVICE_FOLDERS:
            return
        if not path.parent.is_dir():
            raise ConfigError(
                f"control.socket = {str(path)!r}: there is no folder {path.parent}; make it, or leave the setting out"
            )
        with tempfile.TemporaryFile(dir=path.parent):
            pass  # nothing else says for sure whether something can be made there
    except OSError as error:
        raise ConfigError(
            f"control.socket = {str(path)!r}: cannot be made ({error.strerror}); name another folder, or leave the "
            "setting out"
        ) from None


def check_service_socket(settings: ControlSettings) -> None:
    """Raise `ConfigError` if the service may not make the control socket where the settings want it."""
    path = settings.socket
    if path is not None and path.parent not in SERVICE_FOLDERS:
        raise ConfigError(
            f"control.socket = {str(path)!r}: the service may make it in {SERVICE_FOLDERS[0]} or {SERVICE_FOLDERS[1]} "
            "only; leave the setting out"
        )
