"""Gestures, from the edges of a button. Times are in milliseconds here, so that they are exact."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from appliance.device.gestures import Gesture, GestureKind, Gestures, GestureTiming, gestures
from appliance.settings import ButtonSettings

MS = GestureTiming(spike_s=5, bounce_s=30, double_tap_s=350, warning_s=2000, hold_s=5000)
NO_HOLDS = GestureTiming(spike_s=5, bounce_s=30, double_tap_s=350, warning_s=2000, hold_s=5000, holds=False)

P, R, D = GestureKind.PRESSED, GestureKind.RELEASED, GestureKind.DOUBLE_TAPPED
W, C, H = GestureKind.HOLD_WARNED, GestureKind.HOLD_CANCELLED, GestureKind.HELD

FIELD = Path(__file__).parents[2] / "field" / "text"

Edges = list[tuple[bool, float]]


def led_to(edges: str, until: float = 60_000, timing: GestureTiming = MS) -> list[tuple[GestureKind, float]]:
    """Return the gestures of e.g. `"+100 -200"`: pressed at 100, released at 200."""
    return [(gesture.kind, gesture.at_s) for gesture in gestures(parsed(edges), until, timing)]


def parsed(edges: str) -> Edges:
    return [(edge[0] == "+", float(edge[1:])) for edge in edges.split()]


def test_a_tap_is_reported_as_soon_as_it_is_no_spike_and_ends_with_its_release() -> None:
    assert led_to("+100 -200") == [(P, 100), (R, 200)]
    button = Gestures(MS)
    assert button.edge(True, 100) == []
    assert button.due_s == 105
    assert button.tick(104.9) == []
    assert button.tick(105) == [Gesture(P, 100)], "before anything else is known"


@pytest.mark.parametrize("spike", [0, 0.001, 1, 2, 4.9])
def test_a_spike_is_no_press_and_no_release(spike: float) -> None:
    assert led_to(f"+100 -{100 + spike}") == []
    assert led_to(f"+100 -{100 + spike} +110 -{110 + spike} +150 -{150 + spike}") == [], "nor are several"
    assert led_to(f"+100 -{100 + spike} +300 -400") == [(P, 300), (R, 400)], "nor does it make a double tap of a tap"
    assert led_to(f"+100 -500 +{500 + spike} -800") == [(P, 100), (R, 800)], "a gap while it is pressed"
    assert led_to(f"+100 -2000 +{2000 + spike} -8000") == [(P, 100), (W, 2100), (H, 5100), (R, 8000)]


@pytest.mark.parametrize("length", [5, 6, 10, 20, 30])
def test_a_short_press_is_one_and_does_not_stay_pressed(length: int) -> None:
    assert led_to(f"+100 -{100 + length}") == [(P, 100), (R, 130)]


def test_the_button_of_the_field() -> None:
    """As a whole: a worn switch, a very short press, a spike, and a release of a press from before the start."""
    lines = (FIELD / "button.txt").read_text().splitlines()
    edges = [line.split() for line in lines if line and not line.startswith("#")]
    found = gestures([(level == "1", 1000 * float(at)) for at, level in edges], 60_000, MS)
    assert [(gesture.kind, round(gesture.at_s)) for gesture in found] == [
        *((P, 1004), (R, 1162)),
        *((P, 3000), (R, 3030)),
    ]


def test_without_edges_or_presses_there_are_no_gestures() -> None:
    assert led_to("") == []
    assert led_to("-100") == [], "a release of a press from before the start"
    assert Gestures(MS).due_s is None


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("+100 -103 +106 -111 +120 -400", [(P, 106), (R, 400)]),
        ("+100 -400 +403 -407 +411 -420", [(P, 100), (R, 420)]),
        ("+100 -103 +120 -400 +402 -404 +418 -420", [(P, 120), (R, 404)]),
        ("+100 +101 +102 -400 -401", [(P, 100), (R, 400)]),
    ],
)
def test_20_ms_of_bounce_make_one_press_and_one_release(edges: str, expected: list[tuple[GestureKind, float]]) -> None:
    assert led_to(edges) == expected


def test_a_release_within_the_bounce_time_is_reported_at_its_end() -> None:
    assert led_to("+100 -110") == [(P, 100), (R, 130)]
    assert led_to("+100 -103 +106 -111") == [(P, 106), (R, 136)]


def test_a_press_within_the_bounce_time_of_a_release_is_reported_at_its_end() -> None:
    assert led_to("+100 -3000 +3010 -3500") == [(P, 100), (W, 2100), (C, 3000), (R, 3000), (P, 3030), (R, 3500)]


def test_what_is_reported_late_may_bounce_as_well() -> None:
    assert led_to("+100 -125 +131 -135 +500 -600")[:2] == [(P, 100), (R, 130)]
    assert led_to("+100 -125 +131 -135 +1000 -1100") == [(P, 100), (R, 130), (P, 1000), (R, 1100)]


def test_the_first_edge_after_the_bounce_time_counts() -> None:
    assert led_to("+100 -130") == [(P, 100), (R, 130)]
    assert led_to("+100 -131") == [(P, 100), (R, 131)]


@pytest.mark.parametrize(("gap", "second"), [(40, D), (349, D), (350, D), (351, P), (5000, P)])
def test_a_second_tap_soon_after_the_first_is_a_double_tap(gap: int, second: GestureKind) -> None:
    again = 200 + gap
    expected = [(P, 100), (R, 200), (second, again), (R, again + 100)]
    assert led_to(f"+100 -200 +{again} -{again + 100}") == expected


def test_taps_are_doubled_in_pairs() -> None:
    edges = "+100 -200 +300 -400 +500 -600 +700 -800 +900 -1000"
    assert [kind for kind, _ in led_to(edges)] == [P, R, D, R, P, R, D, R, P, R]


def test_what_was_held_is_not_the_first_of_a_double_tap() -> None:
    assert led_to("+0 -1999 +2100 -2200") == [(P, 0), (R, 1999), (D, 2100), (R, 2200)]
    assert led_to("+0 -2000 +2100 -2200") == [(P, 0), (W, 2000), (C, 2000), (R, 2000), (P, 2100), (R, 2200)]
    assert led_to("+0 -2000 +2100 -2200", timing=NO_HOLDS) == [(P, 0), (R, 2000), (P, 2100), (R, 2200)]


@pytest.mark.parametrize(
    ("released", "expected"),
    [
        (1999, [(P, 0), (R, 1999)]),
        (2001, [(P, 0), (W, 2000), (C, 2001), (R, 2001)]),
        (4999, [(P, 0), (W, 2000), (C, 4999), (R, 4999)]),
        (5000, [(P, 0), (W, 2000), (H, 5000), (R, 5000)]),
        (50_000, [(P, 0), (W, 2000), (H, 5000), (R, 50_000)]),
    ],
)
def test_holding_is_warned_of_and_reported_once(released: int, expected: list[tuple[GestureKind, float]]) -> None:
    assert led_to(f"+0 -{released}") == expected


def test_each_press_is_warned_of_anew() -> None:
    assert led_to("+0 -3000 +4000 -10000") == [
        *((P, 0), (W, 2000), (C, 3000), (R, 3000)),
        *((P, 4000), (W, 6000), (H, 9000), (R, 10_000)),
    ]


def test_a_double_tap_can_be_held() -> None:
    assert led_to("+0 -100 +200 -6000") == [(P, 0), (R, 100), (D, 200), (W, 2200), (H, 5200), (R, 6000)]
    assert led_to("+0 -100 +200 -3000 +3100 -3200")[2:] == [
        (D, 200),
        (W, 2200),
        (C, 3000),
        (R, 3000),
        (P, 3100),
        (R, 3200),
    ]


def test_where_holding_has_no_meaning_it_is_never_reported() -> None:
    button = Gestures(NO_HOLDS)
    button.edge(True, 0)
    assert button.tick(30) == [Gesture(P, 0)]
    assert button.due_s is None
    assert led_to("+0 -50000", timing=NO_HOLDS) == [(P, 0), (R, 50_000)]


def test_a_late_edge_first_reports_what_was_due_before_it() -> None:
    button = Gestures(MS)
    button.edge(True, 0)
    assert button.edge(False, 7000) == [Gesture(P, 0), Gesture(W, 2000), Gesture(H, 5000)]
    assert button.tick(7005) == [Gesture(R, 7000)]


def test_a_late_tick_reports_everything_in_order_and_when_it_was_due() -> None:
    button = Gestures(MS)
    button.edge(True, 0)
    assert button.tick(9000) == [Gesture(P, 0), Gesture(W, 2000), Gesture(H, 5000)]
    assert button.tick(9000) == []


def test_due_is_the_end_of_the_spike_time_then_the_warning_then_the_hold() -> None:
    button = Gestures(MS)
    button.edge(True, 0)
    due = []
    while (due_s := button.due_s) is not None:
        assert button.tick(due_s - 1) == []
        due.append((due_s, [gesture.kind for gesture in button.tick(due_s)]))
    assert due == [(5, [P]), (2000, [W]), (5000, [H])]


@pytest.mark.parametrize(("hold", "holds"), [("shutdown", True), ("talk", False), ("nothing", False)])
def test_the_settings_are_taken_over(hold: str, holds: bool) -> None:
    settings = ButtonSettings.model_validate({"hold": hold, "hold_s": 4.0, "double_tap_s": 0.5})
    assert GestureTiming.of(settings) == GestureTiming(double_tap_s=0.5, hold_s=4.0, holds=holds)


def test_the_defaults_are_those_of_the_settings() -> None:
    assert GestureTiming.of(ButtonSettings()) == GestureTiming()


def bouncing(rng: random.Random) -> tuple[Edges, list[float]]:
    """Return the edges of a dozen presses that bounce for up to 20 ms, and when the button truly went down and up."""
    edges: Edges = []
    moments: list[float] = []
    now = 1000.0
    is_pressed = False
    for _ in range(24):
        is_pressed = not is_pressed
        moments.append(now)
        times = sorted([now, *(now + rng.uniform(0, 20) for _ in range(2 * rng.randint(0, 5)))])
        edges += [(is_pressed ^ bool(number % 2), at) for number, at in enumerate(times)]
        now += rng.choice([60, 150, 340, 700, 2500, 6000]) + rng.uniform(0, 9)
    return edges, moments


def chatter(rng: random.Random) -> Edges:
    """Return edges that no button makes: at any time, of any level."""
    now = 0.0
    edges: Edges = []
    for _ in range(200):
        now += rng.choice([0, 0.125, 3, 29, 30, 31, 200, 1990, 5001])
        edges.append((rng.random() < 0.5, now))
    return [*edges, (False, now + rng.choice([1, 100]))]


@pytest.mark.parametrize("seed", range(60))
def test_bounces_never_make_or_lose_a_press(seed: int) -> None:
    edges, moments = bouncing(random.Random(seed))
    found = [g.at_s for g in gestures(edges, 1e9, MS) if g.kind in (P, D, R)]
    assert len(found) == len(moments)
    assert all(0 <= at - moment <= 20 for at, moment in zip(found, moments, strict=True))


@pytest.mark.parametrize("seed", range(60))
def test_spikes_never_make_or_lose_a_press(seed: int) -> None:
    rng = random.Random(seed)
    edges, moments = bouncing(rng)
    spiked: Edges = []
    for edge, following in pairwise([*edges, (False, edges[-1][1] + 1000)]):
        spiked.append(edge)
        gap = following[1] - edge[1]
        if gap > 50:
            at = edge[1] + rng.uniform(25, gap - 10)
            spiked += [(not edge[0], at), (edge[0], at + rng.uniform(0, 4))]
    found = [g.at_s for g in gestures(spiked, 1e9, MS) if g.kind in (P, D, R)]
    assert len(found) == len(moments)
    assert all(0 <= at - moment <= 30 for at, moment in zip(found, moments, strict=True))


@pytest.mark.parametrize("seed", range(60))
def test_gestures_make_sense_for_any_edges(seed: int) -> None:
    rng = random.Random(seed)
    found = gestures(chatter(rng), 1e9, MS)
    assert all(a.at_s <= b.at_s for a, b in pairwise(found)), "in order"
    outer = [g for g in found if g.kind in (P, D, R)]
    assert [g.kind is R for g in outer] == [False, True] * (len(outer) // 2), "presses and releases alternate"
    assert all(b.at_s - a.at_s >= MS.bounce_s for a, b in pairwise(outer)), "none is quicker than a bounce"
    for press, release in zip(outer[::2], outer[1::2], strict=True):
        within = [g.kind for g in found[found.index(press) + 1 : found.index(release)]]
        held = release.at_s - press.at_s
        assert within == ([] if held < 2000 else [W, C] if held < 5000 else [W, H])
    assert not any(a.kind is b.kind is D for a, b in pairwise(outer[::2])), "a third tap is a plain one"


@pytest.mark.parametrize("seed", range(30))
def test_it_makes_no_difference_when_and_how_often_it_is_ticked(seed: int) -> None:
    rng = random.Random(seed)
    edges = chatter(rng)
    button, found, now = Gestures(MS), list[Gesture](), 0.0
    for is_pressed, at in edges:
        for tick in sorted(rng.uniform(now, at) for _ in range(rng.randint(0, 3))):
            found += button.tick(tick)
        found += button.edge(is_pressed, at)
        now = at
    assert found + button.tick(1e9) == gestures(edges, 1e9, MS)
