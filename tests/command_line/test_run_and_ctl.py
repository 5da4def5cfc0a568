"""`appliance run` and `appliance ctl` as processes, without any sound card, as at a developer's first try.

ALSA's "null" device cannot replace a card: a probe of its abilities never ends. So the cards are missing, and the
appliance waits for them, while everything else works.
"""

from __future__ import annotations

import json
import re
import select
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from appliance.control.client import ControlClient
from appliance.errors import ControlUnavailable
from tests.command_line.command import HANGS_S, Command, Outcome, assert_one_sentence, finish
from tests.session.plugged import eventually
from tests.unit.control.control_rig import RawClient, short_folder

SETTINGS = """
[board]
profile = "no-gpio"
[audio]
microphone = "NoSuchCard"
loudspeaker = "NorThisOne"
[control]
socket = "control.sock"
group = "no-such-group-anywhere"
"""

SEVERAL_TRIES_S = 3.0
"""Time in which the appliance looks for a missing card several times."""


@dataclass
class Bench:
    """A folder with settings, and the commands that are run there."""

    command: Command

    @property
    def socket(self) -> Path:
        return self.command.folder / "control.sock"

    def start(self, *options: str) -> subprocess.Popen[str]:
        return self.command.start(*options, "run", "--simulated", "-c", "mine.toml")

    def ctl(self, *arguments: str) -> Outcome:
        return self.command("ctl", *arguments, "-c", "mine.toml")

    def asked(self, command: str, value: object = None) -> dict[str, Any]:
        """Return the response that `ctl` gets, without the time that a process takes."""
        with ControlClient(self.socket) as client:
            return client.ask(command, value)

    def wait_until_missing(self) -> None:
        def both_missing() -> bool:
            try:
                return len(self.asked("status")["missing"]) == 2
            except ControlUnavailable:
                return False

        eventually(both_missing)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        """Run an appliance that waits for its cards; at the end of the block, kill it if it still runs."""
        with self.start() as process:
            try:
                self.wait_until_missing()
                yield process
            finally:
                process.kill()

    def ended(self, process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> Outcome:
        process.send_signal(number)
        return finish(process)


@pytest.fixture
def bench() -> Iterator[Bench]:
    with short_folder() as folder:
        (folder / "mine.toml").write_text(SETTINGS)
        yield Bench(Command(folder, {"STATE_DIRECTORY": str(folder / "state"), "RUNTIME_DIRECTORY": ""}))


def cpu_s(process: subprocess.Popen[str]) -> float:
    """Return the processor time that the process has used so far, in seconds."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


# --- without a running appliance ---


@pytest.mark.parametrize("arguments", [["status"], ["volume", "5"], ["follow"]], ids=" ".join)
def test_without_an_appliance_every_ctl_says_how_to_start_one(bench: Bench, arguments: list[str]) -> None:
    outcome = bench.ctl(*arguments)
    assert_one_sentence(outcome, "control.sock", "no appliance is running there", "appliance run")
    assert outcome.out == ""


WRONG = {
    "a profile that does not exist": ('[board]\nprofile = "no-gpi"', ("no-gpi", "no-gpio")),
    "one pin for two parts": (
        '[button]\npin = 17\n[light]\nkind = "led"\npins = [17]\n[board]\nprofile = "no-gpio"', ("GPIO17", "light")),
    "too few pins": ('[light]\nkind = "rgb"\npins = [5]\n[board]\nprofile = "no-gpio"', ("light.pins", "three pins")),
    "a pin that cannot be": ("[button]\npin = 99", ("button.pin = 99", "53")),
    "an unknown key": ("[control]\nsockt = '/tmp/x'", ("control.sockt", "did you mean 'socket'")),
    "a section that is elsewhere": ("[session]\nmicrophone = 'Device'", ("microphone", "[audio]")),
}  # fmt: skip


@pytest.mark.parametrize(("text", "names"), WRONG.values(), ids=list(WRONG))
def test_settings_that_are_wrong_are_one_sentence(bench: Bench, text: str, names: tuple[str, ...]) -> None:
    (bench.command.folder / "mine.toml").write_text(text)
    with bench.start() as process:
        outcome = finish(process)
    assert_one_sentence(outcome, *names)
    assert sorted(path.name for path in bench.command.folder.iterdir()) == ["mine.toml"]


def test_ctl_reads_the_same_settings(bench: Bench) -> None:
    (bench.command.folder / "mine.toml").write_text("[control]\nsockt = '/tmp/x'")
    assert_one_sentence(bench.ctl("status"), "mine.toml", "did you mean 'socket'")


@pytest.mark.parametrize("arguments", [["mute", "perhaps"], ["volume", "loud"], ["say"]])
def test_a_wrong_word_is_named(bench: Bench, arguments: list[str]) -> None:
    outcome = bench.ctl(*arguments)
    assert outcome.status == 2
    assert "Traceback" not in outcome.err
    assert "--help" in outcome.err


# --- while it runs ---


def test_it_waits_for_its_cards_and_responds_meanwhile(bench: Bench) -> None:
    with bench.running() as process:
        status = bench.asked("status")
        assert json.loads(bench.ctl("status", "--json").out).keys() == status.keys()
        assert (status["state"], status["light"], status["profile"]) == ("error", "microphone missing", "no-gpio")
        assert set(status["missing"]) == {"microphone", "loudspeaker"}
        assert "NoSuchCard" in status["missing"]["microphone"]
        words = bench.ctl("status").out
        assert re.search(r"^missing +microphone: .*NoSuchCard.*, loudspeaker: .*NorThisOne", words, re.MULTILINE)
        assert re.search(r"^is muted +no$", words, re.MULTILINE)
        assert re.search(r"^turns +-$", words, re.MULTILINE)
        for arguments, printed in (
            (["volume", "35"], "volume               35"),
            (["mute", "on"], "is muted             yes"),
            (["press"], ""),
        ):
            outcome = bench.ctl(*arguments)
            assert (outcome.status, outcome.out.strip(), outcome.err) == (0, printed, "")
        assert_one_sentence(bench.ctl("say", "Hello."), "cannot speak")
        assert_one_sentence(bench.ctl("volume", "101"), "volume takes a number from 0 to 100")
        assert bench.ended(process).status == 0


def test_volume_and_mute_outlive_a_restart(bench: Bench) -> None:
    with bench.running() as process:
        bench.asked("volume", 35)
        bench.asked("mute", True)
        assert bench.ended(process).status == 0
    with bench.running() as process:
        status = bench.asked("status")
        assert (status["volume"], status["is_muted"]) == (35, True)
        assert bench.ended(process).status == 0


def test_a_second_appliance_is_refused_and_the_first_works_on(bench: Bench) -> None:
    with bench.running() as process:
        with bench.start("--log", "error") as second:
            assert_one_sentence(finish(second), "control.sock", "another appliance is running already")
        assert bench.asked("status")["state"] == "error"
        assert bench.ended(process).status == 0


def test_of_two_that_start_together_one_lives_and_keeps_its_socket(bench: Bench) -> None:
    with bench.start("--log", "error") as one, bench.start("--log", "error") as other:
        bench.wait_until_missing()
        eventually(lambda: one.poll() is not None or other.poll() is not None)
        ended, lives = (one, other) if one.poll() is not None else (other, one)
        assert_one_sentence(finish(ended), "another appliance is running already")
        assert bench.asked("status")["state"] == "error"
        assert bench.ended(lives).status == 0
    assert not bench.socket.exists()


def test_after_a_kill_the_next_one_starts(bench: Bench) -> None:
    with bench.running() as process:
        bench.ended(process, signal.SIGKILL)
    assert bench.socket.exists()
    with bench.running() as process:
        assert bench.ended(process).status == 0


def follow_until_quiet(bench: Bench) -> list[Any]:
    """Return the events up to a silence that is as long as several tries to find a card."""
    events = []
    with RawClient(bench.socket) as follower:
        follower.send(b'{"command": "follow"}\n')
        assert follower.receive() == {"ok": True}
        follower.socket.settimeout(SEVERAL_TRIES_S)
        with suppress(TimeoutError):
            while True:
                events.append(follower.receive())
    return events


def test_a_card_that_is_missing_is_one_line_and_costs_nothing(bench: Bench) -> None:
    """This is so however often the appliance looks for it."""
    with bench.running() as process:
        follow_until_quiet(bench)  # the last event of the start may still be on its way
        before_s = cpu_s(process)
        assert follow_until_quiet(bench) == [], "no more events about it"
        assert cpu_s(process) - before_s < SEVERAL_TRIES_S / 5
        log = bench.ended(process).err
    for name in ("NoSuchCard", "NorThisOne"):
        (line,) = [line for line in log.splitlines() if name in line]
        assert " ERROR " in line
    assert "Traceback" not in log


def test_ctrl_c_ends_it_as_sigterm_does(bench: Bench) -> None:
    with bench.running() as process, ControlClient(bench.socket) as client:
        events = client.follow()
        outcome = bench.ended(process, signal.SIGINT)
        signs = [event["sign"] for event in events if event["event"] == "light"]
    assert outcome.status == 0
    assert outcome.out == ""
    assert outcome.err.splitlines()[-1].endswith("stopped")
    assert signs[-1:] == ["disconnected"]
    assert not bench.socket.exists()


def test_ctl_follow_prints_events_as_they_come(bench: Bench) -> None:
    with bench.running() as process, bench.command.start("ctl", "follow", "-c", "mine.toml") as follower:
        assert follower.stdout is not None
        lines: list[str] = []
        percent = 0
        while not lines:  # until `ctl follow` is connected
            percent += 1
            bench.asked("volume", percent)
            if _has_output(follower):
                lines.append(follower.stdout.readline())
        assert bench.ended(process).status == 0
        out, err = follower.communicate(timeout=HANGS_S)
    assert re.fullmatch(r"volume +\d+\n", lines[0])
    assert re.search(r"^state +disconnected$", out, re.MULTILINE)
    assert (follower.returncode, err) == (0, "")


def _has_output(process: subprocess.Popen[str]) -> bool:
    assert process.stdout is not None
    return bool(select.select([process.stdout], [], [], 0.05)[0])
