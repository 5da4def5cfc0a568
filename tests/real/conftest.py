"""The real models (whisper.cpp, the language model, Piper), loaded once, in whole sessions on files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.adapters.piper import PiperVoice
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.adapters.wav_files import load_recording
from appliance.app import create_voice_session
from appliance.audio.format import Samples
from appliance.installed_models import installed_models
from appliance.interfaces import Hardware, Models
from appliance.models.chosen import model_files
from appliance.recordings.recordings import Recording, load_recordings
from appliance.session.session import VoiceSession
from appliance.settings import Settings
from appliance.settings_file import load_settings
from appliance.states import SessionState
from tests.patience import OUTER_S
from tests.recording_delegate import RecordingDelegate


@dataclass
class Bench:
    """A connected session whose sound comes from files. It runs as fast as the models allow."""

    session: VoiceSession
    microphone: WavMicrophone
    loudspeaker: WavLoudspeaker
    recorder: RecordingDelegate

    def begin_turn(self, samples: Samples) -> None:
        """Begin a turn, and play these samples into the microphone."""
        self.session.start_listening()
        self.microphone.play(samples)

    def ask(self, recording: Recording) -> tuple[str, str, Samples]:
        """Ask one question; return the transcript, the reply, and the reply's sound at the loudspeaker's rate."""
        self.loudspeaker.take()
        self.recorder.forget()
        self.begin_turn(load_recording(recording.path, 30))
        self.recorder.wait_for_turns(1)
        self.microphone.stop()
        finals, replies = self.recorder.of("final"), self.recorder.of("reply")
        return (finals or [""])[-1], (replies or [""])[-1], self.loudspeaker.take()


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings in force, but for the deadlines of the stages: a loaded machine may take its time."""
    settings = load_settings()
    patient = {f"{what}_timeout_s": OUTER_S for what in ("transcription", "generation", "synthesis")}
    return settings.model_copy(update={"session": settings.session.model_copy(update=patient)})


@pytest.fixture(scope="session")
def models(settings: Settings) -> Models:
    """The real models. Fails, and does not skip, if they are not installed: `deploy/test` fetches them."""
    return installed_models(settings, settings.session)


@pytest.fixture(scope="session")
def voice_file(settings: Settings) -> Path:
    """The file of Piper's voice."""
    return model_files(settings.models)[2]


@pytest.fixture(scope="session")
def voice(models: Models) -> PiperVoice:
    """The voice, loaded."""
    loaded = models.voice()
    assert isinstance(loaded, PiperVoice)
    return loaded


@contextmanager
def connected_bench(settings: Settings, models: Models, *, realtime_loudspeaker: bool) -> Iterator[Bench]:
    """Connect a session for the length of the block. With `realtime_loudspeaker`, a reply takes its time to play."""
    microphone, recorder = WavMicrophone(realtime=False), RecordingDelegate()
    loudspeaker = WavLoudspeaker(realtime=realtime_loudspeaker)
    session = create_voice_session(
        hardware=Hardware(microphone, loudspeaker), models=models, delegate=recorder, settings=settings
    )
    microphone.ready = lambda: session.is_idle
    session.connect()
    recorder.wait_for_state(SessionState.CONNECTED)  # told on another thread: a test may forget it only after that
    yield Bench(session, microphone, loudspeaker, recorder)
    session.disconnect(OUTER_S)


@pytest.fixture(scope="module")
def bench(settings: Settings, models: Models) -> Iterator[Bench]:
    with connected_bench(settings, models, realtime_loudspeaker=False) as connected:
        yield connected


@pytest.fixture(scope="session")
def recordings() -> tuple[Recording, ...]:
    return load_recordings()


@pytest.fixture(scope="session")
def question(recordings: tuple[Recording, ...]) -> Callable[[str], Recording]:
    """Returns the recording that has the given name."""
    by_name = {recording.name: recording for recording in recordings}
    return by_name.__getitem__
