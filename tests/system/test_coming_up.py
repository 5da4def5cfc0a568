"""Unusual boots: without a microphone, with settings on the boot partition; and a shutdown with the button."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.polling import poll_until
from tests.system.appliance import SETTINGS, UNIT, Appliance
from tests.system.conftest import MakeAppliance
from tests.system.conversation import Conversation

CARD = "/boot/firmware/voice-appliance.toml"
"""Settings that the owner has put on the memory card's boot partition."""


@pytest.fixture(scope="module")
def appliance(new_appliance: MakeAppliance) -> Appliance:
    """An appliance that is off at first."""
    return new_appliance()


@pytest.fixture(autouse=True)
def off_at_the_end(appliance: Appliance) -> Iterator[None]:
    yield
    if appliance.machine.is_on:
        appliance.machine.power_off()


def test_without_a_microphone_it_waits_for_one(appliance: Appliance, conversation: Conversation) -> None:
    conversation.pull_out()
    try:
        appliance.machine.power_on()
        poll_until(lambda: appliance.show("StatusText").startswith("waiting for"), "it waits for a microphone")
        assert "microphone" in appliance.show("StatusText")
        assert appliance.show("ActiveState") == "activating"
    finally:
        conversation.plug_in()
    appliance.wait_until_ready()
    assert appliance.show("NRestarts") == "0"
    conversation.ask(appliance).assert_right("Paris")


@pytest.mark.thorough
def test_the_button_shuts_down(appliance: Appliance) -> None:
    appliance.machine.power_on()
    appliance.wait_until_ready()
    appliance.ask("hold", 6.0)
    appliance.machine.wait_until_off()
    assert not appliance.machine.is_on


@pytest.mark.thorough
def test_valid_settings_on_the_card_are_taken_once(appliance: Appliance) -> None:
    appliance.machine.write(CARD, "[audio]\nvolume = 33\n")
    appliance.machine.power_on()
    appliance.wait_until_ready()
    assert "volume = 33" in appliance.machine.on_disk(SETTINGS).read_text(encoding="utf-8")
    assert 'microphone = "pcm:mic"' in appliance.machine.on_disk(SETTINGS).read_text(encoding="utf-8")
    assert not appliance.machine.on_disk(CARD).exists()
    assert appliance.machine.on_disk(f"{CARD}.read").exists()


@pytest.mark.thorough
def test_invalid_settings_on_the_card_are_refused_aloud(appliance: Appliance, conversation: Conversation) -> None:
    before = appliance.machine.on_disk(SETTINGS).read_bytes()
    appliance.machine.write(CARD, "[audio]\nvolume = 330\n")
    conversation.tester.forget()
    appliance.machine.power_on()
    appliance.wait_until_ready()
    refused = appliance.machine.journal.wait_for_text("audio.volume", UNIT)
    poll_until(lambda: appliance.ask("status")["light"] == "connected", "the refusal was spoken")
    conversation.tester.listen_for(0.3)
    spoken = conversation.spoken_since(0.0)
    print(f"\n{refused['MESSAGE']}\nspoken: {spoken}")
    assert "settings" in spoken
    assert "not taken" in spoken
    assert appliance.machine.on_disk(SETTINGS).read_bytes() == before
    reason = appliance.machine.on_disk(CARD).with_name("voice-appliance-error.txt").read_text(encoding="utf-8")
    assert "volume" in reason
