"""Faults of the engines: one crashes, has no memory, or computes garbage since its weights are no numbers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.monitoring.journal_fields import MessageId
from tests.system.appliance import PRODUCT
from tests.system.faults.fault import Catalogue, Injection
from tests.system.faults.scene import Scene
from tests.system.faults.threads import COMPUTING
from tests.system.frozen import FrozenThread, thread_named
from tests.system.memory import MemoryLimit

engines = Catalogue("engine")
MODELS = {
    "recogniser": "whisper-tiny.en-q8_0.bin",
    "language model": "SmolLM2-135M-Instruct.Q4_1.gguf",
    "voice": "en_US-joe-medium.onnx",
}
PLACES = {"recogniser": 0.8, "language model": 0.5, "voice": 0.6}
"""Shares of the files' lengths at which there are weights, in the middle of a large tensor."""
NOT_A_NUMBER = b"\xff" * (16 * 1024)
"""As 32-bit or 16-bit floats, at any place in the file, all of these are NaN; so are scales of quantised weights."""
PUT_BACK = "the file is put back"
TOO_LITTLE = 512 * 1024
"""Bytes that the service may use in addition to those it has."""


@contextmanager
def changed_file(scene: Scene, inside: str, change: bytes | None, place: float = 0.0) -> Iterator[None]:
    """In the block, a file has other bytes from `place` on, a share of its length; with None it is not there."""
    path = scene.machine.on_disk(inside)
    aside = path.with_name(f".{path.name}.aside")
    os.link(path, aside)
    path.unlink()
    try:
        if change is not None:
            _copy_with(aside, path, change, int(aside.stat().st_size * place))
        yield
    finally:
        path.unlink(missing_ok=True)
        aside.rename(path)


def _copy_with(source: Path, target: Path, change: bytes, at: int) -> None:
    content = bytearray(source.read_bytes())
    content[at : at + len(change)] = change
    target.write_bytes(content)
    owner = source.stat()
    os.chown(target, owner.st_uid, owner.st_gid)
    target.chmod(owner.st_mode & 0o777)


def start_again(scene: Scene) -> None:
    """Kill the service, so that systemd starts it again: what is on the disk counts only then."""
    os.kill(scene.appliance.process, signal.SIGKILL)


def wrong_file(name: str, change: bytes | None, place: float = 0.0, in_words: str = "") -> Injection:
    """Return the fault that a model's file is wrong, or away, at the next start."""

    def inject(scene: Scene) -> Iterator[str]:
        with changed_file(scene, f"{PRODUCT}/models/{name}", change, place):
            start_again(scene)
            yield scene.warns_of((in_words or name).lower())
        scene.happens()

    return inject


def _crashes(stage: str) -> Injection:
    def inject(scene: Scene) -> Iterator[str]:
        process = scene.appliance.process
        crash = FrozenThread(process, thread_named(process, "compute"), COMPUTING[stage], signal.SIGSEGV)
        scene.begin_turn()
        with crash:
            scene.happens()
            scene.journal_says("status=11/SEGV")
        yield scene.message(MessageId.SERVICE_FAILED)

    return inject


for _stage in COMPUTING:
    engines(f"segmentation fault in the {_stage}")(_crashes(_stage))


@engines("out of memory")
def out_of_memory(scene: Scene) -> Iterator[str]:
    with MemoryLimit(scene.appliance, scene.appliance.process, TOO_LITTLE):
        # A question with a long reply: others need no more memory than the process has.
        scene.begin_turn("healthy-breakfast")
        scene.journal_says("Main process exited")
        scene.happens()
    yield scene.message(MessageId.SERVICE_FAILED)


for _name, _file in MODELS.items():
    engines(
        f"weights of the {_name} are no numbers", ended_by=PUT_BACK, may_lose=(),
        question="healthy-breakfast" if _name == "language model" else "capital-of-france",
        answer="" if _name == "language model" else "Paris",
    )(wrong_file(_file, NOT_A_NUMBER, PLACES[_name]))  # fmt: skip
