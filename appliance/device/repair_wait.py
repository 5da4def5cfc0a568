"""RepairWait: what the appliance does while it cannot start, as with wrong settings or a damaged model.

It does not end: systemd would start it again every second, and the owner would hear and see nothing. It shows an error,
says aloud what is wrong where it can, and waits until a file that may be the cause has changed.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from appliance.device.light_signs import LightSign
from appliance.device.lights import Lights
from appliance.errors import ApplianceError, ConfigError, ControlUnavailable, ModelUnavailable, PinUnavailable
from appliance.monitoring.journal_fields import cannot_start_fields
from appliance.monitoring.watchdog import ServiceManager
from appliance.system.printable import shown_sentence
from appliance.threads.worker import ThreadGroup

log = logging.getLogger(__name__)

REPAIRABLE = (ConfigError, ModelUnavailable, ControlUnavailable, PinUnavailable)
"""What an owner can mend while the appliance waits. Anything else is a bug, which ends the process."""
LOOK_S = 2.0
"""Time between two looks at the files."""
TELL_AGAIN_LOOKS = 15
"""Looks between two attempts to say it aloud, while there is no loudspeaker."""
MOST_LOOKS = 300
"""Then it tries to start in any case: the cause may be one that no file shows."""
STATUS = "cannot start"
"""How the status line begins; `deploy/trial` looks for it."""
_MORE_TIME_S = 30.0
_STOPPED_S = 1.2

Fingerprint = tuple[tuple[str, int, int, int], ...]


def fingerprint(paths: Iterable[Path]) -> Fingerprint:
    """Return what changes when one of these files, or a file in one of these folders, is changed."""
    seen = []
    for path in paths:
        try:
            found = [path, *(sorted(path.iterdir()) if path.is_dir() else [])]
        except OSError:
            found = [path]
        for file in found:
            try:
                about = os.stat(file)
            except (OSError, ValueError):
                continue
            seen.append((str(file), about.st_ino, about.st_size, about.st_mtime_ns))
    return tuple(seen)


def spoken_reason(error: ApplianceError) -> str:
    """Return why the appliance cannot start, in words for the voice: no path, no punctuation that is not spoken."""
    setting = re.search(r"\b([a-z_]+)\.([a-z_]+) = ", str(error))
    match error:
        case ModelUnavailable():
            return "I cannot start. A model is missing, or damaged."
        case PinUnavailable():
            return "I cannot start. The button or the light cannot be used as the settings say."
        case ControlUnavailable():
            return "I cannot start. My control socket cannot be made."
        case _ if setting:
            name = setting[2].replace("_", " ")
            return f"I cannot start. My settings are wrong. Look at {name}, in the section {setting[1]}."
        case _:
            return "I cannot start. My settings are wrong."


class RepairWait:
    """Waits for a repair, on the main thread."""

    def __init__(
        self, watched: Callable[[], Iterable[Path]], manager: ServiceManager, stopped: threading.Event, look_s: float
    ) -> None:
        """`watched`: files and folders that may hold the cause. `stopped` is set when the service is to end."""
        self._watched = watched
        self._manager = manager
        self._stopped = stopped
        self._look_s = look_s
        self._told = ""
        """The reason that the journal has."""
        self._begun: Fingerprint | None = None
        """Of the files before the start that has failed."""

    def begin(self) -> None:
        """Look at the files before a start: what is mended while it fails is seen, too."""
        self._begun = fingerprint(self._watched())

    def wait(self, error: ApplianceError, lights: Lights | None, say: Callable[[str], bool]) -> bool:
        """Show and say the error until something has changed; return False if the service is to end instead.

        `lights` are opened and closed here. `say` speaks a sentence and returns whether that was possible.
        """
        first = fingerprint(self._watched())  # before anybody is told: they may mend it at once
        reason = shown_sentence(str(error))
        if reason != self._told:  # else it was tried again already, and a start may change a file itself
            first = first if self._begun is None else self._begun
            self._told = reason
            log.error("cannot start, and waits for a repair: %s", reason, extra=cannot_start_fields())
        self._manager.status(f"{STATUS}: {reason}")
        thread_group = _lit(lights)
        try:
            return self._watch(first, spoken_reason(error), say)
        finally:
            if thread_group:
                thread_group.stop(_STOPPED_S)

    def _watch(self, first: Fingerprint, sentence: str, say: Callable[[str], bool]) -> bool:
        before, is_told = None, False
        for look in range(MOST_LOOKS):
            self._manager.starting(_MORE_TIME_S)
            if not is_told and look % TELL_AGAIN_LOOKS == 0:
                is_told = say(sentence)
            if self._stopped.wait(self._look_s):
                return False
            now = fingerprint(self._watched())
            if now not in (first, before):  # changed, and perhaps still being written
                before = now
            elif now == before:
                return True
        return True


def _lit(lights: Lights | None) -> ThreadGroup | None:
    """Show an error on the light; without it where its pins are the very cause."""
    if lights is None:
        return None
    try:
        lights.open()
    except ApplianceError as error:
        log.warning("the light shows nothing: %s", error)
        return None
    lights.show(LightSign.ERROR)
    thread_group = ThreadGroup([lights])
    thread_group.start()
    return thread_group
