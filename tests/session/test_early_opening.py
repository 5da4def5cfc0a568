"""An early opening is played as soon as the turn is over, whatever the language model is busy with."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from appliance.adapters.simulated import SimulatedLanguageModel
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.interfaces import GenerationOptions, Message
from appliance.monitoring.metrics import Outcome
from appliance.states import SessionState
from tests.session.rig import Devices, rig
from tests.unit.watched_thread import TIMEOUT_S


class BusyAfterItsOpening(SimulatedLanguageModel):
    """Writes an opening; then it computes, without a yield, until that is heard."""

    def __init__(self) -> None:
        self.is_heard = threading.Event()
        self.was_heard = False

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        yield "The capital of France is "
        self.was_heard = self.is_heard.wait(TIMEOUT_S)
        yield "Paris."


def test_the_opening_is_played_while_the_model_computes_across_the_end_of_the_turn() -> None:
    model = BusyAfterItsOpening()
    in_real_time = Devices(WavMicrophone(realtime=True), WavLoudspeaker(realtime=True))
    with rig(devices=in_real_time, language_model=lambda: model) as r:
        r.say()
        r.recorder.wait_for_state(SessionState.SPEAKING)
        model.is_heard.set()
        r.recorder.wait_for_turns(1)
        assert model.was_heard
        (turn,) = r.recorder.turns
        assert (turn.outcome, turn.preemptive_replies, turn.discarded_replies) == (Outcome.ANSWERED, 1, 0)
        assert r.recorder.of("final") == [r.session.history[0].user]
        assert r.session.history[0].assistant == "The capital of France is Paris."
