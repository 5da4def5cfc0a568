"""Statements: who tells something is told from who asks, orders, wishes, answers or corrects something."""

from __future__ import annotations

import pytest

from appliance.text.statements import is_wish, only_tells, tells_something


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("we are six for dinner", True),
        ("sunlight is made of colors", True),
        ("and here's a long pause", True),
        ("mary rolled the barrel down the hill", True),
        ("we are six", False),
        ("mary rolled the barrel", False),
        ("i need a timer for the eggs", False),
        ("kitchen lights off please", False),
        ("no i meant the other one", False),
        ("yes that is right", False),
        ("yes we have been here for a week now", True),
        ("flip a coin for me", False),
    ],
)
def test_a_statement_has_a_subject_or_a_verb_or_is_long(text: str, tells: bool) -> None:
    assert tells_something(text.split()) is tells


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("i need a timer", True),
        ("well i'd really like a story", True),
        ("i would like to hear it", True),
        ("i want you to go", True),
        ("we'll have another one", True),
        ("i want to go home", False),
        ("i need to tell you something", False),
        ("he says i need a timer", False),
        ("i like it here", False),
        ("", False),
    ],
)
def test_who_wants_something_wishes_it_and_who_wants_to_do_something_does_not(text: str, wishes: bool) -> None:
    assert is_wish(text.split()) is wishes


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("Ever tried. Ever failed.", True),
        ("I have a cold. The room is quiet.", True),
        ("Ever tried.", False),
        ("Set a timer. For ten minutes.", False),
        ("What's the weather like? In Paris.", False),
        ("It is dark in here. Thanks.", False),
        ("I need a timer. For the eggs.", False),
        ("", False),
    ],
)
def test_a_tale_asks_orders_and_wishes_nothing_in_any_of_its_sentences(text: str, only: bool) -> None:
    assert only_tells(text) is only
