"""Light patterns: which colour a pattern shows at a time, and when the light has to be updated.

Pure: no clock, no thread, no light. Levels are perceived brightness: 0.5 looks half as bright. `colour()` turns them
into what is sent to the light. `light_signs` says which pattern means what.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from appliance.board.panel import Colour
from appliance.settings import LightSettings

GAMMA = 2.2
"""Exponent from perceived brightness to light: half as bright is about a fifth of the light."""
UPDATE_S = 0.02
"""Smooth patterns change in steps, 50 a second: nobody sees the steps."""
EARLY_S = 1e-6
"""A time so little before a change counts as after it: timers may be early, and floats of many hours are not exact."""


class Step(NamedTuple):
    """One step of a shape."""

    seconds: float
    """How long it lasts; in a smooth shape, 0 makes a jump."""
    level: float
    """Level at its beginning, 0..1. It stays; in a smooth shape it moves to the level of the next step."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the level changes with time, repeated without end."""

    steps: tuple[Step, ...]
    """The steps in order; the first follows the last."""
    is_smooth: bool = False
    """True: the level moves smoothly from step to step; False: it jumps."""
    level_while_speaking: float | None = None
    """Level while the user speaks; None: no difference."""

    @property
    def period_s(self) -> float:
        """Seconds after which it repeats."""
        return sum(step.seconds for step in self.steps)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a light shows, as a function of the time since the pattern began."""

    colour: Colour
    """Colour at full level; its largest component is 1."""
    shape: Shape
    """How bright it is at each time."""


def level(pattern: Pattern, elapsed_s: float, is_user_speaking: bool = False) -> float:
    """Return the perceived brightness, 0..1."""
    shape = pattern.shape
    if is_user_speaking and shape.level_while_speaking is not None:
        return shape.level_while_speaking
    step, following, into_s = _position(shape, elapsed_s)
    if not shape.is_smooth:
        return step.level
    progress = (1 - math.cos(math.pi * into_s / step.seconds)) / 2
    return step.level + (following.level - step.level) * progress


def colour(pattern: Pattern, elapsed_s: float, is_user_speaking: bool, brightness: float) -> Colour:
    """Return what to send to the light, components 0..1; `brightness` is the part of its light that it may give."""
    light = brightness * level(pattern, elapsed_s, is_user_speaking) ** GAMMA
    return Colour(*(light * part for part in pattern.colour))


def next_change_s(pattern: Pattern, elapsed_s: float) -> float | None:
    """Return the elapsed time at which the light has to be updated next; None: never."""
    shape = pattern.shape
    if len({step.level for step in shape.steps}) == 1:
        return None
    step, following, into_s = _position(shape, elapsed_s)
    left_s = step.seconds - into_s + EARLY_S
    moves = shape.is_smooth and step.level != following.level
    return elapsed_s + (min(UPDATE_S, left_s) if moves else left_s)


def _position(shape: Shape, elapsed_s: float) -> tuple[Step, Step, float]:
    """Return the present step, the one after it, and the seconds since the present one began."""
    into_s = (elapsed_s + EARLY_S) % shape.period_s
    for step, following in pairwise((*shape.steps, shape.steps[0])):
        if into_s < step.seconds:
            return step, following, into_s
        into_s -= step.seconds
    return step, following, step.seconds  # reached by rounding only: the end of the last step


def brightness_at(settings: LightSettings, time_of_day: datetime.time) -> float:
    """Return the brightness of the settings for this time: that of the day or of the night."""
    start, end = (datetime.time.fromisoformat(text) for text in (settings.night_from, settings.night_to))
    is_night = start <= time_of_day < end if start <= end else not end <= time_of_day < start
    return settings.night_brightness if is_night else settings.brightness
