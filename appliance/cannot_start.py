"""What an appliance that cannot start shows and says its reason with: the parts of the board that can be known.

What the settings say is taken as far as they can be read; the rest is as it is without settings.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from appliance.adapters.piper import voice_rate_hz
from appliance.audio.earcons import Earcon, earcon_samples
from appliance.audio.format import Samples
from appliance.board.board import Board, board_of
from appliance.device.lights import Lights
from appliance.device.repair_wait import LOOK_S, RepairWait
from appliance.errors import ApplianceError
from appliance.hardware import light_of, loudspeaker_of
from appliance.interfaces import Loudspeaker
from appliance.models.manifest import Role
from appliance.models.store import ModelStore
from appliance.monitoring.watchdog import ServiceManager
from appliance.settings import ModelSettings, Settings
from appliance.settings_file import load_settings, settings_file
from appliance.system.cpu_threads import model_threads
from appliance.system.user_paths import user_path

log = logging.getLogger(__name__)

EARCON_RATE_HZ = 22050
LOADING_S = 120.0
"""Asked of the service manager while the voice is loaded."""


class CannotStart:
    """Waits for a repair with the light and the voice of one appliance, whose settings file is `config`."""

    def __init__(self, config: Path | None, manager: ServiceManager, look_s: float = LOOK_S) -> None:
        self._config = config
        self._manager = manager
        self._stopped = threading.Event()
        self._repair_wait = RepairWait(self._watched, manager, self._stopped, look_s)

    def begin(self) -> None:
        """Take note of how the files are before a start."""
        self._repair_wait.begin()

    def stop(self) -> None:
        """Make `wait()` return False; a signal handler may call this."""
        self._stopped.set()

    def wait(self, error: ApplianceError) -> bool:
        """Show and say the error until something has changed; return False if the service is to end instead."""
        settings = self._settings()
        board = _board(settings)
        light = light_of(board) if board else None
        clock, time_of_day = time.monotonic, lambda: datetime.datetime.now().time()
        lights = Lights(light, settings.light, clock, time_of_day) if light else None
        return self._repair_wait.wait(error, lights, self._speaker(settings, board))

    def _settings(self) -> Settings:
        """Return the settings; those without any file if they are wrong."""
        try:
            return load_settings(self._config)
        except ApplianceError:
            return Settings()

    def _watched(self) -> Iterable[Path]:
        """Yield the files that may hold the cause: settings, models."""
        if path := self._config or settings_file():
            yield path
        settings = self._settings()
        yield settings.models.folder
        for name in (settings.models.recognizer, settings.models.language_model, settings.models.voice):
            if "/" in name and "://" not in name:
                yield from (user_path(name), user_path(f"{name}.json"))
        if settings.board.profile.endswith(".toml"):
            yield user_path(settings.board.profile)

    def _speaker(self, settings: Settings, board: Board | None) -> Callable[[str], bool]:
        def say(sentence: str) -> bool:
            if board is None:
                return True
            loudspeaker, voice_file = loudspeaker_of(board), _voice_file(settings)
            try:
                loudspeaker.open(voice_rate_hz(voice_file) if voice_file else EARCON_RATE_HZ)
            except ApplianceError as error:
                log.info("not said aloud: %s", error)
                return False
            try:
                self._manager.starting(LOADING_S)
                _play(loudspeaker, _sound(sentence, voice_file, settings, loudspeaker.rate_hz))
            except ApplianceError as error:
                log.info("not said aloud: %s", error)
                return False
            finally:
                loudspeaker.close()
            return True

        return say


def _board(settings: Settings) -> Board | None:
    for each in (settings, Settings()):
        try:
            return board_of(each)
        except ApplianceError as error:
            log.info("the board as it is without settings: %s", error)
    return None


def _voice_file(settings: Settings) -> Path | None:
    """Return the voice of the settings, or the usual one; None if neither can be used."""
    for models in (settings.models, ModelSettings(folder=settings.models.folder)):
        with contextlib.suppress(ApplianceError):
            return ModelStore(models.folder).path(models.voice, Role.VOICE)
    return None


def _sound(sentence: str, voice_file: Path | None, settings: Settings, rate_hz: int) -> Iterator[Samples]:
    """Return the sentence spoken; two tones where there is no voice."""
    from appliance.adapters.load_trial import Engine, LoadTrial
    from appliance.adapters.piper import PiperVoice

    if voice_file:
        try:
            LoadTrial((Engine.ONNX, voice_file)).check(voice_file)
            return PiperVoice(voice_file, model_threads(settings.threads.voice)).synthesize(sentence)
        except ApplianceError as error:
            log.info("not spoken: %s", error)
    return iter([earcon_samples(Earcon.ERROR, rate_hz)])


def _play(loudspeaker: Loudspeaker, sound: Iterator[Samples]) -> None:
    for samples in sound:
        loudspeaker.write(samples)
    loudspeaker.finish()
    while loudspeaker.pending_s() > 0:
        loudspeaker.wait()
