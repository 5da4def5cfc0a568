"""Says whether the appliance could start with some settings, before they are in force: nothing is opened or loaded.

`appliance config check` asks it, and settings from the boot partition are taken only after it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from appliance.adapters.prompt_length import count_tokens
from appliance.board.board import board_by
from appliance.board.output_pins import refuse_shared_pins
from appliance.board.profiles import load_profiles, named_profile
from appliance.board.sound_cards import PROC
from appliance.board.sound_settings import check_sound_settings
from appliance.device.startable_paths import check_paths, check_socket, check_whole
from appliance.errors import ConfigError, ModelUnavailable
from appliance.models import pronunciations_file
from appliance.models.choice import is_candidate
from appliance.models.chosen import check_languages, check_names, check_own_files, is_auto, language_model_name
from appliance.models.manifest import Role
from appliance.models.store import ModelStore
from appliance.session.typed_question import TOKENS_AROUND
from appliance.settings import AUTO, ControlSettings, Settings, SkillSettings
from appliance.skills.clock.named_days import has_holidays
from appliance.skills.registry import check_off

_QUESTION_TOKENS = 100
"""Room for a question that is not too short."""
_FEWEST_BYTES = 4
"""Of a token, on average, in any usual text of ASCII: where no model can be asked."""
_FEWEST_BYTES_OF_OTHERS = 1.5
"""The same for other characters: a small vocabulary cuts one of Chinese, of 3 bytes, into two."""


def check_startable(settings: Settings) -> None:
    """Raise `ConfigError` or `ModelUnavailable` for settings that are valid, but with which nothing would start."""
    check_names(settings.models)
    check_paths(settings)
    check_group(settings.control)
    pronunciations_file.check(settings.models)
    check_own_files(settings.models)
    check_languages(settings.models, settings.session.language)
    check_off(settings.skills)
    check_country(settings.skills)
    check_socket(settings.control)
    check_board(settings)
    check_prompt(settings)
    check_whole(settings)


def check_group(settings: ControlSettings) -> None:
    """Raise `ConfigError` for what cannot be the name of a group; one that does not exist is allowed."""
    if not settings.group.isprintable():
        raise ConfigError(f"control.group = {settings.group!r}: has control characters; write the name of a group")


def check_country(settings: SkillSettings) -> None:
    """Raise `ConfigError` for a country whose holidays are not known."""
    if settings.country != AUTO and not has_holidays(settings.country):
        raise ConfigError(
            f"skills.country = {settings.country!r}: is no country whose holidays are known; write its ISO 3166 code, "
            'as "GB", or "auto"'
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
    if tokens is None and _most_tokens(prompt) <= room:
        return
    if tokens is None or tokens > room:
        long = f"{size} bytes" if tokens is None else f"{tokens} tokens"
        raise ConfigError(
            f"session.system_prompt has {long}, and models.context_tokens = {window} leaves room for {max(0, room)} "
            "tokens beside a question and its reply: shorten it, or raise models.context_tokens"
        )


def _most_tokens(prompt: str) -> float:
    """Return about how many tokens a text has at most, where no model can be asked."""
    others = sum(len(character.encode()) for character in prompt if not character.isascii())
    return (len(prompt.encode()) - others) / _FEWEST_BYTES + others / _FEWEST_BYTES_OF_OTHERS


def _tokens(settings: Settings, prompt: str) -> int | None:
    """Return the tokens of a prompt in the language model that takes most for it, of those that may be used.

    Where "auto" chooses, it may fall back on any that is here, and their vocabularies differ.
    """
    store = ModelStore(settings.models.folder)
    names = {language_model_name(settings.models)}
    if is_auto(settings.models):
        names |= {model.name for model in store.manifest.models if is_candidate(model) and store.is_present(model)}
    counts = []
    for name in sorted(names):
        with contextlib.suppress(ModelUnavailable):
            counts.append(count_tokens(store.path(name, Role.LANGUAGE_MODEL), prompt))
    return max((count for count in counts if count is not None), default=None)
