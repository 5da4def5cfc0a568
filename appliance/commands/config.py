"""`appliance config`: show the settings in force, check a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Settings: a TOML file with the sections session, models and threads.", no_args_is_help=True)

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="Settings file; default: $APPLIANCE_CONFIG, the user's, the system's."),
]


@app.command()
def show(config: ConfigOption = None) -> None:
    """Print every setting in force, with its meaning: save it as a file, and change what you like."""
    from appliance.config import load_settings, settings_as_toml

    typer.echo(settings_as_toml(load_settings(config)), nl=False)


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="Settings file; default: the one in force.")] = None,
) -> None:
    """Say whether a settings file is right, or what is wrong with it."""
    from appliance.config import load_settings, settings_file
    from appliance.models.chosen import check_names

    check_names(load_settings(file).models)
    path = file or settings_file()
    typer.echo(f"{path}: right" if path else "there is no settings file; the defaults are in force")
