"""`appliance timers`: prints which timers, alarms and reminders are set."""

from __future__ import annotations

from typing import Annotated

import typer

from appliance.commands.config import ConfigOption
from appliance.system.printable import printable, printable_json


def timers(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    config: ConfigOption = None,
) -> None:
    """List the timers, alarms and reminders of the running appliance, through its control socket."""
    from appliance.control.client import ControlClient
    from appliance.control.protocol import client_socket
    from appliance.settings_file import load_settings

    with ControlClient(client_socket(load_settings(config).control)) as client:
        response = client.ask_for("timers", "timers", list)
    if as_json:
        typer.echo(printable_json(response))
    else:
        typer.echo("\n".join(printable(str(line)) for line in response["timers"]))
