"""Says whether the appliance could start with some settings, before they are in force: nothing is opened or loaded.

`appliance config check` asks it, and settings from the boot partition are taken only after it.
"""

from __future__ import annotations

from pathlib import Path

from appliance.adapters.prompt_length import count_tokens
from appliance.board.board import board_by
from appliance.board.output_pins import refuse_shared_pins
from appliance.board.profiles import load_profiles, named_profile
from appliance.board.sound_cards import PROC
from appliance.board.sound_settings import check_sound_settings
from appliance.control.protocol import SYSTEM_SOCKET
from appliance.errors import ConfigError, ModelUnavailable
from appliance.models import pronunciations_file
from appliance.models.chosen import check_languages, check_names, check_own_files, language_model_name
from appliance.models.manifest import Role
from appliance.models.store import ModelStore
from appliance.session.typed_question import TOKENS_AROUND
from appliance.settings import AUTO, ControlSettings, Settings
from appliance.skills.registry import check_off

SERVICE_FOLDERS = (SYSTEM_SOCKET.parent, Path("/var/lib/voice-appliance"))
"""Where the service may make a socket: nothing else is writable for it."""
_QUESTION_TOKENS = 100
"""Room for a question that is not too short."""
_FEWEST_BYTES = 4
"""Of a token, on average, in any usual text: where no model can be asked."""


def check_startable(settings: Settings) -> None:
    """Raise `ConfigError` or `ModelUnavailable` for settings that are valid, but with which nothing would start."""
    check_names(settings.models)
    pronunciations_file.check(settings.models)
    check_own_files(settings.models)
    check_languages(settings.models, settings.session.language)
    check_off(settings.skills)
    check_socket(settings.control)
    check_board(settings)
    check_prompt(settings)


def check_socket(settings: ControlSettings) -> None:
    """Raise `ConfigError` if the control socket cannot be made where the settings want it."""
    path = settings.socket
    if path is None:
        return
    try:
        if path.exists() and not path.is_socket():
            what = "is a folder" if path.is_dir() else "exists and is not a socket"
            raise ConfigError(f"control.socket = {str(path)!r}: {what}; name a file that does not exist yet")
        if not path.parent.is_dir() and path.parent not in SERVICE_FOLDERS:
            raise ConfigError(
                f"control.socket = {str(path)!r}: there is no folder {path.parent}; make it, or leave the setting out"
            )
    except OSError as error:
        raise ConfigError(f"control.socket = {str(path)!r}: cannot be made: {error.strerror}") from None


def check_service_socket(settings: ControlSettings) -> None:
    """Raise `ConfigError` if the service may not make the control socket where the settings want it."""
    path = settings.socket
    if path is not None and path.parent not in SERVICE_FOLDERS:
        raise ConfigError(
            f"control.socket = {str(path)!r}: the service may make it in {SERVICE_FOLDERS[0]} or {SERVICE_FOLDERS[1]} "
            "only; leave the setting out"
        )


def check_board(settings: Settings, proc: Path = PROC) -> None:
    """Raise `ConfigError` if the settings fit no board at all.

    Which board this is may not be known yet, because its sound cards may come later.
    """
    check_sound_settings(settings.audio, proc)
    wanted = settings.board.profile
    profiles = load_profiles() if wanted == "auto" else (named_profile(wanted),)
    errors = []
    for profile in profiles:
        try:
            refuse_shared_pins(settings.outputs, board_by(profile, settings))
        except ConfigError as error:
            errors.append(error)
        else:
            return
    raise errors[0]


def check_prompt(settings: Settings) -> None:
    """Raise `ConfigError` if the system prompt leaves no room in the context window for a question and a reply."""
    prompt, window = settings.session.system_prompt, settings.models.context_tokens
    room = window - settings.session.max_reply_tokens - TOKENS_AROUND - _QUESTION_TOKENS
    size = len(prompt.encode())
    if prompt == AUTO or size <= room:  # no token is shorter than a byte
        return
    tokens = _tokens(settings, prompt)
    if tokens is None and size <= room * _FEWEST_BYTES:
        return
    if tokens is None or tokens > room:
        long = f"{size} bytes" if tokens is None else f"{tokens} tokens"
        raise ConfigError(
            f"session.system_prompt has {long}, and models.context_tokens = {window} leaves room for {max(0, room)} "
            "tokens beside a question and its reply: shorten it, or raise models.context_tokens"
        )


def _tokens(settings: Settings, prompt: str) -> int | None:
    try:
        name = language_model_name(settings.models)
        return count_tokens(ModelStore(settings.models.folder).path(name, Role.LANGUAGE_MODEL), prompt)
    except ModelUnavailable:
        return None
