"""Preemptive replies: begun in a pause, blocked until the turn is over, and discarded if the user goes on."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from appliance.adapters.simulated import SimulatedLanguageModel, SimulatedRecognizer
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.events import TranscriptionProgress
from appliance.interfaces import GenerationOptions, Message
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome, TurnMoment
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Exchange
from tests.polling import poll_until
from tests.session.rig import TRANSCRIPT, Devices, RefusingOnce, SessionRig, rig, tone
from tests.unit.watched_thread import TIMEOUT_S

HALF, WHOLE = "Tell me a joke.", "Tell me a joke about cats."


class DecodesByLength(SimulatedRecognizer):
    """A recogniser that decodes the first half from up to 1.4 s of sound, and all from more."""

    def __init__(self, half: str = HALF, whole: str = WHOLE) -> None:
        super().__init__()
        self.half, self.whole = half, whole

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        length_s = len(samples) / CAPTURE_RATE_HZ
        text = self.whole if length_s > 1.4 else self.half
        return TranscriptionSegment(text, 0.0, length_s, 1.0, "en", is_final=False)


class DoubtsTheFirstHalf(DecodesByLength):
    """Has little confidence in the first half, and needs longer for the second decode than the user pauses."""

    def __init__(self) -> None:
        super().__init__("Tell me a joke about old.", "Tell me a joke about old cats.")

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        segment = super().transcribe(samples, cancelled)
        return segment and replace(segment, confidence=0.9 if segment.text == self.whole else 0.4)

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        time.sleep(1.6)
        return self.transcribe(samples, cancelled)


class RecordingModel(SimulatedLanguageModel):
    """A language model that records what it was asked, and how much of its replies was taken."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.written: list[str] = []

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        self.asked.append(messages[-1]["content"])
        for piece in super().reply(messages, options):
            self.written.append(piece)
            yield piece


def pausing(pause_s: float) -> Samples:
    """Return two halves of speech, 0.8 s each, with a pause between them."""
    return np.concatenate([tone(0.8), tone(pause_s, level=0.0), tone(0.8)])


def say(r: SessionRig, sound: Samples) -> None:
    """Begin a turn, and let the microphone deliver this sound."""
    r.session.start_listening()
    r.microphone.play(sound)


def test_a_preemptive_reply_that_was_begun_too_early_leaves_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    model = RecordingModel()
    with caplog.at_level(logging.DEBUG), rig(recognizer=DecodesByLength, language_model=lambda: model) as r:
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


def test_speech_that_is_decoded_once_more_does_not_take_its_reply_back() -> None:
    class HeldBack(SimulatedLanguageModel):
        def __init__(self) -> None:
            self.may_reply = threading.Event()

        def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
            self.may_reply.wait(TIMEOUT_S)
            yield from super().reply(messages, options)

    model = HeldBack()
    with rig(devices=in_real_time(), language_model=lambda: model) as r:
        r.say()
        r.recorder.wait(lambda: bool(r.recorder.of("final")))
        assert r.session._running
        thread = r.session._running.thread
        turn, speech_frames = thread._turn_events._transcribed
        other = TranscriptionSegment("These are other words.", 0.0, 1.0, 0.9, "en", is_final=False)
        thread.report(TranscriptionProgress(turn, time.monotonic(), other, is_pause=True, speech_frames=speech_frames))
        poll_until(lambda: thread.is_idle, "that was looked at")
        model.may_reply.set()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED
        assert r.session.history[0].user == TRANSCRIPT


def test_nothing_is_told_of_a_preemptive_reply_before_the_turn_is_over() -> None:
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
    model = RecordingModel()
    config = VoiceSessionConfig(min_endpointing_delay_s=5, endpointing_delay_s=5, max_endpointing_delay_s=5)
    with rig(config, language_model=lambda: model, recognizer=lambda: DecodesByLength("Sure, go on then.")) as r:
        r.microphone.ready = lambda: r.session.is_idle and r.microphone.remaining_s > 0
        say(r, np.concatenate([tone(0.8), tone(0.4, level=0.0)]))
        r.recorder.wait(lambda: bool(model.written) and r.microphone.remaining_s == 0)
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
        assert model.asked == ["Sure, go on then."], "the preemptive reply was committed"
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED


def test_the_same_words_after_a_noise_keep_the_preemptive_reply() -> None:
    model = RecordingModel()
    with rig(recognizer=lambda: DecodesByLength(HALF, HALF), language_model=lambda: model) as r:
        say(r, pausing(0.2))
        r.recorder.wait_for_turns(1)
        assert model.asked == [HALF]
        assert (r.recorder.turns[0].preemptive_replies, r.recorder.turns[0].discarded_replies) == (1, 0)


def test_half_a_sentence_is_not_replied_to() -> None:
    model = RecordingModel()
    with rig(recognizer=lambda: DecodesByLength("Tell me a"), language_model=lambda: model) as r:
        say(r, pausing(0.2))
        r.recorder.wait_for_turns(1)
        assert model.asked == [WHOLE]


@pytest.mark.parametrize("streaming", [True, False])
def test_without_preemptive_replies_nothing_is_begun_before_the_turn_is_over(streaming: bool) -> None:
    model = RecordingModel()
    config = VoiceSessionConfig(preemptive_replies=False, streaming=streaming)
    with rig(config, recognizer=DecodesByLength, language_model=lambda: model) as r:
        say(r, pausing(0.2))
        r.recorder.wait_for_turns(1)
        assert model.asked == [WHOLE]
        assert r.recorder.turns[0].preemptive_replies == 0


