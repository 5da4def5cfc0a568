"""What is said to have it fall silent, with a name or more before it."""

from __future__ import annotations

import pytest

from appliance.text.stop_words import is_called_to_stop, without_lead


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("oh stop it", "stop it"),
        ("hey jarvis stop", "stop"),
        ("okay nabu please be quiet", "be quiet"),
        ("stop", "stop"),
        ("oh wait", "wait"),
        ("oh no", "oh no"),
        ("well sorry", "well sorry"),
        ("please", "please"),
        ("", ""),
    ],
)
def test_a_name_and_politeness_are_left_out(words: str, left: str) -> None:
    assert without_lead(words) == left


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("What about Rome? Hey Jarvis, stop.", True),
        ("What about Rome? Alexa, never mind.", True),
        ("What about Rome? Okay, Nabu, stop it!", True),
        ("Where does the bus stop?", False),
        ("What about Rome? Alexa, stop?", False),
        ("How do I make my computer stop?", False),
        ("Hey Jarvis, what about Rome?", False),
        ("Hey Jarvis, when does it stop?", False),
        ("Jarvis", False),
        ("", False),
    ],
)
def test_only_a_name_tells_a_stop_word_from_the_end_of_a_question(text: str, is_told: bool) -> None:
    assert is_called_to_stop(text, "en") is is_told
