"""`appliance bench`: measures on the sound how fast it answers, against its targets and against alternatives."""

from __future__ import annotations

import datetime
import platform
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.commands.config import ConfigOption
from appliance.commands.result_files import STDOUT, check_can_write_all, write_result

if TYPE_CHECKING:
    from appliance.bench.interview import AskedTurn
    from appliance.bench.report import Report
    from appliance.bench.rooms import Room
    from appliance.bench.runner import Plan, Results
    from appliance.settings import Settings


def bench(  # noqa: PLR0913, PLR0917  (a command's options are its parameters)
    repeats: Annotated[int, typer.Option("--repeats", "-n", help="How often each question is asked.")] = 3,
    recordings: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help='Questions to ask, from hw/recordings; "pauses": those with a pause inside; "human-pauses": a '
            'reader\'s, each with one pause made longer; "people": what people say ("people-command", "-sentence", '
            '"-pauses", "-conversation": a kind of it); "all". Default: the clear ones.',
        ),
    ] = None,
    compare: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Compare with an alternative, in the same run: batch (each step starts when the last is done), "
            "sequential (nothing is begun early), oversubscribed (too many threads). May be given several times.",
        ),
    ] = None,
    load: Annotated[
        list[int] | None,
        typer.Option(
            metavar="N",
            help="Compare with the same beside N other processes that compute all the time, in the same run. May be "
            "given several times.",
        ),
    ] = None,
    as_json: Annotated[
        Path | None,
        typer.Option(
            "--json", metavar="FILE", help="Write all results to this file; -: print them instead of the table."
        ),
    ] = None,
    submit: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write a result to send in, without anything private (appliance/docs/on-a-pi.md); -: print it.",
        ),
    ] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE.png", help="Draw where the time goes.")] = None,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Compare this run with an earlier --json file of the same machine."),
    ] = None,
    idle: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            help="How long to measure the idle cost: once while ready, once while listening; 0: not at all.",
        ),
    ] = 5.0,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if a target is missed or a turn not answered.")
    ] = False,
    room: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Ask in a simulated room of hw/rooms: its echo, its reverberation, its noise."
        ),
    ] = None,
    play: Annotated[
        str | None,
        typer.Option(metavar="PCM", help="ALSA device that is wired to the appliance's microphone; needs --record."),
    ] = None,
    record: Annotated[
        str | None,
        typer.Option(metavar="PCM", help="ALSA device that is wired to the appliance's loudspeaker; needs --play."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Ask recorded questions in real time, and say how long each step takes and whether it meets its target.

    The questions are turns of a conversation with the installed models, in memory: nothing is played aloud. With --play
    and --record they go through the appliance's own sound card. A target is met if 95 of 100 turns meet it.

    Example: appliance bench --compare batch --json bench.json --plot bench.png
    """
    from appliance.bench.alternatives import chosen_alternatives
    from appliance.bench.plot import check_can_plot, picture
    from appliance.bench.questions import chosen_questions
    from appliance.bench.report import check_targets, earlier_figures, report_of
    from appliance.bench.runner import Plan
    from appliance.bench.setup import present_setup
    from appliance.bench.table import table
    from appliance.settings_file import load_settings
    from appliance.system.machine import this_machine

    _check_numbers(repeats, idle, load or [])
    settings = load_settings(config)
    plan = Plan(
        alternatives=chosen_alternatives(settings, compare or [], load or []),
        room=_room(settings, room, play, record),
        questions=chosen_questions(recordings, settings.session.longest_utterance_s),
        repeats=repeats,
        idle_s=idle,
    )
    if plot:
        check_can_plot()
    files = {"--plot": plot, "--json": as_json, "--submit": submit}
    check_can_write_all(files)
    machine = this_machine()
    earlier = earlier_figures(against, machine, plan.room.name) if against else None
    setup = present_setup(settings, plan.room.name, tuple(one.recording.name for one in plan.questions), repeats)
    report = report_of(machine, setup, _run(plan))
    results: dict[str, Callable[[], str | bytes]] = {
        "--plot": lambda: picture(report),
        "--json": report.as_json,
        "--submit": lambda: _submission(report, settings),
    }
    printed = next((results[option]() for option, path in files.items() if path == STDOUT), None)
    typer.echo(table(report, earlier) if printed is None else printed)
    for option, path in files.items():
        if path and path != STDOUT:
            write_result(option, path, results[option]())
    if strict:
        check_targets(report)


def _submission(report: Report, settings: Settings) -> str:
    from appliance.bench.submission import submission_of
    from appliance.bench.submitted_board import submitted_board
    from appliance.models.manifest import load_manifest
    from appliance.system.throttling import throttling

    board = submitted_board(report.machine, platform.release(), platform.machine(), throttling())
    day = datetime.datetime.now(datetime.UTC).date()
    return submission_of(report, settings, board, load_manifest().models, day).as_json()


def _check_numbers(repeats: int, idle_s: float, loads: list[int]) -> None:
    from appliance.bench.busy import MOST_PROCESSES
    from appliance.bench.idle import LONGEST_S
    from appliance.errors import ConfigError

    if repeats < 1:
        raise ConfigError(f"--repeats {repeats}: each question has to be asked at least once")
    if not 0 <= idle_s <= LONGEST_S:
        raise ConfigError(f"--idle {idle_s:g}: must be from 0 to {LONGEST_S:g} seconds")
    for count in loads:
        if not 1 <= count <= MOST_PROCESSES:
            raise ConfigError(f"--load {count}: must be from 1 to {MOST_PROCESSES} processes")


def _room(settings: Settings, name: str | None, play: str | None, record: str | None) -> Room:
    from appliance.bench.rooms import CardRoom, PacedRoom
    from appliance.errors import ConfigError

    if play is None and record is None:
        return _simulated_room(settings, name) if name else PacedRoom()
    if name:
        raise ConfigError("--room: is simulated, and --play and --record are a real one; leave out one or the other")
    if play is None or record is None:
        raise ConfigError(
            "--play and --record: each needs the other; name both devices that are wired to the appliance"
        )

    from appliance.adapters.sound_tester import SoundTester
    from appliance.board.board import board_of
    from appliance.hardware import loudspeaker_of, microphone_of
    from appliance.interfaces import Hardware

    board = board_of(settings)
    tester = SoundTester(play, record)
    tester.check()
    # Without earcons: they would be taken for the first sound of the reply.
    hardware = Hardware(microphone_of(board), loudspeaker_of(board))
    return CardRoom(hardware, tester, f"a sound card, through {play} and {record}")


def _simulated_room(settings: Settings, name: str) -> Room:
    from appliance.bench.acoustics import room_named
    from appliance.bench.simulated_room import SimulatedRoom
    from appliance.hardware import front_end_of

    is_cancelled = settings.audio.echo_cancellation != "off"
    return SimulatedRoom(
        room_named(name), lambda far_end: front_end_of(settings.audio, far_end if is_cancelled else None)
    )


def _run(plan: Plan) -> Results:
    """Run the plan; on a terminal, show a progress line meanwhile."""
    from tqdm import tqdm

    from appliance.bench.runner import run

    with tqdm(total=plan.turns, unit="turn", disable=None, leave=False) as progress:

        def on_turn(name: str, turn: AskedTurn) -> None:
            took = "-" if turn.voice_to_voice is None else f"{turn.voice_to_voice:.0f} ms"
            progress.set_postfix_str(f"{name}, {turn.question}: {took}")
            progress.update()

        return run(plan, on_turn)
