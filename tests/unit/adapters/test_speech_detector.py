"""WebRTC's detector with the level gate, on synthetic sound and on the recordings."""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np
import pytest

from appliance.adapters.wav_files import load_recording
from appliance.adapters.webrtc_vad import WebRtcSpeechDetector
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Samples
from appliance.events import UtteranceEnded
from appliance.items import EndReason, Frame, Listen
from appliance.recordings.recordings import Recording, load_non_speech, load_recordings
from appliance.settings import VoiceSessionConfig
from appliance.stages.turns import Turns
from appliance.turn_taking.endpointer import Endpointer, EndpointerEvent, EndpointerTiming
from tests.unit.scripted import Output

QUESTIONS = {recording.name: recording for recording in load_recordings(human=False)}
CLEAR = [name for name, recording in QUESTIONS.items() if recording.condition in ("clear", "fast")]
NOT_SPEECH = {recording.condition: recording for recording in load_non_speech()}


def sound_of(recording: Recording) -> Samples:
    return load_recording(recording.path, 28.0)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * CAPTURE_RATE_HZ), dtype=np.int16)


def frames_of(sound: Samples) -> Iterable[Samples]:
    return sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)


def speech_in(sound: Samples, sensitivity: float = 0.5) -> list[bool]:
    detector = WebRtcSpeechDetector(sensitivity)
    return [detector.is_speech(frame) for frame in frames_of(sound)]


def share_of_speech(sound: Samples, sensitivity: float = 0.5) -> float:
    return float(np.mean(speech_in(sound, sensitivity)))


@pytest.mark.parametrize("name", CLEAR)
def test_speech_ends_when_it_truly_ends(name: str) -> None:
    question = QUESTIONS[name]
    assert question.speech_end_s is not None
    endpointer, last_s = Endpointer(EndpointerTiming.of(VoiceSessionConfig(streaming=False))), 0.0
    moments: list[EndpointerEvent] = []
    sound = np.concatenate([sound_of(question), silence(1.0)])
    for number, is_speech in enumerate(speech_in(sound), start=1):
        if is_speech:
            last_s = number * FRAME_S
        moment = endpointer.feed(is_speech)
        moments += [moment] if moment else []
        if moment is EndpointerEvent.ENDED:
            break
    assert moments[0] is EndpointerEvent.SPEECH_STARTED
    assert moments[-1] is EndpointerEvent.ENDED
    assert last_s == pytest.approx(question.speech_end_s, abs=0.06)


