"""What the appliance is built from: its board, its button, its light."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from appliance.setting_types import Pin, Section, TimeOfDay


class BoardSettings(Section):
    """What the appliance is built from."""

    profile: str = "auto"
    """Name from `appliance devices`, or the path of a profile (.toml); "auto": the one that fits this machine best."""


class ButtonSettings(Section):
    """The button. What is not set here is as the board's profile says."""

    pin: int | None = Field(None, ge=0, le=53)
    """GPIO number (BCM, not the header's pin)."""
    active: Literal["low", "high"] | None = None
    """Level while it is pressed; "low" for a button to ground, which needs no resistor."""
    enabled: bool = True
    """False: there is no button."""
    hold: Literal["shutdown", "talk", "nothing"] = "shutdown"
    """What holding it does. "shutdown": shuts the device down; "talk": listens while it is held; "nothing"."""
    hold_s: float = Field(5.0, ge=3, le=30)
    """How long it has to be held to shut down; the warning begins after 2 s."""
    double_tap_s: float = Field(0.35, ge=0.1, le=1)
    """A second tap within this time mutes or unmutes the microphone."""
    shutdown_command: tuple[str, ...] | None = Field(None, min_length=1, strict=False)
    """Command that shuts the device down; unset: systemctl poweroff; in the service: its shutdown unit."""


class LightSettings(Section):
    """The light. What is not set here is as the board's profile says."""

    kind: Literal["none", "led", "pwm", "rgb", "apa102"] | None = None
    """"none"; "led": one, on or off; "pwm": one that can be dimmed; "rgb": three; "apa102": a strip on SPI."""
    pins: tuple[Pin, ...] | None = Field(None, strict=False)
    """GPIO numbers (BCM): one, or red, green, blue; for "apa102" none."""
    active: Literal["low", "high"] | None = None
    """Level that lights it."""
    leds: int | None = Field(None, ge=1, le=64)
    """How many an APA102 strip has."""
    brightness: float = Field(1.0, ge=0, le=1)
    """Brightness by day, 0 to 1."""
    night_brightness: float = Field(0.2, ge=0, le=1)
    """Brightness by night, 0 to 1. A device without a network or a clock of its own may be wrong about the time."""
    night_from: TimeOfDay = "22:00"
    """When the night begins, local time."""
    night_to: TimeOfDay = "07:00"
    """When the night ends; the same as night_from: there is no night."""
