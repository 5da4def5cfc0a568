"""Where the log of the appliance goes: into the journal with its fields where it can, else to stderr, a line each."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import TextIO

FORMAT = "%(asctime)s %(levelname)s %(message)s"


def log_by_default(journal_handler: Callable[[], logging.Handler]) -> TextIO:
    """Log from INFO on, unless another level was asked for; return a stderr that nothing turns off.

    llama.cpp's binding turns the stderr of the process off for the seconds in which it loads a model. `journal_handler`
    makes the handler for the journal; it is called only where stderr is the journal.
    """
    root = logging.getLogger()
    if root.level == logging.CRITICAL:
        root.setLevel(logging.INFO)
    stderr = os.fdopen(os.dup(sys.stderr.fileno()), "w", buffering=1, errors="backslashreplace")
    goes_to_journal = is_journal(stderr.fileno(), os.environ)
    handler = journal_handler() if goes_to_journal else logging.StreamHandler(stderr)
    if not goes_to_journal:
        handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(is_ours_or_urgent)
    root.handlers = [handler]
    return stderr


def is_journal(descriptor: int, environment: Mapping[str, str]) -> bool:
    """Say whether what is written to a descriptor goes into the journal: the service manager names it in a variable.

    A process may inherit the variable and have another stderr.
    """
    status = os.fstat(descriptor)
    return environment.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def is_ours_or_urgent(record: logging.LogRecord) -> bool:
    """Say whether a record is for the owner. Libraries log what was said and replied at the level DEBUG: not that."""
    return record.name.partition(".")[0] == "appliance" or record.levelno >= logging.WARNING
