"""The end-of-turn stage, with a model that records how much it was given."""

from __future__ import annotations

import numpy as np

from appliance.audio.format import Samples
from appliance.events import EndOfTurnPredicted
from appliance.items import Utterance
from appliance.stages.end_of_turn import EndOfTurnStage
from tests.unit.scripted import Clock


class RecordingModel:
    """A model that records the number of samples it is given."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def probability(self, samples: Samples) -> float:
        self.lengths.append(len(samples))
        return 0.25


def test_a_pause_is_judged_by_what_was_said_since_the_one_before() -> None:
    model = RecordingModel()
    stage = EndOfTurnStage(lambda: model, Clock(7.0))
    stage.open()
    samples = np.zeros(1000, dtype=np.int16)
    pause = Utterance(3, samples, 40, is_final=False, is_pause=True, is_settled=True, last_part=600)
    assert list(stage.work(pause)) == [EndOfTurnPredicted(3, 7.0, 0.25, 40)]
    assert model.lengths == [400]
    stage.close()
