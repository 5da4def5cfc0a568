"""Thirty turns in a row with presses at random moments: it is always ready again, and uses no more and more resources.

The appliance is a process of its own, since other tests leave memory, files and threads behind in the test process.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

import pytest

from appliance.adapters.sound_tester import SoundTester
from appliance.adapters.wav_files import load_recording
from appliance.recordings.recordings import Recording
from tests.hil.events import Events
from tests.hil.rig_file import RigFile
from tests.hil.service_process import ServiceProcess

TURNS = 30
SETTLED = 10
"""Number of turns after which all threads have started and all files are open."""
SEED = 30
MOST_KB = 700_000
"""Limit of resident memory. It grows from 440 MB to 560-580 MB, a step with each sentence longer than all before."""
QUESTIONS = ("capital-of-france", "days-in-a-week", "hamlet", "largest-planet", "ten-minus-three", "how-are-you")


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory, rig_file: RigFile) -> Iterator[ServiceProcess]:
    """An appliance with a short timeout and a small context window.

    Many presses come when it is ready again and start a turn in which nobody speaks: such a turn shall end soon. The
    context window fills turn by turn: it shall be full before the memory is measured.
    """
    folder = tmp_path_factory.mktemp("service")
    service = ServiceProcess(folder, rig_file, session={"nobody_spoke_s": 2.0}, models={"context_tokens": 512})
    yield service
    service.kill()


@pytest.fixture
def tester(service: ServiceProcess, rig_file: RigFile, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundTester]:
    if service.card:
        monkeypatch.setenv("ALSA_CONFIG_PATH", service.card.alsa_config)
    tester = SoundTester(rig_file.play, rig_file.record)
    tester.start()
    tester.card_is(True)
    yield tester
    tester.stop()


@pytest.mark.thorough
def test_thirty_turns_with_presses_at_random_moments(
    service: ServiceProcess, tester: SoundTester, question: Callable[[str], Recording]
) -> None:
    service.wait_for_state("connected")
    events = Events(service.socket)
    dice = random.Random(SEED)
    memory_kb, files, threads = [], [], []
    for _ in range(TURNS):
        tester.forget()  # or its recording grows all the time
        began_s = time.monotonic()
        service.ask("press")
        events.wait_for("state", began_s, state="listening")
        tester.play(load_recording(question(dice.choice(QUESTIONS)).path, 30))
        for _press in range(dice.choice([0, 0, 1, 1, 2])):
            tester.listen_for(dice.uniform(0.45, 3.0))  # late enough that two taps are no double tap
            service.ask("press")
        tester.hush()
        tester.listen_for(0.5)  # a press takes effect after a moment
        events.wait_until(lambda: bool(events.told) and events.of("state")[-1]["state"] == "connected")
        memory_kb.append(service.resident_kb())
        files.append(service.open_files())
        threads.append(service.threads())
    outcomes = [event["outcome"] for event in events.of("turn")]
    print(f"turns: { ({outcome: outcomes.count(outcome) for outcome in set(outcomes)}) }")
    print(f"memory after each turn, in MB: {[kb // 1024 for kb in memory_kb]}")
    status = service.ask("status")
    print(f"status: {status}")
    assert len(outcomes) >= TURNS
    assert not events.of("error")
    assert memory_kb[-1] < MOST_KB
    assert files[-1] == files[SETTLED - 1], files
    assert threads[-1] == threads[SETTLED - 1], threads
    service.end()
    events.join()
