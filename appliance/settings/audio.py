"""The sound card."""

from __future__ import annotations

from pydantic import Field

from appliance.setting_types import OptionalName, Section


class AudioSettings(Section):
    """The sound card. What is not set here is as the board's profile says."""

    microphone: OptionalName = None
    """A card by its id, as "Device" (`appliance devices`), or by ALSA's exact name, as "plughw:CARD=Device,DEV=1"; or
    any ALSA device, as "pcm:pipewire". "auto": the best that is there, by the board's profile."""
    loudspeaker: OptionalName = None
    """The same for the loudspeaker."""
    lead_in_ms: int = Field(0, ge=0, le=2000)
    """For a loudspeaker that sleeps and swallows the first word: how long it is woken, inaudibly, before it speaks."""
    lead_in_after_s: float = Field(10.0, ge=0, le=3600)
    """It is woken when nothing was played for so long."""
    volume: int = Field(80, ge=0, le=100)
    """Loudness in percent at the first start. After that, the loudness that was set last counts."""
    earcons: bool = True
    """Play short soft sounds that say what happens: listening, error, ...; what rings is played in any case."""
