"""Earcons: the user hears them, and the appliance never transcribes them, although the microphone picks them up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from appliance.recordings.recordings import Recording
from tests.hil.conftest import MakeRig
from tests.hil.rig import TAP_S, HardwareRig

ECHO_MS = 20
"""Delay from the loudspeaker to the microphone, in addition to that of the sound cards."""


@pytest.fixture(scope="module")
def standing_rig(make_rig: MakeRig) -> Iterator[HardwareRig]:
    """A rig as in a room: the microphone picks up what the loudspeaker plays."""
    with make_rig().running() as rig:
        if rig.card is None:
            pytest.skip("needs a card whose microphone picks up its loudspeaker")
        rig.card.hear_the_loudspeaker(ECHO_MS)
        yield rig


def test_the_appliance_does_not_take_its_earcons_for_speech(rig: HardwareRig) -> None:
    tapped_s = rig.tap()
    sound_s = rig.tester.wait_for_sound(tapped_s)
    rig.wait(1.5)
    cancelled_s = rig.tap()
    rig.wait_for_light("green", cancelled_s)
    rig.wait(0.5)
    print(f"first sound of the earcon {1000 * (sound_s - tapped_s):.0f} ms after the press")
    assert not rig.events.of("speaking", tapped_s), "it took its earcon for speech"
    assert rig.events.of("turn", tapped_s)[-1]["outcome"] == "nothing said"


def test_a_question_right_after_the_tap_is_transcribed_whole(
    rig: HardwareRig, question: Callable[[str], Recording]
) -> None:
    """Listening begins before the earcon is over. The recording begins with 0.2 s of silence."""
    tapped_s = rig.press()
    rig.say(question("capital-of-france"))
    rig.wait(TAP_S)  # a press that is released within 5 ms is a spike
    rig.release()
    rig.events.wait_for("turn", tapped_s, outcome="answered")
    assert rig.events.of("transcript", tapped_s)[-1]["text"] == "What is the capital of France?"
