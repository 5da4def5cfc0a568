"""Puts an appliance together: settings in; a session, or a whole device, out."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable

from appliance.board.board import Board
from appliance.control.protocol import ControlEvent, server_socket
from appliance.control.server import ControlServer
from appliance.device.button import ButtonHandler
from appliance.device.device import Device, DeviceParts
from appliance.device.equipment import Equipment
from appliance.device.indicator import Indicator
from appliance.device.lights import Lights
from appliance.device.notice import NoticeTeller, notice_file, read_notice
from appliance.device.operations import ButtonOperations, SocketOperations
from appliance.device.persistent_state import PersistentState, SavedState, state_file
from appliance.device.power import Power
from appliance.device.reporter import Reporter
from appliance.device.ringing import Ringing
from appliance.device.salvage import SALVAGE
from appliance.device.screen import Screen, publish_to_both
from appliance.device.skill_control import SessionControl, skill_context, timer_book, with_skills
from appliance.device.skill_storage import SkillStorage, skills_file
from appliance.device.status_line import status_line
from appliance.device.step_down import StepDown
from appliance.doctor.parts import DoctorParts
from appliance.hardware import (
    button_of,
    front_end_of,
    light_of,
    loudspeaker_of,
    microphone_of,
    outputs_of,
    recorded_hardware,
    sound_card,
)
from appliance.installed_models import installed_models
from appliance.interfaces import Hardware, Models
from appliance.monitoring.watchdog import ServiceManager, Watchdog
from appliance.session.session import VoiceSession
from appliance.session.typed_question import longest_question
from appliance.settings import AUTO, Settings, VoiceSessionConfig
from appliance.skills.registry import load_skills
from appliance.skills.skill_set import SkillSet
from appliance.skills.stop import Stop
from appliance.skills.timers.book import TimerBook
from appliance.skills.timers.listing import lines
from appliance.system.throttling import is_slowed_now

log = logging.getLogger(__name__)

FOLLOW_UP_S = 5.0
"""How long it listens after an answer, where the settings leave that to the appliance and a light shows it."""


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


def device_of(  # noqa: PLR0913
    settings: Settings,
    board: Board,
    *,
    models: Models | None = None,
    pin_factory: object | None = None,
    manager: ServiceManager | None = None,
    screen: Screen | None = None,
) -> Device:
    """Return the appliance that the settings and the board describe; nothing is opened before `Device.serve()`.

    `pin_factory` is one of gpiozero's; None: gpiozero chooses. `manager` is told how the appliance is. A `screen` has
    a button and a light in place of the board's. Raises `ModelUnavailable` and `ConfigError`.
    """
    from appliance.models.chosen import about_language_model, would_step_down

    about = "simulated" if models else about_language_model(settings.models)
    log.info("language model: %s", about)
    is_slowed = is_slowed_now if manager and not models and would_step_down(settings.models) else None
    models = models or installed_models(settings, settings.session, begins=True)
    sound, notice = sound_card(settings, board), read_notice(notice_file())
    button = screen.button if screen else button_of(board, pin_factory)
    light = screen.light if screen else light_of(board, pin_factory)
    sound = screen.metered(sound) if screen else sound
    state, profile = state_file(), board.profile
    storage = SkillStorage(skills_file(), SALVAGE)
    outputs = outputs_of(settings, board, storage, pin_factory)
    lost = storage.lost
    return assembled(settings, Equipment(
        sound, models, button, light, profile, state, notice, manager, about, storage, outputs, is_slowed, screen, lost
    ))  # fmt: skip


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
    if config.follow_up_s == AUTO:
        config = config.model_copy(update={"follow_up_s": FOLLOW_UP_S if equipment.light else 0.0})
    kept = PersistentState(equipment.state_file, SavedState(volume=settings.audio.volume))
    lights = Lights(equipment.light, settings.light, clock, time_of_day) if equipment.light else None
    indicator = Indicator(is_muted=kept.kept.is_muted)
    notice = NoticeTeller(equipment.notice, indicator, (kept.lost, equipment.lost))
    reporter = Reporter(indicator, lights, kept, notice, journals_words=settings.journal.transcripts)
    watchdog = Watchdog(equipment.manager) if equipment.manager else None
    screen = equipment.screen
    power = Power(indicator, settings.button.shutdown_command, screen.power_command if screen else None)
    control = SessionControl(settings.models.speaking_rate, power.shut_down, power.restart)
    models = equipment.models
    book: TimerBook | None = None
    if equipment.storage and config.language == "en":  # what skills understand
        context = skill_context(settings, control, equipment.storage, equipment.outputs)
        skills = load_skills(settings.skills, context)
        models, book = with_skills(models, skills), timer_book(skills)
    elif config.language != "en":
        models = with_skills(models, SkillSet([Stop(config.language)]))
    session = VoiceSession(config, equipment.sound, models, reporter, watchdog)
    control.attach(session)
    session.set_volume(kept.kept.volume)
    session.mute(kept.kept.is_muted)
    ringing = Ringing(session, book, indicator, clock, listens=config.vad_enabled) if book else None
    reporter.ringing = ringing
    by_button = ButtonOperations(session, indicator, power, ringing)
    button_handler = ButtonHandler(settings.button, by_button, clock)
    about = {"profile": equipment.profile, "language_model": equipment.about_language_model}
    longest = longest_question(settings.models.context_tokens, config.max_reply_tokens)
    operations = SocketOperations(
        session,
        indicator,
        reporter,
        button_handler.press_for,
        about,
        longest_question=longest,
        timers=(lambda: lines(book)) if book else tuple,
    )
    server = ControlServer(server_socket(settings.control), settings.control.group, operations.carry_out)
    publish = reporter.publish = publish_to_both(server.publish, screen.publish) if screen else server.publish
    shows = [lambda sign: publish(ControlEvent.LIGHT, sign=sign.value), *([lights.show] if lights else [])]
    if manager := equipment.manager:
        shows.append(lambda sign: manager.status(status_line(sign, reporter.turn_counts.summary())))
    indicator.passes_on_to(*shows)
    parts = DeviceParts(
        session, reporter, button_handler, server, equipment.button, lights, manager, ringing, equipment.outputs, screen
    )
    device = Device(parts)
    if screen:
        screen.attach(operations.carry_out, device.stop)
    if equipment.is_slowed:
        reporter.on_turn_over = StepDown(equipment.is_slowed, device.stop).turn_over
    if watchdog:
        optional = (lights, ringing, screen)
        watchdog.watch(button_handler.heartbeat, server.heartbeat, *(part.heartbeat for part in optional if part))
    return device


def doctor_parts(board: Board, settings: Settings) -> DoctorParts:
    """Return the devices that `appliance doctor` may open, and the server that it may ask."""
    from appliance.adapters.openai_server import chat_server

    front_end = front_end_of(settings.audio)
    return DoctorParts(
        microphone=lambda: microphone_of(board, front_end),
        front_end=front_end,
        loudspeaker=lambda: loudspeaker_of(board),
        button=lambda: button_of(board),
        light=lambda: light_of(board),
        server=chat_server(settings.models),
    )
