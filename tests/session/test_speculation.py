"""Answers that are begun in a pause: held until the turn is over, and gone without a trace if it is not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from appliance.adapters.simulated import SimulatedLanguageModel, SimulatedRecognizer
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.interfaces import GenerationOptions, Message
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome, TurnMoment
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Exchange
from tests.session.rig import Devices, Rig, rig, tone
from tests.session.test_session import RefusingOnce

HALF, WHOLE = "Tell me a joke.", "Tell me a joke about cats."


class HearsByLength(SimulatedRecognizer):
    """Hears the first half in what is shorter than 1.4 s, and all in what is longer."""

    def __init__(self, half: str = HALF, whole: str = WHOLE) -> None:
        super().__init__()
        self.half, self.whole = half, whole

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        length_s = len(samples) / CAPTURE_RATE_HZ
        text = self.whole if length_s > 1.4 else self.half
        return TranscriptionSegment(text, 0.0, length_s, 1.0, "en", is_final=False)


class InDoubt(HearsByLength):
    """Is in doubt about the first half, and takes longer to decode it once more than the user pauses."""

    def __init__(self) -> None:
        super().__init__("Tell me a joke about old.", "Tell me a joke about old cats.")

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        segment = super().transcribe(samples, cancelled)
        return segment and replace(segment, confidence=0.9 if segment.text == self.whole else 0.4)

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        time.sleep(1.2)
        return self.transcribe(samples, cancelled)


class Recorder(SimulatedLanguageModel):
    """Keeps what it was asked, and how much of the answer was taken."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.written: list[str] = []

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        self.asked.append(messages[-1]["content"])
        for piece in super().reply(messages, options):
            self.written.append(piece)
            yield piece


def pausing(pause_s: float) -> Samples:
    """Two halves of speech with a pause between them."""
    return np.concatenate([tone(0.8), tone(pause_s, level=0.0), tone(0.8)])


def say(r: Rig, sound: Samples) -> None:
    r.session.start_listening()
    r.microphone.play(sound)


def test_an_answer_that_was_begun_too_early_leaves_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    model = Recorder()
    with caplog.at_level(logging.DEBUG), rig(recognizer=HearsByLength, language_model=lambda: model) as r:
        say(r, pausing(0.2))
        r.recorder.wait_for_turns(1)
        (turn,) = r.recorder.turns
        assert (turn.outcome, turn.preemptive_replies, turn.discarded_replies, turn.false_starts) == (
            Outcome.ANSWERED,
            2,
            1,
            0,
        )
        assert model.asked == [HALF, WHOLE]
        assert r.session.history == (Exchange(WHOLE, f"You said: {WHOLE} This is a simulated reply."),)
        assert not [reply for reply in r.recorder.of("reply") if reply.startswith(f"You said: {HALF}")]
        assert r.recorder.states == ["connecting", "connected", "listening", "processing", "speaking", "connected"]
        assert not [record for record in caplog.records if HALF in record.getMessage()]


def test_nothing_is_told_of_an_answer_before_the_turn_is_over() -> None:
    with rig() as r:
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].preemptive_replies == 1
        kinds = [what[0] if what[0] != "state" else what[1].value for what in r.recorder.told]
        over = kinds.index("processing")
        assert {"reply", "audio", "final"} & set(kinds[:over]) == set()
        assert {"reply", "audio", "final"} <= set(kinds[over:])
        moments = r.recorder.turns[0].moments_ms
        assert moments[TurnMoment.TRANSCRIPT] <= moments[TurnMoment.FIRST_TOKEN] <= moments[TurnMoment.FIRST_SENTENCE]
        assert moments[TurnMoment.UTTERANCE_END] <= moments[TurnMoment.FIRST_PLAYED]


def test_no_more_than_the_first_clause_is_made_before_the_turn_is_over() -> None:
    model = Recorder()
    config = VoiceSessionConfig(min_endpointing_delay_s=5, endpointing_delay_s=5, max_endpointing_delay_s=5)
    with rig(config, language_model=lambda: model, recognizer=lambda: HearsByLength("Sure, go on then.")) as r:
        r.microphone.ready = lambda: r.session.is_idle and r.microphone.remaining_s > 0
        say(r, np.concatenate([tone(0.8), tone(0.4, level=0.0)]))
        r.recorder.wait(lambda: bool(model.written) and r.microphone.remaining_s == 0)
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
        assert model.asked == ["Sure, go on then."], "what was begun was gone on with"
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED


def test_the_same_words_after_a_noise_keep_the_answer() -> None:
    model = Recorder()
    with rig(recognizer=lambda: HearsByLength(HALF, HALF), language_model=lambda: model) as r:
        say(r, pausing(0.2))
        r.recorder.wait_for_turns(1)
        assert model.asked == [HALF]
        assert (r.recorder.turns[0].preemptive_replies, r.recorder.turns[0].discarded_replies) == (1, 0)


