"""What an appliance does that cannot start: it shows and says why, and notices a repair."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.board.panel import LightKind
from appliance.device.lights import Lights
from appliance.device.repair_wait import RepairWait, fingerprint, spoken_reason
from appliance.errors import ApplianceError, ConfigError, ControlUnavailable, ModelUnavailable, PinUnavailable
from appliance.settings import LightSettings
from tests.unit.device.device_parts import DARK, FakeLight


class FakeManager:
    """A service manager that keeps what it is told, and does something at a look."""

    watchdog_s: float | None = None

    def __init__(self) -> None:
        self.told: list[str] = []
        self.at_look: dict[int, Callable[[], object]] = {}
        self.looks = 0

    def ready(self) -> None:
        self.told.append("ready")

    def alive(self) -> None:
        self.told.append("alive")

    def starting(self, for_s: float) -> None:
        self.looks += 1
        self.at_look.get(self.looks, lambda: None)()

    def status(self, line: str) -> None:
        self.told.append(line)

    def stopping(self) -> None:
        self.told.append("stopping")


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text("wrong")
    return path


ERROR = ConfigError("appliance.toml: audio.volume = 330: must be less than or equal to 100")


def test_it_waits_until_the_file_is_another_one_and_at_rest(settings: Path) -> None:
    manager = FakeManager()
    said: list[str] = []
    manager.at_look = {3: lambda: settings.write_text("half of"), 4: lambda: settings.write_text("the whole of it")}

    def say(sentence: str) -> bool:
        said.append(sentence)
        return True

    wait = RepairWait(lambda: [settings], manager, threading.Event(), look_s=0.0)
    assert wait.wait(ERROR, None, say)
    assert manager.looks == 5, "changed twice, and then not"
    assert manager.told == [f"cannot start: {ERROR}"], "never ready, never alive"
    assert said == ["I cannot start. My settings are wrong. Look at volume, in the section audio."]


def test_it_says_it_later_where_there_is_no_loudspeaker_yet(settings: Path) -> None:
    manager = FakeManager()
    tries: list[int] = []
    manager.at_look = {40: lambda: settings.write_text("right")}

    def say(sentence: str) -> bool:
        tries.append(manager.looks)
        return len(tries) == 2

    assert RepairWait(lambda: [settings], manager, threading.Event(), look_s=0.0).wait(ERROR, None, say)
    assert tries == [1, 16], "and not again after that"


def test_what_is_mended_as_soon_as_it_is_told_counts(settings: Path) -> None:
    class Mended(FakeManager):
        def status(self, line: str) -> None:
            super().status(line)
            settings.write_text("right, and of another size")

    manager = Mended()
    assert RepairWait(lambda: [settings], manager, threading.Event(), look_s=0.0).wait(ERROR, None, lambda _: True)
    assert manager.looks == 2


@pytest.mark.parametrize(("begins", "looks"), [(True, 2), (False, 300)])
def test_what_is_mended_while_the_start_fails_counts(settings: Path, begins: bool, looks: int) -> None:
    manager = FakeManager()
    wait = RepairWait(lambda: [settings], manager, threading.Event(), look_s=0.0)
    if begins:
        wait.begin()
    settings.write_text("right, and of another size")
    assert wait.wait(ERROR, None, lambda _: True)
    assert manager.looks == looks


def test_a_start_that_changes_a_file_itself_is_not_tried_again_and_again(settings: Path) -> None:
    manager = FakeManager()
    wait = RepairWait(lambda: [settings], manager, threading.Event(), look_s=0.0)
    for text, looks in (("one", 2), ("three", 302)):
        wait.begin()
        settings.write_text(text)
        assert wait.wait(ERROR, None, lambda _: True)
        assert manager.looks == looks


def test_it_tries_again_in_any_case_after_some_minutes(settings: Path) -> None:
    manager = FakeManager()
    assert RepairWait(lambda: [settings], manager, threading.Event(), look_s=0.0).wait(ERROR, None, lambda _: True)
    assert manager.looks == 300


def test_it_ends_when_it_is_told(settings: Path) -> None:
    manager, stopped = FakeManager(), threading.Event()
    manager.at_look = {2: stopped.set}
    assert not RepairWait(lambda: [settings], manager, stopped, look_s=0.0).wait(ERROR, None, lambda _: True)


def test_the_light_shows_an_error_meanwhile(settings: Path) -> None:
    manager, light = FakeManager(), FakeLight(LightKind.COLOUR)
    manager.at_look = {2: lambda: light.wait_until(lambda colour: colour != DARK)}
    lights = Lights(light, LightSettings(), time.monotonic, lambda: datetime.time(12))
    wait = RepairWait(lambda: [settings], manager, threading.Event(), look_s=0.0)
    assert wait.wait(ERROR, lights, lambda _: True)
    assert all(colour[1] == colour[2] == 0 for colour in map(tuple, light.shown)), "red only"
    assert not light.is_open


def test_a_light_that_is_the_cause_itself_is_left_out(settings: Path) -> None:
    light = FakeLight(LightKind.COLOUR, PinUnavailable("GPIO5 is taken"))
    lights = Lights(light, LightSettings(), time.monotonic, lambda: datetime.time(12))
    wait = RepairWait(lambda: [settings], FakeManager(), threading.Event(), look_s=0.0)
    assert wait.wait(ERROR, lights, lambda _: True)
    assert light.shown == []


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (ConfigError("/etc/a.toml: is not valid TOML: ..."), "settings"),
        (
            ConfigError("/etc/a.toml: session.vad_sensitivity = 7: must be ..."),
            "vad sensitivity, in the section session",
        ),
        (ModelUnavailable("/a/b.gguf: llama.cpp crashes on it"), "model"),
        (PinUnavailable("GPIO5 is taken"), "button or the light"),
        (ControlUnavailable("/a: the control socket cannot be made"), "control socket"),
    ],
)
def test_what_the_voice_says_has_no_path_in_it(error: ApplianceError, word: str) -> None:
    spoken = spoken_reason(error)
    assert word in spoken
    assert "/" not in spoken


def test_a_change_in_a_folder_or_a_file_that_is_not_there_is_seen(tmp_path: Path) -> None:
    watched = [tmp_path, tmp_path / "none", Path("a\0b")]
    before = fingerprint(watched)
    (tmp_path / "model").write_text("x")
    after = fingerprint(watched)
    assert before != after
    (tmp_path / "model").write_text("xy")
    assert fingerprint(watched) != after
