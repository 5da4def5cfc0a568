"""Chooses the language model for this machine: measures, decides, has it fetched, measures again, writes it down.

`models.choice` decides by the figures, `models.auto` keeps and reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from appliance.bench.model_speed import hearing_and_voice_s, speed_of
from appliance.errors import DownloadFailed
from appliance.installed_models import installed_models
from appliance.interfaces import Models
from appliance.models.auto import Record, machine_name, memory_for_programs_mb, read_record, write_record
from appliance.models.choice import (
    DISTURBING_CORES,
    Candidate,
    Measurement,
    Speed,
    best,
    candidates,
    is_candidate,
    smallest,
)
from appliance.models.manifest import Model
from appliance.models.store import ModelStore
from appliance.settings import Settings, ThreadSettings
from appliance.system.other_programs import OtherPrograms


def choose(settings: Settings, store: ModelStore, fetch: Callable[[str], None], is_small: bool | None) -> None:
    """Choose the language model, and see that it is here: `fetch(name)` brings one, and the others are here already.

    A machine that was measured before is not measured again. `is_small`: take the smallest; None: if that was asked for
    before. If the best one cannot be fetched, one that is here is taken until it can. Raises `DownloadFailed` where
    none is here, and `ModelUnavailable`.
    """
    basis = _basis(store, fetch)
    record = read_record(store.folder)
    measurement = record.measurement if record and _still_counts(record.measurement, basis) else None
    if measurement is None:
        store.say("measuring this machine for some seconds, to choose the language model for it ...")
        measurement = _measured(settings, basis.name)
    if is_small or (is_small is None and record and record.is_small):
        store.say(f"{basis.name} is taken, the smallest, as asked for (--small; --best takes what suits this machine)")
        write_record(store.folder, Record(measurement, basis.name, is_small=True))
    else:
        write_record(store.folder, _settle(settings, store, measurement, fetch))


def _basis(store: ModelStore, fetch: Callable[[str], None]) -> Model:
    """Return the model that is measured first: the smallest, or, if it cannot be fetched, the smallest that is here."""
    basis = smallest(store.manifest.models)
    try:
        fetch(basis.name)
    except DownloadFailed:
        here = [model for model in store.manifest.models if is_candidate(model) and store.is_present(model)]
        if not here:
            raise
        return smallest(here)
    return basis


def _still_counts(measurement: Measurement, basis: Model) -> bool:
    is_of_here = measurement.machine == machine_name() and basis.name in measurement.speeds
    return is_of_here and not measurement.is_disturbed


def _settle(settings: Settings, store: ModelStore, measurement: Measurement, fetch: Callable[[str], None]) -> Record:
    """Take the best one, fetch and measure it; if it is not as fast as expected, the best by what is known then."""
    while True:
        found = _found(store, measurement)
        candidate = best(found)
        for other in found:
            if other is not candidate:
                store.say(f"    {other.model.name}: {other}{'' if other.has_memory else ', which is too much here'}")
        store.say(f"{candidate.model.name} suits this machine: {candidate}")
        try:
            fetch(candidate.model.name)
        except DownloadFailed as error:
            here = best([other for other in found if store.is_present(other.model)])
            store.say(f"{error}. Until then {here.model.name} is used: {here}")
            return Record(measurement, here.model.name, is_small=False)
        if candidate.is_measured:
            if measurement.is_disturbed:
                store.say(f"other programs kept {measurement.others_cores} cores busy: it is measured again next time")
            return Record(measurement, candidate.model.name, is_small=False)
        others = OtherPrograms()
        speeds = measurement.speeds | {candidate.model.name: _speed(settings, candidate.model.name, others)}
        others_cores = max(measurement.others_cores, others.cores())
        measurement = replace(measurement, speeds=speeds, others_cores=others_cores)


def _found(store: ModelStore, measurement: Measurement) -> list[Candidate]:
    return candidates(store.manifest.models, measurement)


def _measured(settings: Settings, name: str) -> Measurement:
    others = OtherPrograms()
    recognizer_s, voice_s = hearing_and_voice_s(_models(settings, name))
    if others.cores() > DISTURBING_CORES:
        times_s = zip(
            (recognizer_s, voice_s), hearing_and_voice_s(_models(_single_threaded(settings), name)), strict=True
        )
        recognizer_s, voice_s = map(min, times_s)
    speeds = {name: _speed(settings, name, others)}
    return Measurement(machine_name(), memory_for_programs_mb(), recognizer_s, voice_s, speeds, others.cores())


def _speed(settings: Settings, name: str, others: OtherPrograms) -> Speed:
    speed = _speed_as_set(settings, name)
    if others.cores() <= DISTURBING_CORES:
        return speed
    alone = _speed_as_set(_single_threaded(settings), name)
    return Speed(min(speed.prompt_token_s, alone.prompt_token_s), min(speed.token_s, alone.token_s))


def _speed_as_set(settings: Settings, name: str) -> Speed:
    models = _models(settings, name)
    return speed_of(models.language_model(), models.system_prompt)


def _single_threaded(settings: Settings) -> Settings:
    """Return settings for one thread each: beside other programs it is the quickest, since it waits for no other."""
    return settings.model_copy(update={"threads": ThreadSettings(recognizer=1, language_model=1, voice=1)})


def _models(settings: Settings, name: str) -> Models:
    chosen = settings.model_copy(update={"models": settings.models.model_copy(update={"language_model": name})})
    # Without early openings: the model's own words are timed.
    return installed_models(chosen, chosen.session.model_copy(update={"early_opening": False}))
