"""Stop words in the languages of which no other skill knows a word."""

from __future__ import annotations

import pytest

from appliance.skills.stop import Stop


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Stopp."),
        ("de", "Sei still!"),
        ("fr", "Ça suffit."),
        ("it", "Basta così."),
        ("es", "Cállate."),
        ("ja", "Stop."),
    ],
)
def test_it_falls_silent(language: str, text: str) -> None:
    skill = Stop(language)
    intent = skill.match(text)
    assert intent is not None
    assert skill.answer(intent).text == ""


@pytest.mark.parametrize("text", ["Nein.", "Wann hält der Bus?", "Stoppe die Uhr.", "", "?"])
def test_whatever_else_is_said_is_for_the_language_model(text: str) -> None:
    assert Stop("de").match(text) is None
