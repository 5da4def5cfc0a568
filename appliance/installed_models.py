"""The models that the settings name: each is loaded when its stage opens, after a trial in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.interfaces import Models
from appliance.settings import Settings, VoiceSessionConfig
from appliance.stages.early_opening import EarlyOpeningModel
from appliance.system.cpu_threads import FreeCores, model_threads, token_threads
from appliance.text.own_words import recognizer_prompt

if TYPE_CHECKING:
    from appliance.interfaces import EndOfTurnModel, LanguageModel, Recognizer, SpeechDetector, Voice, WakeWordDetector


def opened_early(model: LanguageModel, config: VoiceSessionConfig) -> LanguageModel:
    """Return a language model whose answers begin with words of the question, if they are to."""
    return EarlyOpeningModel(model) if config.early_opening and config.language == "en" else model


def installed_models(settings: Settings, config: VoiceSessionConfig, *, begins: bool = False) -> Models:
    """Return the models the settings name; their files are checked now and loaded on the thread that uses them.

    `begins`: they are loaded soon, so the processes that prepare that are started now.
    """
    from appliance.adapters.load_trial import Engine, LoadTrial
    from appliance.adapters.openai_server import chat_server
    from appliance.adapters.piper import voice_rate_hz
    from appliance.adapters.vits_split import VoiceSplit
    from appliance.models.chosen import end_of_turn_file, model_files, system_prompt
    from appliance.models.pronunciations_file import pronunciations
    from appliance.models.speakers import speaker_number

    recognizer_file, model_file, voice_file = model_files(settings.models)
    end_of_turn_path = end_of_turn_file(settings.models)
    threads = settings.threads
    cores = FreeCores()
    speaker = speaker_number(voice_file, settings.models.speaker)
    trial = LoadTrial((Engine.WHISPER, recognizer_file), (Engine.LLAMA, model_file), (Engine.ONNX, voice_file))
    split = VoiceSplit(voice_file)
    if begins:
        trial.begin()
        split.begin()

    def detector() -> SpeechDetector:
        from appliance.adapters.webrtc_vad import WebRtcSpeechDetector

        return WebRtcSpeechDetector(config.vad_sensitivity)

    def recognizer() -> Recognizer:
        from appliance.adapters.whisper import WhisperRecognizer

        trial.check(recognizer_file)
        prompt = recognizer_prompt(config.words, config.language)
        return WhisperRecognizer(
            recognizer_file, config.language, cores.up_to(model_threads(threads.recognizer)), initial_prompt=prompt
        )

    def language_model() -> LanguageModel:
        from appliance.adapters.llama import LlamaLanguageModel

        trial.check(model_file)
        prompt_threads = model_threads(threads.language_model)
        model = LlamaLanguageModel(
            model_file,
            settings.models.context_tokens,
            cores.up_to(prompt_threads),
            cores.up_to(token_threads(prompt_threads)),
        )
        return opened_early(model, config)

    def voice() -> Voice:
        from appliance.adapters.piper import PiperVoice

        trial.check(voice_file)
        return PiperVoice(voice_file, model_threads(threads.voice), settings.models.speaking_rate, speaker, split)

    def end_of_turn() -> EndOfTurnModel:
        from appliance.adapters.smart_turn import SmartTurn

        assert end_of_turn_path
        LoadTrial((Engine.ONNX, end_of_turn_path)).check(end_of_turn_path)
        return SmartTurn(end_of_turn_path)

    def wake_word() -> WakeWordDetector:
        from appliance.adapters.micro_wake_word import MicroWakeWordDetector

        return MicroWakeWordDetector(config.wake_word)

    return Models(
        detector,
        recognizer,
        language_model,
        voice,
        voice_rate_hz(voice_file),
        end_of_turn if end_of_turn_path and config.language == "en" else None,
        system_prompt=system_prompt(settings.models),
        wake_word=wake_word if config.wake_word != "off" else None,
        pronunciations=pronunciations(settings.models, config.language),
        server=chat_server(settings.models),
    )
