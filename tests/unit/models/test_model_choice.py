"""Which language model suits a machine, by what was measured there: figures of machines, some of them published."""

from __future__ import annotations

import pytest

from appliance.models.choice import Measurement, Speed, best, candidates, smallest
from appliance.models.manifest import load_manifest

SMALL, BIG = "smollm2-135m-instruct-q4_1", "qwen2.5-coder-1.5b-instruct"
AS_IT_COMES = "qwen2.5-coder-0.5b-instruct"
HALF = f"{AS_IT_COMES}-q4_0"
"""The 0.5B with weights that suit a Pi: no worse, and on a Pi 5 much quicker."""
MODELS = load_manifest().models


def chosen(memory_mb: int, rest_s: float, **speeds: tuple[float, float]) -> str:
    """Return the model that is chosen, for times of the recogniser and the voice, and (prompt, token) times in ms."""
    of = {"small": SMALL, "half": HALF, "big": BIG}
    measured = {of[name]: Speed(*(ms / 1000 for ms in times)) for name, times in speeds.items()}
    return best(candidates(MODELS, Measurement("a machine", memory_mb, rest_s, 0.0, measured))).model.name


@pytest.mark.parametrize(
    ("machine", "memory_mb", "rest_s", "small_ms", "expected"),
    [
        ("two x86-64 cores, as measured", 25276, 0.13, (2.4, 5.9), BIG),
        ("the same with the memory of a Pi 4 with 2 GB", 1894, 0.13, (2.4, 5.9), HALF),
        ("the same with the memory of a Pi with 1 GB", 906, 0.13, (2.4, 5.9), SMALL),
        ("about a Pi 5 with 4 GB", 4040, 0.35, (4.0, 14.0), BIG),
        ("about a Pi 4 with 2 GB: nothing begins within a second", 1894, 1.0, (10.0, 35.0), HALF),
        ("slower than any Pi that is supported", 1894, 3.0, (40.0, 90.0), SMALL),
    ],
)
def test_the_model_that_suits(
    machine: str, memory_mb: int, rest_s: float, small_ms: tuple[float, float], expected: str
) -> None:
    assert chosen(memory_mb, rest_s, small=small_ms) == expected, machine


def test_what_was_measured_counts_before_what_was_expected() -> None:
    assert chosen(4000, 0.35, small=(4, 14)) == BIG
    assert chosen(4000, 0.35, small=(4, 14), big=(100, 300)) == HALF


def test_truth_goes_before_speed_where_what_is_quick_is_right_too_seldom() -> None:
    found = candidates(MODELS, Measurement("a machine", 1894, 0.9, 0.0, {SMALL: Speed(0.002, 0.01)}))
    half, small = (next(each for each in found if each.model.name == name) for name in (HALF, SMALL))
    assert small.first_sound_s < 1.0 < half.first_sound_s < 2.0
    assert best(found) is half


@pytest.mark.parametrize(
    ("name", "prompt_ms", "token_ms"), [(SMALL, 2.4, 5.9), (AS_IT_COMES, 6.3, 16.6), (BIG, 14.2, 29.4)]
)
@pytest.mark.parametrize(("basis", "basis_ms"), [(SMALL, (2.4, 5.9)), (BIG, (14.2, 29.4))])
def test_speeds_are_scaled_within_a_fifth(
    basis: str, basis_ms: tuple[float, float], name: str, prompt_ms: float, token_ms: float
) -> None:
    """Against what was measured of all three, on one machine, in one sitting."""
    sizes = {model.name: model.size_bytes for model in MODELS}
    scaled = Speed(*basis_ms).scaled(sizes[basis], sizes[name])
    assert scaled.prompt_token_s == pytest.approx(prompt_ms, rel=0.21)
    assert scaled.token_s == pytest.approx(token_ms, rel=0.21)


def test_why_a_model_is_chosen_can_be_read() -> None:
    found = candidates(MODELS, Measurement("a machine", 4000, 0.13, 0.0, {SMALL: Speed(0.0024, 0.0059)}))
    assert str(found[0]) == "159 of 166 questions right, first sound after 0.4 s (estimated), 1651 MB of memory"
    assert "(measured)" in str(found[-1])
    assert smallest(MODELS).name == SMALL
