"""Solstices and equinoxes: the days on which the seasons begin, as astronomers count."""

from __future__ import annotations

import datetime

_TERMS = {
    3: (2451623.80984, 365242.37404, 0.05169, -0.00411, -0.00057),
    6: (2451716.56767, 365241.62603, 0.00325, 0.00888, -0.00030),
    9: (2451810.21715, 365242.01767, -0.11575, 0.00337, 0.00078),
    12: (2451900.05952, 365242.74049, -0.06223, -0.00823, 0.00032),
}
"""Day of the mean event of a month in the years 1000 to 3000, by powers of millennia from 2000 (J. Meeus, Astronomical
Algorithms, table 27.B): right to about 20 minutes."""
_FIRST_YEAR, _LAST_YEAR = 1800, 2200
_JULIAN_DAY_OF_2000 = 2451544.5
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_BEGIN = ("", "start of ", "beginning of ", "1st day of ", "official start of ", "astronomical ")


def season_day(words: str, year: int, is_southern: bool) -> tuple[str, datetime.date] | None:
    """Return the name and the day (UTC) that "summer", "1st day of spring" or "winter solstice" is; None for others."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    for name, month in _SEASONS.items():
        if any(words == f"{begin}{name}" for begin in _BEGIN):
            return f"the start of {name}", _event(year, (month + 5) % 12 + 1 if is_southern else month)
    for names, month in (
        (("spring equinox", "vernal equinox"), 3),
        (("summer solstice", "longest day", "longest day of year", "midsummer"), 6),
        (("autumn equinox", "autumnal equinox", "fall equinox"), 9),
        (("winter solstice", "shortest day", "shortest day of year", "midwinter"), 12),
    ):
        if words.replace("of the", "of") in names:
            return f"the {words}", _event(year, (month + 5) % 12 + 1 if is_southern else month)
    return None


def _event(year: int, month: int) -> datetime.date:
    millennia = (year - 2000) / 1000
    julian = sum(term * millennia**power for power, term in enumerate(_TERMS[month]))
    start = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    return (start + datetime.timedelta(julian - _JULIAN_DAY_OF_2000)).date()
