"""Auto: what `models.language_model = "auto"` means on this machine, now.

`appliance models fetch` measures the machine and writes down what it found and chose; `choice` decides. Here that is
read again, and a smaller model is taken while the machine cannot run the chosen one.
"""

from __future__ import annotations

import functools
import json
import logging
import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from appliance.errors import ModelUnavailable
from appliance.models.choice import (
    MEMORY_SHARE,
    QUESTIONS,
    Candidate,
    Measurement,
    best,
    candidates,
    is_candidate,
    needed_mb,
    smallest,
)
from appliance.models.manifest import Model
from appliance.models.store import ModelStore
from appliance.system.atomic_files import write_whole
from appliance.system.kept_files import KeptFileUnusable, move_aside, read_kept
from appliance.system.machine import available_mb, limit_mb, this_machine
from appliance.system.mounts import is_never_written
from appliance.system.throttling import SLOWED, throttling

log = logging.getLogger(__name__)

RECORD_NAME = "chosen-language-model.json"
"""In the models folder."""
_ROUGHLY_MB = 256
"""Kernels keep back more or less of the same memory."""
FETCH = "run `appliance models fetch`"


@dataclass(frozen=True, slots=True)
class Record:
    """What was measured, and chosen by it."""

    measurement: Measurement
    """The figures of the machine."""
    chosen: str
    """Name of the language model."""
    is_small: bool
    """True if the smallest was asked for (`--small`), whatever the machine can run."""


@dataclass(frozen=True, slots=True)
class MachineNow:
    """What counts besides the measurement."""

    machine: str
    """The machine, as in `Measurement.machine`."""
    free_mb: int | None
    """Memory that the appliance could get now; None where the kernel does not say."""
    slowed_by: tuple[str, ...]
    """What slows the machine down now, or did since it was switched on."""


@dataclass(frozen=True, slots=True)
class AutoChoice:
    """The language model that "auto" means."""

    name: str
    """Its name."""
    reason: str
    """Why this one, in a sentence without its end."""
    is_as_recorded: bool
    """False if the machine is still to be measured, or cannot run now what was chosen."""


def machine_name() -> str:
    """Return the machine as one that another is told from: processor, cores, memory to a quarter of a gigabyte."""
    machine = this_machine()
    return str(replace(machine, memory_mb=round(machine.memory_mb / _ROUGHLY_MB) * _ROUGHLY_MB))


def memory_for_programs_mb() -> int:
    """Return the memory that this process may take, in millions of bytes."""
    total_mb, limit = this_machine().memory_mb, limit_mb()
    return min(total_mb, limit) if limit is not None else total_mb


@functools.cache
def machine_now() -> MachineNow:
    """Return how the machine is; the same for the life of the process, whose own models take memory soon after."""
    told = throttling()
    free = [each for each in (available_mb(), limit_mb()) if each is not None]
    # Not what under-voltage did before: a moment of it when the board starts is no reason to be wrong all day.
    slowed_by = tuple(dict.fromkeys((*told.now, *(word for word in told.before if word == SLOWED)))) if told else ()
    return MachineNow(machine_name(), min(free) if free else None, slowed_by)


def read_record(folder: Path) -> Record | None:
    """Return what was written down in a models folder; None if there is nothing, or nothing that can be used."""
    from pydantic import TypeAdapter, ValidationError

    path = folder / RECORD_NAME
    try:
        content = read_kept(path)
        record = TypeAdapter(Record).validate_json(content) if content is not None else None
        if record:
            _check(record.measurement)
    except (KeptFileUnusable, ValidationError) as error:
        _warn_once(path, str(error) if isinstance(error, KeptFileUnusable) else "is damaged")
        return None
    return record


@functools.cache
def _warn_once(path: Path, what: str) -> None:
    """Say it once in the life of the process, which reads the record several times."""
    log.warning("%s: %s, so this machine counts as not measured: %s", path, what, FETCH)


def _check(measurement: Measurement) -> None:
    speeds = [figure for speed in measurement.speeds.values() for figure in asdict(speed).values()]
    figures = [measurement.memory_mb, measurement.recognizer_s, measurement.voice_s, measurement.others_cores, *speeds]
    if not all(math.isfinite(figure) and figure >= 0 for figure in figures):
        raise KeptFileUnusable("is damaged (no machine is like that)")


