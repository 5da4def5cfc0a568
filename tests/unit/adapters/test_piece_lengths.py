"""Each piece is ready before the piece before it was played, on fast machines and on slow ones."""

from __future__ import annotations

import pytest

from appliance.adapters.piece_lengths import FEWEST_FRAMES, MOST_FRAMES, USABLE_SHARE, PieceLengths

REACH, FRAME_S = 10, 0.01


def lengths(cost: float) -> PieceLengths:
    planned = PieceLengths(REACH, FRAME_S)
    planned.learn(100, cost * 100 * FRAME_S)
    return planned


@pytest.mark.parametrize("cost", [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.55])
def test_each_piece_is_ready_while_the_one_before_is_played(cost: float) -> None:
    planned = lengths(cost)
    playing = planned.first()
    assert playing is not None
    for _ in range(10):
        made = planned.next(playing)
        assert made is not None
        assert made >= min(playing, MOST_FRAMES), "the pieces do not get shorter and shorter"
        assert (made + 2 * REACH) * cost <= playing * USABLE_SHARE + cost, "rounded to a frame"
        playing = made


def test_the_faster_the_machine_the_shorter_the_first_piece() -> None:
    first = [lengths(cost).first() or 0 for cost in (0.02, 0.2, 0.4, 0.5)]
    assert first[0] == FEWEST_FRAMES
    assert first == sorted(first)
    assert first[-1] > 5 * first[0]


@pytest.mark.parametrize("cost", [USABLE_SHARE, 1.0, 3.0])
def test_a_generator_that_is_too_slow_makes_all_at_once(cost: float) -> None:
    assert lengths(cost).first() is None
    assert lengths(cost).next(50) is None


@pytest.mark.parametrize(("cost", "are_quick"), [(0.05, True), (0.2, True), (0.3, False), (1.0, False)])
def test_a_slow_generator_does_not_begin_what_it_cannot_go_on_with(cost: float, are_quick: bool) -> None:
    assert lengths(cost).are_quick is are_quick


def test_no_piece_is_longer_than_the_maximum() -> None:
    planned, length = lengths(0.05), FEWEST_FRAMES
    for _ in range(10):
        length = planned.next(length) or 0
    assert length == MOST_FRAMES


def test_a_machine_that_gets_slower_is_noticed() -> None:
    planned = lengths(0.05)
    for _ in range(20):
        planned.learn(50, 0.4 * 50 * FRAME_S)
    assert planned.first() == pytest.approx(lengths(0.4).first(), abs=1)
