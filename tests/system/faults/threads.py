"""Faults of the service's threads: one hangs, one is gone, one is slow beyond its deadline; and the process is killed.

A thread is stopped, or made to end, from outside by ptrace; a stage that runs a model, inside the model's library.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

from appliance.monitoring.journal_fields import MessageId
from tests.system.faults.dead import end_thread
from tests.system.faults.fault import Catalogue, Injection
from tests.system.faults.scene import Scene
from tests.system.frozen import FrozenThread, thread_named

threads = Catalogue("thread")
SLOW_S = 18.0
"""Longer than the timeouts of the stages in the campaign, 15 s, and shorter than what the watchdog allows on top."""
COMPUTING = {"transcriber": "whisper", "responder": "/llama_cpp/", "synthesizer": "/onnxruntime/"}
"""The stages on the compute thread, and the library in which each is stopped."""


def _hang(thread: str, library: str = "", until: str = "listening") -> Injection:
    def inject(scene: Scene) -> Iterator[str]:
        process = scene.appliance.process
        frozen = FrozenThread(process, thread_named(process, thread), library)
        scene.begin_turn(until=until)
        with frozen:
            scene.happens()
            scene.journal_says("Watchdog timeout", "")
            yield scene.message(MessageId.SERVICE_FAILED)

    return inject


def _hangs_idle(thread: str) -> Injection:
    """Return the hang of a thread that nobody needs at that moment."""

    def inject(scene: Scene) -> Iterator[str]:
        process = scene.appliance.process
        with FrozenThread(process, thread_named(process, thread)):
            scene.happens()
            scene.journal_says("Watchdog timeout", "", 120.0)
            yield scene.message(MessageId.SERVICE_FAILED)

    return inject


def _dies(thread: str) -> Injection:
    def inject(scene: Scene) -> Iterator[str]:
        process = scene.appliance.process
        end_thread(process, thread_named(process, thread))
        scene.happens()
        scene.has_lost_a_turn = True
        scene.tries_a_turn()
        yield scene.message(MessageId.SERVICE_FAILED)

    return inject


def _slow(stage: str) -> Injection:
    def inject(scene: Scene) -> Iterator[str]:
        process = scene.appliance.process
        frozen = FrozenThread(process, thread_named(process, "compute"), COMPUTING[stage])
        scene.begin_turn("healthy-breakfast")
        with frozen:
            scene.happens()
            threading.Event().wait(SLOW_S)  # this is the fault, not a wait for something
        yield f"{scene.message(MessageId.STAGE_TIMEOUT)}"

    return inject


for _stage, _library in COMPUTING.items():
    threads(f"{_stage} hangs")(_hang("compute", _library))
for _name in ("capture", "turns", "player", "session", "control", "delegate"):
    threads(f"{_name} hangs")(_hang(_name, until="speaking" if _name == "player" else "listening"))
threads("ringing hangs while nobody speaks", may_lose=())(_hangs_idle("ringing"))
for _name in ("capture", "turns", "player", "compute", "session", "control"):
    threads(f"{_name} is gone")(_dies(_name))
for _stage in COMPUTING:
    threads(f"{_stage} is slow beyond its deadline")(_slow(_stage))


@threads("the process is killed")
def killed(scene: Scene) -> Iterator[str]:
    scene.begin_turn()
    os.kill(scene.appliance.process, signal.SIGKILL)
    scene.happens()
    yield scene.message(MessageId.SERVICE_FAILED)
