"""Projects the time of a turn to boards that were not at hand: `python -m appliance.bench.projection` prints tables.

In Markdown, as on the page `appliance/docs/on-a-pi.md`, each line with what it is: measured, counted, published or
projected.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from appliance.bench.projected_times import (
    BRAINS,
    SHORTEST_PAUSE_MS,
    TAIL_TOKENS,
    Projection,
    Times,
    brains_of_the_manifest,
    compared,
    typical_error,
)
from appliance.bench.projection_data import Data, load_data
from appliance.errors import ApplianceError
from appliance.models.manifest import Model

LINES = (
    ("decode", "decode of a short question"),
    ("prompt_token", "a token of a prompt"),
    ("token", "a written token"),
    ("first_token", "first token: 10 of the prompt, one written"),
    ("opening", "the opening's other three tokens"),
    ("voice", "first samples of three words"),
    ("turn", "**last word to first sound**"),
    ("turn_with_opening", "the same where the question gives the first words"),
)
HERE = "here"
"""Key of the machine on which this was developed."""
FOURTH_THREAD = 290 / 233
"""Published for a Pi 5: tokens of a prompt with four threads and with three."""
TOLD_PER_TURN = ("turn", "turn_with_opening")


def tables(data: Data, brains: Sequence[Model]) -> str:
    """Return all tables."""
    parts = (
        _sources(data),
        _counts(data),
        _turns(data, brains),
        _times(data, brains),
        _errors(data),
        _defaults(data, brains),
        _next(data, brains),
    )
    return "\n\n".join("\n".join(part) for part in parts)


def _sources(data: Data) -> Iterator[str]:
    yield "| board | build, threads | prompt, tokens/s | weights read per second, writing | a second of sound |"
    yield "|---|---|---|---|---|"
    for board in data.boards.values():
        cells = (
            board.name,
            f"{board.build}, {board.threads}",
            f"{board.prompt.value:g} ({board.prompt.source})",
            f"{board.memory.value / 1e9:.1f} GB ({board.memory.source})",
            f"{board.voice.value:g} s ({board.voice.source})",
        )
        yield f"| {' | '.join(cells)} |"


def _counts(data: Data) -> Iterator[str]:
    heads = ("counted, millions of instructions", "build", "for one unit", "multiplications", "loads and stores")
    yield f"| {' | '.join(heads)} | memory read + written, MB; empty: not counted |"
    yield "|---|---|---|---|---|---|"
    for each in data.counts:
        is_arm = each.load_store > 0
        memory = (
            ""
            if each.missed is None
            else f"{each.missed / each.units / 1e6:.1f} + {(each.evicted or 0) / each.units / 1e6:.1f}"
        )
        cells = (
            f"{each.model} {each.work}".strip(),
            each.build,
            f"{each.per_unit / 1e6:.2f}",
            f"{100 * each.multiply / each.instructions:.0f} %" if is_arm else "",
            f"{100 * each.load_store / each.instructions:.0f} %" if is_arm else "",
            memory,
        )
        yield f"| {' | '.join(cells)} |"


def _turns(data: Data, brains: Sequence[Model]) -> Iterator[str]:
    heads = ("counted, from the last word to the first sound", "build", "millions of instructions")
    yield f"| {' | '.join(heads)} | read from memory, MB: the decode as counted, weights by their size, no voice |"
    yield "|---|---|---|---|"
    for key, board in data.boards.items():
        projection = Projection(data, board)
        for brain in brains if key != HERE else ():
            if projection.has(brain.name):
                millions = projection.turn_instructions(brain.name) / 1e6
                megabytes = projection.turn_bytes(brain.name) / 1e6
                yield f"| {board.name}, {BRAINS[brain.name]} | {board.build} | {millions:.0f} | {megabytes:.0f} |"


def _times(data: Data, brains: Sequence[Model]) -> Iterator[str]:
    found = [Projection(data, board) for key, board in data.boards.items() if key != HERE]
    columns = [(each, brain) for each in found for brain in brains if each.has(brain.name)]
    heads = [f"{each.board.name}, {BRAINS[brain.name]}" for each, brain in columns]
    yield f"| projected, ms | {' | '.join(heads)} |"
    yield f"|---|{'---|' * len(heads)}"
    times = [each.times(brain.name) for each, brain in columns]
    for name, label in LINES:
        yield f"| {label} | {' | '.join(_ms(each, name) for each in times)} |"


def _ms(times: Times, name: str) -> str:
    value = getattr(times, name)
    text = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return f"**{text}**" if name == "turn" else text


def _errors(data: Data) -> Iterator[str]:
    yield "| board | time | is | known, ms | projected, ms | projected / known | from |"
    yield "|---|---|---|---|---|---|---|"
    found = list(compared(data))
    for each in found:
        known = each.known
        label = (
            f"{dict(LINES)[known.what].strip('*')}{f', {BRAINS.get(known.brain, known.brain)}' if known.brain else ''}"
        )
        cells = (
            data.boards[known.board].name,
            label,
            known.kind,
            f"{known.ms:g}",
            f"{each.projected_ms:.1f}" if each.projected_ms < 10 else f"{each.projected_ms:.0f}",
            f"{each.ratio:.2f}",
            known.source,
        )
        yield f"| {' | '.join(cells)} |"
    stages = [each for each in found if each.known.what not in TOLD_PER_TURN]
    yield ""
    yield f"Typical error of a stage, from the {len(stages)} of them: a factor of {typical_error(stages):.2f}."


def _defaults(data: Data, brains: Sequence[Model]) -> Iterator[str]:
    heads = ("board", "brain that `auto` would choose", "right of 166", "first sound, as it expects")
    yield f"| {' | '.join(heads)} | the reply is ready after: a pause up to this delays nothing |"
    yield "|---|---|---|---|---|"
    for board in data.boards.values():
        for memory_mb in board.memories_mb:
            projection = Projection(data, board)
            chosen = projection.choice(brains, memory_mb)
            cells = (
                f"{board.name}, {memory_mb / 1000:.0f} GB",
                BRAINS[chosen.model.name],
                f"{chosen.right}",
                f"{chosen.first_sound_s:.1f} s",
                f"{max(SHORTEST_PAUSE_MS, projection.times(chosen.model.name).computed) / 1000:.1f} s",
            )
            yield f"| {' | '.join(cells)} |"


def _next(data: Data, brains: Sequence[Model]) -> Iterator[str]:
    yield "| to be quicker | board, brain | saves, ms | costs |"
    yield "|---|---|---|---|"
    for key, board in data.boards.items():
        if key == HERE:
            continue
        projection = Projection(data, board)
        chosen = projection.choice(brains, max(board.memories_mb)).model
        for what, saved_ms, costs in _savings(projection, chosen, brains):
            yield f"| {what} | {board.name}, {BRAINS[chosen.name]} | {saved_ms:.0f} | {costs} |"


def _savings(projection: Projection, chosen: Model, brains: Sequence[Model]) -> Iterator[tuple[str, float, str]]:
    times = projection.times(chosen.name)
    yield (
        "the question gives the first words",
        times.turn - times.turn_with_opening,
        "nothing (`early_opening`, on by default; rules give them for 83 of the 166 questions)",
    )
    for other in brains:
        if other is not chosen and projection.has(other.name) and other.size_bytes < chosen.size_bytes:
            right = (
                "not known: its answers were not counted"
                if other.right is None
                else f"{(chosen.right or 0) - other.right} right answers of 166"
            )
            yield f"{BRAINS[other.name]}", times.turn - projection.times(other.name).turn, right
    at_prompts = times.decode + TAIL_TOKENS * times.prompt_token
    yield (
        "a fourth thread for decodes and prompts",
        at_prompts * (1 - 1 / FOURTH_THREAD),
        "sound waits for a core meanwhile",
    )
    yield "a word fewer before the voice begins", 1.3 * times.token, "the voice may pause in the sentence"


def main() -> int:
    """Print the tables."""
    try:
        print(tables(load_data(), brains_of_the_manifest()))
    except ApplianceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
