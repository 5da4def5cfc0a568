"""Sends log records to systemd's journal: the message, its origin, and the fields made by `journal_fields`.

systemd's own handler also sends the arguments of the log call and every attribute of the record. This one does not, so
that what the user said cannot get into the journal by accident. Nor does it wait for the journal, as that one does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from appliance.adapters.journal_socket import JournalSocket
from appliance.monitoring.journal_fields import ATTRIBUTE
from appliance.settings import APP

PRIORITIES = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))
"""Levels, and syslog's priority from each on."""
DEBUG_PRIORITY = 7


def journal_handler() -> logging.Handler:
    """Return a handler that writes into the journal."""
    return JournalHandler(JournalSocket().send)


class JournalHandler(logging.Handler):
    """Sends each record as one journal entry."""

    def __init__(self, send: Callable[..., object]) -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        """Send the record. A traceback follows the message in the same entry."""
        try:
            line = self.format(record).encode(errors="backslashreplace").decode()  # a file name may be any bytes
            self._send(
                line,
                SYSLOG_IDENTIFIER=APP,
                PRIORITY=priority(record.levelno),
                LOGGER=record.name,
                THREAD_NAME=record.threadName,
                CODE_FILE=record.pathname,
                CODE_LINE=record.lineno,
                CODE_FUNC=record.funcName,
                **getattr(record, ATTRIBUTE, {}),
            )
        except Exception:
            self.handleError(record)


def priority(level: int) -> int:
    """Return syslog's priority of a log level."""
    return next((number for lowest, number in PRIORITIES if level >= lowest), DEBUG_PRIORITY)
