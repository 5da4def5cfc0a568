"""From power on to ready: what the light shows, a card that is plugged in later, and what is kept over a restart."""

from __future__ import annotations

from collections.abc import Callable

from appliance.recordings.recordings import Recording
from tests.hil.conftest import MakeRig


def test_the_light_tells_of_the_start_and_goes_dark_at_the_end(make_rig: MakeRig) -> None:
    with make_rig().running() as rig:
        assert rig.lights_since(rig.began_s) == ["yellow", "green"]
        rig.power_off()
        assert rig.pins.light.shown[-1].hue == "dark"


def test_a_card_plugged_in_after_the_start_is_used_without_help(
    make_rig: MakeRig, question: Callable[[str], Recording]
) -> None:
    with make_rig().running(wait_until_ready=False, card_is_in=False) as rig:
        rig.wait_for_sign("microphone missing")
        rig.plug_in_the_card()
        rig.wait_until_back()
        rig.ask(question("capital-of-france"))


def test_volume_and_mute_outlive_a_restart(make_rig: MakeRig) -> None:
    with make_rig().running() as rig:
        rig.control("volume", 35)
        muted_s = rig.control("mute", True)
        rig.wait_for_light("magenta", muted_s)
        folder = rig.folder
    with make_rig(state=folder).running(wait_until_ready=False) as rig:
        rig.wait_for_light("magenta")
        assert rig.session.volume == 35
