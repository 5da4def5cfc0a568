"""A session under a service manager: that hears when it is ready, that it is alive, and nothing while a stage hangs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from appliance.adapters.simulated import SimulatedLanguageModel
from appliance.interfaces import GenerationOptions, Message
from appliance.monitoring.watchdog import Watchdog
from appliance.settings import VoiceSessionConfig
from tests.session.plugged import eventually
from tests.session.rig import in_memory, rig, tone
from tests.unit.scripted import PATIENCE_S

BRIEF = VoiceSessionConfig(error_shown_s=0.0, generation_timeout_s=0.2)


class Manager:
    """Counts what it hears; wants to hear something a hundred times a second."""

    watchdog_s: float | None = 0.03

    def __init__(self) -> None:
        self.heard: list[str] = []

    def ready(self) -> None:
        self.heard.append("ready")

    def alive(self) -> None:
        self.heard.append("alive")

    def starting(self, for_s: float) -> None:
        self.heard.append("starting")

    def status(self, line: str) -> None: ...

    def stopping(self) -> None: ...

    def hears_more(self) -> None:
        """Wait for another word."""
        count = len(self.heard)
        eventually(lambda: len(self.heard) > count + 1)


class Stuck:
    """Something that does not come back before it is let go."""

    def __init__(self) -> None:
        self.is_in = threading.Event()
        self.let_go = threading.Event()

    def __call__(self) -> None:
        self.is_in.set()
        assert self.let_go.wait(PATIENCE_S)


class StuckModel(SimulatedLanguageModel):
    def __init__(self, stuck: Callable[[], None]) -> None:
        self._stuck = stuck

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        self._stuck()
        yield from super().reply(messages, options)


def test_ready_is_told_once_sound_comes_in() -> None:
    manager = Manager()
    with rig(devices=in_memory(watchdog=Watchdog(manager))) as r:
        manager.hears_more()
        assert "ready" not in manager.heard, "nothing was heard yet"
        r.microphone.play(tone(0.2))
        eventually(lambda: "ready" in manager.heard)
        manager.hears_more()
        r.say()
        r.recorder.wait_for_turns(1)
        manager.hears_more()
    assert manager.heard.count("ready") == 1
    assert manager.heard[0] == "starting"
    assert set(manager.heard[manager.heard.index("ready") + 1 :]) == {"alive"}


def test_while_the_model_hangs_it_hears_nothing(caplog: pytest.LogCaptureFixture) -> None:
    manager, stuck = Manager(), Stuck()
    watchdog = Watchdog(manager)
    devices = in_memory(watchdog=watchdog)
    with rig(BRIEF, devices=devices, language_model=lambda: StuckModel(stuck)) as r:
        r.say()
        assert stuck.is_in.wait(PATIENCE_S)
        eventually(lambda: "the compute thread hangs: the responder" in caplog.text)
        heard, due_s = len(manager.heard), watchdog.due_s
        eventually(lambda: watchdog.due_s > due_s + 0.1)  # it has looked again, and again
        assert len(manager.heard) == heard
        stuck.let_go.set()
        manager.hears_more()
