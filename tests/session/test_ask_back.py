"""Asking back: what the recogniser is not sure of is not replied to at random; the user is asked to say it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from appliance.adapters.simulated import SimulatedRecognizer
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome, TurnMoment
from appliance.session.ask_back import AskBack
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Exchange
from appliance.states import SessionState
from tests.session.rig import Devices, SessionRig, in_memory, rig, tone, vowel
from tests.session.test_notice import RecordingVoice
from tests.session.test_preemptive_replies import HALF, WHOLE, DecodesByLength, RecordingModel, in_real_time, pausing

TEXT = "Tell me a joke about cats and dogs."
QUESTION = "I didn't catch that. Could you say it again?"
SURE, UNSURE = 0.9, 0.42
BELOW = 0.5
CONFIG = VoiceSessionConfig(ask_back_below=BELOW)


class OfConfidence(SimulatedRecognizer):
    """A recogniser of a confidence that the test sets; a second decode has another, where that is set."""

    def __init__(self, confidence: float = UNSURE, again: float | None = None) -> None:
        super().__init__()
        self.text = TEXT
        self.confidence = confidence
        self.again = again

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        length_s = len(samples) / CAPTURE_RATE_HZ
        return TranscriptionSegment(self.text, 0.0, length_s, self.confidence, "en", is_final=False)

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        segment = self.transcribe(samples, cancelled)
        return segment if self.again is None or segment is None else replace(segment, confidence=self.again)


def take_turn(r: SessionRig) -> None:
    """Ask, and wait until the turn is over."""
    before = len(r.recorder.turns)
    r.say()
    r.recorder.wait_for_turns(before + 1)


def test_what_it_is_not_sure_of_is_asked_back_and_leaves_no_trace_in_the_conversation() -> None:
    model, voice = RecordingModel(), RecordingVoice()
    with rig(CONFIG, recognizer=OfConfidence, language_model=lambda: model, voice=lambda: voice) as r:
        take_turn(r)
        (turn,) = r.recorder.turns
        assert turn.outcome is Outcome.ASKED_BACK
        assert (turn.preemptive_replies, turn.reply_words) == (0, 9)
        assert turn.moments_ms[TurnMoment.TRANSCRIPT] <= turn.moments_ms[TurnMoment.FIRST_PLAYED]
        assert r.recorder.of("final") == [TEXT]
        assert r.recorder.of("reply") == [QUESTION]
        assert r.recorder.states == ["connecting", "connected", "listening", "processing", "speaking", "connected"]
        assert voice.texts == ["I didn't catch that.", "Could you say it again?"]
        assert (model.asked, r.session.history) == ([], ())


def test_the_second_time_in_a_row_it_replies_to_what_it_understood() -> None:
    model = RecordingModel()
    with rig(CONFIG, recognizer=OfConfidence, language_model=lambda: model) as r:
        for _ in range(3):
            take_turn(r)
        asked_back, answered = Outcome.ASKED_BACK, Outcome.ANSWERED
        assert [turn.outcome for turn in r.recorder.turns] == [asked_back, answered, asked_back]
        assert model.asked == [TEXT]
        assert [exchange.user for exchange in r.session.history] == [TEXT]


def test_a_turn_in_which_nothing_was_said_ends_the_row() -> None:
    recognizer = OfConfidence()
    with rig(CONFIG, recognizer=lambda: recognizer) as r:
        take_turn(r)
        recognizer.text = ""
        take_turn(r)
        recognizer.text = TEXT
        take_turn(r)
        assert [turn.outcome for turn in r.recorder.turns] == [
            Outcome.ASKED_BACK,
            Outcome.NOTHING_SAID,
            Outcome.ASKED_BACK,
        ]


@pytest.mark.parametrize(
    ("config", "sound", "outcome"),
    [
        (CONFIG, vowel(1.0), Outcome.ASKED_BACK),
        (CONFIG, vowel(0.5), Outcome.NOTHING_SAID),
        (CONFIG, tone(1.0), Outcome.NOTHING_SAID),
        (VoiceSessionConfig(ask_back_below=0), vowel(1.0), Outcome.NOTHING_SAID),
    ],
    ids=["speech", "as short as a cough", "a noise", "never"],
)
def test_who_has_called_and_is_not_understood_at_all_is_asked_back(
    config: VoiceSessionConfig, sound: Samples, outcome: Outcome
) -> None:
    recognizer = OfConfidence()
    recognizer.text = ""
    with rig(config, recognizer=lambda: recognizer) as r:
        r.session.start_listening()
        r.microphone.play(sound)
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is outcome
        assert r.recorder.of("reply") == ([QUESTION] if outcome is Outcome.ASKED_BACK else [])
        assert r.session.history == ()


def test_the_second_time_in_a_row_who_is_not_understood_at_all_is_not_asked_back() -> None:
    recognizer = OfConfidence()
    recognizer.text = ""
    with rig(CONFIG, recognizer=lambda: recognizer) as r:
        for number in range(3):
            r.session.start_listening()
            r.microphone.play(vowel(1.0))
            r.recorder.wait_for_turns(number + 1)
        asked_back, nothing = Outcome.ASKED_BACK, Outcome.NOTHING_SAID
        assert [turn.outcome for turn in r.recorder.turns] == [asked_back, nothing, asked_back]


def test_few_words_are_replied_to_for_their_confidence_says_nothing() -> None:
    recognizer = OfConfidence()
    with rig(CONFIG, recognizer=lambda: recognizer) as r:
        recognizer.text = "Cancel the timer."
        take_turn(r)
        recognizer.text = "Cancel the last timer."
        take_turn(r)
        assert [turn.outcome for turn in r.recorder.turns] == [Outcome.ANSWERED, Outcome.ASKED_BACK]


@pytest.mark.parametrize(
    ("config", "confidence"),
    [
        (CONFIG, BELOW),
        (CONFIG, SURE),
        (VoiceSessionConfig(ask_back_below=0), UNSURE),
        (VoiceSessionConfig(ask_back_below=BELOW, language="pt"), UNSURE),
    ],
    ids=["at the threshold", "sure", "never", "a language it has no question in"],
)
def test_anything_else_is_replied_to(config: VoiceSessionConfig, confidence: float) -> None:
    with rig(config, recognizer=lambda: OfConfidence(confidence)) as r:
        take_turn(r)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED
        assert [exchange.user for exchange in r.session.history] == [TEXT]


def test_in_german_it_asks_in_german() -> None:
    with rig(VoiceSessionConfig(ask_back_below=BELOW, language="de"), recognizer=OfConfidence) as r:
        take_turn(r)
        assert r.recorder.of("reply") == ["Das habe ich nicht verstanden. Kannst du es noch einmal sagen?"]


def test_a_preemptive_reply_is_discarded_when_a_second_decode_is_not_sure() -> None:
    model = RecordingModel()
    recognizer = OfConfidence(BELOW + 0.1, again=UNSURE)
    with rig(CONFIG, recognizer=lambda: recognizer, language_model=lambda: model) as r:
        take_turn(r)
        (turn,) = r.recorder.turns
        assert (turn.outcome, turn.preemptive_replies, turn.discarded_replies) == (Outcome.ASKED_BACK, 1, 1)
        assert r.recorder.of("reply") == [QUESTION]
        assert (model.asked, r.session.history) == ([TEXT], ())


def test_a_second_decode_that_is_sure_is_replied_to() -> None:
    model = RecordingModel()
    with rig(CONFIG, recognizer=lambda: OfConfidence(again=SURE), language_model=lambda: model) as r:
        take_turn(r)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED
        assert model.asked == [TEXT]


@pytest.mark.parametrize("streaming", [True, False])
def test_without_preemptive_replies_it_is_the_same(streaming: bool) -> None:
    config = VoiceSessionConfig(ask_back_below=BELOW, preemptive_replies=False, streaming=streaming)
    model = RecordingModel()
    with rig(config, recognizer=OfConfidence, language_model=lambda: model) as r:
        take_turn(r)
        assert (r.recorder.turns[0].outcome, r.recorder.of("reply"), model.asked) == (
            Outcome.ASKED_BACK,
            [QUESTION],
            [],
        )


class UnsureOfTheFirstHalf(DecodesByLength):
    """Is sure only of the whole."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        segment = super().transcribe(samples, cancelled)
        return segment and replace(segment, confidence=SURE if segment.text == self.whole else UNSURE)


