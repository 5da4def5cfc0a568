"""Puts an appliance together: settings in; a session, or a whole device, out."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from appliance.adapters.alsa import AlsaLoudspeaker, AlsaMicrophone
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.board.board import Board
from appliance.board.panel import Button, Light
from appliance.board.sound_cards import Direction, pcm_name
from appliance.control.protocol import ControlEvent, server_socket
from appliance.control.server import ControlServer
from appliance.device.button import ButtonHandler
from appliance.device.device import Device, DeviceParts
from appliance.device.equipment import Equipment
from appliance.device.indicator import Indicator
from appliance.device.lights import Lights
from appliance.device.notice import NoticeTeller, notice_file, read_notice
from appliance.device.operations import ButtonOperations, SocketOperations, shutdown_command
from appliance.device.persistent_state import PersistentState, SavedState, state_file
from appliance.device.reporter import Reporter
from appliance.device.status_line import status_line
from appliance.device.step_down import StepDown
from appliance.doctor.parts import DoctorParts
from appliance.interfaces import Hardware, Models
from appliance.monitoring.watchdog import ServiceManager, Watchdog
from appliance.session.session import VoiceSession
from appliance.settings import ModelSettings, Settings, VoiceSessionConfig
from appliance.stages.early_opening import EarlyOpeningModel
from appliance.system.cpu_threads import model_threads, token_threads
from appliance.system.throttling import is_slowed_now
from appliance.text.own_words import recognizer_prompt

if TYPE_CHECKING:
    from appliance.interfaces import EndOfTurnModel, LanguageModel, Recognizer, SpeechDetector, Voice

log = logging.getLogger(__name__)


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
    """Return a microphone that plays recordings, and a loudspeaker that keeps what it is given."""
    return Hardware(WavMicrophone(realtime=realtime), WavLoudspeaker(realtime=realtime))


def device_of(
    settings: Settings,
    board: Board,
    *,
    models: Models | None = None,
    pin_factory: object | None = None,
    manager: ServiceManager | None = None,
) -> Device:
    """Return the appliance that the settings and the board describe; nothing is opened before `Device.serve()`.

    `pin_factory` is one of gpiozero's; None: gpiozero chooses. `manager` is told how the appliance is. Raises
    `ModelUnavailable` and `ConfigError`.
    """
    from appliance.models.chosen import about_language_model, would_step_down

    about = "simulated" if models else about_language_model(settings.models)
    log.info("language model: %s", about)
    is_slowed = is_slowed_now if manager and not models and would_step_down(settings.models) else None
    models = models or installed_models(settings, settings.session)
    button, light = button_of(board, pin_factory), light_of(board, pin_factory)
    sound, notice = sound_card(settings, board), read_notice(notice_file())
    state, profile = state_file(), board.profile
    equipment = Equipment(sound, models, button, light, profile, state, notice, manager, about, is_slowed)
    return assembled(settings, equipment)


def assembled(
    settings: Settings,
    equipment: Equipment,
    clock: Callable[[], float] = time.monotonic,
    time_of_day: Callable[[], datetime.time] = lambda: datetime.datetime.now().time(),
) -> Device:
    """Put the parts together; `clock` and `time_of_day` are those of button and light."""
    config = settings.session
    if settings.button.hold == "talk":  # the button alone says when the turn is over
        config = config.model_copy(update={"vad_enabled": False})
    kept = PersistentState(equipment.state_file, SavedState(volume=settings.audio.volume))
    lights = Lights(equipment.light, settings.light, clock, time_of_day) if equipment.light else None
    indicator = Indicator(is_muted=kept.kept.is_muted)
    notice = NoticeTeller(equipment.notice, indicator)
    reporter = Reporter(indicator, lights, kept, notice, journals_words=settings.journal.transcripts)
    watchdog = Watchdog(equipment.manager) if equipment.manager else None
    session = VoiceSession(config, equipment.sound, equipment.models, reporter, watchdog)
    session.set_volume(kept.kept.volume)
    session.mute(kept.kept.is_muted)
    by_button = ButtonOperations(session, indicator, shutdown_command(settings.button.shutdown_command))
    button_handler = ButtonHandler(settings.button, by_button, clock)
    about = {"profile": equipment.profile, "language_model": equipment.about_language_model}
    operations = SocketOperations(session, indicator, reporter, button_handler.press_for, about)
    server = ControlServer(server_socket(settings.control), settings.control.group, operations.carry_out)
    reporter.publish = server.publish
    shows = [lambda sign: server.publish(ControlEvent.LIGHT, sign=sign.value), *([lights.show] if lights else [])]
    if manager := equipment.manager:
        shows.append(lambda sign: manager.status(status_line(sign, reporter.turn_counts.summary())))
    indicator.passes_on_to(*shows)
    device = Device(DeviceParts(session, reporter, button_handler, server, equipment.button, lights, equipment.manager))
    if equipment.is_slowed:
        reporter.on_turn_over = StepDown(equipment.is_slowed, device.stop).turn_over
    if watchdog:
        watchdog.watch(button_handler.heartbeat, server.heartbeat, *([lights.heartbeat] if lights else []))
    return device


def sound_card(settings: Settings, board: Board) -> Hardware:
    """Return the board's microphone and loudspeaker; they may be missing, and come and go."""
    return Hardware(
        microphone_of(board), loudspeaker_of(board), may_be_missing=True, has_earcons=settings.audio.earcons
    )


