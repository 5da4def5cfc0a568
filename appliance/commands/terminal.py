"""`appliance run --terminal`: what the terminal is in place of, and where the log goes meanwhile."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from rich.console import Console

from appliance.adapters.terminal import TerminalButton
from appliance.adapters.tty import Tty
from appliance.board.board import Board
from appliance.board.sound_servers import server_device, through_server
from appliance.device.terminal_screen import TerminalScreen
from appliance.errors import ConfigError
from appliance.monitoring.logs import FORMAT, is_ours_or_urgent
from appliance.settings import Settings

_ABOVE = "%(levelname)s %(message)s"


def terminal_screen(settings: Settings, log_file: Path | None, *, logs_all: bool) -> TerminalScreen:
    """Return the screen of this terminal; from now on the log is written above it.

    Warnings only, unless `logs_all`; the log file gets everything. Raises `ConfigError` if this is no terminal, or
    the file cannot be written.
    """
    tty = Tty()
    if not tty.is_terminal:
        raise ConfigError(
            "--terminal needs a terminal for its keys and its picture, and this is none; without it: appliance run"
        )
    button = TerminalButton(is_held=settings.button.hold == "talk")
    screen = TerminalScreen(tty, button, Console(highlight=False), time.monotonic)
    handlers: list[logging.Handler] = [_AboveThePicture(screen, logging.NOTSET if logs_all else logging.WARNING)]
    if log_file:
        handlers.append(_file_handler(log_file))
    for handler in handlers:
        handler.addFilter(is_ours_or_urgent)
    logging.getLogger().handlers = handlers
    return screen


def _file_handler(path: Path) -> logging.Handler:
    try:
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise ConfigError(f"--log-file {path}: cannot be written: {error.strerror}") from None
    handler.setFormatter(logging.Formatter(FORMAT))
    return handler


def on_this_desktop(board: Board, settings: Settings) -> Board:
    """Return the board with the desktop's sound server, which has its cards open, if one runs."""
    return through_server(board, settings.audio, server_device())


def without_night(settings: Settings) -> Settings:
    """Return the settings for a light on a screen, which is as bright as the screen."""
    return settings.model_copy(
        update={"light": settings.light.model_copy(update={"brightness": 1.0, "night_brightness": 1.0})}
    )


class _AboveThePicture(logging.Handler):
    def __init__(self, screen: TerminalScreen, level: int) -> None:
        super().__init__(level)
        self._screen = screen
        self.setFormatter(logging.Formatter(_ABOVE))

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            self._screen.note(line)
