"""Ten turns of which three are interrupted by the next question: the prompt holds the words that were played."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
import soxr

from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.adapters.wav_files import load_recording
from appliance.adapters.whisper import WhisperRecognizer
from appliance.app import create_voice_session
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.bench.rooms import PacedRoom
from appliance.interfaces import GenerationOptions, LanguageModel, Message, Models
from appliance.models.chosen import model_files
from appliance.monitoring.metrics import Outcome
from appliance.recordings.recordings import Recording
from appliance.session.session import VoiceSession
from appliance.settings import Settings
from appliance.stages.conversation import CUT
from appliance.states import SessionState
from appliance.system.cpu_threads import always
from tests.patience import OUTER_S
from tests.polling import poll_until
from tests.real.words import normalize, word_error_rate
from tests.recording_delegate import RecordingDelegate

QUESTIONS = (
    "healthy-breakfast", "capital-of-france", "blue-sky", "fall-asleep", "largest-planet", "boil-an-egg",
    "hours-in-a-day-fast", "hamlet", "how-are-you", "days-in-a-week",
)  # fmt: skip
AT_LENGTH = "You are a helpful assistant. Explain each answer at length, in five long sentences."
"""System prompt: a reply that is talked over has to be longer than that."""
INTERRUPTED = {0: 1.9, 3: 2.2, 5: 2.5}
"""Turns whose replies are talked over, and after how many seconds of sound."""
MOST_WORDS_MORE = 2
"""The last word may have been heard in part, and the recogniser makes two of that ("hearty", "hard party")."""
LEVEL = 20_000
"""Highest sample of the sound that is transcribed."""


@dataclass
class Talk:
    """A session whose microphone and loudspeaker keep the time of a sound card."""

    session: VoiceSession
    room: PacedRoom
    microphone: WavMicrophone
    loudspeaker: WavLoudspeaker
    recorder: RecordingDelegate
    prompts: list[list[Message]]
    """What the language model was given, each time that it was asked."""


@pytest.fixture
def talk(settings: Settings, models: Models, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    microphone, loudspeaker, recorder = WavMicrophone(), WavLoudspeaker(), RecordingDelegate()
    room = PacedRoom(microphone, loudspeaker)
    prompts: list[list[Message]] = []

    def overheard() -> LanguageModel:
        model = models.language_model()
        reply_to = model.reply

        def reply(messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
            prompts.append(list(messages))
            return reply_to(messages, options)

        monkeypatch.setattr(model, "reply", reply)
        return model

    session = create_voice_session(
        hardware=room.hardware,
        models=replace(models, language_model=overheard),
        delegate=recorder,
        settings=settings.model_copy(
            update={"session": settings.session.model_copy(update={"system_prompt": AT_LENGTH})}
        ),
    )
    session.connect()
    recorder.wait_for_state(SessionState.CONNECTED)
    yield Talk(session, room, microphone, loudspeaker, recorder, prompts)
    session.disconnect(OUTER_S)


def decoded(recognizer: WhisperRecognizer, sound: Samples, rate_hz: int) -> str:
    loud = sound / max(1, int(np.max(np.abs(sound), initial=0))) * LEVEL
    at_16_khz = soxr.resample(loud, rate_hz, CAPTURE_RATE_HZ)
    padded = np.concatenate([at_16_khz, np.zeros(CAPTURE_RATE_HZ // 2)]).astype(np.int16)
    segment = recognizer.transcribe_carefully(padded, lambda: False)
    return segment.text if segment else ""


def wait_until_played(loudspeaker: WavLoudspeaker, length_s: float) -> None:
    enough = length_s * loudspeaker.rate_hz
    poll_until(lambda: loudspeaker.played_samples >= enough, "the reply is heard", OUTER_S)


def wait_for_turns(recorder: RecordingDelegate, count: int) -> None:
    recorder.wait(lambda: len(recorder.turns) >= count)


@pytest.mark.thorough
def test_what_was_not_played_is_not_in_the_prompt(
    talk: Talk, question: Callable[[str], Recording], settings: Settings
) -> None:
    recognizer = WhisperRecognizer(model_files(settings.models)[0], "en", always(2))
    sounds = [load_recording(question(name).path, 30) for name in QUESTIONS]
    memories: list[str] = []
    remembered: list[str] = []
    played: list[str] = []
    session, recorder, loudspeaker = talk.session, talk.recorder, talk.loudspeaker
    session.start_listening()
    talk.room.play(sounds[0])
    for number in range(len(QUESTIONS)):
        if number in INTERRUPTED:
            recorder.wait_for_state(SessionState.SPEAKING)
            wait_until_played(loudspeaker, INTERRUPTED[number])
            talk.microphone.play(sounds[number + 1])
        wait_for_turns(recorder, number + 1)
        if number - 1 in INTERRUPTED:
            assert talk.prompts[-1][-2] == {"role": "assistant", "content": memories[-1]}
        sound = loudspeaker.take()
        if number in INTERRUPTED:
            assert recorder.turns[number].outcome is Outcome.INTERRUPTED
            memories.append(session.history[-1].assistant)
            remembered.append(memories[-1].removesuffix(CUT))
            played.append(decoded(recognizer, sound, loudspeaker.rate_hz))
            print(f"\nremembered: {remembered[-1]}\nplayed:     {played[-1]}")
        elif number + 1 < len(QUESTIONS):
            session.cancel()
            session.start_listening()
            talk.room.play(sounds[number + 1])
    assert sum(text.endswith(CUT) for text in memories) >= 2, "one reply may have been short, and heard to its end"
    assert word_error_rate(remembered, played) <= 0.15
    for text, heard in zip(remembered, played, strict=True):
        more = len(normalize(heard).split()) - len(normalize(text).split())
        assert -1 <= more <= MOST_WORDS_MORE, f"it ends with the last word heard: {text!r}, {heard!r}"
