"""Faults around the service: clock, control socket, journal, boot partition, power, a busy machine."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

from appliance.control.client import ControlClient
from tests.polling import poll_until
from tests.system.appliance import SOCKET
from tests.system.faults.fault import Catalogue, Injection
from tests.system.faults.scene import Scene, check

surroundings = Catalogue("around it")
DAY_S = 86_400
MANY = 200
FIRST_BOOT = "voice-appliance-first-boot.service"
ON_CARD = "/boot/firmware/voice-appliance.toml"
POWER = "the power comes back"
CHANCE = random.Random(15)


def _jump(seconds: int) -> Injection:
    def inject(scene: Scene) -> Iterator[str]:
        with scene.shim.on("clock", str(seconds)):
            scene.happens()
            answered = scene.next_answer("capital-of-france", "Paris")
            check(answered.turn, "Paris")
            assert scene.lost() == (), "the timer does not count on"
            yield f"nothing: the timer counts on, the answer comes after {answered.back_s:.0f} s"
        scene.happens()

    return inject


for _words, _seconds in (
    ("an hour ahead", 3600),
    ("a year ahead", 365 * DAY_S),
    ("a day back", -DAY_S),
    ("twenty years back", -7300 * DAY_S),
):
    surroundings(f"clock jumps {_words}", ended_by="the clock is set right", may_lose=())(_jump(_seconds))


@surroundings("control socket: 200 idle connections", ended_by="they close", may_lose=())
def idle_connections(scene: Scene) -> Iterator[str]:
    path = str(scene.machine.path(SOCKET))
    with contextlib.ExitStack() as connections:
        for _ in range(MANY):
            connection = connections.enter_context(socket.socket(socket.AF_UNIX))
            connection.settimeout(5)
            with contextlib.suppress(OSError):
                connection.connect(path)
        scene.happens()
        # The owner still gets through, and is answered.
        poll_until(lambda: scene.status().get("state") == "connected", "the owner gets through")
        scene.next_answer("capital-of-france", "Paris")
        yield "nothing: the owner's command gets through"
    scene.happens()


@surroundings("control socket: 200 connections of noise", may_lose=())
def noise_on_the_socket(scene: Scene) -> Iterator[str]:
    path = str(scene.machine.path(SOCKET))
    for _ in range(MANY):
        with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            connection.connect(path)
            connection.sendall(CHANCE.randbytes(4096) + b"\n{\n" + b"[" * 5000 + b"\n")
    scene.happens()
    poll_until(lambda: scene.status().get("state") == "connected", "the owner gets through")
    yield "each line is refused"


@surroundings("control socket: 10,000 requests at once", may_lose=())
def many_requests(scene: Scene) -> Iterator[str]:
    scene.happens()
    for _ in range(50):
        with ControlClient(scene.machine.path(SOCKET)) as client:
            for _ in range(200):
                client.ask("status")
    yield "nothing: each is answered"


@surroundings("journal: service is stopped, and takes nothing", ended_by="it goes on", may_lose=())
def journal_hangs(scene: Scene) -> Iterator[str]:
    process = scene.machine.host_pid(int(scene.appliance.show("MainPID", "systemd-journald.service")))
    os.kill(process, signal.SIGSTOP)
    try:
        scene.happens()
        for _ in range(4):
            scene.conversation.ask(scene.appliance).assert_right("Paris")
        yield "nothing: it answers, and the lines are lost or come late"
    finally:
        os.kill(process, signal.SIGCONT)
    scene.happens()


@surroundings("journal: service is killed", may_lose=())
def journal_killed(scene: Scene) -> Iterator[str]:
    os.kill(scene.machine.host_pid(int(scene.appliance.show("MainPID", "systemd-journald.service"))), signal.SIGKILL)
    scene.happens()
    yield "nothing: it answers, and systemd starts the journal again"


@surroundings("journal: its disk is full", ended_by="space is freed", may_lose=())
def journal_full(scene: Scene) -> Iterator[str]:
    machine = scene.machine
    machine.run("mkdir", "-p", "/srv/journal")
    machine.run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", "/var/log")
    machine.run("systemctl", "restart", "systemd-journald")
    try:
        machine.run("sh", "-c", "for n in $(seq 300); do echo $(seq 400) | logger; done; cat /dev/zero >/var/log/rest",
                    check=False)  # fmt: skip
        scene.happens()
        scene.next_answer("capital-of-france", "Paris")
        yield "nothing: it answers; the journal keeps what it can"
    finally:
        machine.run("systemctl", "stop", "systemd-journald.socket", "systemd-journald-dev-log.socket",
                    "systemd-journald", check=False)  # fmt: skip
        machine.run("umount", "--lazy", "/var/log")
        machine.run("systemctl", "start", "systemd-journald.socket", "systemd-journald")
    scene.happens()


@surroundings("boot partition: settings on it cannot be read", ended_by="they are away", may_lose=())
def unreadable_boot_partition(scene: Scene) -> Iterator[str]:
    machine = scene.machine
    machine.run("mkdir", "-p", str(Path(ON_CARD).parent))
    machine.run("touch", ON_CARD)
    machine.run("mount", "--bind", "/proc/1/mem", ON_CARD)  # reading it fails, as on a card that is worn out
    try:
        machine.run("systemctl", "restart", FIRST_BOOT, check=False)
        scene.happens()
        scene.next_answer("capital-of-france", "Paris")
        yield scene.journal_says(ON_CARD, FIRST_BOOT)
    finally:
        machine.run("umount", ON_CARD)
        machine.run("rm", "-f", ON_CARD)
        machine.run("systemctl", "reset-failed", FIRST_BOOT, check=False)
    scene.happens()


@surroundings("machine: four busy processes", ended_by="they end", may_lose=())
def busy_machine(scene: Scene) -> Iterator[str]:
    command = scene.machine.command("sh", "-c", "while :; do :; done")
    busy = [subprocess.Popen(command) for _ in range(4)]
    try:
        scene.happens()
        answered = scene.next_answer("capital-of-france", "Paris")
        yield f"it answers after {answered.back_s:.0f} s"
    finally:
        for process in busy:
            process.kill()
            process.wait()
        scene.machine.run("pkill", "-f", "while :", check=False)
    scene.happens()


def _power_cut(moment: str) -> Injection:
    def inject(scene: Scene) -> Iterator[str]:
        machine = scene.machine
        if moment in ("listening", "processing", "speaking"):
            scene.begin_turn(until=moment)
        elif moment == "setting":
            scene.appliance.ask("ask", "Set an alarm for half past seven.")
            threading.Event().wait(CHANCE.uniform(0.0, 0.3))  # a power cut may come at any moment
        elif moment == "start":
            since = machine.journal.end
            os.kill(scene.appliance.process, signal.SIGKILL)
            machine.journal.wait_for_text("Scheduled restart job", "", since)
            threading.Event().wait(CHANCE.uniform(0.0, 3.0))
        machine.cut_power()
        machine.power_on()
        scene.since = 0
        scene.happens()
        yield "it is dark"

    return inject


surroundings("power cut while nobody speaks", ended_by=POWER, may_lose=())(_power_cut("idle"))
for _moment in ("listening", "processing", "speaking"):
    surroundings(f"power cut while {_moment}", ended_by=POWER)(_power_cut(_moment))
surroundings("power cut while an alarm is written", ended_by=POWER, may_lose=())(_power_cut("setting"))
surroundings("power cut while it starts", ended_by=POWER, may_lose=())(_power_cut("start"))
