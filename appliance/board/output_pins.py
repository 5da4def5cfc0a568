"""Checks that the pins of outputs are not those of the button or the light."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.board.board import SPI_PINS, Board
from appliance.errors import ConfigError
from appliance.output_settings import OutputSettings


def refuse_shared_pins(outputs: Mapping[str, OutputSettings], board: Board) -> None:
    """Raise `ConfigError` where an output has a pin that the button, the light or another output has; it names both."""
    uses = _uses(board)
    for name, output in outputs.items():
        use = f"outputs.{name}.pin"
        if other := uses.get(output.pin):
            raise ConfigError(
                f"GPIO{output.pin} is used in {other} and {use}: every part needs a pin of its own "
                f"(profile {board.profile})"
            )
        uses[output.pin] = use


def _uses(board: Board) -> dict[int, str]:
    uses = {board.button.pin: "button.pin"} if board.button else {}
    if board.light and board.light.kind == "apa102":
        return uses | dict.fromkeys(SPI_PINS, "the light's SPI")
    return uses | dict.fromkeys(board.light.pins if board.light else (), "light.pins")