def write_record(folder: Path, record: Record) -> None:
    """Write it down. Raises `ModelUnavailable` where that is not possible."""
    from pydantic import TypeAdapter

    data: Any = TypeAdapter(Record).dump_python(record)
    path = folder / RECORD_NAME
    try:
        read_kept(path)
    except KeptFileUnusable as error:
        move_aside(path, str(error))  # a folder or the like, which cannot be written over
    try:
        write_whole(path, json.dumps(data, indent=2).encode() + b"\n")
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be written: {error.strerror}") from error


def auto_choice(store: ModelStore, now: MachineNow, proc: Path = Path("/proc")) -> AutoChoice:
    """Return the language model that "auto" means: the recorded one, or a smaller one that is here.

    Where none is here it is the one that should be: opening it says how to get it. Nothing can be recorded in the
    folder of a flashed image; whoever made it put in what is meant for the machine: the best of it that has memory.
    """
    record = read_record(store.folder)
    known = [model for model in store.manifest.models if is_candidate(model)]
    here = sorted(filter(store.is_present, known), key=lambda model: model.size_bytes, reverse=True)
    if record is None or not _counts(record, known, now):
        if here and is_never_written(store.folder, proc):
            return _best_of_image(here, now)
        why = "another machine was measured, not this one" if record else "this machine was not measured"
        model = here[-1] if here else smallest(known)
        return AutoChoice(model.name, f"{why}: {FETCH}", is_as_recorded=False)
    recorded = next((model for model in known if model.name == record.chosen), smallest(known))
    if hindrance := _hindrance(recorded, now):
        smaller = [model for model in here if model.size_bytes < recorded.size_bytes]
        if fitting := [model for model in smaller if not _lacks_memory(model, now)] or smaller[-1:]:
            # Not the largest: one that was requantised is smaller than what it was made of, and no worse.
            model = max(fitting, key=lambda each: each.right or 0)
            return AutoChoice(model.name, f"instead of {recorded.name}, because {hindrance}", is_as_recorded=False)
    if record.is_small:
        return AutoChoice(recorded.name, "the smallest was asked for (--small)", is_as_recorded=True)
    return AutoChoice(recorded.name, str(_judged(store, record, recorded)), is_as_recorded=True)


def _best_of_image(here: list[Model], now: MachineNow) -> AutoChoice:
    free_mb = math.inf if now.free_mb is None else MEMORY_SHARE * now.free_mb
    best_first = sorted(here, key=lambda model: model.right or 0, reverse=True)
    fitting = [model for model in best_first if needed_mb(model) <= free_mb] or best_first[-1:]
    model = fitting[-1] if now.slowed_by else fitting[0]
    about = f"the best of this image, {model.right} of {QUESTIONS} questions right, {needed_mb(model)} MB of memory"
    if model is best_first[0]:
        return AutoChoice(model.name, about, is_as_recorded=True)
    hindrance = _hindrance(best_first[0], now) or f"that would leave too little of the {now.free_mb} MB that are free"
    return AutoChoice(model.name, f"instead of {best_first[0].name}, because {hindrance}", is_as_recorded=False)


def better_one(store: ModelStore, name: str, now: MachineNow) -> Candidate | None:
    """Return the model that would suit this machine better than `name`; None if there is none, or nothing was measured.

    `name` may be any, also a path; only a model whose truth was measured can be compared.
    """
    record = read_record(store.folder)
    known = [model for model in store.manifest.models if is_candidate(model)]
    if record is None or not _counts(record, known, now):
        return None
    suits = best(candidates(known, record.measurement))
    named = next((model for model in known if model.name == name), None)
    return suits if named and (named.right or 0) < suits.right else None


def _counts(record: Record, known: list[Model], now: MachineNow) -> bool:
    """Say whether a record is of this machine, and of a model that is still known."""
    return record.measurement.machine == now.machine and any(each.name in record.measurement.speeds for each in known)


def _judged(store: ModelStore, record: Record, model: Model) -> Candidate:
    return next(each for each in candidates(store.manifest.models, record.measurement) if each.model is model)


def _hindrance(model: Model, now: MachineNow) -> str | None:
    if now.slowed_by:
        return f"the board is slowed down or was since it was switched on ({', '.join(now.slowed_by)})"
    if _lacks_memory(model, now):
        return f"only {now.free_mb} MB of memory are free, and it takes {needed_mb(model)} MB"
    return None


def _lacks_memory(model: Model, now: MachineNow) -> bool:
    return now.free_mb is not None and now.free_mb < needed_mb(model)