def test_a_user_who_goes_on_while_asked_back_is_replied_to() -> None:
    with rig(CONFIG, devices=in_real_time(), recognizer=UnsureOfTheFirstHalf) as r:
        r.session.start_listening()
        r.microphone.play(pausing(1.2))
        r.recorder.wait_for_turns(1)
        (turn,) = r.recorder.turns
        assert (turn.outcome, turn.false_starts) == (Outcome.ANSWERED, 1)
        assert r.recorder.of("final") == [HALF, WHOLE]
        assert r.session.history == (Exchange(WHOLE, f"You said: {WHOLE} This is a simulated reply."),)


class UnderstandsNothing(SimulatedRecognizer):
    """Writes no words."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        return TranscriptionSegment("", 0.0, len(samples) / CAPTURE_RATE_HZ, 0.0, "en", is_final=False)


@pytest.mark.parametrize(
    ("recognizer", "hears_itself"), [(UnderstandsNothing, True), (OfConfidence, True), (OfConfidence, False)]
)
def test_a_question_back_over_which_the_user_goes_on_does_not_count(
    recognizer: type[SimulatedRecognizer], hears_itself: bool
) -> None:
    pause = np.zeros(round(2.2 * CAPTURE_RATE_HZ), dtype=np.int16)
    devices = replace(in_real_time(), hears_itself=hears_itself)
    with rig(CONFIG.model_copy(update={"resume_s": 3.0}), devices=devices, recognizer=recognizer) as r:
        r.session.start_listening()
        r.microphone.play(np.concatenate([vowel(1.0), pause, vowel(1.0)]))
        r.recorder.wait_for_turns(1)
        (turn,) = r.recorder.turns
        assert (turn.outcome, turn.false_starts) == (Outcome.ASKED_BACK, 1)
        assert r.recorder.of("reply") == [QUESTION, QUESTION]


def test_words_that_would_be_asked_back_are_waited_for_longer() -> None:
    with rig(CONFIG, devices=in_real_time(), recognizer=UnsureOfTheFirstHalf) as r:
        r.session.start_listening()
        r.microphone.play(pausing(0.7))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].false_starts == 0
        assert r.recorder.of("final") == [WHOLE]


def test_a_question_back_that_is_interrupted_is_not_remembered() -> None:
    memory = in_memory()
    loudspeaker = in_real_time().loudspeaker
    with rig(CONFIG, devices=Devices(memory.microphone, loudspeaker), recognizer=OfConfidence) as r:
        r.say()
        r.recorder.wait_for_state(SessionState.SPEAKING)
        assert r.session.cancel() is True
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        assert r.session.history == ()


@pytest.mark.parametrize(("later_s", "is_asked"), [(30.0, False), (90.0, True)])
def test_who_speaks_a_minute_later_does_not_say_the_same_again(later_s: float, is_asked: bool) -> None:
    ask_back = AskBack(CONFIG)
    heard = TranscriptionSegment(TEXT, 0.0, 2.0, UNSURE, "en", is_final=True)
    ask_back.asked(1, 100.0)
    assert bool(ask_back.question_for(heard, 2, 100.0 + later_s)) is is_asked
