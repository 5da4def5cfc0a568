"""The control socket, the journal and the skills."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from appliance.setting_types import Country, Section, SocketPath, UserPath
from appliance.settings.names import AUTO


class ControlSettings(Section):
    """The control socket: `appliance ctl`."""

    socket: SocketPath = Field(None, strict=False)
    """Path of the socket; unset: /run/voice-appliance/control.sock, or the user's runtime folder."""
    group: str = "voice-appliance"
    """Members of this group may use it; without such a group only the user that runs the appliance."""


class JournalSettings(Section):
    """The journal: what the appliance did, for `journalctl -u voice-appliance`."""

    transcripts: bool = False
    """Keep what you said and what it replied in the journal, too. It listens in a home: think of who can read that."""


class SkillSettings(Section):
    """What is answered, and done, by code instead of the language model: see `appliance skills`."""

    off: tuple[str, ...] = Field((), strict=False)
    """Names of skills that are not to be used, as ["facts", "limits"]."""
    folder: UserPath = Field(default=Path("/etc/voice-appliance/skills"), strict=False)
    """Folder of sentences of your own (*.yaml), beside those that come with each skill."""
    units: Literal["metric", "imperial"] = "metric"
    """What "how big" is answered in where the question does not say."""
    country: Country = AUTO
    """Whose holidays count, an ISO 3166 code, as "GB"; "auto": that of the time zone."""
