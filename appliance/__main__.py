"""The command line: names the commands, each a module in `commands`, and prints an error as one sentence."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from typing import Annotated, Any, NoReturn

import typer

from appliance.commands import (
    answers,
    ask,
    bench,
    config,
    config_network,
    ctl,
    devices,
    doctor,
    models,
    run,
    say,
    self_test,
    skills,
    timers,
)
from appliance.errors import ApplianceError
from appliance.system.printable import shown_sentence
from appliance.system.process_end import ProcessEnd

# typer may contain a copy of click, whose error classes are not those of the installed click.
UsageError: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")

_process_end = ProcessEnd()

app = typer.Typer(
    name="appliance",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(name="ask")(ask.ask)
app.command(name="answers")(answers.answers)
app.command(name="bench")(bench.bench)
app.command(name="devices")(devices.devices)
app.command(name="doctor")(doctor.doctor)
app.command(name="say", context_settings={"ignore_unknown_options": True})(say.say)
app.command(name="self-test")(self_test.self_test)
app.command(name="skills")(skills.skills)
app.command(name="timers")(timers.timers)
app.add_typer(models.app, name="models")
config.app.command(name="network")(config_network.network)
app.add_typer(config.app, name="config")
app.add_typer(ctl.app, name="ctl")
app.command(name="run")(run.run)


@app.callback()
def options(
    log: Annotated[
        str, typer.Option(help="Log from this level on: debug, info, warning, error, critical.")
    ] = "critical",
) -> None:
    """A fully offline voice assistant: whisper.cpp, a language model and Piper on one small computer.

    Start with: appliance models fetch; then: appliance ask QUESTION.wav -o ANSWER.wav
    """
    # The commands print an error once themselves. Without --log only a bug (critical) is logged, with its traceback.
    level = logging.getLevelNamesMapping().get(log.upper())
    if level is None:
        raise typer.BadParameter(f"{log!r} must be one of debug, info, warning, error, critical", param_hint="--log")
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")


def main() -> None:
    """Run a command. Print an error as one sentence and exit with 1; with 2 for wrong usage, 130 after Ctrl-C.

    If the reader of stdout has closed it, exit with 141, as a shell reports SIGPIPE. The end is clean whatever a thread
    is doing.
    """
    _prepare_streams()
    _process_end.watch()
    try:
        status = typer.main.get_command(app).main(standalone_mode=False)
        sys.stdout.flush()
        _process_end.leave(status or 0)
    except ApplianceError as error:
        _end(str(error), 1)
    except UsageError as error:
        error.show()
        _process_end.leave(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _end("stopped", 130)
    except BrokenPipeError:
        _forget_stdout()
        _process_end.leave(141)
    except OSError as error:
        _forget_stdout()
        _end(f"{error.filename or 'the output'}: {error.strerror or error}", 1)
    except Exception:
        traceback.print_exc()  # a bug
        _process_end.leave(1)


def _prepare_streams() -> None:
    """Make any file name printable, and open a stdout if the caller closed it."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _end(sentence: str, status: int) -> NoReturn:
    print(f"appliance: {shown_sentence(sentence)}", file=sys.stderr)
    _process_end.leave(status)


def _forget_stdout() -> None:
    """Point stdout at /dev/null, so that Python does not fail again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