def microphone_of(board: Board) -> AlsaMicrophone:
    """Return the board's microphone."""
    return AlsaMicrophone(lambda: pcm_name(board.microphone, Direction.CAPTURE))


def loudspeaker_of(board: Board) -> AlsaLoudspeaker:
    """Return the board's loudspeaker."""
    return AlsaLoudspeaker(lambda: pcm_name(board.loudspeaker, Direction.PLAYBACK))


def button_of(board: Board, pin_factory: object | None = None) -> Button | None:
    """Return the board's button, if it has one."""
    from appliance.adapters.gpio import GpioButton

    wiring = board.button
    return GpioButton(wiring.pin, wiring.active, pin_factory) if wiring else None


def light_of(board: Board, pin_factory: object | None = None) -> Light | None:
    """Return the board's light, if it has one."""
    from appliance.adapters.gpio import GpioLight

    wiring = board.light
    if wiring is None:
        return None
    if wiring.kind == "apa102":
        from appliance.adapters.apa102 import Apa102Light  # luma starts threads when it is imported

        assert wiring.leds
        return Apa102Light(wiring.leds)
    return GpioLight(wiring.kind, wiring.pins, wiring.active, pin_factory)


def doctor_parts(board: Board, settings: ModelSettings) -> DoctorParts:
    """Return the devices that `appliance doctor` may open, and the server that it may ask."""
    from appliance.adapters.openai_server import chat_server

    return DoctorParts(
        microphone=lambda: microphone_of(board),
        loudspeaker=lambda: loudspeaker_of(board),
        button=lambda: button_of(board),
        light=lambda: light_of(board),
        server=chat_server(settings),
    )


def opened_early(model: LanguageModel, config: VoiceSessionConfig) -> LanguageModel:
    """Return a language model whose answers begin with words of the question, if they are to."""
    return EarlyOpeningModel(model) if config.early_opening and config.language == "en" else model


def installed_models(settings: Settings, config: VoiceSessionConfig) -> Models:
    """Return the models the settings name; their files are checked now and loaded on the thread that uses them."""
    from appliance.adapters.openai_server import chat_server
    from appliance.adapters.piper import voice_rate_hz
    from appliance.models.chosen import end_of_turn_file, model_files, system_prompt

    recognizer_file, model_file, voice_file = model_files(settings.models)
    end_of_turn_path = end_of_turn_file(settings.models)
    threads = settings.threads

    def detector() -> SpeechDetector:
        from appliance.adapters.webrtc_vad import WebRtcSpeechDetector

        return WebRtcSpeechDetector(config.vad_sensitivity)

    def recognizer() -> Recognizer:
        from appliance.adapters.whisper import WhisperRecognizer

        prompt = recognizer_prompt(config.words, config.language)
        return WhisperRecognizer(
            recognizer_file, config.language, model_threads(threads.recognizer), initial_prompt=prompt
        )

    def language_model() -> LanguageModel:
        from appliance.adapters.llama import LlamaLanguageModel

        prompt_threads = model_threads(threads.language_model)
        model = LlamaLanguageModel(
            model_file, settings.models.context_tokens, prompt_threads, token_threads(prompt_threads)
        )
        return opened_early(model, config)

    def voice() -> Voice:
        from appliance.adapters.piper import PiperVoice

        return PiperVoice(voice_file, model_threads(threads.voice), settings.models.speaking_rate)

    def end_of_turn() -> EndOfTurnModel:
        from appliance.adapters.smart_turn import SmartTurn

        assert end_of_turn_path
        return SmartTurn(end_of_turn_path)

    return Models(
        detector,
        recognizer,
        language_model,
        voice,
        voice_rate_hz(voice_file),
        end_of_turn if end_of_turn_path and config.language == "en" else None,
        system_prompt(settings.models),
        chat_server(settings.models),
    )
