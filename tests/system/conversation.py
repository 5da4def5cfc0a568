"""Conversation: asks the appliance questions through its sound card, and decodes what it says."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import soxr

from appliance.adapters.sound_tester import RECORD_RATE_HZ, SoundTester
from appliance.adapters.wav_files import load_recording
from appliance.adapters.whisper import WhisperRecognizer
from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.models.chosen import model_files
from appliance.recordings.recordings import load_recordings
from appliance.settings import Settings
from appliance.system.cpu_threads import always
from tests.hil.virtual_card import VirtualCard
from tests.real.words import normalize, word_error_rate
from tests.system.appliance import Appliance, ClosableEvents

INSIDE = "/srv/card"
"""Path of the card's folder inside a machine."""
ALSA_INSIDE = f"""
</usr/share/alsa/alsa.conf>
pcm.mic {{ type pulse server "unix:{INSIDE}/native" device "mic.monitor" }}
pcm.speaker {{ type pulse server "unix:{INSIDE}/native" device "speaker" }}
"""
ALIKE = 0.7
"""From which on two words count as the same, heard by a small recogniser: "Perris" for "Paris" (`difflib`)."""
MOST_ERRORS = 0.5
"""Limit of the word error rate of whisper.cpp on the voice. A person forgives "but capital of Francis Paris"."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked aloud, and the reply to it."""

    transcript: str
    """The question as the appliance transcribed it."""
    reply: str
    """The reply as the language model wrote it."""
    spoken: str
    """The reply as whisper.cpp decoded it from the loudspeaker's sound."""
    spoke_s: float
    """When the reply was first heard, by `time.monotonic()`."""

    def assert_right(self, part: str) -> None:
        """Check that the reply contains `part`, and was spoken as it was written."""
        assert part in self.reply, self
        heard = normalize(self.spoken).split()
        for word in normalize(part).split():
            assert get_close_matches(word, heard, cutoff=ALIKE), self
        assert word_error_rate([self.reply], [self.spoken]) <= MOST_ERRORS, self


class Conversation:
    """A virtual sound card, and a person who speaks and listens at it. Only one machine at a time can use it."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)  # the service has a user of its own
        self.folder = folder
        self.card = VirtualCard(folder)
        (folder / "inside.conf").write_text(ALSA_INSIDE, encoding="utf-8")
        os.environ["ALSA_CONFIG_PATH"] = self.card.alsa_config
        self.tester = SoundTester("mic_in", "speaker_out")
        self._recordings = {recording.name: recording for recording in load_recordings(human=False)}
        self._recognizer = WhisperRecognizer(model_files(Settings().models)[0], "en", always(1))
        self.tester.start()
        self.plug_in()

    def close(self) -> None:
        """End the tester and the card."""
        self.tester.stop()
        self.card.pull_out()

    def plug_in(self) -> None:
        """Plug the card in; return when sound flows."""
        self.card.plug_in()
        self.tester.card_is(True)

    def pull_out(self) -> None:
        """Pull the card out."""
        self.tester.card_is(False)
        self.card.pull_out()

    def say(self, name: str) -> None:
        """Begin to play a recording into the microphone."""
        recording = self._recordings[name]
        self.tester.play(load_recording(recording.path, longest_s=28))

    def begin(self, appliance: Appliance, name: str = "capital-of-france") -> ClosableEvents:
        """Start a turn with the button and begin to ask; return the events from the press on."""
        self.tester.hush()
        self.tester.forget()
        events = appliance.follow()
        appliance.ask("press")
        appliance.wait_for_state("listening")
        self.say(name)
        return events

    def ask(self, appliance: Appliance, name: str = "capital-of-france") -> Turn:
        """Start a turn with the button, ask, and listen to the reply until its end."""
        began_s = time.monotonic()
        events = self.begin(appliance, name)
        turn = events.wait_for("turn", began_s)
        events.wait_for("state", began_s, state="connected")
        events.close()
        assert turn["outcome"] == "answered", turn
        speaks_s = events.wait_for("state", began_s, state="speaking")["at_s"]
        self.tester.listen_for(0.3)
        transcripts = [event["text"] for event in events.of("transcript", began_s) if event["is_final"]]
        replies = [event["text"] for event in events.of("reply", began_s)]
        return Turn(transcripts[-1], replies[-1], self.spoken_since(speaks_s - 0.1), speaks_s)

    def spoken_since(self, since_s: float) -> str:
        """Return the words that the loudspeaker has spoken from a moment on (`time.monotonic()`)."""
        return self._decoded(self.tester.recording(since_s)[0])

    def _decoded(self, sound: object) -> str:
        at_16_khz = soxr.resample(sound, RECORD_RATE_HZ, CAPTURE_RATE_HZ).astype(np.int16)
        segment = self._recognizer.transcribe_carefully(at_16_khz, lambda: False)
        return segment.text if segment else ""
