"""`appliance ctl`: talk to a running appliance through its control socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from appliance.commands.config import ConfigOption

if TYPE_CHECKING:
    from appliance.control.client import ControlClient

app = typer.Typer(
    no_args_is_help=True,
    help="Talk to a running appliance through its control socket, as a member of its group. What is said there is "
    "JSON lines: see appliance/control/protocol.py.",
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print the answer as it came.")]


@app.command()
def status(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Say what it is doing, what is missing, and how the turns went so far."""
    _print(_ask(config, "status"), as_json)


@app.command()
def press(config: ConfigOption = None) -> None:
    """Tap its button: it listens, answers or is interrupted, as with a finger."""
    _ask(config, "press")


@app.command()
def hold(seconds: Annotated[float, typer.Argument(help="How long.")], config: ConfigOption = None) -> None:
    """Hold its button for some seconds. Held for 5 s it shuts the device down!"""
    _ask(config, "hold", seconds)


@app.command()
def interrupt(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Stop whatever goes on, and listen."""
    _print(_ask(config, "interrupt"), as_json)


@app.command()
def mute(
    state: Annotated[Literal["on", "off", "toggle"], typer.Argument(help="Mute, unmute, or the other way round.")] = (
        "toggle"
    ),
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Close or open the microphone."""
    _print(_ask(config, "mute", None if state == "toggle" else state == "on"), as_json)


@app.command()
def volume(
    percent: Annotated[int | None, typer.Argument(help="0 to 100; without it, the volume is only shown.")] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Set or show the loudness."""
    _print(_ask(config, "volume", percent), as_json)


@app.command()
def say(text: Annotated[str, typer.Argument(help="What.")], config: ConfigOption = None) -> None:
    """Have it speak a text."""
    _ask(config, "say", text)


@app.command()
def follow(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Watch it listen, think and speak, until Ctrl-C."""
    with _connected(config) as client:
        for event in client.follow():
            typer.echo(json.dumps(event, ensure_ascii=False) if as_json else _event_line(event))


def _ask(config: Any, command: str, value: object = None) -> dict[str, Any]:
    with _connected(config) as client:
        return client.ask(command, value)


@contextmanager
def _connected(config: Any) -> Iterator[ControlClient]:
    from appliance.control.client import ControlClient
    from appliance.control.protocol import client_socket
    from appliance.settings_file import load_settings

    with ControlClient(client_socket(load_settings(config).control)) as client:
        yield client


def _print(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    for name, value in answer.items():
        typer.echo(f"{name.replace('_', ' '):<20} {_words(value)}")


def _words(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dict() if value:
            return ", ".join(f"{key}: {_words(item)}" for key, item in value.items())
    return "-" if value is None or value == {} else str(value)


def _event_line(event: dict[str, Any]) -> str:
    name = event.pop("event")
    event.pop("at")
    return f"{name:<11} {'  '.join(_words(value) for value in event.values())}"
