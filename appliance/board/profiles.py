"""Board profiles: what is known of a microphone, a loudspeaker, a button and a light that belong together.

A profile is a TOML file in `hw/profiles`, or one of the owner's own. Which profile fits this machine is decided here,
by the sound cards that are there. Nothing is opened.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.board.sound_cards import SoundCard
from appliance.errors import ConfigError
from appliance.settings_file import sentence
from appliance.system.user_paths import user_path
from appliance.toml_file import read_toml

_PACKAGED = Path(__file__).resolve().parents[1] / "profiles"
FOLDER = _PACKAGED if _PACKAGED.is_dir() else _PACKAGED.parent.parent / "hw" / "profiles"
DEFAULT = "generic-usb"
WITHOUT_GPIO = "no-gpio"

Pin = Annotated[int, Field(ge=0, le=53)]
Level = Literal["low", "high"]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ButtonProfile(_Table):
    """The button of a board."""

    pin: Pin
    """GPIO number (BCM)."""
    active: Level
    """Level of the pin while the button is pressed."""


class LightProfile(_Table):
    """The light of a board."""

    kind: Literal["led", "pwm", "rgb", "apa102"]
    """One LED on or off; one that can be dimmed; red, green and blue; a strip of APA102 on SPI."""
    pins: tuple[Pin, ...] = Field((), strict=False)
    """GPIO numbers (BCM): one, or red, green, blue; none for "apa102"."""
    active: Level = "high"
    """Level of the pin that lights it."""
    leds: Annotated[int, Field(ge=1, le=64)] | None = None
    """Number of LEDs of an APA102 strip."""


class Profile(_Table):
    """What is known of a board."""

    name: str
    """Its name in settings: the name of its file, without .toml."""
    title: str
    """Name of the board, for people."""
    detect: tuple[str, ...] = Field((), strict=False)
    """Patterns of the ids or names of cards that are there when the board is; (): it is never detected, only named."""
    microphone: str
    """Pattern of the card, as in `sound_cards.pcm_name()`."""
    loudspeaker: str
    """Pattern of the card, as in `sound_cards.pcm_name()`."""
    microphone_rates_hz: tuple[int, ...] = Field((), strict=False)
    """Sample rates that the microphone has in hardware, as far as known."""
    loudspeaker_rates_hz: tuple[int, ...] = Field((), strict=False)
    """Sample rates that the loudspeaker has in hardware, as far as known."""
    button: ButtonProfile | None = None
    """Its button; None: the board has none."""
    light: LightProfile | None = None
    """Its light; None: the board has none."""
    cancels_echo: bool = False
    """Its sound card takes what its loudspeaker plays out of what its microphone hears."""
    overlays: tuple[str, ...] = Field((), strict=False)
    """Lines that /boot/firmware/config.txt needs."""
    notes: str
    """What else an owner should know, and what was never tried on the hardware."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The profile that was chosen, and why."""

    profile: Profile
    """The profile in force."""
    why: str
    """The reason, for the owner."""


def load_profile(path: Path) -> Profile:
    """Read a profile. Raises `ConfigError`, which names the file and the key."""
    data = read_toml(path, "board profile")
    if "name" in data:
        raise ConfigError(f"{path}: there is no setting 'name'; a profile has the name of its file")
    try:
        return Profile.model_validate({"name": path.stem} | data)
    except ValidationError as error:
        # A misspelt key causes two errors, unknown and missing. The unknown one helps the owner more.
        first = min(error.errors(), key=lambda each: each["type"] == "missing")
        raise ConfigError(f"{path}: {sentence(first, Profile)}") from None


def load_profiles(folder: Path = FOLDER) -> tuple[Profile, ...]:
    """Return the profiles that come with the appliance, by name."""
    return tuple(load_profile(path) for path in sorted(folder.glob("*.toml")))


def named_profile(wanted: str, folder: Path = FOLDER) -> Profile:
    """Return the profile of that name, or the one at that path if it ends in .toml. Raises `ConfigError`."""
    if wanted.endswith(".toml"):
        return load_profile(user_path(wanted))
    names = [path.stem for path in sorted(folder.glob("*.toml"))]
    if wanted in names:
        return load_profile(folder / f"{wanted}.toml")
    near = difflib.get_close_matches(wanted.lower(), names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}, or the path of one's own (.toml)"
    raise ConfigError(f"board.profile = {wanted!r}: there is no such board profile; {hint}")


def best_fit(profiles: tuple[Profile, ...], cards: tuple[SoundCard, ...], has_gpio: bool) -> Fit:
    """Choose a profile by the hardware: the one with the most specific pattern that a card matches.

    Without GPIO it is WITHOUT_GPIO, and where no card is known, DEFAULT.
    """
    by_name = {profile.name: profile for profile in profiles}
    if not has_gpio:
        return Fit(by_name[WITHOUT_GPIO], "this machine has no GPIO pins")
    found = [
        (len(pattern.replace("*", "").replace("?", "")), profile, card)
        for profile in profiles
        for pattern in profile.detect
        for card in cards
        if card.matches(pattern)
    ]
    if not found:
        return Fit(by_name[DEFAULT], "no card belongs to a board that is known")
    _, profile, card = max(found, key=lambda each: each[0])
    return Fit(profile, f"the card {card.id} ({card.name}) belongs to it")
