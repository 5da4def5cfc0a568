"""`appliance config`: show the settings in force, check a settings file, adopt one from the boot partition."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

log = logging.getLogger(__name__)

app = typer.Typer(help="Settings: a TOML file with the sections session, models, threads, ...", no_args_is_help=True)

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", help="Settings file; default: the first of $APPLIANCE_CONFIG, the user's, the system's."
    ),
]


@app.command()
def show(config: ConfigOption = None) -> None:
    """Print every setting in force, with its meaning. Save it as a file and change what you like."""
    from appliance.settings_file import load_settings, settings_as_toml

    typer.echo(settings_as_toml(load_settings(config)), nl=False)


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="Settings file; default: the one in force.")] = None,
) -> None:
    """Check a settings file, and say what is wrong with it."""
    from appliance.board.sound_settings import missing_cards
    from appliance.device.startable import check_startable
    from appliance.errors import ApplianceError, ConfigError, ModelUnavailable
    from appliance.models.chosen import model_files
    from appliance.settings_file import former_names, load_settings, settings_file
    from appliance.system.printable import shown_sentence
    from appliance.toml_file import read_toml

    path = file or settings_file()
    settings = load_settings(file)
    try:
        check_startable(settings)
    except ApplianceError as error:
        raise ConfigError(f"{path}: {error}" if path else str(error)) from None
    notes = former_names(read_toml(path, "settings file")) if path else []
    for line in [*notes, *missing_cards(settings.audio)]:
        typer.echo(f"{path}: {shown_sentence(line)}")
    typer.echo(f"{path}: right" if path else "there is no settings file; the defaults are in force")
    try:
        model_files(settings.models)
    except ModelUnavailable as error:
        typer.echo(f"but nothing can start yet: {shown_sentence(str(error))}")


@app.command()
def keys(config: ConfigOption = None) -> None:
    """Print the name of every setting as section.key, one per line."""
    from appliance.settings_file import load_settings, setting_names

    load_settings(config)
    typer.echo("\n".join(setting_names()))


NOTHING_THERE = 3
"""Exit status of `config adopt` without any settings; the unit at boot knows it."""


@app.command()
def adopt(
    files: Annotated[
        list[Path],
        typer.Argument(help="Settings file to take over; of several, the first that exists.", metavar="FILE"),
    ],
    into: Annotated[Path, typer.Option("--into", help="Settings file that they are merged into.")],
    notice: Annotated[
        Path, typer.Option("--notice", help="File for an error, which the appliance tells its owner when it starts.")
    ],
) -> None:
    """Take over the settings that the owner put on the boot partition, once. The service runs this when it starts.

    They are checked first, and then merged into the existing ones. The file before that is kept as SETTINGS.before, and
    FILE is renamed to FILE.read. If they are wrong nothing changes, and voice-appliance-error.txt beside FILE says why;
    so it does where they have another name, as voice-appliance.toml.txt, or are in a folder.
    """
    from appliance.adapters.journal import journal_handler
    from appliance.device.boot_files import settings_on_card, strays
    from appliance.device.first_boot import adopt, refuse_strays
    from appliance.errors import ConfigError
    from appliance.monitoring.journal_fields import refused_fields, taken_fields
    from appliance.monitoring.logs import log_by_default
    from appliance.system.printable import shown_sentence

    log_by_default(journal_handler)
    card, others = settings_on_card(files), strays(files)
    if card is None and others:
        raise ConfigError(refuse_strays(others, files[0], notice, is_one_taken=False))
    if card is None:
        typer.echo(f"appliance: {shown_sentence(str(files[0]))}: there is no such settings file", err=True)
        raise typer.Exit(NOTHING_THERE)
    adopt(card, into, notice)
    log.info("%s: taken over into %s", card, into, extra=taken_fields())
    if others:
        log.warning("%s", refuse_strays(others, card, notice, is_one_taken=True), extra=refused_fields())
