"""The table of the results that were sent in: `python -m appliance.bench.submitted [FILE ...]` prints its rows.

Without a FILE, of those in `hw/results`. A test compares them with `appliance/docs/on-a-pi.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from appliance.bench.figures import Spread
from appliance.bench.submission import Submission, read_submission
from appliance.errors import ApplianceError

FOLDER = Path(__file__).resolve().parents[2] / "hw" / "results"
HEAD = (
    "| board | kernel | dot products in the build | brain | last word to first sound, median / p95 (ms) | first token "
    "| first sound of the voice | processor, s per turn | other programs, cores | slowed by | date |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


def table(submissions: Sequence[Submission]) -> str:
    """Return the table in Markdown, the boards by name and the quickest of a board first."""
    ordered = sorted(submissions, key=lambda each: (not each.board.is_raspberry_pi, each.board.name, _order(each)))
    return "\n".join([HEAD, *map(row, ordered)])


def _order(submission: Submission) -> float:
    spread = submission.ours.times_ms.get("voice_to_voice")
    return spread.p50 if spread else float("inf")


def row(submission: Submission) -> str:
    """Return the row of a result."""
    board, ours = submission.board, submission.ours
    brain = submission.models.get("language_model")
    cells = (
        f"{board.name}, {board.cores} cores, {board.memory_mb / 1000:.1f} GB",
        board.kernel,
        _dot_products(submission),
        "a server" if submission.has_server else brain.name if brain else "-",
        _both(ours.times_ms.get("voice_to_voice")),
        _median(ours.times_ms.get("first_token")),
        _median(ours.times_ms.get("first_audio")),
        "-" if ours.cpu_s is None else f"{ours.cpu_s:.2f}",
        f"{submission.other_programs_cores:g}",
        ", ".join(board.slowed_by) or "-",
        str(submission.date),
    )
    return f"| {' | '.join(cells)} |"


def _dot_products(submission: Submission) -> str:
    if submission.board.has_dot_products is None:
        return "another processor"
    return "yes" if submission.builds.get("llama.cpp", {}).get("DOTPROD") else "no"


def _both(spread: Spread | None) -> str:
    return f"{spread.p50:.0f} / {spread.p95:.0f}" if spread else "-"


def _median(spread: Spread | None) -> str:
    return f"{spread.p50:.0f}" if spread else "-"


def main(names: Sequence[str]) -> int:
    """Print the table of these files; of those in FOLDER where none is named."""
    try:
        found = [read_submission(path) for path in map(Path, names)]
    except ApplianceError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(found or [read_submission(path) for path in sorted(FOLDER.glob("*.json"))]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
