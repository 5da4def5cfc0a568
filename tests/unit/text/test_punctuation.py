"""Punctuation restoration: capitals and question marks that the recogniser left out."""

from __future__ import annotations

import pytest

from appliance.text.punctuation import restored


@pytest.mark.parametrize(
    ("decoded", "meant"),
    [
        ("who was the first president of the United States.", "Who was the first president of the United States?"),
        ("What is the capital of Italy.", "What is the capital of Italy?"),
        ("How many minutes are two and a half hours.", "How many minutes are two and a half hours?"),
        ("what's the time.", "What's the time?"),
        ("can you sing a song.", "Can you sing a song?"),
        ("who invented the telephone", "Who invented the telephone"),  # perhaps half a question
        ("What is the …", "What is the …"),
        ("What is the...", "What is the..."),
        ("when I wake up in the morning.", "When I wake up in the morning."),
        ("Do not worry.", "Do not worry."),
        ("May the best one win.", "May the best one win."),
        ("What a day.", "What a day."),
        ("Why.", "Why."),
        ("Tell me a joke.", "Tell me a joke."),
        ("who wrote it. I forgot.", "Who wrote it. I forgot."),
        ("What is it?", "What is it?"),
        ("", ""),
        ("42 is a number.", "42 is a number."),
    ],
)
def test_english(decoded: str, meant: str) -> None:
    assert restored(decoded, "en") == meant
    assert restored(meant, "en") == meant


def test_in_other_languages_only_the_capital_is_restored() -> None:
    assert restored("was ist das.", "de") == "Was ist das."
    assert restored("élan.", "fr") == "Élan."
