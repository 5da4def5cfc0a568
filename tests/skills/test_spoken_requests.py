"""The examination by ear: requests, said by two voices, some in noise, through the real recogniser, to the skills."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.installed_models import installed_models
from appliance.interfaces import Models, Recognizer
from appliance.recordings.recordings import load_recordings
from appliance.settings_file import load_settings
from tests.skills.examination import Request, examine, load_requests, says, share_right, table
from tests.skills.kokoro import Kokoro
from tests.skills.rig import Examinee
from tests.skills.speaking import NOISES, Speaker, hear, said_by, say_all

RIGHT_OVERALL = 0.93
SAMPLE = 20
"""Requests that are always tried. One wrong is 5 %."""
SAMPLE_RIGHT = 0.85
OF_RECORDINGS = {
    "capital-of-france": "paris",
    "minutes-in-an-hour": r"\b60\b",
    "days-in-a-week": r"\b7\b",
    "hours-in-a-day-fast": r"\b24\b",
    "ten-minus-three": r"\b7\b",
}
"""Recorded questions that are a skill's, and what must be in the reply."""


@pytest.fixture(scope="module")
def models() -> Models:
    """The real models. Fails, and does not skip, if they are not installed: `deploy/test` fetches them."""
    settings = load_settings()
    return installed_models(settings, settings.session)


@pytest.fixture(scope="module")
def recognizer(models: Models) -> Recognizer:
    return models.recognizer()


@pytest.fixture(scope="module")
def speakers(models: Models) -> dict[str, Speaker]:
    return {"joe": said_by(models.voice()), "kokoro": Kokoro().say}


def test_a_sample_is_understood(recognizer: Recognizer, speakers: dict[str, Speaker]) -> None:
    requests = _spoken_requests()
    _examine_by_ear(requests[:: len(requests) // SAMPLE][:SAMPLE], recognizer, speakers, SAMPLE_RIGHT)


@pytest.mark.thorough
def test_requests_are_understood(recognizer: Recognizer, speakers: dict[str, Speaker]) -> None:
    requests = _spoken_requests()
    assert len(requests) >= 125
    _examine_by_ear(requests, recognizer, speakers, RIGHT_OVERALL)


def test_what_people_read_aloud_does_nothing(recognizer: Recognizer) -> None:
    """People's recordings are prose and questions; nobody asks for anything to be done."""
    examinee = Examinee()
    before = examinee.all_state()
    for recording in load_recordings():
        heard = hear(recognizer, load_recording(recording.path, 30))
        answer = examinee.hear(heard)
        print(f"{recording.name}: {heard} -> {answer and answer.text}")
        assert examinee.all_state() == before


def test_recorded_questions_are_answered(recognizer: Recognizer) -> None:
    recordings = {recording.name: recording for recording in load_recordings(human=False)}
    examinee = Examinee()
    for name, reply in OF_RECORDINGS.items():
        heard = hear(recognizer, load_recording(recordings[name].path, 30))
        answer = examinee.skills.answer(heard)
        print(f"{name}: {heard} -> {answer and answer.text}")
        assert answer is not None
        assert says(answer.text, reply)


def test_noise_is_as_loud_as_said() -> None:
    for noise in NOISES.values():
        sound = noise(CAPTURE_RATE_HZ, np.random.default_rng(1))
        assert np.sqrt(np.mean(sound**2)) == pytest.approx(1.0)
        assert np.array_equal(sound, noise(CAPTURE_RATE_HZ, np.random.default_rng(1)))


def _spoken_requests() -> list[Request]:
    return [request for request in load_requests() if request.spoken]


def _examine_by_ear(
    requests: Sequence[Request], recognizer: Recognizer, speakers: dict[str, Speaker], bar: float
) -> None:
    spoken = say_all(requests, speakers)
    results = [examine(one.request, hear(recognizer, one.samples)) for one in spoken]
    print(table(results))
    for condition in sorted({(one.voice, one.noise) for one in spoken}):
        of_it = [result for result, one in zip(results, spoken, strict=True) if (one.voice, one.noise) == condition]
        print(f"{condition[0]}, {condition[1] or 'quiet'}: {share_right(of_it):.0%} of {len(of_it)}")
    assert share_right(results) >= bar
