"""Faults of files and of the disk: damaged, away, full, read-only."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.polling import poll_until
from tests.system.appliance import SETTINGS, STATE
from tests.system.faults.engines import MODELS, PUT_BACK, changed_file, start_again, wrong_file
from tests.system.faults.fault import Catalogue, Injection
from tests.system.faults.scene import Scene

files = Catalogue("file")
SETTINGS_RIGHT = "the settings are put right"
SET_A_TIMER = "Set a timer for twelve hours."
BALLAST = "/var/lib/ballast"
SCRIBBLE = b"\x00\xff{]\x80 scribble"


for _name, _file in MODELS.items():
    _fields = {"ended_by": PUT_BACK, "may_lose": ()}
    files(f"{_name} has a damaged header", **_fields)(wrong_file(_file, b"\x5a" * 64, 0.0))
    files(f"{_name} is away", **_fields)(wrong_file(_file, None))
files("description of the voice is garbage", **_fields)(wrong_file(f"{MODELS['voice']}.json", SCRIBBLE, 0.0))


def _wrong_settings(change: bytes, place: float = 0.0) -> Injection:
    def inject(scene: Scene) -> Iterator[str]:
        with changed_file(scene, SETTINGS, change, place):
            start_again(scene)
            yield scene.warns_of("appliance.toml")
        scene.happens()

    return inject


_right = {"ended_by": SETTINGS_RIGHT, "may_lose": ()}
files("settings are no TOML", **_right)(_wrong_settings(b"[[[ = \n\n"))
files("settings name what is not there", is_short=True, **_right)(_wrong_settings(b"[audoi]\n"))
files("settings are not text", **_right)(_wrong_settings(SCRIBBLE))


def _scribbled(name: str, content: bytes, *words: str) -> Injection:
    def inject(scene: Scene) -> Iterator[str]:
        path = scene.machine.on_disk(f"{STATE}/{name}")
        start_again(scene)  # while it does not run, nothing writes the file
        path.write_bytes(content)
        scene.happens()
        yield scene.warns_of(*words)

    return inject


_timers = {"may_lose": ("timers",)}
files("timers are garbage", **_timers)(_scribbled("skills.json", SCRIBBLE, "skills.json"))
files("timers are cut off", **_timers)(_scribbled("skills.json", b'{"timers": {"timers": [{"na', "skills.json"))
files("timers are of another kind", **_timers)(
    _scribbled("skills.json", b'{"timers": {"timers": 7, "items": [null, 3]}, "lists": []}', "timers", "skills.json")
)


@files("kept volume and mute are garbage, and it was muted", ended_by="the owner opens the microphone",
       may_lose=("volume",))  # fmt: skip
def damaged_state(scene: Scene) -> Iterator[str]:
    scene.appliance.ask("mute", True)
    start_again(scene)
    scene.machine.on_disk(f"{STATE}/state.json").write_bytes(SCRIBBLE)
    shown = scene.warns_of("state.json")
    scene.appliance.wait_for_state("connected")
    assert scene.appliance.ask("status")["is_muted"], "a microphone that was muted is open"
    yield f"{scene.light_shows('muted', 'error')}; {shown}"
    scene.appliance.ask("mute", False)
    scene.happens()


@contextmanager
def full_disk(scene: Scene) -> Iterator[None]:
    """In the block the disk is full, and stays so: what the journal gives back is taken as well."""
    machine = scene.machine
    free_kb = int(machine.run("df", "--output=avail", "/var/lib").stdout.split()[-1])
    machine.run("fallocate", "--length", f"{free_kb - 64}KiB", BALLAST)
    # Small files too: where a long write finds no room, a short one may.
    take_the_rest = (
        f"mkdir {BALLAST}.rest; n=0; while :; do cat /dev/zero >>{BALLAST}.rest/long; "
        f"while echo short >{BALLAST}.rest/$n; do n=$((n+1)); done; sleep 0.02; done"
    )
    taking = subprocess.Popen(machine.command("sh", "-c", take_the_rest), stderr=subprocess.DEVNULL)
    try:
        poll_until(
            lambda: machine.run("sh", "-c", f"echo full >{BALLAST}.tried", check=False).returncode, "the disk is full"
        )
        yield
    finally:
        taking.kill()
        taking.wait()
        machine.run("pkill", "-f", f"{BALLAST}.rest", check=False)
        machine.run("rm", "-rf", BALLAST, f"{BALLAST}.rest", f"{BALLAST}.tried")


@files("disk is full", ended_by="space is freed", may_lose=())
def full(scene: Scene) -> Iterator[str]:
    with full_disk(scene):
        shown = scene.says_that_it_could_not(SET_A_TIMER)
        scene.next_answer("capital-of-france", "Paris")  # the disk is full, and it answers
        yield shown
    scene.happens()


@files("disk is full at a restart", ended_by="space is freed", may_lose=())
def full_at_start(scene: Scene) -> Iterator[str]:
    with full_disk(scene):
        start_again(scene)
        scene.next_answer("capital-of-france", "Paris")
        yield scene.says_that_it_could_not(SET_A_TIMER)
    scene.happens()


def _remount(scene: Scene, how: str) -> None:
    """Remount the state's folder as the service sees it; the whole disk is busy, since the journal writes to it."""
    command = ["nsenter", f"--target={scene.appliance.process}", "--mount", "--", "mount", "-o", f"remount,bind,{how}"]
    subprocess.run([*command, STATE], check=True)


@files("disk becomes read-only for the service", ended_by="it can be written again", may_lose=())
def read_only(scene: Scene) -> Iterator[str]:
    _remount(scene, "ro")
    try:
        shown = scene.says_that_it_could_not(SET_A_TIMER)
        scene.next_answer("capital-of-france", "Paris")
        yield shown
    finally:
        _remount(scene, "rw")
    scene.happens()


@files("disk dies: nothing can be read or written any more", ended_by="its power is cut, and comes back", may_lose=())
def dead_disk(scene: Scene) -> Iterator[str]:
    scene.machine.disk.stop()
    shown = scene.says_that_it_could_not(SET_A_TIMER)
    scene.next_answer("capital-of-france", "Paris")  # all that it needs is in memory
    scene.machine.cut_power()
    scene.machine.power_on()
    scene.since = 0
    scene.happens()
    yield shown
