"""The sound card."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from appliance.setting_types import OptionalName, Section

LEAST_GAIN_DB, MOST_GAIN_DB = -20.0, 60.0


def _gain(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value == "auto" or (is_number and LEAST_GAIN_DB <= float(str(value)) <= MOST_GAIN_DB):
        return float(str(value)) if is_number else value
    raise ValueError(f'must be "auto", or a number of decibels from {LEAST_GAIN_DB:g} to {MOST_GAIN_DB:g}')


GainDb = Annotated[float | Literal["auto"], BeforeValidator(_gain)]
"""A gain in dB, or "auto"."""


class AudioSettings(Section):
    """The sound card. What is not set here is as the board's profile says."""

    microphone: OptionalName = None
    """A card by its id, as "Device" (`appliance devices`), or by ALSA's exact name, as "plughw:CARD=Device,DEV=1"; or
    any ALSA device, as "pcm:pipewire". "auto": the best that is there, by the board's profile."""
    loudspeaker: OptionalName = None
    """The same for the loudspeaker."""
    channel: Literal["auto", "left", "right", "mix"] = "auto"
    """Of a microphone with two channels: the one that has the sound, "left", "right", or "mix", the mean of both."""
    gain_db: GainDb = "auto"
    """How much louder the microphone is made, in decibels; "auto": as it needs (`appliance doctor` says how much)."""
    echo_cancellation: Literal["auto", "on", "off"] = "auto"
    """Take what the loudspeaker plays out of what the microphone hears, so that you can talk over it; "auto": unless
    the board does that by itself (`appliance devices`)."""
    lead_in_ms: int = Field(0, ge=0, le=2000)
    """For a loudspeaker that sleeps and swallows the first word: how long it is woken, inaudibly, before it speaks."""
    lead_in_after_s: float = Field(10.0, ge=0, le=3600)
    """It is woken when nothing was played for so long."""
    volume: int = Field(80, ge=0, le=100)
    """Loudness in percent at the first start. After that, the loudness that was set last counts."""
    earcons: bool = True
    """Play short soft sounds that say what happens: listening, error, ...; what rings is played in any case."""
