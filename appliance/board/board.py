"""Board: the parts that the appliance is built from, according to the board profile and the settings.

Only names and numbers, checked against each other. Nothing is opened here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from appliance.board.gpio_chips import DEV, SYS, has_gpio
from appliance.board.overlay_pins import SPI, overlay_pins
from appliance.board.profiles import FOLDER, Fit, Profile, best_fit, load_profiles, named_profile
from appliance.board.sound_cards import PROC, sound_cards
from appliance.board.sound_settings import check_sound_settings
from appliance.errors import ConfigError
from appliance.settings import ButtonSettings, LightSettings, Settings

Level = Literal["low", "high"]
LightKindName = Literal["led", "pwm", "rgb", "apa102"]

PIN_COUNTS: dict[LightKindName, int] = {"led": 1, "pwm": 1, "rgb": 3, "apa102": 0}
THE_SPI = "the light's SPI"


@dataclass(frozen=True, slots=True)
class ButtonWiring:
    """How a button is connected."""

    pin: int
    """GPIO number (BCM)."""
    active: Level
    """Level of the pin while the button is pressed."""


@dataclass(frozen=True, slots=True)
class LightWiring:
    """How a light is connected."""

    kind: LightKindName
    """One LED on or off; one that can be dimmed; red, green and blue; a strip of APA102 on SPI."""
    pins: tuple[int, ...]
    """GPIO numbers (BCM): one, or red, green, blue; none for "apa102"."""
    active: Level
    """Level of the pin that lights it."""
    leds: int | None
    """Number of LEDs of an APA102 strip; None for the other kinds."""


@dataclass(frozen=True, slots=True)
class Board:
    """The parts of an appliance."""

    profile: str
    """Name of the profile in force."""
    microphone: str
    """The pattern that `sound_cards.pcm_name()` looks for."""
    loudspeaker: str
    """The pattern that `sound_cards.pcm_name()` looks for."""
    button: ButtonWiring | None
    """None: the board has none."""
    light: LightWiring | None
    """None: the board has none."""
    overlays: tuple[str, ...] = ()
    """Lines of /boot/firmware/config.txt that its parts need; the pins that these take are not free."""
    cancels_echo: bool = False
    """Its sound card takes what its loudspeaker plays out of what its microphone hears."""


def profile_in_force(
    settings: Settings, folder: Path = FOLDER, proc: Path = PROC, dev: Path = DEV, sys: Path = SYS
) -> Fit:
    """Return the profile that the settings name, or the one that fits this machine best. Raises `ConfigError`."""
    wanted = settings.board.profile
    if wanted != "auto":
        return Fit(named_profile(wanted, folder), "the settings name it")
    return best_fit(load_profiles(folder), sound_cards(proc), has_gpio(dev, sys))


def board_of(settings: Settings, folder: Path = FOLDER, proc: Path = PROC, dev: Path = DEV) -> Board:
    """Return the parts of the profile in force, with the changes that the settings make. Raises `ConfigError`."""
    check_sound_settings(settings.audio, proc)
    return board_by(profile_in_force(settings, folder, proc, dev).profile, settings)


def board_by(profile: Profile, settings: Settings) -> Board:
    """Return the parts of `profile`, with the changes that the settings make. Raises `ConfigError`."""
    audio = settings.audio
    board = Board(
        profile=profile.name,
        microphone=profile.microphone if audio.microphone is None else audio.microphone,
        loudspeaker=profile.loudspeaker if audio.loudspeaker is None else audio.loudspeaker,
        button=_button(profile, settings.button),
        light=_light(profile, settings.light),
        overlays=profile.overlays,
        cancels_echo=profile.cancels_echo,
    )
    _refuse_shared_pins(board)
    return board


def _button(profile: Profile, settings: ButtonSettings) -> ButtonWiring | None:
    known = profile.button
    pin = settings.pin if settings.pin is not None or known is None else known.pin
    if pin is None or not settings.enabled:
        return None
    return ButtonWiring(pin, settings.active or (known.active if known else "low"))


def _light(profile: Profile, settings: LightSettings) -> LightWiring | None:
    known = profile.light
    if settings.kind == "none":
        return None
    kind = settings.kind or (known.kind if known else None)
    if kind is None:
        if settings.pins:
            raise ConfigError(
                f"light.pins = {list(settings.pins)}: the profile {profile.name} has no light, so set light.kind too, "
                f"to one of {', '.join(PIN_COUNTS)}"
            )
        return None
    # The profile's pins are kept for another kind of light only if their number fits it.
    inherited = known.pins if known and len(known.pins) == PIN_COUNTS[kind] else ()
    pins = inherited if settings.pins is None else settings.pins
    if len(pins) != PIN_COUNTS[kind]:
        raise ConfigError(_wrong_pin_count(kind, pins, profile))
    leds = settings.leds or (known.leds if known else None)
    if kind == "apa102" and leds is None:
        raise ConfigError(f"light.leds is missing: say how many LEDs the strip has (profile {profile.name})")
    active = settings.active or (known.active if known else "high")
    return LightWiring(kind, pins, active, leds if kind == "apa102" else None)


def _wrong_pin_count(kind: LightKindName, pins: tuple[int, ...], profile: Profile) -> str:
    needed = {0: "no pins", 1: "one pin", 3: "three pins: red, green, blue"}[PIN_COUNTS[kind]]
    return f"light.pins = {list(pins)}: a light of kind {kind!r} needs {needed} (profile {profile.name})"


def taken_pins(board: Board) -> dict[int, str]:
    """Return the pins of the board's parts and of its overlays, each with what it is used in."""
    return dict(reversed(list(_uses(board))))


def _uses(board: Board) -> Iterator[tuple[int, str]]:
    if board.button:
        yield board.button.pin, "button.pin"
    is_strip = board.light is not None and board.light.kind == "apa102"
    for pin in SPI if is_strip else board.light.pins if board.light else ():
        yield pin, THE_SPI if is_strip else "light.pins"
    for pin, line in overlay_pins(board.overlays):
        if not (is_strip and pin in SPI):
            yield pin, line


def _refuse_shared_pins(board: Board) -> None:
    seen: dict[int, str] = {}
    for pin, use in _uses(board):
        if pin in seen:
            also = f"{seen[pin]} and {use}" if seen[pin] != use else f"{use} twice"
            raise ConfigError(
                f"GPIO{pin} is used in {also}: every part needs a pin of its own (profile {board.profile})"
            )
        seen[pin] = use
