"""`appliance ctl`: controls a running appliance through its control socket."""

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
    help="Control a running appliance through its control socket, as a member of its group. The protocol is "
    "lines of JSON: see appliance/control/protocol.py.",
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print the JSON that was received.")]


@app.command()
def status(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Show the state, the missing devices, and the counts of the turns so far."""
    _print(_request(config, "status"), as_json)


@app.command()
def press(config: ConfigOption = None) -> None:
    """Tap its button: as with a finger, it listens, ends your turn or is interrupted."""
    _request(config, "press")


@app.command()
def hold(seconds: Annotated[float, typer.Argument(help="How long.")], config: ConfigOption = None) -> None:
    """Hold its button for some seconds. After 5 s it shuts the device down!"""
    _request(config, "hold", seconds)


@app.command()
def interrupt(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Stop what goes on, and listen, unless the settings say otherwise or it is muted."""
    _print(_request(config, "interrupt"), as_json)


@app.command()
def mute(
    state: Annotated[Literal["on", "off", "toggle"], typer.Argument(help="Mute, unmute, or toggle.")] = "toggle",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Close or open the microphone."""
    _print(_request(config, "mute", None if state == "toggle" else state == "on"), as_json)


@app.command()
def volume(
    percent: Annotated[int | None, typer.Argument(help="0 to 100; without it, the volume is only shown.")] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Set or show the volume."""
    _print(_request(config, "volume", percent), as_json)


@app.command()
def say(text: Annotated[str, typer.Argument(help="What to say.")], config: ConfigOption = None) -> None:
    """Speak a text aloud."""
    _request(config, "say", text)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="A question, or what it is to do.")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Ask it by text: it answers aloud, and the answer is printed."""
    from appliance.errors import ControlUnavailable

    with _connected(config) as listening, _connected(config) as asking:
        events = listening.follow()
        asking.ask("ask", text)
        reply: dict[str, Any] = {"reply": "", "skill": None, "action": None}
        for event in events:
            reply |= {name: event[name] for name in ("skill", "action") if name in event}
            if event["event"] == "reply":
                reply["reply"] = event["text"]
            if event["event"] == "turn":
                break
        else:
            event = {"outcome": "the appliance hung up"}
        if event["outcome"] != "answered":
            raise ControlUnavailable(f"it did not answer: {event['outcome']}; see its journal")
        typer.echo(json.dumps(reply, ensure_ascii=False) if as_json else reply["reply"])


@app.command()
def follow(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Print what happens, one line per event, until Ctrl-C."""
    with _connected(config) as client:
        for event in client.follow():
            typer.echo(json.dumps(event, ensure_ascii=False) if as_json else _event_line(event))


def _request(config: Any, command: str, value: object = None) -> dict[str, Any]:
    with _connected(config) as client:
        return client.ask(command, value)


@contextmanager
def _connected(config: Any) -> Iterator[ControlClient]:
    from appliance.control.client import ControlClient
    from appliance.control.protocol import client_socket
    from appliance.settings_file import load_settings

    with ControlClient(client_socket(load_settings(config).control)) as client:
        yield client


def _print(response: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(response, ensure_ascii=False))
        return
    for name, value in response.items():
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
