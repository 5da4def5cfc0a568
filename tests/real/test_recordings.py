"""Every recording through the pipeline: the transcript is what was said, the speech is what the model wrote."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

import pytest
import soxr

from appliance.adapters.wav_files import load_recording
from appliance.adapters.whisper import FULL_AUDIO_CTX, WhisperRecognizer, fitted_audio_ctx
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.events import TranscriptionCompleted
from appliance.interfaces import Models
from appliance.items import TranscriptionSegment, Utterance
from appliance.recordings.recordings import Recording, load_non_speech
from appliance.stages.transcriber import Transcriber
from appliance.text.transcript_guard import has_loop
from tests.real.conftest import Bench
from tests.real.words import word_error_rate


@dataclass(frozen=True)
class Answered:
    """A recording, and what the appliance made of it."""

    recording: Recording
    transcript: str
    reply: str
    sound: Samples


@pytest.fixture(scope="module")
def answered(bench: Bench, recordings: tuple[Recording, ...]) -> list[Answered]:
    return [Answered(recording, *bench.ask(recording)) for recording in recordings]


@pytest.fixture(scope="module")
def recognizer(models: Models) -> WhisperRecognizer:
    loaded = models.recognizer()
    assert isinstance(loaded, WhisperRecognizer)
    return loaded


def test_there_are_enough_questions(recordings: tuple[Recording, ...]) -> None:
    questions = [r for r in recordings if r.speaker == "synthetic"]
    assert len(questions) >= 12
    assert {"noisy", "quiet", "fast", "pause"} <= {r.condition for r in questions}
    assert sum(r.speaker == "human" for r in recordings) >= 5


def test_the_transcript_is_what_was_said(answered: list[Answered], record_property: object) -> None:
    for one in answered:
        print(f"{one.recording.name}: {one.transcript}")
        assert one.transcript
        assert not has_loop(one.transcript)
    rate = word_error_rate([one.recording.transcript for one in answered], [one.transcript for one in answered])
    print(f"word error rate {rate:.1%}")
    assert rate <= 0.10


def test_what_is_spoken_is_what_was_written(
    answered: list[Answered], bench: Bench, recognizer: WhisperRecognizer
) -> None:
    rates = []
    for one in answered:
        assert one.reply
        sound = soxr.resample(one.sound, bench.loudspeaker.rate_hz, CAPTURE_RATE_HZ)
        spoken = " ".join(_decode(recognizer, part).text for part in _half_minutes(sound))
        rates.append(word_error_rate([one.reply], [spoken]))
        print(f"{rates[-1]:.1%} {one.reply} | {spoken}")
    print(f"mean word error rate {statistics.mean(rates):.1%}")
    assert statistics.mean(rates) <= 0.20


@pytest.mark.thorough
@pytest.mark.parametrize("speaker", ["human", "synthetic"])
def test_a_fitted_window_is_no_worse_than_the_whole(
    recordings: tuple[Recording, ...], recognizer: WhisperRecognizer, speaker: str
) -> None:
    recordings = tuple(recording for recording in recordings if recording.speaker == speaker)
    beginnings = (
        0,
        CAPTURE_RATE_HZ // 10,
    )  # samples to cut off: the same words 0.1 s earlier are another clip to whisper.cpp
    said = [recording.transcript for recording in recordings for _ in beginnings]
    clips = [load_recording(recording.path, 30)[start:] for recording in recordings for start in beginnings]
    assert all(fitted_audio_ctx(len(clip) / CAPTURE_RATE_HZ) < FULL_AUDIO_CTX for clip in clips)
    fitted = word_error_rate(said, [_transcribe(recognizer, clip) for clip in clips])
    whole = word_error_rate(said, [_decode_whole(recognizer, clip).text for clip in clips])
    print(f"word error rate of {speaker} recordings: fitted window {fitted:.1%}, whole window {whole:.1%}")
    assert fitted <= whole


def test_nothing_is_made_of_silence_or_noise(bench: Bench) -> None:
    for recording in load_non_speech():
        transcript, reply, sound = bench.ask(recording)
        assert (transcript, reply, len(sound)) == ("", "", 0)


def _decode(recognizer: WhisperRecognizer, samples: Samples) -> TranscriptionSegment:
    segment = recognizer.transcribe(samples, lambda: False)
    assert segment is not None
    return segment


def _transcribe(recognizer: WhisperRecognizer, samples: Samples) -> str:
    """Transcribe as the pipeline does: with a fitted window, and a second time if the result is doubtful."""
    stage = Transcriber(lambda: recognizer, lambda _utterance, _is_first: False, lambda: 0.0)
    stage.open()
    utterance = Utterance(1, samples, len(samples) // FRAME_SAMPLES, is_final=True)
    (completed,) = [event for event in stage.work(utterance) if isinstance(event, TranscriptionCompleted)]
    return completed.segment.text


def _decode_whole(recognizer: WhisperRecognizer, samples: Samples) -> TranscriptionSegment:
    """Decode with the whole window of 30 s and with fallback to higher temperatures."""
    segment = recognizer.transcribe_carefully(samples, lambda: False)
    assert segment is not None
    return segment


@pytest.mark.thorough
def test_a_decode_does_not_depend_on_the_one_before(
    recordings: tuple[Recording, ...], recognizer: WhisperRecognizer
) -> None:
    clips = [load_recording(recording.path, 30) for recording in recordings]
    first = [_decode(recognizer, clip).text for clip in clips]
    longest = max(clips, key=len)
    again = []
    for clip in clips:
        _decode_whole(recognizer, longest)
        again.append(_decode(recognizer, clip).text)
    assert again == first


def _half_minutes(samples: Samples) -> list[Samples]:
    """Cut 16 kHz sound into parts that fit into whisper.cpp's window of 30 s."""
    length = 28 * CAPTURE_RATE_HZ
    return [samples[start : start + length] for start in range(0, len(samples), length)]
