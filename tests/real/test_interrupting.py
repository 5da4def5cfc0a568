"""Interrupting a real reply at random moments: silence at once, and the next question is answered."""

from __future__ import annotations

import random
import resource
import threading
from collections.abc import Callable, Iterator

import pytest

from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.adapters.wav_files import load_recording
from appliance.app import create_voice_session
from appliance.config import Settings
from appliance.interfaces import Hardware, Models
from appliance.recordings import Recording
from appliance.stages.player import CHUNK_S
from appliance.states import SessionState
from tests.real.conftest import Bench
from tests.witness import Witness

TIMES = 50
SEED = 20


@pytest.fixture
def paced(settings: Settings, models: Models) -> Iterator[Bench]:
    """A session whose loudspeaker plays in real time, so that there is something to interrupt."""
    microphone, loudspeaker, witness = WavMicrophone(realtime=False), WavLoudspeaker(realtime=True), Witness()
    session = create_voice_session(
        hardware=Hardware(microphone, loudspeaker), models=models, delegate=witness, settings=settings
    )
    microphone.ready = lambda: session.is_idle
    session.connect()
    yield Bench(session, microphone, loudspeaker, witness)
    session.disconnect()


def test_fifty_interruptions_at_random_moments(paced: Bench, question: Callable[[str], Recording]) -> None:
    moments = random.Random(SEED)
    long_reply = load_recording(question("healthy-breakfast").path, 30)
    short_reply = load_recording(question("capital-of-france").path, 30)
    threads = threading.active_count()
    chunk = int(paced.loudspeaker.rate_hz * CHUNK_S)
    memory_kb = []
    late = []
    paced.session.start_listening()
    for _ in range(TIMES):
        paced.witness.forget()
        paced.microphone.play(long_reply)
        _wait_for_a_moment(paced, moments)
        late.append(_interrupt(paced))

        paced.witness.forget()
        paced.microphone.play(short_reply)
        paced.witness.wait_for_state(SessionState.SPEAKING)
        assert paced.witness.of("final") == ["What is the capital of France?"]
        paced.witness.wait(lambda: "Paris" in _answers(paced) or bool(paced.witness.turns))
        print(paced.witness.of("reply")[-1])
        assert "Paris" in _answers(paced)
        late.append(_interrupt(paced))
        memory_kb.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    print(f"samples after an interruption: {sorted(late)[-5:]} at most, chunk {chunk}")
    assert max(late) <= chunk
    assert threading.active_count() == threads
    assert memory_kb[-1] - memory_kb[9] < 20_000, "memory grows"
    paced.session.stop_listening()
    paced.witness.wait_for_state(SessionState.CONNECTED)


def _wait_for_a_moment(paced: Bench, moments: random.Random) -> None:
    """Wait until thinking, or until up to half a second of the reply was played; every reply is longer."""
    if moments.random() < 0.2:
        paced.witness.wait_for_state(SessionState.PROCESSING)
        return
    paced.witness.wait_for_state(SessionState.SPEAKING)
    threading.Event().wait(moments.random() / 2)


def _answers(paced: Bench) -> list[str]:
    """Names of cities in the replies so far."""
    return ["Paris" for reply in paced.witness.of("reply") if "Paris" in reply]


def _interrupt(paced: Bench) -> int:
    """Interrupt, and return how many samples of the old reply were still played afterwards."""
    assert paced.session.interrupt()
    paced.loudspeaker.take()
    paced.witness.wait_for_state(SessionState.LISTENING)
    threading.Event().wait(4 * CHUNK_S)
    return len(paced.loudspeaker.take())
