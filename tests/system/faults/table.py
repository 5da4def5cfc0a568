"""Table: what came of the campaign, for the terminal and for the documentation."""

from __future__ import annotations

import datetime
import statistics
from collections.abc import Sequence
from pathlib import Path

from tests.system.faults.fault import BY_ITSELF, Row

DOCUMENT = Path(__file__).resolve().parents[3] / "appliance/docs/faults.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
HEAD = ("fault", "how it shows", "what ends it", "next answer after", "lost")


def as_text(rows: Sequence[Row]) -> str:
    """Return the table for a terminal: a fault a line, and a summary."""
    lines = [f"{row.kind}: {row.name} | {row.shown} | {row.ended_by} | {_seconds(row)} | {_lost(row)}" for row in rows]
    return "\n".join([*lines, summary(rows)])


def summary(rows: Sequence[Row]) -> str:
    """Return how many faults there were, how many ended without a person, and how long it took."""
    alone = sum(row.ended_by == BY_ITSELF for row in rows)
    seconds = [row.back_s for row in rows if row.back_s is not None]
    times = f"after {statistics.median(seconds):.1f} s (median), {max(seconds):.1f} s at most" if seconds else "never"
    return (
        f"{len(rows)} kinds of fault, {alone} of them ended by nobody; shown, and back in service without a hand on "
        f"it: {len(seconds)} of {len(rows)}. The next answer began {times}."
    )


def as_markdown(rows: Sequence[Row], today: datetime.date) -> str:
    """Return the table for the documentation."""
    lines = [f"{today.isoformat()}: {summary(rows)}", "", f"| {' | '.join(HEAD)} |", "|---|---|---|---|---|"]
    kind = ""
    for row in rows:
        name = f"**{row.kind}** {row.name}" if row.kind != kind else row.name
        kind = row.kind
        cells = (name, row.shown, row.ended_by, _seconds(row), _lost(row))
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(lines)


def write(rows: Sequence[Row]) -> None:
    """Put the table into the documentation, in place of the one that is there."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    table = as_markdown(rows, datetime.datetime.now(tz=datetime.UTC).date())
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def _seconds(row: Row) -> str:
    return "never" if row.back_s is None else f"{row.back_s:.1f} s"


def _lost(row: Row) -> str:
    return ", ".join(row.lost) or "nothing"
