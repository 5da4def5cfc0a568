"""What is misheard is put right, and sentences that make sense stay as they are."""

from __future__ import annotations

import pytest

from appliance.skills.misheard import MISHEARD, put_right
from appliance.skills.wording import with_digits


@pytest.mark.parametrize("row", MISHEARD, ids=lambda row: row[1].strip())
def test_each_row_changes_its_example(row: tuple[str, str, str]) -> None:
    words = " ".join(row[2].lower().replace(".", "").replace(",", "").replace("?", "").split())
    assert put_right(words) != words


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("Start at 20 minute timeo", "start a 20 minute timer"),
        ("Hey Jovis, set a time of for 3 minutes.", "set a timer for 3 minutes"),
        ("Cancelled timer.", "cancel timer"),
        ("Set a timer for 2 minutes in 30 seconds.", "set a timer for 2 minutes and 30 seconds"),
        ("I'd milk to the shopping list.", "add milk to the shopping list"),
        ("Was the nearest petrol station?", "where's the nearest petrol station"),
    ],
)
def test_what_was_said(heard: str, said: str) -> None:
    assert with_digits(heard) == said


@pytest.mark.parametrize(
    "words",
    [
        "what time or date is it",
        "i cancelled my subscription",
        "he toggled between the two",
        "i'd like to add tomatoes to my shopping list",
        "what is the boiling point in celsius",
        "snows of kilimanjaro",
        "the nearest star",
        "how many minutes in an hour",
        "there are 60 minutes in 1 hour",
    ],
)
def test_what_makes_sense_stays(words: str) -> None:
    assert put_right(words) == words
