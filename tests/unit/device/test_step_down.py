"""StepDown: three turns in a row on a board that is slowed down, and then once."""

from __future__ import annotations

import logging

import pytest

from appliance.device.step_down import StepDown


@pytest.mark.parametrize(
    ("slowed", "ends"),
    [
        ([True, True], 0),
        ([True, True, True], 1),
        ([True, True, False, True, True], 0),
        ([False, True, True, True], 1),
        ([True] * 8, 1),
    ],
)
def test_it_ends_the_service_after_three_turns_in_a_row(
    slowed: list[bool], ends: int, caplog: pytest.LogCaptureFixture
) -> None:
    moments, ended = iter(slowed), []
    step_down = StepDown(lambda: next(moments), lambda: ended.append(True))
    for _ in slowed:
        step_down.turn_over()
    assert len(ended) == ends
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == ends
    assert all("a smaller language model" in warning for warning in warnings)
