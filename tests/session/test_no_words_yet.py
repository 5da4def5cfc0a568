"""Something was heard, and no words in it: a breath, "um", a noise of the room. The question may still come."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from appliance.adapters.simulated import SimulatedRecognizer
from appliance.audio.format import Samples
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome
from tests.session.rig import rig, tone

WORDS = "What time is it?"
BREATH, SPEECH = 0.1, 0.5
"""Levels: the recogniser takes only one of them for words."""


class HearsWordsInLoudSound(SimulatedRecognizer):
    """Finds no words in what is as soft as a breath."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        is_loud = int(np.max(np.abs(samples))) > 32768 * (BREATH + SPEECH) / 2
        return TranscriptionSegment(WORDS if is_loud else "", 0.0, 1.0, 1.0, "en", is_final=False)


def test_who_draws_a_breath_and_then_asks_is_answered() -> None:
    with rig(recognizer=HearsWordsInLoudSound) as r:
        r.session.start_listening()
        r.microphone.play(np.concatenate([tone(0.4, level=BREATH), tone(2.4, level=0.0), tone(0.8, level=SPEECH)]))
        r.recorder.wait_for_turns(1)
        assert [turn.outcome for turn in r.recorder.turns] == [Outcome.ANSWERED]
        assert r.recorder.of("final") == [WORDS]
        assert r.recorder.states.count("listening") == 2


def test_where_nothing_follows_a_breath_the_turn_is_closed() -> None:
    with rig(recognizer=HearsWordsInLoudSound) as r:
        r.session.start_listening()
        r.microphone.play(tone(0.4, level=BREATH))
        r.recorder.wait_for_turns(1)
        assert [turn.outcome for turn in r.recorder.turns] == [Outcome.NOTHING_SAID]
        assert r.recorder.states[-2:] == ["processing", "connected"]
