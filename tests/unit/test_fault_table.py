"""The table of the fault campaign says what failed, and writes itself into its document."""

from __future__ import annotations

import datetime

from tests.system.faults.fault import BY_ITSELF, Row
from tests.system.faults.table import BEGIN, DOCUMENT, END, as_markdown, as_text, summary

BACK = Row("card", "pulled out", "light: microphone missing", "the card is plugged in", 4.0, ("the turn",))
ALONE = Row("thread", "player hangs", "it hung", BY_ITSELF, 20.0, ())
FAILED = Row("thread", "turns hangs", "FAILED: no | answer", BY_ITSELF, None, ())


def test_a_row_that_failed_counts_as_never() -> None:
    assert "back in service without a hand on it: 2 of 3" in summary([BACK, ALONE, FAILED])
    assert "after 12.0 s (median), 20.0 s at most" in summary([BACK, ALONE, FAILED])
    assert "thread: turns hangs | FAILED: no | answer | nothing | never | nothing" in as_text([FAILED])


def test_the_table_of_the_document() -> None:
    lines = as_markdown([BACK, ALONE, FAILED], datetime.date(2026, 11, 28)).splitlines()
    assert lines[0].startswith("2026-11-28: 3 kinds of fault, 2 of them ended by nobody")
    assert lines[4:] == [
        "| **card** pulled out | light: microphone missing | the card is plugged in | 4.0 s | the turn |",
        "| **thread** player hangs | it hung | nothing | 20.0 s | nothing |",
        "| turns hangs | FAILED: no / answer | nothing | never | nothing |",
    ]


def test_the_document_has_a_place_for_it() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.index(BEGIN) < text.index(END)
