"""Interruptions of a real reply at random moments: it is silent at once, and answers the next question."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import FRAME_S
from appliance.interfaces import Models
from appliance.recordings.recordings import Recording
from appliance.settings import Settings
from appliance.stages.player import CHUNK_S
from appliance.states import SessionState
from tests.real.conftest import Bench, connected_bench

SEED = 20


@pytest.fixture
def paced(settings: Settings, models: Models) -> Iterator[Bench]:
    """A session whose loudspeaker plays in real time, so that there is something to interrupt."""
    with connected_bench(settings, models, realtime_loudspeaker=True) as connected:
        yield connected


@pytest.mark.parametrize("times", [3, pytest.param(10, marks=pytest.mark.thorough)])
def test_interruptions_at_random_moments(times: int, paced: Bench, question: Callable[[str], Recording]) -> None:
    moments = random.Random(SEED)
    asks_for_long_reply = load_recording(question("healthy-breakfast").path, 30)
    asks_for_short_reply = load_recording(question("capital-of-france").path, 30)
    threads = threading.active_count()
    memory_kb = []
    late = []
    paced.session.start_listening()
    for _ in range(times):
        paced.recorder.forget()
        paced.microphone.play(asks_for_long_reply)
        _wait_for_a_moment(paced, moments)
        late.append(_interrupt(paced))

        paced.recorder.forget()
        paced.microphone.play(asks_for_short_reply)
        paced.recorder.wait_for_state(SessionState.SPEAKING)
        assert paced.recorder.of("final") == ["What is the capital of France?"]
        paced.recorder.wait(lambda: _names_paris(paced) or bool(paced.recorder.turns))
        assert _names_paris(paced)
        late.append(_interrupt(paced))
        memory_kb.append(_resident_kb())
    print(f"seconds of the old reply after an interruption, worst of {len(late)}: {max(late):.4f}, chunk {CHUNK_S}")
    half = (times - 1) // 2  # by then the models have taken all that they keep
    print(f"resident memory after {half + 1} and {times} rounds: {memory_kb[half] // 1024}, {memory_kb[-1] // 1024} MB")
    assert max(late) <= CHUNK_S + FRAME_S  # a chunk, and the time that a busy machine takes to wake the player
    assert threading.active_count() == threads
    assert paced.session.is_idle, "an item is left in a channel"
    assert memory_kb[-1] - memory_kb[half] < 20_000, "memory grows"
    paced.session.stop_listening()
    paced.recorder.wait_for_state(SessionState.CONNECTED)


def _wait_for_a_moment(paced: Bench, moments: random.Random) -> None:
    """Wait for the second partial transcript, for the processing, or for up to half a second of the reply."""
    kind = moments.random()
    if kind < 0.15:
        paced.recorder.wait(lambda: len(paced.recorder.of("partial")) >= 2)
    elif kind < 0.3:
        # Not until it is in this state: it leaves it at once when the reply is there already.
        paced.recorder.wait(lambda: SessionState.PROCESSING.value in paced.recorder.states)
    else:
        paced.recorder.wait_for_state(SessionState.SPEAKING)
        _wait_until_played(paced, moments.random() / 2)


def _wait_until_played(paced: Bench, length_s: float) -> None:
    """Wait until the loudspeaker has played `length_s`, at most half a second. Every reply is longer than that."""
    while paced.loudspeaker.played_samples < length_s * paced.loudspeaker.rate_hz:
        paced.loudspeaker.wait()


def _names_paris(paced: Bench) -> bool:
    return any("Paris" in reply for reply in paced.recorder.of("reply"))


def _interrupt(paced: Bench) -> float:
    """Interrupt the reply; return how many seconds of it were played after that."""
    paced.microphone.stop()
    assert paced.session.interrupt()
    played = paced.loudspeaker.played_samples
    paced.recorder.wait_for_state(SessionState.LISTENING)
    threading.Event().wait(8 * CHUNK_S)  # long enough for all sound that was under way to be played
    late = paced.loudspeaker.played_samples - played
    paced.loudspeaker.take()
    return late / paced.loudspeaker.rate_hz


def _resident_kb() -> int:
    """Return the resident memory of this process, in kB."""
    return int(re.findall(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[0])
