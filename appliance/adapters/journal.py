"""Log records into systemd's journal: the line, where it comes from, and the fields that `journal_fields` made.

systemd's own handler sends the arguments of the log call and every attribute of the record besides; this one does not,
so that what was said cannot get into the journal by accident.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from appliance.monitoring.journal_fields import ATTRIBUTE
from appliance.settings import APP

try:
    from systemd.journal import JournalHandler as SystemdHandler
    from systemd.journal import send
except ImportError:  # systemd-python is for machines with systemd only
    send = None


def journal_handler() -> logging.Handler | None:
    """Return a handler that writes into the journal; None where systemd-python is not installed."""
    return JournalHandler(send) if send else None


class JournalHandler(logging.Handler):
    """Sends each record as an entry."""

    def __init__(self, send: Callable[..., object]) -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        """Send it; a traceback follows the line in the same entry."""
        try:
            line = self.format(record).encode(errors="backslashreplace").decode()  # a file name may be any bytes
            self._send(
                line,
                SYSLOG_IDENTIFIER=APP,
                PRIORITY=SystemdHandler.map_priority(record.levelno),
                LOGGER=record.name,
                THREAD_NAME=record.threadName,
                CODE_FILE=record.pathname,
                CODE_LINE=record.lineno,
                CODE_FUNC=record.funcName,
                **getattr(record, ATTRIBUTE, {}),
            )
        except Exception:
            self.handleError(record)
