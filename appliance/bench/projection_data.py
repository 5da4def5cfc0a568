"""What a projection starts from: counts, published speeds and measured ones, as `hw/counts` has them."""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.errors import ConfigError

_TABLES = {"boards": "board", "known": "known", "counts": "count", "weights": "weights"}
FOLDER = Path(__file__).resolve().parents[2] / "hw" / "counts"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Count(_Row):
    """The instructions of a piece of work, on one thread."""

    build: str
    """For which processor the libraries were built: "armv8-a"."""
    model: str
    """Name of the model; "" for what has none."""
    work: str
    """What was done."""
    units: float = Field(gt=0)
    """How many tokens, frames, decodes or seconds of sound that was."""
    instructions: int = Field(gt=0)
    """Executed instructions."""
    multiply: int = Field(0, ge=0)
    """Of these, multiplications and dot products of vectors (aarch64 only)."""
    load_store: int = Field(0, ge=0)
    """Of these, loads and stores (aarch64 only)."""
    missed: int | None = None
    """Bytes read from memory, through the simulated caches; None: not simulated."""
    evicted: int | None = None
    """Bytes written back to memory; None: not simulated."""

    @property
    def per_unit(self) -> float:
        """Instructions for one token, frame, decode or second of sound."""
        return self.instructions / self.units


class Speed(_Row):
    """A speed that somebody has measured."""

    value: float = Field(gt=0)
    """In the unit that the field says."""
    source: str
    """Where it is published, or how it was measured here."""


class Prompt(Speed):
    """Tokens of a prompt per second."""

    model: str
    """The model that was measured, as in the counts."""
    work: str
    """The work of that model in the counts."""
    scale: float = Field(1.0, gt=0)
    """How many times the model that was measured has the weights of the one that was counted."""


class VoiceSpeed(Speed):
    """Seconds of computing for a second of sound, the sentence made as a whole."""

    build: str
    """The build of onnxruntime in the counts: one file is for every processor of its architecture."""


class Board(_Row):
    """A machine, and what of its speed is known."""

    name: str
    """Its name."""
    build: str
    """The build that runs on it."""
    threads: int
    """Of each model."""
    prompt: Prompt
    """Tokens of a prompt per second, with `threads`."""
    memory: Speed
    """Bytes of weights per second while tokens are written."""
    voice: VoiceSpeed
    """With `threads`."""
    memories_mb: tuple[int, ...]
    """In millions of bytes: what boards of its kind have."""


class Known(_Row):
    """A time that is known from elsewhere, to compare a projected one with."""

    board: str
    """Key of the board."""
    what: str
    """Key of the projected time, as in `projected_times.Times`."""
    brain: str = ""
    """Name of the language model, where there is one."""
    ms: float = Field(gt=0)
    """Milliseconds."""
    kind: str
    """"measured" or "published"."""
    source: str
    """Where, or how."""


class Data(_Row):
    """All of it."""

    boards: dict[str, Board]
    """By key: "pi5", "pi4", "here"."""
    known: tuple[Known, ...]
    """Times to compare with."""
    counts: tuple[Count, ...]
    """Of every build."""
    weights: dict[str, int]
    """Bytes that a written token reads, by model: all but the embeddings, where these are not read as a whole."""

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str], Count]:
        return {(each.build, each.model, each.work): each for each in self.counts}

    def count(self, build: str, model: str, work: str) -> Count:
        """Return a count; raise `ConfigError` if there is none."""
        try:
            return self._by_key[build, model, work]
        except KeyError:
            raise ConfigError(f"{FOLDER / 'counts.toml'}: has no count of {work!r} of {model!r} for {build}") from None

    def has_count(self, build: str, model: str, work: str) -> bool:
        """Return whether there is such a count."""
        return (build, model, work) in self._by_key

    def weights_of(self, model: str) -> int:
        """Return the bytes that a written token of a model reads; raise `ConfigError` if they are not known."""
        try:
            return self.weights[model]
        except KeyError:
            raise ConfigError(f"{FOLDER / 'counts.toml'}: weights: has none for {model!r}") from None


def load_data(folder: Path = FOLDER) -> Data:
    """Read the folder; raise `ConfigError`, which names the file, if it cannot be read or is not right."""
    found: dict[str, object] = {}
    for name in ("counts.toml", "speeds.toml"):
        try:
            found |= tomllib.loads((folder / name).read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"{folder / name}: cannot be read: {error.strerror}") from None
        except ValueError as error:
            raise ConfigError(f"{folder / name}: is not valid TOML: {error}") from None
    try:
        return Data.model_validate({of: found[name] for of, name in _TABLES.items()})
    except (KeyError, ValidationError) as error:
        reason = error.errors()[0] if isinstance(error, ValidationError) else {"loc": error.args, "msg": "is missing"}
        where = ".".join(map(str, reason["loc"]))
        raise ConfigError(f"{folder}: {where}: {reason['msg']}") from None
