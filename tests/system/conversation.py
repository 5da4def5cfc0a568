"""Conversation: asks the appliance aloud through its sound card, and understands what it answers."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
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
from tests.hil.virtual_card import VirtualCard
from tests.real.words import word_error_rate
from tests.system.appliance import Appliance, Following

INSIDE = "/srv/card"
"""Where the machine sees the card's folder."""
ALSA_INSIDE = f"""
</usr/share/alsa/alsa.conf>
pcm.mic {{ type pulse server "unix:{INSIDE}/native" device "mic.monitor" }}
pcm.speaker {{ type pulse server "unix:{INSIDE}/native" device "speaker" }}
"""
MOST_ERRORS = 0.5
"""Of the words, where whisper listens to the voice: "but capital of Francis Paris" is what a person forgives."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question."""

    transcript: str
    """What the appliance understood."""
    reply: str
    """What it wrote."""
    heard: str
    """What was heard of it at the loudspeaker."""

    def assert_right(self, part: str) -> None:
        """Check that it was answered with `part`, and said aloud as it was written."""
        assert part in self.reply, self
        assert part in self.heard, self
        assert word_error_rate([self.reply], [self.heard]) <= MOST_ERRORS, self


class Conversation:
    """A virtual sound card, and a person at its other end; one for all machines, one after the other."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)  # the service has a user of its own
        self.folder = folder
        self.card = VirtualCard(folder)
        (folder / "inside.conf").write_text(ALSA_INSIDE, encoding="utf-8")
        os.environ["ALSA_CONFIG_PATH"] = self.card.alsa_config
        self.tester = SoundTester("mic_in", "speaker_out")
        self._recordings = {recording.name: recording for recording in load_recordings(human=False)}
        self._ear = WhisperRecognizer(model_files(Settings().models)[0], "en", threads=1)
        self.tester.start()
        self.plug_in()

    def close(self) -> None:
        """Take it apart."""
        self.tester.stop()
        self.card.pull_out()

    def plug_in(self) -> None:
        """Plug the card in, and return when it gives sound."""
        self.card.plug_in()
        self.tester.card_is(True)

    def pull_out(self) -> None:
        """Pull it out."""
        self.tester.card_is(False)
        self.card.pull_out()

    def say(self, name: str) -> None:
        """Begin to say a recording."""
        recording = self._recordings[name]
        self.tester.play(load_recording(recording.path, longest_s=28))

    def begin(self, appliance: Appliance, name: str = "capital-of-france") -> Following:
        """Press the button, and begin to ask; return what the appliance tells from then on."""
        self.tester.hush()
        self.tester.forget()
        events = appliance.follow()
        appliance.ask("press")
        appliance.wait_for_state("listening")
        self.say(name)
        return events

    def ask(self, appliance: Appliance, name: str = "capital-of-france") -> Answer:
        """Press the button, ask, and listen to the answer to its end."""
        began_s = time.monotonic()
        events = self.begin(appliance, name)
        events.wait_for("turn", began_s)
        events.wait_for("state", began_s, state="connected")
        events.close()
        speaks_s = events.wait_for("state", began_s, state="speaking")["at_s"]
        self.tester.listen_for(0.3)
        said = [event["text"] for event in events.of("transcript", began_s) if event["is_final"]]
        replies = [event["text"] for event in events.of("reply", began_s)]
        return Answer(said[-1], replies[-1], self.heard_since(speaks_s - 0.1))

    def heard_since(self, since_s: float) -> str:
        """Return what was said at the loudspeaker from a moment on."""
        return self._understood(self.tester.recording(since_s)[0])

    def _understood(self, sound: object) -> str:
        at_16_khz = soxr.resample(sound, RECORD_RATE_HZ, CAPTURE_RATE_HZ).astype(np.int16)
        segment = self._ear.transcribe_carefully(at_16_khz, lambda: False)
        return segment.text if segment else ""
