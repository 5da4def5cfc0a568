"""From a pattern and a time to a colour: what a light shows at a moment, and when it has to be told again.

Pure: no clock, no thread, no light. Levels are as they look (0.5 looks half as bright); what is sent to the light is
made of them at the very end, in `colour()`. Which pattern means what stands in `light_signs`.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from appliance.interfaces import Colour
from appliance.settings import LightSettings

GAMMA = 2.2
"""What looks half as bright is about a fifth of the light."""
UPDATE_S = 0.02
"""Smooth patterns are a staircase of 50 steps a second: nobody sees it."""
EARLY_S = 1e-6
"""A timer may be early, and a time of many hours is not exact: so close to a change counts as after it."""


class Step(NamedTuple):
    """A part of a pattern."""

    seconds: float
    """How long it lasts; 0 in a smooth pattern makes a jump."""
    level: float
    """Level at its beginning, 0..1; it stays, or in a smooth pattern goes over to that of the next step."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the level goes, over and over again."""

    steps: tuple[Step, ...]
    """One after the other; the first follows the last."""
    is_smooth: bool = False
    """Levels go over into each other; False: they jump."""
    level_while_speaking: float | None = None
    """Level as long as the user speaks; None: the same as else."""

    @property
    def period_s(self) -> float:
        """Time after which it repeats."""
        return sum(step.seconds for step in self.steps)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a light shows, by the time since it began."""

    colour: Colour
    """Colour at full level; its brightest part is 1."""
    shape: Shape
    """How bright it is when."""


def level(pattern: Pattern, elapsed_s: float, is_user_speaking: bool = False) -> float:
    """Return how bright it looks, 0..1."""
    shape = pattern.shape
    if is_user_speaking and shape.level_while_speaking is not None:
        return shape.level_while_speaking
    step, following, into_s = _position(shape, elapsed_s)
    if not shape.is_smooth:
        return step.level
    progress = (1 - math.cos(math.pi * into_s / step.seconds)) / 2
    return step.level + (following.level - step.level) * progress


def colour(pattern: Pattern, elapsed_s: float, is_user_speaking: bool, brightness: float) -> Colour:
    """Return what to send to the light; `brightness` is the share of its light that it may give."""
    light = brightness * level(pattern, elapsed_s, is_user_speaking) ** GAMMA
    return Colour(*(light * part for part in pattern.colour))


def next_change_s(pattern: Pattern, elapsed_s: float) -> float | None:
    """Return the elapsed time at which the light has to be told again; None: never."""
    shape = pattern.shape
    if len({step.level for step in shape.steps}) == 1:
        return None
    step, following, into_s = _position(shape, elapsed_s)
    left_s = step.seconds - into_s + EARLY_S
    moves = shape.is_smooth and step.level != following.level
    return elapsed_s + (min(UPDATE_S, left_s) if moves else left_s)


def _position(shape: Shape, elapsed_s: float) -> tuple[Step, Step, float]:
    """Return the step it is in, the one that follows, and how far in it is."""
    into_s = (elapsed_s + EARLY_S) % shape.period_s
    for step, following in pairwise((*shape.steps, shape.steps[0])):
        if into_s < step.seconds:
            return step, following, into_s
        into_s -= step.seconds
    return step, following, step.seconds  # rounding: the very end


def brightness_at(settings: LightSettings, time_of_day: datetime.time) -> float:
    """Return the brightness by day or by night."""
    start, end = (datetime.time.fromisoformat(text) for text in (settings.night_from, settings.night_to))
    is_night = start <= time_of_day < end if start <= end else not end <= time_of_day < start
    return settings.night_brightness if is_night else settings.brightness
