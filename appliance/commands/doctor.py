"""`appliance doctor`: checks everything the appliance needs, and says what to do where something is wrong."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.commands.config import ConfigOption

if TYPE_CHECKING:
    from appliance.board.sound_cards import Direction
    from appliance.doctor.parts import Sources

COMMAND_S = 5.0
"""Longest time that a command may take, such as `vcgencmd`."""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the page.")] = False,
    config: ConfigOption = None,
) -> None:
    """Check everything the appliance needs: settings, sound, pins, models, CPU, power, memory, clock, service.

    Each line is ok, warn or fail, with what was found; an arrow says what to do. It records two seconds of the
    room, keeps none of it, and plays nothing. While the appliance runs, the devices that it uses are not opened.

    Exits with 1 if a line is fail.
    """
    from appliance.app import doctor_parts
    from appliance.board.board import board_by, profile_in_force
    from appliance.control.protocol import SYSTEM_SOCKET, client_socket
    from appliance.device.persistent_state import SYSTEM_STATE, state_folder
    from appliance.doctor.examination import Installation, examine
    from appliance.doctor.parts import Roots
    from appliance.doctor.report import Verdict, as_data, as_line, summary
    from appliance.errors import ControlUnavailable
    from appliance.settings_file import load_settings, naming, settings_file

    settings, path = load_settings(config), config or settings_file()
    with naming(path):
        fit = profile_in_force(settings)
        board = board_by(fit.profile, settings)
    try:
        socket = client_socket(settings.control)
    except ControlUnavailable:  # no folder of this user's: then there can only be that of the service
        socket = SYSTEM_SOCKET
    state = SYSTEM_STATE if SYSTEM_STATE.exists() else state_folder()
    installation = Installation(settings, path, fit, board, socket, state)
    checks = []
    for check in examine(installation, doctor_parts(board, settings), Roots(), _sources()):
        checks.append(check)
        if not as_json:
            typer.echo(as_line(check))
    has_failed = any(check.verdict is Verdict.FAIL for check in checks)
    if as_json:
        typer.echo(json.dumps({"is_fit": not has_failed, "checks": as_data(checks)}, indent=2, ensure_ascii=False))
    else:
        typer.echo(summary(checks))
    if has_failed:
        raise typer.Exit(1)


def _sources() -> Sources:
    from appliance.adapters.alsa_probe import probe
    from appliance.adapters.builds import llama_build, whisper_build
    from appliance.doctor.parts import Sources
    from appliance.models.auto import machine_now
    from appliance.system.run_command import run_command

    def rates(pcm: str, direction: Direction) -> tuple[int, ...]:
        return probe(pcm, direction).rates_hz

    return Sources(
        run_command=run_command,
        rates=rates,
        builds={"llama.cpp": llama_build, "whisper.cpp": whisper_build},
        free_bytes=lambda folder: shutil.disk_usage(folder).free,
        clock=time.monotonic,
        now_s=time.time,
        machine=machine_now,
    )
