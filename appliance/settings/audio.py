"""The sound card."""

from __future__ import annotations

from pydantic import Field

from appliance.setting_types import Section


class AudioSettings(Section):
    """The sound card. What is not set here is as the board's profile says."""

    microphone: str | None = None
    """A card by its id, for example "Device" (see `appliance devices`), or an ALSA device, for example "pcm:mic"."""
    loudspeaker: str | None = None
    """The same for the loudspeaker."""
    volume: int = Field(80, ge=0, le=100)
    """Loudness in percent at the first start. After that, the loudness that was set last counts."""
    earcons: bool = True
    """Play short soft sounds that say what happens: listening, error, ...; what rings is played in any case."""
