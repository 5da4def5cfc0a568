"""A session under a service manager, which is told that it is ready and alive, and nothing while a stage hangs."""

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
from tests.unit.watched_thread import TIMEOUT_S

BRIEF = VoiceSessionConfig(error_shown_s=0.0, generation_timeout_s=0.2)


class Manager:
    """A service manager that records what it is told; it wants to be told something 100 times a second."""

    watchdog_s: float | None = 0.03

    def __init__(self) -> None:
        self.told: list[str] = []

    def ready(self) -> None:
        self.told.append("ready")

    def alive(self) -> None:
        self.told.append("alive")

    def starting(self, for_s: float) -> None:
        self.told.append("starting")

    def status(self, line: str) -> None: ...

    def stopping(self) -> None: ...

    def wait_for_more(self) -> None:
        """Wait until it was told at least two more things."""
        count = len(self.told)
        eventually(lambda: len(self.told) > count + 1)


class HangingCall:
    """A call that does not return before `may_return` is set."""

    def __init__(self) -> None:
        self.has_begun = threading.Event()
        self.may_return = threading.Event()

    def __call__(self) -> None:
        self.has_begun.set()
        assert self.may_return.wait(TIMEOUT_S)


class HangingModel(SimulatedLanguageModel):
    """A language model that makes a call before each reply."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        self._call()
        yield from super().reply(messages, options)


def test_ready_is_told_once_sound_comes_in() -> None:
    manager = Manager()
    with rig(devices=in_memory(watchdog=Watchdog(manager))) as r:
        manager.wait_for_more()
        assert "ready" not in manager.told, "no sound has come in yet"
        r.microphone.play(tone(0.2))
        eventually(lambda: "ready" in manager.told)
        manager.wait_for_more()
        r.say()
        r.recorder.wait_for_turns(1)
        manager.wait_for_more()
    assert manager.told.count("ready") == 1
    assert manager.told[0] == "starting"
    assert set(manager.told[manager.told.index("ready") + 1 :]) == {"alive"}


def test_while_the_model_hangs_the_manager_is_told_nothing(caplog: pytest.LogCaptureFixture) -> None:
    manager, call = Manager(), HangingCall()
    watchdog = Watchdog(manager)
    devices = in_memory(watchdog=watchdog)
    with rig(BRIEF, devices=devices, language_model=lambda: HangingModel(call)) as r:
        r.say()
        assert call.has_begun.wait(TIMEOUT_S)
        eventually(lambda: "the compute thread hangs: the responder" in caplog.text)
        told, due_s = len(manager.told), watchdog.due_s
        eventually(lambda: watchdog.due_s > due_s + 0.1)  # it has checked again, more than once
        assert len(manager.told) == told
        call.may_return.set()
        manager.wait_for_more()
