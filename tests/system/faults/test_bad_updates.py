"""Updates that are bad in different ways: each is taken back by itself, and the next question is answered."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from appliance.monitoring.journal_fields import MessageId
from tests.system.appliance import RELEASES, Appliance
from tests.system.conftest import Updated, Updating
from tests.system.conversation import Conversation
from tests.system.faults.fault import BY_ITSELF, Row
from tests.system.faults.scene import Scene, shortened
from tests.system.faults.shim import Shim
from tests.system.journal import text
from tests.system.product import INSTALL_S, install_command, put_silence_for_the_question, segfault_after

WATCHED_S = 15
Break = Callable[[Appliance, str], None]


def crash(appliance: Appliance, release: str) -> None:
    segfault_after(appliance, release, seconds=8)


def _append(appliance: Appliance, release: str, file: str, text: str) -> None:
    with appliance.machine.on_disk(f"{RELEASES}/{release}/{file}").open("a", encoding="utf-8") as python:
        python.write(text)


def not_even_python(appliance: Appliance, release: str) -> None:
    _append(appliance, release, "appliance/app.py", "\n\ndef broken(:\n")


def never_ready(appliance: Appliance, release: str) -> None:
    hangs = "\n\nimport threading\nimport os\n\nif os.environ.get('NOTIFY_SOCKET'):\n    threading.Event().wait()\n"
    _append(appliance, release, "appliance/device/device.py", hangs)


def without_a_package(appliance: Appliance, release: str) -> None:
    packages = appliance.machine.on_disk(f"{RELEASES}/{release}/.venv/lib")
    (found,) = packages.glob("python3*/site-packages/soxr")
    shutil.rmtree(found)


def says_something_else(appliance: Appliance, release: str) -> None:
    _append(appliance, release, "appliance/skills/registry.py",
            "\n\nload_skills = None  # a slip of the pen\n")  # fmt: skip


def file_is_cut_off(appliance: Appliance, release: str) -> None:
    path = appliance.machine.on_disk(f"{RELEASES}/{release}/appliance/session/controller.py")
    path.write_bytes(path.read_bytes()[:4000])


WAYS: dict[str, Break] = {
    "its self-test fails": put_silence_for_the_question,
    "it crashes after some seconds": crash,
    "it does not start": not_even_python,
    "it never becomes ready": never_ready,
    "a package of it is missing": without_a_package,
    "a bug ends it when it is put together": says_something_else,
    "one of its files is cut off": file_is_cut_off,
}


def _how_it_was_shown(scene: Scene, output: str) -> str:
    """Return what the journal says of a release that was taken back, or why the script did not even try it."""
    entries = scene.machine.journal.entries(since=scene.since)
    back = [text(entry) for entry in entries if entry.get("MESSAGE_ID") == MessageId.RELEASE_ROLLED_BACK.value]
    return shortened(back[-1] if back else f"not even tried: {output.strip().splitlines()[-1].strip()}")


@pytest.mark.thorough
@pytest.mark.parametrize("way", WAYS)
def test_a_bad_update(  # noqa: PLR0913, PLR0917
    way: str,
    updating: Updating,
    half_updated: Updated,
    conversation: Conversation,
    shim: Shim,
    rows: list[Row],
) -> None:
    appliance = updating()
    appliance.wait_until_ready()
    scene = Scene(appliance, conversation, shim)
    WAYS[way](appliance, half_updated.new)
    appliance.machine.disk.flush()
    scene.happens()
    command = install_command("good", "update", trial_s=WATCHED_S)
    done = appliance.machine.run(*command, timeout_s=INSTALL_S, check=False)
    assert done.returncode == 1, done.stdout[-2000:]
    links = appliance.links()
    assert links.current == links.trusted == half_updated.old
    answered = scene.next_answer("capital-of-france", "Paris")
    scene.check_nothing_is_half_written()
    assert scene.lost() == ()
    shown = _how_it_was_shown(scene, done.stdout + done.stderr)
    rows.append(Row("update", way, shown, BY_ITSELF, answered.back_s, scene.lost()))
