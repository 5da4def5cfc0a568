"""Where a reply is cut that was heard up to some word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.adapters.word_ends import WordEnds, words_over
from appliance.events import PartPlayed
from appliance.session.cut_reply import may_be_echoed, words_heard
from appliance.text.played_words import words_played
from appliance.text.spoken_text import spoken_text


@pytest.mark.parametrize(
    ("played", "words"),
    [
        (0.0, ""),
        (0.34, "It is"),
        (0.67, "It is 25 degrees"),
        (1.0, "It is 25 degrees outside today."),
    ],
)
def test_figures_are_as_many_words_as_the_voice_makes_of_them(played: float, words: str) -> None:
    assert words_played("It is 25 degrees outside today.", played, spoken_text) == words


def test_what_was_heard_since_the_last_report_counts() -> None:
    part = PartPlayed("One two three four.", (0.3, 0.6, 0.9, 1.2), 0.5)
    assert words_heard(part, 0.0, "en") == "One"
    assert words_heard(part, 0.1, "en") == "One two"
    assert words_heard(part, 9.0, "en") == "One two", "the player is late"
    assert words_heard(replace(part, rests=True), 0.1, "en") == "One", "it rests"


def test_words_whose_sound_is_not_made_yet_were_not_heard() -> None:
    ends_s = (0.1, 0.4, 0.6)
    opening = PartPlayed("The capital of Fra", ends_s, 0.7, is_whole=False)
    assert words_heard(opening, 0.0, "en") == "The capital of"
    clause = PartPlayed("The capital of France is Paris.", ends_s, 0.5, is_whole=False)
    assert words_heard(clause, 0.0, "en") == "The capital"


def test_clauses_before_it_are_kept() -> None:
    part = PartPlayed("and two three.", (0.2, 0.4, 0.6), 0.45, before="First one,")
    assert words_heard(part, 0.0, "en") == "First one, and two"
    assert words_heard(PartPlayed("", (), 0.0, before="First one,"), 0.0, "en") == "First one,"
    assert words_heard(None, 0.0, "en") == ""


def test_an_echo_holds_what_was_played_and_hardly_more() -> None:
    part = PartPlayed("One two three four five six.", (0.3, 0.6, 0.9, 1.2, 1.5, 1.8), 0.7, before="First one,")
    assert may_be_echoed("I think so.", part, 0.0, "en") == "I think so. First one, One two three four"
    assert may_be_echoed("", replace(part, before="", played_s=1.8), 0.0, "en") == part.text
    assert may_be_echoed("", None, 0.0, "en") is None
    assert may_be_echoed("", replace(part, word_ends_s=()), 0.0, "en") is None, "no voice has told"


def test_ends_of_words_follow_what_is_left_of_the_silences() -> None:
    ends = WordEnds(1000)
    ends.sentence([100, 300, 600])
    assert ends.ends_s == (0.1, 0.3, 0.6)
    ends.piece(200, 150)  # 50 samples of silence before the first word are gone
    ends.piece(200, 200)
    assert ends.ends_s == pytest.approx((0.075, 0.25, 0.55))
    ends.piece(200, 100)
    ends.sentence([100])
    assert ends.ends_s[-1] == pytest.approx(0.55)


def test_words_that_the_voice_runs_together_end_together() -> None:
    def count(text: str) -> int:
        words = text.replace("— ", "").replace("on the", "onthe").replace("—", "").split()
        return len(words)

    assert words_over("one two", count) == [1, 2]
    assert words_over("— put it on the shelf.", count) == [0, 1, 2, 3, 3, 4]
