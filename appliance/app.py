"""The one page that puts an appliance together: settings in, a session with its devices and models out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.interfaces import Hardware, Models
from appliance.session import VoiceSession
from appliance.settings import Settings, VoiceSessionConfig
from appliance.threads import model_threads, token_threads

if TYPE_CHECKING:
    from appliance.interfaces import LanguageModel, Recognizer, SpeechDetector, Voice


def create_voice_session(
    config: VoiceSessionConfig | None = None,
    *,
    hardware: Hardware | None = None,
    models: Models | None = None,
    delegate: object | None = None,
    settings: Settings | None = None,
) -> VoiceSession:
    """Build a session with defaults for what is not given; nothing is opened before `connect()`.

    Without `hardware` it listens to and speaks into memory (`WavMicrophone`, `WavLoudspeaker`). Raises
    `ModelUnavailable` at once when a model file is missing or of the wrong kind.
    """
    settings = settings or Settings()
    session_config = config or settings.session
    return VoiceSession(
        session_config,
        hardware or recorded_hardware(),
        models or installed_models(settings, session_config),
        delegate,
    )


def recorded_hardware(*, realtime: bool = True) -> Hardware:
    """Return a microphone that plays recordings and a loudspeaker that keeps what it is given."""
    return Hardware(WavMicrophone(realtime=realtime), WavLoudspeaker(realtime=realtime))


def installed_models(settings: Settings, config: VoiceSessionConfig) -> Models:
    """Return the models the settings name; their files are checked now and loaded on the thread that uses them."""
    from appliance.adapters.piper import voice_rate_hz
    from appliance.models.chosen import model_files

    recognizer_file, model_file, voice_file = model_files(settings.models)
    threads = settings.threads

    def detector() -> SpeechDetector:
        from appliance.adapters.webrtc_vad import WebRtcSpeechDetector

        return WebRtcSpeechDetector(config.vad_sensitivity)

    def recognizer() -> Recognizer:
        from appliance.adapters.whisper import WhisperRecognizer

        return WhisperRecognizer(recognizer_file, config.language, model_threads(threads.recognizer))

    def language_model() -> LanguageModel:
        from appliance.adapters.llama import LlamaLanguageModel

        prompt_threads = model_threads(threads.language_model)
        return LlamaLanguageModel(
            model_file, settings.models.context_tokens, prompt_threads, token_threads(prompt_threads)
        )

    def voice() -> Voice:
        from appliance.adapters.piper import PiperVoice

        return PiperVoice(voice_file, model_threads(threads.voice), settings.models.speaking_rate)

    return Models(detector, recognizer, language_model, voice, voice_rate_hz(voice_file))
