"""All checks together, on machines imitated by files."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from appliance.board.board import board_by
from appliance.board.profiles import Fit, named_profile
from appliance.board.sound_cards import Direction
from appliance.doctor.examination import Installation, examine
from appliance.doctor.parts import DoctorParts, Roots, Sources
from appliance.doctor.report import Check, Verdict, as_data, as_line, summary
from appliance.models.auto import MachineNow
from appliance.settings import Settings
from tests.unit.doctor.doctor_parts import PinButton, PinLight, RoomMicrophone
from tests.unit.machine_files import add_card, add_gpio_chip, open_pcm, roots, write
from tests.unit.scripted import Clock
from tests.unit.scripted_devices import ScriptedLoudspeaker

ROOM = list(np.random.default_rng(1).normal(0, 30, (150, 320)).astype(np.int16))


def no_command(command: Sequence[str]) -> None:
    return None


def rates(pcm: str, direction: Direction) -> tuple[int, ...]:
    return (48000,)


SOURCES = Sources(
    run_command=no_command,
    rates=rates,
    builds={"llama.cpp": lambda: "CPU : NEON = 1 | "},
    free_bytes=lambda folder: 10**10,
    clock=Clock(),
    now_s=lambda: 4e9,
    machine=lambda: MachineNow("a Pi", 3000, ()),
)


@pytest.fixture
def pi(tmp_path: Path) -> Roots:
    made = roots(tmp_path / "pi")
    add_gpio_chip(made, 0, "pinctrl-rp1", 54)
    write(made.proc / "cpuinfo", "Features\t: fp asimd")
    write(made.proc / "meminfo", "MemAvailable: 3500000 kB")
    return made


def installation(folder: Path) -> Installation:
    """Return an installation with the default board, without models."""
    settings = Settings.model_validate({"models": {"folder": folder / "none"}})
    profile = named_profile("generic-usb")
    return Installation(
        settings, None, Fit(profile, "it was chosen"), board_by(profile, settings), folder / "control.sock", folder
    )


def refuse() -> RoomMicrophone:
    raise AssertionError("it must not be opened")


def refuse_loudspeaker() -> ScriptedLoudspeaker:
    raise AssertionError("it must not be opened")


WORKING = DoctorParts(lambda: RoomMicrophone(ROOM), ScriptedLoudspeaker, PinButton, PinLight)
FORBIDDEN = DoctorParts(refuse, refuse_loudspeaker, PinButton, PinLight)


def report(folder: Path, parts: DoctorParts, made: Roots) -> dict[str, Check]:
    checks = list(examine(installation(folder), parts, made, SOURCES))
    by_name = {check.name: check for check in checks}
    assert len(by_name) == len(checks), "each line is there once"
    return by_name


def test_a_machine_that_is_in_order_except_for_its_models(pi: Roots, tmp_path: Path) -> None:
    add_card(pi.proc / "asound", "Device", "USB PnP Sound Device")
    found = report(tmp_path, WORKING, pi)
    assert list(found) == [
        *("file", "board", "service", "control socket"),
        *("microphone card", "microphone", "capture level", "loudspeaker card", "interrupting", "loudspeaker"),
        *("GPIO chip", "button", "light", "recognizer", "language model", "voice", "choice", "disk"),
        *("llama.cpp", "governor", "temperature", "power", "memory", "clock"),
    ]
    failed = [name for name, check in found.items() if check.verdict is Verdict.FAIL]
    assert failed == ["recognizer", "language model", "voice"]


def test_a_card_that_is_missing_is_not_opened(pi: Roots, tmp_path: Path) -> None:
    found = report(tmp_path, FORBIDDEN, pi)
    assert found["microphone card"].verdict is Verdict.FAIL
    assert "capture level" not in found


def test_beside_a_running_appliance_nothing_is_opened(pi: Roots, tmp_path: Path) -> None:
    open_pcm(add_card(pi.proc / "asound", "Device", "USB PnP Sound Device"), "0c", pi.proc, "appliance")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "control.sock"))
        listening.listen()
        found = report(tmp_path, FORBIDDEN, pi)
    assert found["microphone"].verdict is Verdict.WARN
    assert "appliance (process 1234)" in found["microphone"].found
    assert "not tried" in found["button"].found


def test_it_says_what_the_running_appliance_has_found_of_its_echo(pi: Roots, tmp_path: Path) -> None:
    def answer(listening: socket.socket) -> None:
        for _ in range(2):  # the first only looks whether anybody is there
            connection, _ = listening.accept()
            with connection, connection.makefile("rwb") as stream:
                if stream.readline():
                    stream.write(b'{"ok": true, "echo_fault": "only 2 dB of it"}\n')

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "control.sock"))
        listening.listen()
        appliance = threading.Thread(target=answer, args=(listening,), name="appliance", daemon=True)
        appliance.start()
        found = report(tmp_path, FORBIDDEN, pi)
        appliance.join(10)
    assert found["interrupting"].verdict is Verdict.WARN
    assert "lower the volume" in found["interrupting"].remedy


def test_the_report_and_its_data() -> None:
    checks = [
        Check("sound", "microphone", Verdict.OK, "can be opened"),
        Check("cpu", "power", Verdict.WARN, "under-voltage", "another supply"),
    ]
    assert as_line(checks[0]) == "ok    sound     microphone       can be opened"
    assert as_line(checks[1]).splitlines()[1].strip() == "-> another supply"
    assert json.loads(json.dumps(as_data(checks)))[1] == {
        "area": "cpu",
        "name": "power",
        "verdict": "warn",
        "found": "under-voltage",
        "remedy": "another supply",
    }
    assert summary(checks) == "1 ok, 1 warn, 0 fail"