def test_what_is_known_to_be_near_is_not_judged_by_its_level() -> None:
    """A soft voice under the rest of an echo that is as loud, which the echo canceller has told from it."""
    sound = sound_of(QUESTIONS[CLEAR[0]])
    loud, soft = list(frames_of(sound)), list(frames_of(np.asarray(sound // 40, dtype=np.int16)))
    by_level, by_canceller = WebRtcSpeechDetector(0.5), WebRtcSpeechDetector(0.5)
    for detector in (by_level, by_canceller):
        for frame in loud:
            detector.is_speech(frame)
    found = sum(by_level.is_speech(frame) for frame in soft)
    assert sum(by_canceller.is_speech(frame, is_near=True) for frame in soft) > max(1.5 * found, 0.3 * len(soft))


@pytest.mark.parametrize(
    ("is_called", "pause_s", "is_heard"), [(True, 1.4, True), (True, 0.2, False), (False, 1.4, False)]
)
def test_who_has_talked_for_long_before_they_called_is_heard(is_called: bool, pause_s: float, is_heard: bool) -> None:
    """Twelve seconds of talk are no noise of the room where it falls silent for longer than the talk has paused."""
    clear = [sound_of(QUESTIONS[name]) for name in CLEAR]
    talk = np.concatenate(clear * 3)[: 12 * CAPTURE_RATE_HZ]
    detector = WebRtcSpeechDetector(0.5)
    detector.learn_room([Frame(frame, 0.0) for frame in frames_of(talk)], is_called=is_called)
    before = [detector.is_speech(frame) for frame in frames_of(silence(pause_s))]
    spoken = [detector.is_speech(frame) for frame in frames_of(clear[0])]
    assert not any(before)
    assert bool(np.mean(spoken) > 0.5) is is_heard


@pytest.mark.parametrize("click", [8000, 20000])
def test_a_click_after_the_talk_changes_nothing(click: int) -> None:
    """As of the button when it is let go, on a board that has the microphone, too."""
    clear = [sound_of(QUESTIONS[name]) // 4 for name in CLEAR]
    detector = WebRtcSpeechDetector(0.5)
    detector.learn_room([Frame(frame, 0.0) for frame in frames_of(np.concatenate(clear * 3)[: 12 * CAPTURE_RATE_HZ])])
    before = silence(1.8)
    before[1600:1728] = click * np.random.default_rng(1).choice([-1, 1], 128)
    for frame in frames_of(before):
        detector.is_speech(frame)
    assert np.mean([detector.is_speech(frame) for frame in frames_of(clear[0])]) > 0.5


@pytest.mark.parametrize(("louder", "is_room"), [(1, False), (8, True)])
def test_softer_talk_that_goes_on_after_a_pause_is_the_room_again(louder: int, is_room: bool) -> None:
    """A television pauses for long just before the user speaks, who is louder; behind them it is no speech."""
    clear = [sound_of(QUESTIONS[name]) // 10 for name in CLEAR]
    talk = np.concatenate(clear * 3)[: 12 * CAPTURE_RATE_HZ]
    detector = WebRtcSpeechDetector(0.5)
    detector.learn_room([Frame(frame, 0.0) for frame in frames_of(talk)])
    user = (clear[0] * louder).astype(np.int16)
    for frame in frames_of(np.concatenate([silence(1.4), user, silence(0.5)])):
        detector.is_speech(frame)
    behind = [detector.is_speech(frame) for frame in frames_of(talk[: 3 * CAPTURE_RATE_HZ])]
    assert bool(np.mean(behind) < 0.05) is is_room


@pytest.mark.parametrize("sensitivity", [0.0, 0.5, 1.0])
def test_a_silent_room_is_never_speech(sensitivity: float) -> None:
    assert share_of_speech(sound_of(NOT_SPEECH["silence"]), sensitivity) == 0
    assert share_of_speech(silence(2.0), sensitivity) == 0


@pytest.mark.parametrize("sensitivity", [0.0, 0.5])
def test_a_steady_noise_is_not_speech_after_the_first_3_s(sensitivity: float) -> None:
    noise = np.tile(sound_of(NOT_SPEECH["noise"]), 7)
    settled_frames = round(3 / FRAME_S)
    endpointer = Endpointer(EndpointerTiming.of(VoiceSessionConfig(nobody_spoke_s=60)))
    moments = [endpointer.feed(is_speech) for is_speech in speech_in(noise, sensitivity)[settled_frames:]]
    assert moments == [None] * len(moments)


def test_a_higher_sensitivity_detects_more_speech() -> None:
    quiet = next(sound_of(question) for question in QUESTIONS.values() if question.condition == "quiet")
    shares = [share_of_speech(quiet, sensitivity) for sensitivity in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert shares == sorted(shares)
    assert shares[-1] > shares[0]


def test_a_quiet_question_is_detected_with_the_default() -> None:
    quiet = next(question for question in QUESTIONS.values() if question.condition == "quiet")
    endpointer = Endpointer(EndpointerTiming.of(VoiceSessionConfig()))
    assert EndpointerEvent.SPEECH_STARTED in [endpointer.feed(is_speech) for is_speech in speech_in(sound_of(quiet))]


def test_a_question_in_a_noisy_room_ends_although_the_noise_goes_on() -> None:
    """The room is noisy for 10 s before the question, so that the detector has measured its level."""
    noisy = next(question for question in QUESTIONS.values() if question.condition == "noisy")
    assert noisy.speech_end_s is not None
    sound = sound_of(noisy)
    room = sound[: CAPTURE_RATE_HZ // 4]  # before the first word
    turns = Turns(lambda: WebRtcSpeechDetector(0.5), VoiceSessionConfig(streaming=False), time.monotonic)
    turns.open()
    outputs_of(turns, np.tile(room, 40), -10.0)
    list(turns.work(Listen(1)))
    outputs = outputs_of(turns, np.concatenate([sound, np.tile(room, 28)]), 0.0)
    ends = [output for output in outputs if isinstance(output, UtteranceEnded)]
    assert [end.reason for end in ends] == [EndReason.SILENCE]
    assert ends[0].speech_end_s == pytest.approx(noisy.speech_end_s, abs=0.4)


def outputs_of(turns: Turns, sound: Samples, from_s: float) -> list[Output]:
    outputs: list[Output] = []
    for number, samples in enumerate(frames_of(sound), start=1):
        outputs += turns.work(Frame(samples, from_s + number * FRAME_S))
    return outputs
