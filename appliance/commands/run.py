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

FORMAT = "%(asctime)s %(levelname)s %(message)s"


def run(
    config: ConfigOption = None,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Use simulated models: hears and thinks nothing, needs no files.")
    ] = False,
) -> None:
    """Be the appliance: listen to the button, to you and to the control socket, until stopped by Ctrl-C or SIGTERM.

    A sound card that is missing is waited for; the light and the log say which. What it does is logged, a line each;
    what is said never is. See `appliance ctl` for a way to talk to it, `appliance doctor` when something is wrong.
    """
    from appliance.adapters.simulated import simulated_models
    from appliance.app import device_of
    from appliance.board import board_of
    from appliance.config import load_settings

    _log_by_default()
    faulthandler.enable()  # a crash in a native library leaves every stack in the journal
    settings = load_settings(config)
    board = board_of(settings)
    log.info("board: %s", board.profile)
    device = device_of(settings, board, models=simulated_models() if simulated else None)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: device.stop())
    device.serve()
    log.info("stopped")
    if device.is_late:
        # Something native is still at work and cannot be stopped; leaving as usual would pull Python away below it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _log_by_default() -> None:
    """Log what happens, unless another level was asked for; in the journal every line has its time already."""
    root = logging.getLogger()
    if root.level == logging.CRITICAL:
        root.setLevel(logging.INFO)
    # A stderr of our own: llama.cpp's binding turns that of the process off for the seconds in which it loads a model.
    stderr = os.fdopen(os.dup(sys.stderr.fileno()), "w", buffering=1, errors="backslashreplace")
    handler = logging.StreamHandler(stderr)
    is_journal = "JOURNAL_STREAM" in os.environ
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s" if is_journal else FORMAT))
    root.handlers = [handler]
