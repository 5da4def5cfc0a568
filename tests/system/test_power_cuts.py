"""Power cuts, with those of `test_cut_off.py` fifty: each file on the disk is the old one or the new one, and complete.

Each time, what the kernel had not yet written is lost, as on a device.
"""

from __future__ import annotations

import json
import random
import threading

import pytest

from appliance.device.persistent_state import SavedState
from appliance.errors import ControlUnavailable
from tests.polling import poll_until
from tests.system.appliance import RELEASES, SETTINGS, STATE, Appliance
from tests.system.conftest import MakeAppliance, Updated, Updating
from tests.system.conversation import Conversation
from tests.system.product import SETTINGS as OWNERS_SETTINGS
from tests.system.product import install_command, simulate_models

IN_CHANGES = 14
IN_TURNS = 6
IN_CARDS = 5
IN_COPIES = 7
CARD = "/boot/firmware/voice-appliance.toml"
"""Settings that the owner has put on the memory card's boot partition."""


@pytest.fixture(scope="module")
def quick(new_appliance: MakeAppliance) -> Appliance:
    """An appliance with simulated models, off."""
    appliance = new_appliance()
    simulate_models(appliance)
    return appliance


def kept(appliance: Appliance) -> SavedState | None:
    """Return the saved state on the disk; None: there is none. Raises an error if its file is not complete."""
    path = appliance.machine.on_disk(f"{STATE}/state.json")
    return SavedState.model_validate_json(path.read_bytes()) if path.exists() else None


@pytest.mark.thorough
def test_while_volume_and_mute_are_changed(quick: Appliance) -> None:
    machine = quick.machine
    chance = random.Random(4)
    for number in range(IN_CHANGES):
        machine.power_on()
        poll_until(lambda: quick.state() == "connected", "the session is connected")
        was = kept(quick)
        if was and number:
            status = quick.ask("status")
            assert (status["volume"], status["is_muted"]) == (was.volume, was.is_muted)
        changes = Changes(quick, chance.randrange(1, 40))
        changes.wait_until_enough()
        machine.cut_power()
        changes.join()
        after = kept(quick)
        possible = changes.volumes | ({was.volume} if was else set())
        assert (after and after.volume in possible) or not (after or was), (after, was, possible)


class Changes:
    """A thread that changes volume and mute all the time, until the power is cut."""

    def __init__(self, appliance: Appliance, count: int) -> None:
        self._appliance = appliance
        self._count = count
        self._asked = 0
        self._answered = 0
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._ask, name="changes", daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        try:
            while self._asked < 100:
                self._asked += 1
                self._appliance.ask("volume", self._asked)
                self._appliance.ask("mute")
                self._answered = self._asked
                if self._answered == self._count:
                    self._enough.set()
        except (ControlUnavailable, OSError, json.JSONDecodeError):
            self._enough.set()  # the power was cut

    def wait_until_enough(self) -> None:
        """Wait until `count` changes were made, or the power was cut."""
        assert self._enough.wait(30)

    def join(self) -> None:
        """Wait for the end of the thread, after the power cut."""
        self._thread.join(30)
        assert not self._thread.is_alive()

    @property
    def volumes(self) -> set[int]:
        """The volumes that were set. The response comes before the disk has the volume, so the last may be lost."""
        return set(range(1, self._asked + 1))


@pytest.mark.thorough
def test_while_settings_are_taken_from_the_card(quick: Appliance) -> None:
    machine = quick.machine
    chance = random.Random(5)
    for number in range(IN_CARDS):
        machine.write(CARD, f"[audio]\nvolume = {10 + number}\n")
        before = machine.on_disk(SETTINGS).read_text(encoding="utf-8")
        machine.power_on()
        threading.Event().wait(chance.uniform(0.0, 1.5))  # a power cut may come at any moment
        machine.cut_power()
        after = machine.on_disk(SETTINGS).read_text(encoding="utf-8")
        assert after == before or f"volume = {10 + number}" in after
        assert after.startswith(OWNERS_SETTINGS.split("\n")[0])
    machine.power_on()
    quick.wait_until_ready()
    assert f"volume = {10 + IN_CARDS - 1}" in machine.on_disk(SETTINGS).read_text(encoding="utf-8")
    machine.power_off()


@pytest.mark.thorough
def test_during_turns(new_appliance: MakeAppliance, conversation: Conversation) -> None:
    talking = new_appliance()
    machine = talking.machine
    states = ["listening", "processing", "speaking"] * (IN_TURNS // 3)
    for state in states:
        machine.power_on()
        talking.wait_until_ready()
        events = conversation.begin(talking)
        if state != "listening":
            events.wait_for("state", 0.0, state=state)
        machine.cut_power()
        events.join()
        kept(talking)
    machine.power_on()
    talking.wait_until_ready()
    conversation.ask(talking).assert_right("Paris")
    machine.power_off()


@pytest.mark.thorough
def test_while_a_release_is_made(updating: Updating, half_updated: Updated) -> None:
    """Another new release than that of the half-done update, which is complete already."""
    appliance = updating()
    machine = appliance.machine
    simulate_models(appliance)
    chance = random.Random(6)
    known = {half_updated.old, half_updated.new}
    for _ in range(IN_COPIES):
        update = machine.start(*install_command("another", "update"))
        poll_until(lambda: set(appliance.releases()) - known, "a release is being made")
        threading.Event().wait(chance.uniform(0.0, 4.0))
        machine.cut_power()
        update.communicate()
        links = appliance.links()
        assert links.current == links.trusted == half_updated.old
        assert f"{half_updated.old}" in appliance.complete_releases()
        machine.power_on()
        appliance.wait_until_ready()
        assert f"{RELEASES}/{half_updated.old}/" in appliance.python()
