"""The transcriber, with a recogniser that returns what it was told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.events import TranscriptionCompleted, TranscriptionProgress, TranscriptionStarted
from appliance.items import TranscriptionSegment, Utterance
from appliance.stages.transcriber import Transcriber
from tests.unit.scripted import Clock, Output, ScriptedRecognizer, heard

LOOP = heard("I see. I see it now. I see it now. I see it now. I see it now.")
QUESTION = heard("What is the capital of France?")


def stage(recognizer: ScriptedRecognizer, outdated: Callable[[Utterance], bool] = lambda _: False) -> Transcriber:
    transcriber = Transcriber(lambda: recognizer, lambda utterance, _: outdated(utterance), Clock(7.0))
    transcriber.open()
    return transcriber


def utterance(
    speech_frames: int = 100, *, turn: int = 1, is_final: bool = False, is_pause: bool = False, is_settled: bool = False
) -> Utterance:
    samples = np.zeros(2 * CAPTURE_RATE_HZ, dtype=np.int16)
    return Utterance(
        turn, samples, speech_frames, is_final=is_final, is_pause=is_pause or is_settled, is_settled=is_settled
    )


def completed(outputs: Sequence[Output]) -> TranscriptionCompleted:
    (event,) = [output for output in outputs if isinstance(output, TranscriptionCompleted)]
    return event


def transcripts(outputs: Sequence[Output]) -> list[str]:
    """Those that are to be answered."""
    finals = [output.segment.text for output in outputs if isinstance(output, TranscriptionCompleted)]
    return [text for text in finals if text]


def test_a_turn_begins_once_and_partials_come_as_they_are() -> None:
    transcriber = stage(ScriptedRecognizer(heard("What"), heard("What is"), heard("Who")))
    first, second = list(transcriber.work(utterance(25))), list(transcriber.work(utterance(35)))
    assert first[0] == TranscriptionStarted(1, 7.0)
    assert first[1:] == [TranscriptionProgress(1, 7.0, heard("What"), is_pause=False, speech_frames=25)]
    assert second == [TranscriptionProgress(1, 7.0, heard("What is"), is_pause=False, speech_frames=35)]
    assert next(transcriber.work(utterance(25, turn=2))) == TranscriptionStarted(2, 7.0)


def test_the_final_transcript_is_told() -> None:
    outputs = list(stage(ScriptedRecognizer(QUESTION)).work(utterance(is_final=True)))
    assert [type(output).__name__ for output in outputs] == ["TranscriptionStarted", "TranscriptionCompleted"]
    segment = completed(outputs).segment
    assert (segment.text, segment.is_final, segment.confidence) == (QUESTION.text, True, QUESTION.confidence)


def test_what_was_decoded_in_the_pause_is_not_decoded_again() -> None:
    recognizer = ScriptedRecognizer(QUESTION)
    transcriber = stage(recognizer)
    (partial,) = list(transcriber.work(utterance(100, is_pause=True)))[1:]
    assert isinstance(partial, TranscriptionProgress)
    assert partial.is_pause
    assert not partial.segment.is_final
    assert transcripts(list(transcriber.work(utterance(100, is_final=True)))) == [QUESTION.text]
    assert len(recognizer.lengths_s) == 1


def test_newer_speech_is_decoded_again() -> None:
    transcriber = stage(ScriptedRecognizer(heard("What is"), QUESTION))
    list(transcriber.work(utterance(50, is_pause=True)))
    assert transcripts(list(transcriber.work(utterance(100, is_final=True)))) == [QUESTION.text]


def test_a_partial_that_was_not_taken_in_a_pause_is_never_the_final_one() -> None:
    transcriber = stage(ScriptedRecognizer(heard("What is the capital of Fran"), QUESTION))
    list(transcriber.work(utterance(100)))
    assert transcripts(list(transcriber.work(utterance(100, is_final=True)))) == [QUESTION.text]


def test_the_pause_of_another_turn_means_nothing() -> None:
    transcriber = stage(ScriptedRecognizer(heard("Who was that?"), QUESTION))
    list(transcriber.work(utterance(100, is_pause=True)))
    assert transcripts(list(transcriber.work(utterance(100, turn=2, is_final=True)))) == [QUESTION.text]


@pytest.mark.parametrize("text", ["[BLANK_AUDIO]", "(music)", " [ Silence ] ", "*sighs*", "", " . "])
def test_what_is_no_word_ends_the_turn_and_asks_for_nothing(text: str) -> None:
    outputs = list(stage(ScriptedRecognizer(heard(text))).work(utterance(is_final=True)))
    assert completed(outputs).segment.text == ""
    assert completed(outputs).segment.is_final
    assert transcripts(outputs) == []


@pytest.mark.parametrize(
    ("text", "confidence", "speech_frames"),
    [
        ("Thank you.", 0.4, 100),  # unsure
        ("Thank you.", 0.9, 5),  # in a tenth of a second
        ("Thanks for watching!", 0.8, 100),
        ("What is the capital of France and of Italy?", 0.9, 20),  # faster than anybody speaks
        ("What is the capital of France?", 0.2, 100),  # hardly a guess
    ],
)
def test_what_was_made_out_of_nothing_is_nothing(text: str, confidence: float, speech_frames: int) -> None:
    recognizer = ScriptedRecognizer(heard(text, confidence), careful=heard(text, confidence))
    outputs = list(stage(recognizer).work(utterance(speech_frames, is_final=True)))
    assert completed(outputs).segment.text == ""
    assert transcripts(outputs) == []


def test_what_was_made_out_of_nothing_in_a_pause_is_nothing_at_the_end() -> None:
    transcriber = stage(ScriptedRecognizer(heard("Thank you.", 0.4)))
    list(transcriber.work(utterance(100, is_pause=True)))
    assert transcripts(list(transcriber.work(utterance(100, is_final=True)))) == []


@pytest.mark.parametrize(
    ("text", "confidence", "careful_count"),
    [
        ("He was not an old-sposed young man.", 0.6, 1),
        ("He was not an ill-disposed young man.", 0.8, 0),
        ("Good morning.", 0.6, 0),  # few words are never sure
    ],
)
def test_a_doubtful_sentence_is_decoded_again_with_care(text: str, confidence: float, careful_count: int) -> None:
    recognizer = ScriptedRecognizer(heard(text, confidence), careful=QUESTION)
    outputs = list(stage(recognizer).work(utterance(100, is_final=True)))
    assert completed(outputs).segment.text == (QUESTION.text if careful_count else text)
    assert recognizer.careful_count == careful_count


DOUBTFUL = heard("He was not an old-sposed young man.", 0.6)


@pytest.mark.parametrize(
    "second",
    [
        heard("He was not an old-sposed young man?", 0.5),  # the same words
        heard("He was not an ill-disposed young man.", 0.8),  # a sure one
    ],
)
def test_a_second_opinion_that_agrees_or_is_sure_is_taken(second: TranscriptionSegment) -> None:
    recognizer = ScriptedRecognizer(DOUBTFUL, second=second)
    assert transcripts(list(stage(recognizer).work(utterance(is_final=True)))) == [second.text]
    assert (recognizer.second_count, recognizer.careful_count) == (1, 0)


def test_in_longer_speech_an_opinion_that_only_agrees_is_not_enough() -> None:
    recognizer = ScriptedRecognizer(DOUBTFUL, second=DOUBTFUL, careful=QUESTION)
    assert transcripts(list(stage(recognizer).work(utterance(200, is_final=True)))) == [QUESTION.text]
    sure = heard("He was not an ill-disposed young man.", 0.8)
    recognizer = ScriptedRecognizer(DOUBTFUL, second=sure, careful=QUESTION)
    assert transcripts(list(stage(recognizer).work(utterance(200, is_final=True)))) == [sure.text]


@pytest.mark.parametrize(
    ("first", "second"),
    [(DOUBTFUL, heard("He was not an old pose young man.", 0.6)), (DOUBTFUL, LOOP), (LOOP, LOOP)],
)
def test_care_is_taken_where_the_second_opinion_is_another_and_no_surer(
    first: TranscriptionSegment, second: TranscriptionSegment
) -> None:
    recognizer = ScriptedRecognizer(first, second=second, careful=QUESTION)
    assert transcripts(list(stage(recognizer).work(utterance(is_final=True)))) == [QUESTION.text]
    assert (recognizer.second_count, recognizer.careful_count) == (1, 1)


@pytest.mark.parametrize(("is_final", "is_settled"), [(True, False), (False, True)])
def test_a_loop_is_decoded_again_with_care_where_it_counts(is_final: bool, is_settled: bool) -> None:
    recognizer = ScriptedRecognizer(LOOP, careful=QUESTION)
    outputs = list(stage(recognizer).work(utterance(is_final=is_final, is_settled=is_settled)))
    event = outputs[1]
    assert isinstance(event, TranscriptionCompleted | TranscriptionProgress)
    assert event.segment.text == QUESTION.text
    assert recognizer.careful_count == 1


@pytest.mark.parametrize("doubtful", [heard("He was not an old-sposed young man.", 0.6), LOOP])
def test_doubtful_words_in_a_pause_are_decoded_with_care_once_it_has_settled(doubtful: TranscriptionSegment) -> None:
    recognizer = ScriptedRecognizer(doubtful, careful=QUESTION)
    transcriber = stage(recognizer)
    pause = list(transcriber.work(utterance(is_pause=True)))[-1]
    assert isinstance(pause, TranscriptionProgress)
    assert pause.is_pause, "it is not waited for: most of them are right"
    assert recognizer.careful_count == 0
    (settled,) = transcriber.work(utterance(is_settled=True))
    assert settled == TranscriptionProgress(1, 7.0, QUESTION, True, 100)
    assert transcripts(list(transcriber.work(utterance(is_final=True)))) == [QUESTION.text]
    assert (len(recognizer.lengths_s), recognizer.careful_count) == (1, 1)


def test_doubtful_words_are_decoded_with_care_at_the_end_of_a_pause_that_did_not_settle() -> None:
    recognizer = ScriptedRecognizer(heard("He was not an old-sposed young man.", 0.6), careful=QUESTION)
    transcriber = stage(recognizer)
    list(transcriber.work(utterance(is_pause=True)))
    assert transcripts(list(transcriber.work(utterance(is_final=True)))) == [QUESTION.text]
    assert (len(recognizer.lengths_s), recognizer.careful_count) == (1, 1)


def test_a_pause_whose_words_are_known_is_not_decoded_again_when_it_settles() -> None:
    recognizer = ScriptedRecognizer(QUESTION)
    transcriber = stage(recognizer)
    list(transcriber.work(utterance(is_pause=True)))
    assert list(transcriber.work(utterance(is_settled=True))) == []


def test_a_loop_in_a_passing_partial_is_only_collapsed() -> None:
    outputs = list(stage(ScriptedRecognizer(LOOP)).work(utterance()))
    assert outputs[-1] == TranscriptionProgress(1, 7.0, heard("I see. I see it now."), False, 100)


def test_a_loop_that_care_does_not_cure_is_collapsed() -> None:
    outputs = list(stage(ScriptedRecognizer(LOOP, careful=LOOP)).work(utterance(is_final=True)))
    assert transcripts(outputs) == ["I see. I see it now."]


@pytest.mark.parametrize("is_final", [False, True])
def test_what_is_cancelled_leaves_no_trace(is_final: bool) -> None:
    transcriber = stage(ScriptedRecognizer(QUESTION), lambda utterance: utterance.turn == 1)
    assert list(transcriber.work(utterance(is_final=is_final))) == [TranscriptionStarted(1, 7.0)]


def test_a_cancelled_pause_is_not_taken_for_the_final_transcript() -> None:
    transcriber = stage(ScriptedRecognizer(QUESTION), lambda utterance: utterance.is_pause)
    list(transcriber.work(utterance(100, is_pause=True)))
    assert transcripts(list(transcriber.work(utterance(100, is_final=True)))) == [QUESTION.text]


def test_it_is_told_whether_anything_was_heard_of_the_turn_yet() -> None:
    asked: list[tuple[int, bool]] = []

    def outdated(utterance: Utterance, is_first: bool) -> bool:
        asked.append((utterance.turn, is_first))
        return is_first and len(asked) == 1

    recognizer = ScriptedRecognizer(QUESTION, QUESTION, QUESTION)
    transcriber = Transcriber(lambda: recognizer, outdated, Clock(7.0))
    transcriber.open()
    for turn in (1, 1, 1, 2):
        list(transcriber.work(utterance(turn=turn)))
    assert asked == [(1, True), (1, True), (1, False), (2, True)], "what was cancelled was not heard"


def test_words_end_no_later_than_the_sound() -> None:
    """Whisper's times may lie in the silence it was given to see that it is over."""
    outputs = list(stage(ScriptedRecognizer(heard(QUESTION.text, end_s=30.0))).work(utterance(is_final=True)))
    segment = completed(outputs).segment
    assert 0 <= segment.start_s <= segment.end_s == 2.0
