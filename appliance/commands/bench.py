"""`appliance bench`: how fast it answers, measured on the sound, against its targets and other ways to do it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.commands.config import ConfigOption

if TYPE_CHECKING:
    from appliance.bench.idle import IdleCost
    from appliance.bench.interview import AskedTurn
    from appliance.bench.rooms import Room
    from appliance.bench.runner import Measured, Plan
    from appliance.settings import Settings


def bench(  # noqa: PLR0913, PLR0917  (a command's options are its parameters)
    repeats: Annotated[int, typer.Option("--repeats", "-n", help="How often each question is asked.")] = 3,
    recordings: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help='Questions to ask, from hw/recordings; "pauses": those with a pause inside; "human-pauses": the '
            'human ones, with a longer pause in each; "all". Default: the clear ones.',
        ),
    ] = None,
    compare: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Another way to do it, in the same run: batch (each step once the last is done), sequential (nothing "
            "is begun early), oversubscribed (too many threads). May be given several times.",
        ),
    ] = None,
    as_json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write everything to this file; -: print it instead.")
    ] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE.png", help="Draw where the time goes.")] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Set this run beside an earlier --json of the same machine.")
    ] = None,
    idle: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long to measure while nothing is said, twice; 0: not at all.")
    ] = 5.0,
    strict: Annotated[bool, typer.Option("--strict", help="Fail when a target is missed or a turn not answered.")] = (
        False
    ),
    play: Annotated[
        str | None,
        typer.Option(metavar="PCM", help="ALSA device that is wired to the appliance's microphone; with --record."),
    ] = None,
    record: Annotated[
        str | None, typer.Option(metavar="PCM", help="ALSA device that is wired to the appliance's loudspeaker.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Ask recorded questions in real time, and say how long each step takes against its target.

    The questions are turns of a conversation with the installed models; you hear nothing of it. With --play and
    --record they go through the appliance's own sound card. The target counts for 95 of 100 turns.

    Example: appliance bench --compare batch --json bench.json --plot bench.png
    """
    from appliance.bench.alternatives import chosen_alternatives
    from appliance.bench.machine import present_setup, this_machine
    from appliance.bench.noise import OtherPrograms
    from appliance.bench.output import STDOUT, check_can_write
    from appliance.bench.plot import check_can_plot, picture
    from appliance.bench.questions import chosen_questions
    from appliance.bench.report import check_targets, earlier_figures, report_of
    from appliance.bench.runner import Plan
    from appliance.bench.table import table
    from appliance.settings_file import load_settings
    from appliance.system.atomic_files import write_whole

    _check_numbers(repeats, idle)
    settings = load_settings(config)
    plan = Plan(
        alternatives=chosen_alternatives(settings, compare or []),
        room=_room(settings, play, record),
        questions=chosen_questions(recordings, settings.session.longest_utterance_s),
        repeats=repeats,
        idle_s=idle,
    )
    if plot:
        check_can_plot()
    check_can_write("--plot", plot)
    check_can_write("--json", as_json)
    machine = this_machine()
    earlier = earlier_figures(against, machine, plan.room.name) if against else None
    setup = present_setup(settings, plan.room.name, tuple(one.recording.name for one in plan.questions), repeats)
    others = OtherPrograms()
    report = report_of(machine, setup, *_run(plan), others.cores())
    if as_json and as_json != STDOUT:
        write_whole(as_json, report.as_json().encode())
    if plot:
        write_whole(plot, picture(report))
    typer.echo(report.as_json() if as_json == STDOUT else table(report, earlier))
    if strict:
        check_targets(report)


def _check_numbers(repeats: int, idle_s: float) -> None:
    from appliance.bench.idle import LONGEST_S
    from appliance.errors import ConfigError

    if repeats < 1:
        raise ConfigError(f"--repeats {repeats}: each question has to be asked at least once")
    if not 0 <= idle_s <= LONGEST_S:
        raise ConfigError(f"--idle {idle_s:g}: must be from 0 to {LONGEST_S:g} seconds")


def _room(settings: Settings, play: str | None, record: str | None) -> Room:
    from appliance.bench.rooms import CardRoom, PacedRoom
    from appliance.errors import ConfigError

    if play is None and record is None:
        return PacedRoom()
    if play is None or record is None:
        raise ConfigError(
            "--play and --record: one is of no use without the other; name both ends of the tester's card"
        )

    from appliance.adapters.sound_tester import SoundTester
    from appliance.app import loudspeaker_of, microphone_of
    from appliance.board.board import board_of
    from appliance.interfaces import Hardware

    board = board_of(settings)
    tester = SoundTester(play, record)
    tester.check()
    # Without earcons: they would be the first sound that is heard.
    hardware = Hardware(microphone_of(board), loudspeaker_of(board))
    return CardRoom(hardware, tester, f"a sound card, through {play} and {record}")


def _run(plan: Plan) -> tuple[dict[str, Measured], IdleCost | None]:
    """Run it behind a progress line, on a terminal."""
    from tqdm import tqdm

    from appliance.bench.runner import run

    with tqdm(total=plan.turns, unit="turn", disable=None, leave=False) as progress:

        def told(name: str, turn: AskedTurn) -> None:
            heard = "-" if turn.voice_to_voice is None else f"{turn.voice_to_voice:.0f} ms"
            progress.set_postfix_str(f"{name}, {turn.question}: {heard}")
            progress.update()

        return run(plan, told)
