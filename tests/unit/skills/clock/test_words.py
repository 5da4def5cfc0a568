"""The words themselves: misheard names, spans, times of day, nonsense."""

from __future__ import annotations

import datetime

import pytest

from appliance.skills.clock.places import country_of, place_named
from appliance.skills.clock.sounding import nearest
from appliance.skills.clock.spans import Span, span_of
from appliance.skills.clock.times import times_of
from tests.unit.skills.clock.clock_rig import said, skill

NAMES = ("tokyo", "toronto", "paris", "martin luther king day", "yom kippur")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("tokyoo", "tokyo"), ("mark and luther king day", "martin luther king day"), ("yom kipper", "yom kippur"),
        ("my body", None), ("paradise", None), ("", None), ("okyo", None), ("t" * 100, None),
    ],
)  # fmt: skip
def test_a_name_misheard_by_a_letter(words: str, name: str | None) -> None:
    assert nearest(words, NAMES) == name


SPANS = {
    "2 hours": Span(7200), "an hour and a half": Span(5400), "2 and a half hours": Span(9000),
    "half an hour": Span(1800),
    "1 hour and 20 minutes": Span(4800), "3 hours in 20 minutes": Span(12000), "a fortnight": Span(1209600),
    "3 quarters of an hour": Span(2700), "1.5 hours": Span(5400), "a couple of days": Span(172800),
    "2 years": Span(0, 24),
    "a month": Span(0, 1), "hours": None, "2": None, "2 bananas": None, "0 minutes": None, "": None,
    "half a month": None,
    "999999 years": None,
}  # fmt: skip


@pytest.mark.parametrize(("words", "span"), SPANS.items())
def test_spans(words: str, span: Span | None) -> None:
    assert span_of(words) == span


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert Span(months=1).after(datetime.date(2027, 1, 31)) == datetime.date(2027, 2, 28)


TIMES = {
    "5 pm": "17:00", "5:30": "05:30 17:30", "730": "07:30 19:30", "half past 6": "06:30 18:30", "noon": "12:00",
    "quarter to 5": "04:45 16:45", "20 to noon": "11:40", "midnight": "00:00", "17:05": "17:05", "12 am": "00:00",
    "12 pm": "12:00", "8 o'clock tonight": "20:00", "25:00": "", "13:75": "", "dinner": "", "0": "00:00",
    "7 in the morning": "07:00", "10 past midnight": "00:10",
}  # fmt: skip


@pytest.mark.parametrize(("words", "times"), TIMES.items())
def test_times_of_day(words: str, times: str) -> None:
    assert " ".join(time.isoformat("minutes") for time in times_of(words)) == times


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/London", "GB"), ("America/New_York", "US"), ("Asia/Kolkata", "IN"), ("Europe/Stockholm", "SE"),
        ("UTC", None), ("", None),
    ],
)  # fmt: skip
def test_the_country_of_a_time_zone(zone: str, country: str | None) -> None:
    assert country_of(zone) == country


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("portland maine", None), ("portland oregon", "America/Los_Angeles"), ("birmingham england", "Europe/London"),
        ("heidelberg germany", "Europe/Berlin"), ("my house in germany", None), ("11th illinois", None),
        ("saint louis", "America/Chicago"), ("the u s", "America/New_York"), ("congo", "Africa/Brazzaville"),
    ],
)  # fmt: skip
def test_places(words: str, zone: str | None) -> None:
    place = place_named(words)
    assert (place.zone if place else None) == zone


NONSENSE = (
    "what time is it in {place}", "what time is it in [a|b]", "how many days until \ud800", "what day is \x00",
    "when is " * 40,
    "what day was the 99999999999999999999th of may", "what time will it be in 999999 hours and 999999 weeks",
    "what date is it in 99999 years", "how many days until 9999-12-31", "what date was it 9999 years ago",
    "۳ days until ۴",
)  # fmt: skip


@pytest.mark.parametrize("transcript", NONSENSE)
def test_nonsense_raises_nothing(transcript: str) -> None:
    assert isinstance(said(transcript, skill()), str)
