"""A notice: what went wrong before the appliance ran, kept in a file until the appliance can tell the owner.

`first_boot` writes it, and the appliance reads it when it starts. It is gone after the next boot.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.device.indicator import Indicator
from appliance.errors import ApplianceError
from appliance.monitoring.journal_fields import refused_fields
from appliance.monitoring.metrics import Outcome, TurnMetrics
from appliance.session.session import VoiceSession
from appliance.settings import APP
from appliance.states import SessionState
from appliance.system.atomic_files import write_whole

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """What went wrong, to be spoken and to be read."""

    spoken: str
    """One or two short sentences, which the voice speaks."""
    reason: str
    """One sentence, which is written to the journal."""


def notice_file() -> Path:
    """Return the path of the notice; its folder is empty after a reboot."""
    return Path(os.environ.get("APPLIANCE_NOTICE") or f"/run/{APP}-notice")


def write_notice(path: Path, notice: Notice) -> None:
    """Write a notice to its file, as two lines."""
    write_whole(path, f"{notice.spoken}\n{notice.reason}\n".encode())


def read_notice(path: Path) -> Notice | None:
    """Return the notice in its file; None if there is none, or it cannot be read."""
    try:
        spoken, _, reason = path.read_text(encoding="utf-8").strip().partition("\n")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        log.warning("%s: a notice that cannot be read: %s", path, error)
        return None
    return Notice(spoken, reason)


class NoticeTeller:
    """Makes the light show an error until the notice was spoken; used by the session's delegate, on its thread."""

    def __init__(self, notice: Notice | None, indicator: Indicator, lost: Sequence[str] = ()) -> None:
        """`lost`: what else is to be said, a sentence each; the journal has it already."""
        self._notice = notice
        self._spoken = " ".join([*([notice.spoken] if notice else []), *filter(None, lost)])
        self._indicator = indicator
        self._is_being_spoken = False

    def state_changed(self, session: VoiceSession, state: SessionState) -> None:
        """Write the notice to the journal at once; speak it as soon as there is a loudspeaker and no turn goes on."""
        if not self._spoken:
            return
        if state is SessionState.CONNECTING:
            if self._notice:
                reason = self._notice.reason
                log.warning("settings from the boot partition not taken: %s", reason, extra=refused_fields())
            self._indicator.overlay(has_notice=True)
        elif state is SessionState.CONNECTED:
            with contextlib.suppress(ApplianceError):  # a turn has begun first: it is spoken after that
                session.say(self._spoken)
                self._is_being_spoken = True

    def turn_completed(self, metrics: TurnMetrics, missing: dict[str, str]) -> None:
        """Forget the notice once it was spoken or interrupted, but not if an audio device was lost meanwhile."""
        if not self._is_being_spoken:
            return
        self._is_being_spoken = False
        if metrics.outcome is Outcome.FAILED and missing:
            return
        self._spoken = ""
        self._indicator.overlay(has_notice=False)
