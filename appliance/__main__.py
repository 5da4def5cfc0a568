"""The command line: every command is a module in `commands`; here they are named, and errors become one sentence."""

from __future__ import annotations

import sys

import typer

from appliance.commands import ask, config, models
from appliance.errors import ApplianceError

app = typer.Typer(
    name="appliance",
    help="A fully offline voice assistant: whisper.cpp, a language model and Piper on one small computer.\n\n"
    "Start with: appliance models fetch; then: appliance ask QUESTION.wav -o ANSWER.wav",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command(name="ask")(ask.ask)
app.add_typer(models.app, name="models")
app.add_typer(config.app, name="config")


def main() -> None:
    """Run a command; print what went wrong as one sentence, and exit with 1, or 130 after Ctrl-C."""
    try:
        app()
    except ApplianceError as error:
        print(f"appliance: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("appliance: stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)


if __name__ == "__main__":
    main()
