"""The models that the settings choose: checks their names and finds their files. Errors name the setting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from appliance.errors import ModelUnavailable
from appliance.interfaces import DEFAULT_SYSTEM_PROMPT
from appliance.models.auto import MachineNow, auto_choice, machine_now
from appliance.models.manifest import Role
from appliance.models.speakers import speaker_number
from appliance.models.store import ModelStore
from appliance.settings import AUTO, ModelSettings
from appliance.system.server_url import is_url
from appliance.system.throttling import SLOWED
from appliance.system.user_paths import user_path

NO_MODEL = "none"
"""The name under `models.end_of_turn` that means: use none."""


def is_auto(settings: ModelSettings) -> bool:
    """Say whether the language model on the device is chosen for this machine."""
    return bool(getattr(settings, _language_model_key(settings)) == AUTO)


def language_model_name(settings: ModelSettings, now: MachineNow | None = None) -> str:
    """Return the name or path of the language model on the device, also where a server is asked first.

    It is that of the settings, or what "auto" means on this machine. `now` is how the machine is, if it was asked
    already.
    """
    if not is_auto(settings):
        return str(getattr(settings, _language_model_key(settings)))
    return auto_choice(ModelStore(settings.folder), now or machine_now()).name


def about_language_model(settings: ModelSettings, now: MachineNow | None = None) -> str:
    """Return which language model is used and why, for people."""
    if is_auto(settings):
        choice = auto_choice(ModelStore(settings.folder), now or machine_now())
        about = f"{choice.name}, chosen for this machine: {choice.reason}"
    else:
        about = f"{language_model_name(settings)}, since the settings name it"
    return (
        f"{settings.language_model}, and while it does not answer {about}" if is_url(settings.language_model) else about
    )


def would_step_down(settings: ModelSettings, now: MachineNow | None = None) -> bool:
    """Say whether another language model would be taken if the board were slowed down."""
    if not is_auto(settings):
        return False
    slowed = replace(now or machine_now(), slowed_by=(SLOWED,))
    return language_model_name(settings, slowed) != language_model_name(settings, now)


def chosen_names(settings: ModelSettings, now: MachineNow | None = None) -> dict[Role, str]:
    """Return the names or paths of the models in use, by role. A role that is set to NO_MODEL is left out."""
    chosen = {
        Role.RECOGNIZER: settings.recognizer,
        Role.LANGUAGE_MODEL: language_model_name(settings, now),
        Role.VOICE: settings.voice,
    }
    if settings.end_of_turn != NO_MODEL:
        chosen[Role.END_OF_TURN] = settings.end_of_turn
    return chosen


def _language_model_key(settings: ModelSettings) -> str:
    return "device_language_model" if is_url(settings.language_model) else Role.LANGUAGE_MODEL.value


def check_names(settings: ModelSettings) -> None:
    """Raise `ModelUnavailable` for a name that is not in the manifest, or is of another role than its setting.

    Also for a speaker that the voice does not have, where the voice is here.
    """
    store = ModelStore(settings.folder)
    named = [
        (_language_model_key(settings) if role is Role.LANGUAGE_MODEL else role.value, role, name)
        for role, name in chosen_names(settings).items()
    ]
    if settings.device_language_model != AUTO:  # also where it is not used yet
        named.append(("device_language_model", Role.LANGUAGE_MODEL, settings.device_language_model))
    for key, role, name in named:
        if "/" not in name:
            try:
                store.manifest.model(name, role)
            except ModelUnavailable as error:
                raise ModelUnavailable(f"models.{key} = {name!r}: {error}") from None
    if settings.speaker is not None and (voice_file := _voice_here(settings, store)):
        speaker_number(voice_file, settings.speaker)


def _voice_here(settings: ModelSettings, store: ModelStore) -> Path | None:
    """Return the voice's file if its description is here already."""
    name = settings.voice
    own = user_path(name) if "/" in name else None
    file = own or store.folder / store.manifest.model(name, Role.VOICE).files[0].name
    return file if file.with_name(f"{file.name}.json").is_file() else None


def check_own_files(settings: ModelSettings) -> None:
    """Raise `ModelUnavailable` for a file that the settings name by its path, and that cannot be used."""
    store = ModelStore(settings.folder)
    for role, name in chosen_names(settings).items():
        if "/" in name:
            store.path(name, role)


def check_languages(settings: ModelSettings, language: str) -> None:
    """Raise `ModelUnavailable` for a recogniser of the list that does not know the language."""
    name = settings.recognizer
    if "/" in name:
        return
    known = ModelStore(settings.folder).manifest.model(name, Role.RECOGNIZER).languages
    if known == ("en",) and language != "en":
        raise ModelUnavailable(
            f"session.language = {language!r}: the recogniser {name} knows only English; choose a multilingual one, "
            'for example models.recognizer = "whisper-base"'
        )


def model_files(settings: ModelSettings) -> tuple[Path, Path, Path]:
    """Return the files of recogniser, language model and voice.

    Raises `ModelUnavailable`, which names all that are missing, the end-of-turn model included (`end_of_turn_file`).
    """
    check_names(settings)
    store = ModelStore(settings.folder)
    chosen = chosen_names(settings)
    absent = [name for name in chosen.values() if "/" not in name and store.is_absent(name)]
    if len(absent) > 1:
        command = f"appliance models fetch {' '.join(absent)}"
        raise ModelUnavailable(
            f"the models {', '.join(absent)} are not in {store.folder}: run `{command}`, or, without a network, run it "
            "on another machine and copy the files from its models folder into that one"
        )
    files = {role: store.path(name, role) for role, name in chosen.items()}
    return files[Role.RECOGNIZER], files[Role.LANGUAGE_MODEL], files[Role.VOICE]


def voice_file(settings: ModelSettings) -> Path:
    """Return the file of the voice, where nothing else is needed. Raises `ModelUnavailable`."""
    check_names(settings)
    return ModelStore(settings.folder).path(settings.voice, Role.VOICE)


def system_prompt(settings: ModelSettings, now: MachineNow | None = None) -> str:
    """Return what the language model is told first, unless the settings say what. Raises `ModelUnavailable`.

    A server is told the same: a reply may be begun by one of them and finished by the other.
    """
    name = language_model_name(settings, now)
    model = None if "/" in name else ModelStore(settings.folder).manifest.model(name, Role.LANGUAGE_MODEL)
    return (model and model.system_prompt) or DEFAULT_SYSTEM_PROMPT


def end_of_turn_file(settings: ModelSettings) -> Path | None:
    """Return the file of the end-of-turn model; None where none is used. Raises `ModelUnavailable`."""
    name = settings.end_of_turn
    return None if name == NO_MODEL else ModelStore(settings.folder).path(name, Role.END_OF_TURN)
