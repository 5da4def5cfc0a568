"""Every row of the tables: its example comes out as it says, and not without it."""

from __future__ import annotations

import pytest

from appliance.text.spoken import codes, dates, formulas, money, names, numbers, ranges, roman, symbols, times, units
from appliance.text.spoken.characters import folded
from appliance.text.spoken.letters import latin, sayable
from appliance.text.spoken.rules import Rule
from appliance.text.spoken_text import FIGURES, WITHOUT_FIGURES, spoken_text

TABLES = {
    "addresses": names.ADDRESSES,
    "formulas": formulas.FORMULAS,
    "figures beside letters": formulas.LETTERS,
    "abbreviations": names.ABBREVIATIONS,
    "roman": roman.ROMAN,
    "figures": money.FIGURES,
    "dates": dates.DATES,
    "names of dates": dates.NAMES,
    "codes": codes.CODES,
    "times": times.TIMES,
    "ranges": ranges.RANGES,
    "arithmetic": numbers.ARITHMETIC,
    "money": money.MONEY,
    "units": units.UNITS,
    "powers": numbers.POWERS,
    "numbers": numbers.NUMBERS,
    "silent": symbols.SILENT,
    "symbols": symbols.SYMBOLS,
    "tidy": symbols.TIDY,
}
ALL_ROWS = [row for table in TABLES.values() for row in table]
ROWS = [pytest.param(row, id=f"{name}-{row.written}") for name, table in TABLES.items() for row in table]


@pytest.mark.parametrize("row", ROWS)
def test_the_example_of_a_row_comes_out_as_it_says(row: Rule) -> None:
    assert spoken_text(row.written) == row.said


@pytest.mark.parametrize("row", ROWS)
def test_what_was_said_stays_as_it_is(row: Rule) -> None:
    assert spoken_text(row.said) == row.said


@pytest.mark.parametrize("row", ROWS)
def test_the_example_of_a_row_is_one_that_the_row_changes(row: Rule) -> None:
    text = " ".join(folded(row.written).split())
    for one in (*WITHOUT_FIGURES, *FIGURES, *symbols.SYMBOLS):
        changed = one.pattern.sub(one.words, text)
        if one is row:
            assert changed != text
        text = changed
    text = "".join(map(sayable, latin(text, "en")))
    for one in symbols.TIDY:
        changed = one.pattern.sub(one.words, text)
        if one is row:
            assert changed != text
        text = changed


def test_every_table_is_in_use() -> None:
    used = (*WITHOUT_FIGURES, *FIGURES, *symbols.SYMBOLS, *symbols.TIDY)
    assert [row for table in TABLES.values() for row in table if row not in used] == []
