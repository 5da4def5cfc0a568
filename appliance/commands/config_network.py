"""`appliance config network`: the systemd drop-in that opens the service for the server in the settings."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from appliance.commands.config import ConfigOption
from appliance.errors import ConfigError

_THEN = "now: systemctl daemon-reload && systemctl restart voice-appliance"


def network(
    write: Annotated[bool, typer.Option("--write", help="Write it to where systemd reads it; as root.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove it: the service has no network again.")] = False,
    config: ConfigOption = None,
) -> None:
    """Print what opens the service's sandbox for the server that models.language_model names, and for no other address.

    The service has no network. A systemd drop-in opens it for the server's addresses: those that its name has now, for
    the service can look up no name.
    """
    from appliance.settings_file import load_settings
    from appliance.system.network_drop_in import DROP_IN, addresses_of, drop_in
    from appliance.system.server_url import ServerUrl, is_url

    if write and remove:
        raise ConfigError("--write and --remove: give one of the two")
    if remove:
        _remove(DROP_IN)
        return
    url = load_settings(config).models.language_model
    if not is_url(url):
        raise ConfigError(f"models.language_model = {url!r}: is no URL of a server, so the service needs no network")
    server = ServerUrl.parse(url)
    try:
        addresses = addresses_of(server.host)
    except (OSError, UnicodeError):
        raise ConfigError(f"models.language_model = {url!r}: no address of {server.host} is known here") from None
    text = drop_in(server, addresses)
    if not write:
        typer.echo(text, nl=False)
        return
    _write(DROP_IN, text)


def _write(file: Path, text: str) -> None:
    from appliance.system.atomic_files import write_whole

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text.encode())
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written: {error.strerror}; run this as root") from None
    typer.echo(f"{file}: written; {_THEN}")


def _remove(file: Path) -> None:
    try:
        file.unlink()
    except FileNotFoundError:
        typer.echo(f"{file}: is not there, so the service has no network")
        return
    except OSError as error:
        raise ConfigError(f"{file}: cannot be removed: {error.strerror}; run this as root") from None
    with contextlib.suppress(OSError):  # other drop-ins are in it
        file.parent.rmdir()
    typer.echo(f"{file}: removed; {_THEN}")
