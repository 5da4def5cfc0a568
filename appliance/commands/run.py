"""`appliance run`: the appliance itself, in the foreground."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import sys
from typing import Annotated

import typer

from appliance.commands.config import ConfigOption

log = logging.getLogger(__name__)


def run(
    config: ConfigOption = None,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Use simulated models: hears and thinks nothing, needs no files.")
    ] = False,
) -> None:
    """Be the appliance: listen to the button, to you and to the control socket, until stopped by Ctrl-C or SIGTERM.

    A sound card that is missing is waited for; the light and the log say which. What it does is logged, a line each;
    what is said only where the settings allow it. See `appliance ctl` for a way to talk to it, `appliance doctor` when
    something is wrong.
    """
    from appliance.adapters.journal import journal_handler
    from appliance.adapters.simulated import simulated_models
    from appliance.adapters.systemd import service_manager
    from appliance.app import device_of
    from appliance.board.board import board_of
    from appliance.monitoring.logs import log_by_default
    from appliance.settings_file import load_settings

    # A crash in a native library, or a watchdog that bites, leaves every stack in the journal.
    faulthandler.enable(log_by_default(journal_handler))
    settings = load_settings(config)
    board = board_of(settings)
    log.info("board: %s", board.profile)
    models = simulated_models() if simulated else None
    device = device_of(settings, board, models=models, manager=service_manager())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: device.stop())
    device.serve()
    log.info("stopped")
    if device.is_late:
        # Something native is still at work and cannot be stopped; leaving as usual would pull Python away below it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
