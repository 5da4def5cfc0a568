"""Settings of outputs: lamps, fans and the like, which pins of the board switch. Tables [outputs.NAME]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from appliance.setting_types import Section

LONGEST_NAME = 40
"""Characters of an output's name."""
MOST_OUTPUTS = 16
_ALL = frozenset({"everything", "all", "it", "them", "that", "this", "both", "anything", "something", "nothing"})


class OutputSettings(Section):
    """A lamp, a fan, or anything else that a pin switches by a relay or a transistor, by voice."""

    pin: int = Field(ge=0, le=53)
    """GPIO number (BCM, not the header's pin)."""
    active: Literal["high", "low"] = "high"
    """Level that switches it on; most relay boards want "low"."""
    at_stop: Literal["off", "keep"] = "off"
    """When the appliance stops: "off": it is switched off; "keep": it stays as it is, also at the next start."""


def _name(name: str) -> str:
    if not 1 <= len(name) <= LONGEST_NAME or not all(char.isalnum() or char == " " for char in name):
        raise ValueError(
            f'must be 1 to {LONGEST_NAME} letters, digits and spaces, as you say it: [outputs."desk lamp"]'
        )
    if name != " ".join(name.split()):
        raise ValueError("must not begin or end with a space, nor have two in a row")
    if name.lower() in _ALL:
        raise ValueError("must be a name, not a word for all of them")
    return name


def _table(outputs: dict[str, OutputSettings]) -> dict[str, OutputSettings]:
    if len(outputs) > MOST_OUTPUTS:
        raise ValueError(f"there may be at most {MOST_OUTPUTS} outputs")
    names: dict[str, str] = {}
    pins: dict[int, str] = {}
    for name, output in outputs.items():
        if other := names.get(name.lower()):
            raise ValueError(f"{other!r} and {name!r} sound the same: give each a name of its own")
        if other := pins.get(output.pin):
            raise ValueError(f"outputs.{other} and outputs.{name} have the same pin {output.pin}: give each its own")
        names[name.lower()] = pins[output.pin] = name
    return outputs


OutputTable = Annotated[
    dict[Annotated[str, AfterValidator(_name)], OutputSettings],
    AfterValidator(_table),
]
"""All outputs, by what they are called."""


def kept_at_stop(outputs: Mapping[str, OutputSettings]) -> frozenset[str]:
    """Return the names of those that stay as they are when the appliance stops."""
    return frozenset(name for name, output in outputs.items() if output.at_stop == "keep")
