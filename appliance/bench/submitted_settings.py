"""The settings of a submission: those that a latency depends on, as far as they are not the default's."""

from __future__ import annotations

from typing import Literal, get_origin

from pydantic.fields import FieldInfo

from appliance.settings import Settings

Value = bool | int | float | str

SECTIONS = ("session", "threads")
"""Sections of which every number, switch and choice counts."""
SINGLE = ("models.context_tokens", "models.speaking_rate", "audio.lead_in_ms", "audio.lead_in_after_s")
"""Others that count."""
_PLAIN = (bool, int, float)


def changed_settings(settings: Settings) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Return the settings that differ from the default, by key, and the keys of those with words of the owner's."""
    usual, changed, own_texts = Settings(), {}, []
    keys = [f"{section}.{name}" for section in SECTIONS for name in type(getattr(usual, section)).model_fields]
    for key in (*keys, *SINGLE):
        section, _, name = key.partition(".")
        value = getattr(getattr(settings, section), name)
        if value == getattr(getattr(usual, section), name):
            continue
        field = type(getattr(usual, section)).model_fields[name]
        if isinstance(value, _PLAIN) or _is_choice(field):
            changed[key] = value
        else:
            own_texts.append(key)
    return changed, tuple(own_texts)


def _is_choice(field: FieldInfo) -> bool:
    """Return whether the setting is one of words that the program gives."""
    return get_origin(field.annotation) is Literal
