"""Saying: a text as the parts, the words and the sound that the device would make of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from appliance.adapters.piper import PiperVoice, voice_rate_hz
from appliance.audio.format import Samples
from appliance.audio.sound_stream import SoundStream
from appliance.audio.volume import Volume
from appliance.board.board import board_of
from appliance.events import SpeechSynthesized
from appliance.hardware import sound_card
from appliance.items import EndOfReply, ReplyPart, SpokenPart
from appliance.models import pronunciations_file
from appliance.models.chosen import voice_file
from appliance.models.speakers import speaker_number
from appliance.settings import Settings
from appliance.stages.player import Player
from appliance.stages.synthesizer import Synthesizer
from appliance.system.cpu_threads import model_threads
from appliance.text.part_length import bounded
from appliance.text.sentences import sentences
from appliance.text.spoken_text import plain_text

_REPLY = 1
"""Id of what is said."""


class Saying:
    """One text. The voice is loaded when its sound is wanted."""

    def __init__(self, settings: Settings, text: str) -> None:
        """Raises `ConfigError` for pronunciations that are wrong."""
        pronunciations_file.check(settings.models)
        self._settings = settings
        language = settings.session.language
        pronunciations = pronunciations_file.pronunciations(settings.models, language)
        plain = [part for part in map(plain_text, sentences(text)) if part]
        self._synthesizer = Synthesizer(self._load_voice, language, time.monotonic, pronunciations=pronunciations)
        self._parts = [part for sentence in plain for part in bounded(sentence)]
        words = (" ".join(self._synthesizer.words(part) for part, _ in bounded(sentence)).strip() for sentence in plain)
        self.words = [line for line in words if line]
        """What the voice gets, a sentence each; empty where there is nothing that it can say."""

    @property
    def rate_hz(self) -> int:
        """Sample rate of the sound. Raises `ModelUnavailable`."""
        return voice_rate_hz(voice_file(self._settings.models))

    def _load_voice(self) -> PiperVoice:
        models = self._settings.models
        file, threads = voice_file(models), model_threads(self._settings.threads.voice)
        return PiperVoice(file, threads, models.speaking_rate, speaker_number(file, models.speaker))

    def _spoken(self) -> Iterator[Samples]:
        """Yield the sound of each part. Raises `ModelUnavailable`."""
        self._synthesizer.open()
        try:
            for index, (part, ends_sentence) in enumerate(self._parts):
                made = self._synthesizer.work(ReplyPart(_REPLY, index, part, ends_sentence))
                pieces = [event.samples for event in made if isinstance(event, SpeechSynthesized)]
                yield np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int16)
        finally:
            self._synthesizer.close()

    def sound(self) -> Samples:
        """Return the sound of the whole text. Raises `ModelUnavailable`."""
        return np.concatenate(list(self._spoken()))

    def play(self) -> None:
        """Play it on the loudspeaker of the settings, each part while the next is made.

        Raises `ModelUnavailable` and `AudioUnavailable`.
        """
        hardware = sound_card(self._settings, board_of(self._settings))
        volume = Volume(self._settings.audio.volume)
        hardware.loudspeaker.open(self.rate_hz)  # `Player` would wait for a card that is missing
        player = Player(hardware, self.rate_hz, volume, time.monotonic)
        parts = self._spoken()
        with ThreadPoolExecutor(1, thread_name_prefix="voice") as voice:
            try:
                following = voice.submit(next, parts, None)
                index = 0
                while (samples := following.result()) is not None:
                    following = voice.submit(next, parts, None)
                    sound = SoundStream(samples)
                    sound.end()
                    for _ in player.work(SpokenPart(_REPLY, index, sound)):
                        pass
                    index += 1
                for _ in player.work(EndOfReply(_REPLY)):
                    pass
            finally:
                player.close()
