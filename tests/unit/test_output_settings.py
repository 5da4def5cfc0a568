"""Settings of outputs: names, pins, and those that the button or the light has."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from appliance.board.board import Board, ButtonWiring, LightWiring
from appliance.board.output_pins import refuse_shared_pins
from appliance.errors import ConfigError
from appliance.output_settings import MOST_OUTPUTS, OutputSettings, OutputTable, kept_at_stop

TABLE: TypeAdapter[dict[str, OutputSettings]] = TypeAdapter(OutputTable)
RGB = LightWiring("rgb", (5, 6, 13), "high", None)
STRIP = LightWiring("apa102", (), "high", 12)


def board(light: LightWiring | None = None, button: int | None = None) -> Board:
    return Board("a-board", "mic", "speaker", ButtonWiring(button, "low") if button else None, light)


def test_a_table_as_the_owner_writes_it() -> None:
    outputs = TABLE.validate_python(
        {"lamp": {"pin": 17}, "desk fan 2": {"pin": 27, "active": "low", "at_stop": "keep"}, "Küche": {"pin": 0}}
    )
    assert outputs["lamp"] == OutputSettings(pin=17, active="high", at_stop="off")
    assert outputs["desk fan 2"] == OutputSettings(pin=27, active="low", at_stop="keep")
    assert kept_at_stop(outputs) == {"desk fan 2"}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"": {"pin": 1}}, "must be 1 to 40 letters, digits and spaces"),
        ({"x" * 41: {"pin": 1}}, "must be 1 to 40 letters"),
        ({"lamp!": {"pin": 1}}, "must be 1 to 40 letters"),
        ({"desk-lamp": {"pin": 1}}, "must be 1 to 40 letters"),
        ({" lamp": {"pin": 1}}, "must not begin or end with a space"),
        ({"desk  lamp": {"pin": 1}}, "nor have two in a row"),
        ({"everything": {"pin": 1}}, "not a word for all of them"),
        ({"lamp": {"pin": 1}, "Lamp": {"pin": 2}}, "'lamp' and 'Lamp' sound the same"),
        ({"lamp": {"pin": 1}, "fan": {"pin": 1}}, "outputs.lamp and outputs.fan have the same pin 1"),
        ({"lamp": {}}, "Field required"),
        ({"lamp": {"pin": 54}}, "less than or equal to 53"),
        ({"lamp": {"pin": -1}}, "greater than or equal to 0"),
        ({"lamp": {"pin": "17"}}, "valid integer"),
        ({"lamp": {"pin": 17, "active": "up"}}, "'high' or 'low'"),
        ({"lamp": {"pin": 17, "at_stop": "on"}}, "'off' or 'keep'"),
        ({"lamp": {"pin": 17, "colour": "red"}}, "Extra inputs"),
        ({f"lamp {n}": {"pin": n} for n in range(MOST_OUTPUTS + 1)}, "at most 16 outputs"),
    ],
)
def test_what_is_not_allowed(table: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as info:
        TABLE.validate_python(table)
    assert words in info.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    ("pin", "parts", "use"),
    [
        (17, board(button=17), "button.pin"),
        (6, board(RGB, 17), "light.pins"),
        (10, board(STRIP), "the light's SPI"),
    ],
)
def test_a_pin_of_the_button_or_the_light(pin: int, parts: Board, use: str) -> None:
    with pytest.raises(ConfigError) as info:
        refuse_shared_pins({"fan": OutputSettings(pin=22), "lamp": OutputSettings(pin=pin)}, parts)
    assert str(info.value) == (
        f"GPIO{pin} is used in {use} and outputs.lamp.pin: every part needs a pin of its own (profile a-board)"
    )


def test_pins_that_nothing_else_has() -> None:
    refuse_shared_pins({"lamp": OutputSettings(pin=22), "fan": OutputSettings(pin=10)}, board(RGB, 17))
    with pytest.raises(ConfigError, match=r"GPIO22 is used in outputs\.lamp\.pin and outputs\.fan\.pin"):
        refuse_shared_pins({"lamp": OutputSettings(pin=22), "fan": OutputSettings(pin=22)}, board())
