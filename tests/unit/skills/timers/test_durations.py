from __future__ import annotations

import pytest

from appliance.skills.timers.durations import duration_s, rough_duration, spoken_duration
from appliance.skills.wording import with_digits


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("five minutes", 300), ("ten-minute", 600), ("two and a half hours", 9000), ("an hour and a half", 5400),
        ("half an hour", 1800), ("half hour", 1800), ("5 minutes 30", 330), ("a quarter of an hour", 900),
        ("three quarters of an hour", 2700), ("1½ hours", 5400), ("1 1/2 hours", 5400), ("a minute and a half", 90),
        ("one hour twenty", 4800), ("an hour and twenty minutes", 4800), ("1h 30m", 5400), ("ninety seconds", 90),
        ("a couple of minutes", 120), ("1.5 hours", 5400), ("two hours, five minutes and ten seconds", 7510),
        ("ten and a half minutes", 630), ("one and three quarter hours", 6300), ("a day", 86_400), ("zero minutes", 0),
    ],
)  # fmt: skip
def test_durations(words: str, seconds: float) -> None:
    assert duration_s(with_digits(words)) == seconds


@pytest.mark.parametrize(
    "words", ["", "five", "minutes", "five to ten", "5 minutes past six", "pasta", "half past six"]
)
def test_no_durations(words: str) -> None:
    assert duration_s(with_digits(words)) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"), (1, "1 second"), (90, "1 minute and 30 seconds"), (3600, "1 hour"),
        (7510, "2 hours, 5 minutes and 10 seconds"), (59.6, "1 minute"), (86_400, "1 day"),
    ],
)  # fmt: skip
def test_spoken(seconds: float, words: str) -> None:
    assert spoken_duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(599, "9 minutes and 59 seconds"), (610, "10 minutes"), (3629, "1 hour"), (7290, "2 hours and 2 minutes")],
)
def test_spoken_roughly(seconds: float, words: str) -> None:
    assert rough_duration(seconds) == words
