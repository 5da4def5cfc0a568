"""Checks that the pins of outputs are not those of another part, or of an overlay."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.board.board import Board, taken_pins
from appliance.errors import ConfigError
from appliance.output_settings import OutputSettings


def refuse_shared_pins(outputs: Mapping[str, OutputSettings], board: Board) -> None:
    """Raise `ConfigError` where an output has a pin that another part has; it names both."""
    uses = taken_pins(board)
    for name, output in outputs.items():
        use = f"outputs.{name}.pin"
        if other := uses.get(output.pin):
            raise ConfigError(
                f"GPIO{output.pin} is used in {other} and {use}: every part needs a pin of its own "
                f"(profile {board.profile})"
            )
        uses[output.pin] = use
