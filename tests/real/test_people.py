"""What people say, through the default recogniser: word errors of each kind, and of the synthetic voice apart."""

from __future__ import annotations

import pytest

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import FRAME_SAMPLES
from appliance.events import TranscriptionCompleted
from appliance.interfaces import Models
from appliance.items import Utterance
from appliance.recordings.people import KINDS, load_people
from appliance.recordings.recordings import Recording, load_recordings
from appliance.stages.transcriber import Transcriber
from tests.real.words import word_error_rate

MOST = {"sentence": 0.15, "command": 0.25, "pauses": 0.20, "conversation": 0.30, "synthetic": 0.05}
"""Word error rates that are not exceeded."""


@pytest.fixture(scope="module")
def transcriber(models: Models) -> Transcriber:
    """Return the stage of the pipeline, with the default recogniser."""
    recognizer = models.recognizer()
    stage = Transcriber(lambda: recognizer, lambda _utterance, _is_first: False, lambda: 0.0)
    stage.open()
    return stage


@pytest.mark.parametrize("kind", [*KINDS, "synthetic"])
def test_people_are_heard(transcriber: Transcriber, kind: str) -> None:
    spoken = load_recordings(human=False) if kind == "synthetic" else load_people()
    chosen = [one for one in spoken if kind in (one.kind, "synthetic")]
    heard = [_transcribe(transcriber, one) for one in chosen]
    for one, transcript in zip(chosen, heard, strict=True):
        print(f"{one.name} ({one.person or 'synthetic'}): {one.transcript} | {transcript}")
    rate = word_error_rate([one.transcript for one in chosen], heard)
    print(f"{kind}: word error rate {rate:.1%} of {len(chosen)} utterances")
    assert rate <= MOST[kind]


def _transcribe(stage: Transcriber, recording: Recording) -> str:
    samples = load_recording(recording.path, 30)
    utterance = Utterance(1, samples, len(samples) // FRAME_SAMPLES, is_final=True)
    events = stage.work(utterance)
    return "".join(event.segment.text for event in events if isinstance(event, TranscriptionCompleted))
