"""`appliance run`: runs the appliance in the foreground."""

from __future__ import annotations

import faulthandler
import gc
import logging
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.commands.config import ConfigOption

if TYPE_CHECKING:
    from appliance.monitoring.watchdog import ServiceManager

log = logging.getLogger(__name__)


def run(
    config: ConfigOption = None,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Use simulated models: they understand nothing, and need no files.")
    ] = False,
    terminal: Annotated[
        bool,
        typer.Option(
            "--terminal", help="Be the device here: the space bar is its button, and the screen shows its light."
        ),
    ] = False,
    log_file: Annotated[Path | None, typer.Option(help="With --terminal: append the log to this file.")] = None,
) -> None:
    """Run the appliance: serve the button, the microphone and the control socket, until Ctrl-C or SIGTERM.

    It waits for a sound card that is missing; the light and the log say which. Started by systemd, it also waits for
    wrong settings and damaged models to be mended, and says which. Each event is one line of the log. The
    words that are said are logged only if the settings allow it. `appliance ctl` controls it from another terminal;
    `appliance doctor` finds out what is wrong.
    """
    from appliance.adapters.journal import journal_handler
    from appliance.adapters.systemd import service_manager
    from appliance.monitoring.logs import log_by_default

    # If a native library crashes or the watchdog ends the process, the stacks of all threads go to the journal.
    logs_all = logging.getLogger().level != logging.CRITICAL
    faulthandler.enable(log_by_default(journal_handler))
    shown = Shown(terminal, log_file, logs_all)
    if (manager := service_manager()) is None or terminal:
        _serve(config, simulated, manager, shown)
    else:
        _serve_or_wait(config, simulated, manager)
    log.info("stopped")


@dataclass(frozen=True, slots=True)
class Shown:
    """How it is shown: on a terminal, or by the light and the log alone."""

    on_terminal: bool = False
    """True: the terminal is its button and its light."""
    log_file: Path | None = None
    """With a terminal: where the log goes."""
    logs_all: bool = False
    """True: the log was asked for."""


def _serve_or_wait(config: Path | None, simulated: bool, manager: ServiceManager) -> None:
    """Serve, as a service of systemd: where it cannot start, stay up, say why, and start when it is mended."""
    from appliance.cannot_start import CannotStart
    from appliance.device.repair_wait import REPAIRABLE

    cannot_start = CannotStart(config, manager)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    while True:
        cannot_start.begin()
        try:
            _serve(config, simulated, manager, Shown())
        except REPAIRABLE as error:
            for number in handlers:
                signal.signal(number, lambda *_: cannot_start.stop())
            if cannot_start.wait(error):
                for number, handler in handlers.items():
                    signal.signal(number, handler)  # until it serves: who asks it to stop now does not wait
                log.info("something has changed: trying to start again")
                continue
            manager.stopping()
        return


def _serve(config: Path | None, simulated: bool, manager: ServiceManager | None, shown: Shown) -> None:
    """Build the appliance and serve until it is told to stop."""
    from appliance.adapters.simulated import simulated_models
    from appliance.app import device_of
    from appliance.board.board import board_of
    from appliance.control.protocol import server_socket
    from appliance.device.persistent_state import state_folder
    from appliance.device.state_lock import state_held
    from appliance.settings_file import load_settings, naming, settings_file

    settings = load_settings(config)
    with naming(config or settings_file()):
        board, screen = board_of(settings), None
    if shown.on_terminal:
        from appliance.commands.terminal import on_this_desktop, terminal_screen, without_night

        settings, board = without_night(settings), on_this_desktop(board, settings)
        screen = terminal_screen(settings, shown.log_file, logs_all=shown.logs_all)
    log.info("board: %s", board.profile)
    models = simulated_models() if simulated else None
    with state_held(state_folder(), server_socket(settings.control)):
        # Sentences of skills are a hundred thousand objects that stay. To look for garbage among them takes a fifth of
        # the time, and later it would, again and again, in the middle of a turn.
        gc.disable()
        try:
            device = device_of(settings, board, models=models, manager=manager, screen=screen)
        finally:
            gc.enable()
        gc.freeze()
        for number in (signal.SIGTERM, signal.SIGINT, *([signal.SIGHUP] if shown.on_terminal else [])):
            signal.signal(number, lambda *_: device.stop())
        device.serve()
