"""`appliance ctl`: controls a running appliance through its control socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from appliance.commands.config import ConfigOption
from appliance.system.printable import printable, printable_json

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
    with _connected(config) as client:
        response = client.ask_for("status", "state", str)
    _print(response, as_json)


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
        outcome: object = "the appliance hung up"
        for event in events:
            reply |= {name: event[name] for name in ("skill", "action") if name in event}
            if event["event"] == "reply":
                reply["reply"] = event.get("text", "")
            if event["event"] == "turn":
                outcome = event.get("outcome")
                break
        if outcome != "answered":
            raise ControlUnavailable(f"it did not answer: {printable(_words(outcome))}; see its journal")
        _echo(reply, as_json, str(reply["reply"]))


@app.command()
def follow(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Print what happens, one line per event, until Ctrl-C."""
    with _connected(config) as client:
        for event in client.follow():
            _echo(event, as_json, _event_line(event))


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
    lines = (f"{name.replace('_', ' '):<20} {_words(value)}" for name, value in response.items())
    _echo(response, as_json, *lines)


def _echo(content: dict[str, Any], as_json: bool, *lines: str) -> None:
    """Print the content, or the lines: nothing of them does anything to the terminal."""
    for line in [printable_json(content)] if as_json else map(printable, lines):
        typer.echo(line)


def _words(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dict() if value:
            return ", ".join(f"{key}: {_words(item)}" for key, item in value.items())
    return "-" if value is None or value == {} else str(value)


def _event_line(event: dict[str, Any]) -> str:
    told = [_words(value) for name, value in event.items() if name not in {"event", "at"}]
    return f"{event['event']:<11} {'  '.join(told)}"
