"""The turns stage: another voice behind the user's; the turn ends at the pause between the two."""

from __future__ import annotations

import pytest

from appliance.events import UtteranceEnded, VoiceChange
from appliance.items import EndAtPause, EndReason, Listen
from tests.unit.stages.turns_rig import TurnsRig, ended, final, frame_numbers


def test_what_follows_a_pause_is_compared_once_enough_was_said() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    outputs = rig.feed("x" * 60 + "." * 5 + "x" * 20 + "." * 5 + "x" * 60)
    changes = [output for output in outputs if isinstance(output, VoiceChange)]
    assert [change.speech_frames for change in changes] == [60, 85]


def test_the_turn_ends_at_the_pause_and_nothing_that_followed_is_in_it() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 60 + "." * 5 + "x" * 60)
    outputs = rig.command(EndAtPause(1, 60))
    assert ended(outputs).reason is EndReason.OTHER_VOICE
    assert ended(outputs).speech_frames == 60
    assert ended(outputs).speech_end_s == pytest.approx(rig.captured_s(59))
    assert final(outputs).speech_frames == 60
    assert frame_numbers(final(outputs))[-1] == 61
    assert rig.feed("x" * 100) == [], "the voice that goes on is not the user's, and resumes nothing"


@pytest.mark.parametrize("command", [EndAtPause(2, 60), EndAtPause(1, 0), EndAtPause(1, 126)])
def test_a_length_or_a_turn_that_there_is_not_ends_nothing(command: EndAtPause) -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 60 + "." * 5 + "x" * 60)
    assert rig.command(command) == []
    assert not [output for output in rig.feed("x" * 5) if isinstance(output, UtteranceEnded)]