def test_half_a_sentence_is_not_answered() -> None:
    model = Recorder()
    with rig(recognizer=lambda: HearsByLength("Tell me a"), language_model=lambda: model) as r:
        say(r, pausing(0.2))
        r.recorder.wait_for_turns(1)
        assert model.asked == [WHOLE]


@pytest.mark.parametrize("streaming", [True, False])
def test_without_speculation_nothing_is_begun_before_the_turn_is_over(streaming: bool) -> None:
    model = Recorder()
    config = VoiceSessionConfig(preemptive_replies=False, streaming=streaming)
    with rig(config, recognizer=HearsByLength, language_model=lambda: model) as r:
        say(r, pausing(0.2))
        r.recorder.wait_for_turns(1)
        assert model.asked == [WHOLE]
        assert r.recorder.turns[0].preemptive_replies == 0


def test_the_answer_is_the_same_with_speculation_and_without() -> None:
    replies = []
    for preemptive_replies in (True, False):
        with rig(VoiceSessionConfig(preemptive_replies=preemptive_replies), recognizer=HearsByLength) as r:
            say(r, pausing(0.2))
            r.recorder.wait_for_turns(1)
            replies.append((r.recorder.of("reply")[-1], r.session.history))
    assert replies[0] == replies[1]


def test_an_answer_that_fails_before_anybody_knows_of_it_is_begun_again() -> None:
    with rig(language_model=RefusingOnce) as r:
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED
        assert r.recorder.of("error") == []


def test_cancelling_while_an_answer_is_held_forgets_it() -> None:
    model = Recorder()
    config = VoiceSessionConfig(min_endpointing_delay_s=5, endpointing_delay_s=5, max_endpointing_delay_s=5)
    with rig(config, recognizer=HearsByLength, language_model=lambda: model) as r:
        r.microphone.ready = lambda: r.session.is_idle and r.microphone.remaining_s > 0
        say(r, np.concatenate([tone(0.8), tone(0.4, level=0.0)]))
        r.recorder.wait(lambda: bool(model.asked))
        assert r.session.cancel() is True
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        assert (r.session.history, r.recorder.of("reply")) == ((), [])
        assert (r.recorder.turns[0].preemptive_replies, r.recorder.turns[0].discarded_replies) == (1, 1)


# --- the turn was judged over, and the user goes on ---


def in_real_time() -> Devices:
    return Devices(WavMicrophone(realtime=True), WavLoudspeaker(realtime=True))


def test_who_goes_on_is_listened_to_and_both_parts_are_one_question() -> None:
    model = Recorder()
    with rig(devices=in_real_time(), recognizer=HearsByLength, language_model=lambda: model) as r:
        say(r, pausing(0.9))
        r.recorder.wait_for_turns(1)
        (turn,) = r.recorder.turns
        assert (turn.outcome, turn.false_starts) == (Outcome.ANSWERED, 1)
        assert r.recorder.states == [
            "connecting", "connected", "listening", "processing", "speaking",
            "listening", "processing", "speaking", "connected",
        ]  # fmt: skip
        assert r.session.history == (Exchange(WHOLE, f"You said: {WHOLE} This is a simulated reply."),)
        assert model.asked[-1] == WHOLE
        assert turn.wasted_ms > 0
        assert turn.voice_to_voice
        assert turn.moments_ms[TurnMoment.SPEECH_START] < -2400, "the turn begins with its first part"


def test_words_that_come_after_the_user_went_on_are_not_answered() -> None:
    with rig(devices=in_real_time(), recognizer=InDoubt) as r:
        say(r, pausing(0.9))
        r.recorder.wait_for_turns(1)
        (turn,) = r.recorder.turns
        assert (turn.outcome, turn.false_starts) == (Outcome.ANSWERED, 1)
        assert [exchange.user for exchange in r.session.history] == ["Tell me a joke about old cats."]
        assert r.recorder.of("final") == ["Tell me a joke about old cats."]
        assert r.recorder.states.count("speaking") == 1


def test_who_goes_on_too_late_is_not_listened_to() -> None:
    config = VoiceSessionConfig(error_shown_s=0.0, resume_s=0.2)
    with rig(config, devices=in_real_time(), recognizer=HearsByLength) as r:
        say(r, pausing(0.9))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].false_starts == 0
        assert [exchange.user for exchange in r.session.history] == [HALF]


def test_who_commits_has_said_all() -> None:
    with rig(devices=in_real_time(), recognizer=HearsByLength) as r:
        say(r, pausing(0.9))
        r.recorder.wait(lambda: HALF in r.recorder.of("partial"))
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].false_starts == 0
        assert [exchange.user for exchange in r.session.history] == [HALF]


def test_a_turn_is_taken_up_once_for_nothing_and_no_more() -> None:
    """A noise, or its own voice in a room that has changed, must not keep it from answering for ever."""
    with rig(devices=in_real_time(), recognizer=lambda: HearsByLength(HALF, HALF)) as r:
        say(r, np.concatenate([tone(0.8), tone(0.9, level=0.0), tone(0.2), tone(0.9, level=0.0), tone(0.2)]))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].false_starts == 1
        assert [exchange.user for exchange in r.session.history] == [HALF]
