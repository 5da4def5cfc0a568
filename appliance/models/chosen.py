"""The models the settings choose: their names checked, their files found; errors name the setting."""

from __future__ import annotations

from pathlib import Path

from appliance.errors import ModelUnavailable
from appliance.models.manifest import Role
from appliance.models.store import ModelStore
from appliance.settings import ModelSettings


def _chosen(settings: ModelSettings) -> dict[Role, str]:
    return {
        Role.RECOGNIZER: settings.recognizer,
        Role.LANGUAGE_MODEL: settings.language_model,
        Role.VOICE: settings.voice,
    }


def check_names(settings: ModelSettings) -> None:
    """Raise `ModelUnavailable` for a name that is not in the manifest, or stands under the wrong setting."""
    store = ModelStore(settings.folder)
    for role, name in _chosen(settings).items():
        if "/" not in name:
            try:
                store.manifest.model(name, role)
            except ModelUnavailable as error:
                raise ModelUnavailable(f"models.{role} = {name!r}: {error}") from None


def model_files(settings: ModelSettings) -> tuple[Path, Path, Path]:
    """Return the files of recogniser, language model and voice; raise `ModelUnavailable`, naming all missing ones."""
    check_names(settings)
    store = ModelStore(settings.folder)
    chosen = _chosen(settings)
    absent = [name for name in chosen.values() if "/" not in name and store.is_absent(name)]
    if len(absent) > 1:
        command = f"appliance models fetch {' '.join(absent)}"
        raise ModelUnavailable(
            f"the models {', '.join(absent)} are not in {store.folder}: run `{command}`, or, without a network, run it "
            "on another machine and copy the files from its models folder into that one"
        )
    recognizer, language_model, voice = (store.path(name, role) for role, name in chosen.items())
    return recognizer, language_model, voice