def test_the_reply_is_the_same_with_preemptive_replies_and_without() -> None:
    replies = []
    for preemptive_replies in (True, False):
        with rig(VoiceSessionConfig(preemptive_replies=preemptive_replies), recognizer=DecodesByLength) as r:
            say(r, pausing(0.2))
            r.recorder.wait_for_turns(1)
            replies.append((r.recorder.of("reply")[-1], r.session.history))
    assert replies[0] == replies[1]


def test_a_preemptive_reply_that_fails_is_begun_again_and_nobody_is_told() -> None:
    with rig(language_model=RefusingOnce) as r:
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED
        assert r.recorder.of("error") == []


def test_cancelling_while_a_preemptive_reply_is_blocked_discards_it() -> None:
    model = RecordingModel()
    config = VoiceSessionConfig(min_endpointing_delay_s=5, endpointing_delay_s=5, max_endpointing_delay_s=5)
    with rig(config, recognizer=DecodesByLength, language_model=lambda: model) as r:
        r.microphone.ready = lambda: r.session.is_idle and r.microphone.remaining_s > 0
        say(r, np.concatenate([tone(0.8), tone(0.4, level=0.0)]))
        r.recorder.wait(lambda: bool(model.asked))
        assert r.session.cancel() is True
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        assert (r.session.history, r.recorder.of("reply")) == ((), [])
        assert (r.recorder.turns[0].preemptive_replies, r.recorder.turns[0].discarded_replies) == (1, 1)


# --- the turn was judged over, and the user resumes ---


def in_real_time() -> Devices:
    """Return devices in memory that take as long as the sound lasts."""
    return Devices(WavMicrophone(realtime=True), WavLoudspeaker(realtime=True))


def test_a_user_who_resumes_is_listened_to_and_both_parts_are_one_question() -> None:
    model = RecordingModel()
    with rig(devices=in_real_time(), recognizer=DecodesByLength, language_model=lambda: model) as r:
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


def test_a_transcript_that_comes_after_the_user_resumed_is_not_replied_to() -> None:
    with rig(devices=in_real_time(), recognizer=DoubtsTheFirstHalf) as r:
        say(r, pausing(1.2))
        r.recorder.wait_for_turns(1)
        (turn,) = r.recorder.turns
        assert (turn.outcome, turn.false_starts) == (Outcome.ANSWERED, 1)
        assert [exchange.user for exchange in r.session.history] == ["Tell me a joke about old cats."]
        assert r.recorder.of("final") == ["Tell me a joke about old cats."]
        assert r.recorder.states.count("speaking") == 1


def test_a_user_who_resumes_too_late_is_not_listened_to() -> None:
    config = VoiceSessionConfig(error_shown_s=0.0, resume_s=0.2)
    with rig(config, devices=in_real_time(), recognizer=DecodesByLength) as r:
        say(r, pausing(0.9))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].false_starts == 0
        assert [exchange.user for exchange in r.session.history] == [HALF]


def test_a_user_who_commits_the_turn_has_said_all() -> None:
    with rig(devices=in_real_time(), recognizer=DecodesByLength) as r:
        say(r, pausing(0.9))
        r.recorder.wait(lambda: HALF in r.recorder.of("partial"))
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].false_starts == 0
        assert [exchange.user for exchange in r.session.history] == [HALF]


def test_a_turn_is_resumed_once_without_new_words_and_no_more() -> None:
    """A noise, or the echo in a room that has changed, must not keep it from replying for ever."""
    with rig(devices=in_real_time(), recognizer=lambda: DecodesByLength(HALF, HALF)) as r:
        say(r, np.concatenate([tone(0.8), tone(0.9, level=0.0), tone(0.2), tone(0.9, level=0.0), tone(0.2)]))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].false_starts == 1
        assert [exchange.user for exchange in r.session.history] == [HALF]


def test_of_a_recording_that_waits_for_the_models_both_parts_are_one_question_too() -> None:
    with rig(recognizer=DecodesByLength) as r:
        say(r, pausing(1.0))
        r.recorder.wait_for_turns(1)
        assert r.recorder.of("final") == [HALF, WHOLE]
        assert r.recorder.turns[0].false_starts == 1
        assert [exchange.user for exchange in r.session.history] == [WHOLE]


class DecodesByParts(SimulatedRecognizer):
    """A recogniser that hears one sentence of a tale for every 1.7 s of sound."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        length_s = len(samples) / CAPTURE_RATE_HZ
        text = " ".join(("Ever tried.", "Ever failed.", "No matter.")[: 1 + int(length_s / 1.7)])
        return TranscriptionSegment(text, 0.0, length_s, 1.0, "en", is_final=False)


def test_who_tells_something_in_parts_is_waited_for_longer_once_they_have_gone_on() -> None:
    with rig(devices=in_real_time(), recognizer=DecodesByParts) as r:
        say(r, np.concatenate([pausing(0.9), tone(0.9, level=0.0), tone(0.8)]))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].false_starts == 1, "after the first part alone"
        assert [exchange.user for exchange in r.session.history] == ["Ever tried. Ever failed. No matter."]
