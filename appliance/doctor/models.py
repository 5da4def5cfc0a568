"""Checks of the models: are they here, are their hashes right, is the disk fast enough, is there room for more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.doctor.report import Check, Verdict
from appliance.errors import ModelUnavailable
from appliance.models.auto import MachineNow, auto_choice, better_one
from appliance.models.chosen import about_language_model, chosen_names, is_auto, language_model_name
from appliance.models.manifest import Role
from appliance.models.store import FileState, ModelStore
from appliance.settings import ModelSettings

AREA = "models"
SLOW_MB_PER_S = 10.0
"""Below this, reading the default models takes 20 s and more."""
WANTED_FREE_MB = 500
"""Room to fetch one more model."""
NEEDED_FREE_MB = 50
"""With less, the system itself gets into trouble."""

Clock = Callable[[], float]
"""Returns a monotonic time in seconds."""


def models(settings: ModelSettings, store: ModelStore, clock: Clock) -> Iterator[Check]:
    """Check the models that the settings choose."""
    for role, name in chosen_names(settings).items():
        yield _own(role, name, store) if "/" in name else _known(role, name, store, clock)


def choice(settings: ModelSettings, store: ModelStore, now: MachineNow) -> Check:
    """Check whether the language model is the one that suits this machine."""
    found = about_language_model(settings, now)
    better = better_one(store, language_model_name(settings, now), now)
    if is_auto(settings) and not auto_choice(store, now).is_as_recorded:
        return Check(AREA, "choice", Verdict.WARN, found)
    if better:
        how = "" if is_auto(settings) else 'set models.language_model = "auto" and '
        found += f"; {better.model.name} would suit it better ({better}): {how}run `appliance models fetch`"
    return Check(AREA, "choice", Verdict.OK, found)


def _own(role: Role, name: str, store: ModelStore) -> Check:
    """Check a file of the owner's, whose hash is not known."""
    try:
        path = store.path(name, role)
    except ModelUnavailable as error:
        return Check(AREA, role.words, Verdict.FAIL, str(error))
    return Check(AREA, role.words, Verdict.OK, f"{path} is here, and of the right kind; its hash is not known")


def _known(role: Role, name: str, store: ModelStore, clock: Clock) -> Check:
    began_s = clock()
    try:
        store.manifest.model(name, role)
        checks = store.verify(name)
    except ModelUnavailable as error:
        return Check(AREA, role.words, Verdict.FAIL, str(error))
    took_s = clock() - began_s
    for state, words in ((FileState.MISSING, "is missing"), (FileState.DAMAGED, "is damaged: its hash is wrong")):
        if bad := [check.path for check in checks if check.state is state]:
            return Check(AREA, role.words, Verdict.FAIL, f"{bad[0]} {words}", f"appliance models fetch {name}")
    megabytes = sum(check.path.stat().st_size for check in checks) / 1e6
    if megabytes / max(took_s, 1e-6) < SLOW_MB_PER_S:
        found = f"{name} is right, but was read at {megabytes / took_s:.0f} MB/s"
        return Check(AREA, role.words, Verdict.WARN, found, "use a faster card or disk: with this one it starts late")
    return Check(AREA, role.words, Verdict.OK, f"{name}, {megabytes:.0f} MB, its hash is right")


def disk(folder: Path, free_bytes: Callable[[Path], int]) -> Check:
    """Check that there is room where the models are."""
    here = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free_mb = free_bytes(here) // 1_000_000
    found = f"{free_mb} MB free at {folder}"
    if free_mb < NEEDED_FREE_MB:
        return Check(AREA, "disk", Verdict.FAIL, found, "delete something: the system needs room to run")
    if free_mb < WANTED_FREE_MB:
        return Check(AREA, "disk", Verdict.WARN, found, "too little for one more model; delete those not in use")
    return Check(AREA, "disk", Verdict.OK, found)
