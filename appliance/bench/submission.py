"""Submission: a result of `appliance bench` that an owner can send in, written by `--submit`.

It is made of a list of what may be in it, not of what may not: numbers, names that this project gives, and words of
the kernel that are checked for their form. No name of the machine or of a person, no path, no address, nothing said.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from appliance.bench.alternatives import BATCH, LOADED, OURS, OVERSUBSCRIBED, SEQUENTIAL
from appliance.bench.figures import Spread, Summary
from appliance.bench.interview import AskedTurn
from appliance.bench.report import Report, read_report
from appliance.bench.setup import ModelFile, Setup
from appliance.bench.submitted_board import SubmittedBoard
from appliance.bench.submitted_settings import Value, changed_settings
from appliance.models.manifest import Model
from appliance.settings import Settings

FORMAT = 1
"""Of the file. It is raised when a field changes its meaning."""
OTHER_MODEL = "not of the list"
"""In place of the file name of a model of the owner's own."""
_VERSION = re.compile(r"[\w.+!-]{1,40}")
_FEATURE = re.compile(r"([A-Z0-9_]{2,20}) = (\d{1,5})\b")


@dataclass(frozen=True, slots=True)
class SubmittedModel:
    """A model file that was used."""

    name: str
    """Its name in the manifest, or OTHER_MODEL."""
    bytes: int
    """Size of the file."""
    sha256: str
    """The first 16 hexadecimal digits of its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedResult:
    """The figures of one alternative."""

    times_ms: dict[str, Spread | None]
    """Each stage and the whole, over the turns: median, 95th percentile, longest."""
    questions_ms: dict[str, Spread | None]
    """From the last word to the first sound, by question."""
    turns: int
    answered: int
    whole: int
    cut_off: int
    false_starts: int
    failed: int
    """Turns that ended with an error. Which one it was is not told, since it may name a file."""
    long_gaps: int
    """Replies with a wait of more than 150 ms in the middle."""
    cpu_s: float | None
    """Processor seconds per turn (median)."""
    word_error_rate: float | None
    capture_xruns: int
    playback_xruns: int
    dropped_frames: int
    late_frames: int
    idle_percent: float | None
    """Of one core, while ready; None: not measured."""
    listening_percent: float | None
    """Of one core, while listening to a silent room; None: not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What an owner sends in."""

    format: int
    """FORMAT."""
    date: datetime.date
    board: SubmittedBoard
    room: str
    """How the questions came to the microphone."""
    repeats: int
    """How often each question was asked."""
    models: dict[str, SubmittedModel]
    """By role."""
    has_server: bool
    """A server in the network wrote the replies: the times of the language model are not the board's."""
    threads: dict[str, int]
    """Most threads of each model."""
    builds: dict[str, dict[str, int]]
    """What each library was built for, by library."""
    versions: dict[str, str]
    settings: dict[str, Value]
    """Numbers, switches and choices that are not the default's."""
    own_texts: tuple[str, ...]
    """Settings with words of the owner's. What they say is not told."""
    other_programs_cores: float
    """Cores that other programs kept busy meanwhile."""
    results: dict[str, SubmittedResult]
    """By alternative."""

    @property
    def ours(self) -> SubmittedResult:
        """The figures of the appliance as configured."""
        return self.results[OURS]

    def as_json(self) -> str:
        """Return it as JSON text."""
        return TypeAdapter(Submission).dump_json(self, indent=2).decode() + "\n"


def submission_of(
    report: Report, settings: Settings, board: SubmittedBoard, known: Sequence[Model], day: datetime.date
) -> Submission:
    """Return what may be sent in of a report. `known`: the models of the manifest."""
    setup = report.setup
    changed, own_texts = changed_settings(settings)
    return Submission(
        format=FORMAT,
        date=day,
        board=board,
        room=_room(setup),
        repeats=setup.repeats,
        models={role: _model(file, known) for role, file in setup.models.items()},
        has_server=setup.server is not None,
        threads=setup.threads,
        builds={library: features(text) for library, text in setup.builds.items()},
        versions={name: text for name, text in setup.versions.items() if _VERSION.fullmatch(text)},
        settings=changed,
        own_texts=own_texts,
        other_programs_cores=report.other_programs_cores,
        results={
            name: _result(summary, report.turns[name])
            for name, summary in report.summaries.items()
            if name in {OURS, BATCH, SEQUENTIAL, OVERSUBSCRIBED} or name.startswith(LOADED)
        },
    )


def read_submission(path: Path) -> Submission:
    """Read one that was sent in. Raises `ConfigError` if the file cannot be read or is none."""
    return read_report(path, Submission, "is no result of this version; write one with `appliance bench --submit FILE`")


def features(build: str) -> dict[str, int]:
    """Return what a library says of its build, "NEON = 1 | DOTPROD = 0", as numbers."""
    return {name: int(value) for name, value in _FEATURE.findall(build)}


def _room(setup: Setup) -> str:
    """Return the kind of the room: the name of a real one has those of sound cards in it."""
    if setup.room.startswith("a sound card"):
        return "a sound card"
    return setup.room


def _model(file: ModelFile, known: Sequence[Model]) -> SubmittedModel:
    for model in known:
        if (model.files[0].sha256 or "")[: len(file.sha256)] == file.sha256:
            return SubmittedModel(model.name, file.bytes, file.sha256)
    return SubmittedModel(OTHER_MODEL, file.bytes, file.sha256)


def _result(summary: Summary, turns: Sequence[AskedTurn]) -> SubmittedResult:
    health, idle = summary.health, summary.idle
    return SubmittedResult(
        times_ms=summary.times_ms,
        questions_ms=_by_question(turns),
        turns=summary.turns,
        answered=summary.answered,
        whole=summary.whole,
        cut_off=summary.cut_off,
        false_starts=summary.false_starts,
        failed=len(summary.errors),
        long_gaps=summary.long_gaps,
        cpu_s=summary.cpu_s,
        word_error_rate=None if summary.word_error_rate is None else round(summary.word_error_rate, 4),
        capture_xruns=health.capture_xruns,
        playback_xruns=health.playback_xruns,
        dropped_frames=health.dropped_frames,
        late_frames=health.late_frames,
        idle_percent=idle.ready_percent if idle else None,
        listening_percent=idle.listening_percent if idle else None,
    )


def _by_question(turns: Sequence[AskedTurn]) -> dict[str, Spread | None]:
    times: Mapping[str, list[float | None]] = {turn.question: [] for turn in turns}
    for turn in turns:
        times[turn.question].append(turn.voice_to_voice)
    return {question: Spread.of(values) for question, values in times.items()}
