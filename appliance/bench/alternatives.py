"""What a benchmark compares: the appliance as configured, and other ways to do the same with the same models."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from appliance.errors import ConfigError
from appliance.installed_models import installed_models, opened_early
from appliance.interfaces import Models
from appliance.models.chosen import model_files
from appliance.settings import Settings, VoiceSessionConfig
from appliance.text.own_words import recognizer_prompt

if TYPE_CHECKING:
    from appliance.interfaces import LanguageModel, Recognizer, Voice

OURS = "appliance"
BATCH = "batch"
SEQUENTIAL = "sequential"
OVERSUBSCRIBED = "oversubscribed"
LOADED = "load-"
"""Beginning of the name of the appliance as configured beside busy processes; their number follows."""
BATCH_SILENCE_S = 0.8
"""Silence that ends a turn in most programs that do not judge by the words."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to run the pipeline: a configuration and the models."""

    name: str
    """OURS, BATCH, SEQUENTIAL, OVERSUBSCRIBED, or LOADED and a number."""
    config: VoiceSessionConfig
    """Configuration of its sessions."""
    models: Models
    """Models of its sessions."""
    busy_processes: int = 0
    """How many other processes compute beside it."""


def chosen_alternatives(settings: Settings, names: Sequence[str], loads: Sequence[int] = ()) -> tuple[Alternative, ...]:
    """Return the appliance as configured, then the named alternatives, then itself beside busy processes.

    `loads`: how many, for each.

    Raises `ConfigError` for an unknown name, or if speech detection is off; `ModelUnavailable` if a model is missing.
    """
    if not settings.session.vad_enabled:
        raise ConfigError(
            "session.vad_enabled = false: a benchmark needs speech detection, which decides that you have finished"
        )
    for name in names:
        if name not in _MAKERS:
            raise ConfigError(f"--compare {name!r}: must be one of {', '.join(_MAKERS)}")
    ours = Alternative(OURS, settings.session, installed_models(settings, settings.session))
    loaded = (replace(ours, name=f"{LOADED}{load}", busy_processes=load) for load in dict.fromkeys(loads))
    return (ours, *(_MAKERS[name](settings, ours) for name in dict.fromkeys(names)), *loaded)


def _batch(settings: Settings, ours: Alternative) -> Alternative:
    """One step after the other: 0.8 s of silence, whisper with its whole window, the whole text, its sound."""
    from appliance.system.cpu_threads import FreeCores, model_threads

    recognizer_file, _, _ = model_files(settings.models)

    def recognizer() -> Recognizer:
        from appliance.adapters.whisper import WhisperRecognizer

        threads = FreeCores().up_to(model_threads(settings.threads.recognizer))
        prompt = recognizer_prompt(ours.config.words, ours.config.language)
        return WhisperRecognizer(
            recognizer_file, ours.config.language, threads, initial_prompt=prompt, whole_window=True
        )

    changed = {"streaming": False, "endpointing_delay_s": BATCH_SILENCE_S, "resume_s": 0.0}
    models = replace(ours.models, recognizer=recognizer, end_of_turn=None)
    return Alternative(BATCH, ours.config.model_copy(update=changed), models)


def _sequential(_settings: Settings, ours: Alternative) -> Alternative:
    """Begin nothing before the user has finished. This shows what the work costs when none of it is discarded."""
    return Alternative(SEQUENTIAL, ours.config.model_copy(update={"streaming": False}), ours.models)


def _oversubscribed(settings: Settings, ours: Alternative) -> Alternative:
    """Give each model twice as many threads as there are cores. This shows what a wrong thread plan costs."""
    recognizer_file, model_file, voice_file = model_files(settings.models)
    from appliance.system.cpu_threads import always

    count = 2 * len(os.sched_getaffinity(0))
    threads = always(count)

    def recognizer() -> Recognizer:
        from appliance.adapters.whisper import WhisperRecognizer

        prompt = recognizer_prompt(ours.config.words, ours.config.language)
        return WhisperRecognizer(recognizer_file, ours.config.language, threads, initial_prompt=prompt)

    def language_model() -> LanguageModel:
        from appliance.adapters.llama import LlamaLanguageModel

        model = LlamaLanguageModel(model_file, settings.models.context_tokens, threads, threads)
        return opened_early(model, ours.config)

    def voice() -> Voice:
        from appliance.adapters.piper import PiperVoice

        return PiperVoice(voice_file, count, settings.models.speaking_rate)

    models = replace(ours.models, recognizer=recognizer, language_model=language_model, voice=voice)
    return Alternative(OVERSUBSCRIBED, ours.config, models)


_MAKERS: dict[str, Callable[[Settings, Alternative], Alternative]] = {
    BATCH: _batch,
    SEQUENTIAL: _sequential,
    OVERSUBSCRIBED: _oversubscribed,
}
