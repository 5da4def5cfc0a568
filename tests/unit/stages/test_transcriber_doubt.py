"""The transcriber: which words are decoded a second time, when, and which of the decodes is taken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.events import TranscriptionCompleted, TranscriptionProgress
from appliance.items import TranscriptionSegment
from tests.unit.scripted import ScriptedRecognizer, decoded
from tests.unit.stages.transcriber_rig import DOUBTFUL, LOOP, QUESTION, completed, stage, transcripts, utterance

LOW = decoded("Cancel timer.", 0.2)
"""Few words of hardly any confidence."""


@pytest.mark.parametrize(
    ("text", "confidence", "careful_count"),
    [
        ("He was not an old-sposed young man.", 0.6, 1),
        ("He was not an ill-disposed young man.", 0.8, 0),
        ("Good morning.", 0.6, 0),  # so few words never reach much confidence
    ],
)
def test_a_doubtful_sentence_is_decoded_again_with_care(text: str, confidence: float, careful_count: int) -> None:
    recognizer = ScriptedRecognizer(decoded(text, confidence), careful=QUESTION)
    outputs = list(stage(recognizer).work(utterance(100, is_final=True)))
    assert completed(outputs).segment.text == (QUESTION.text if careful_count else text)
    assert recognizer.careful_count == careful_count


@pytest.mark.parametrize(
    "second",
    [
        decoded("He was not an old-sposed young man?", 0.5),  # the same words
        decoded("He was not an ill-disposed young man.", 0.8),  # with confidence
    ],
)
def test_a_second_decode_that_agrees_or_is_confident_is_taken(second: TranscriptionSegment) -> None:
    recognizer = ScriptedRecognizer(DOUBTFUL, second=second)
    assert transcripts(list(stage(recognizer).work(utterance(is_final=True)))) == [second.text]
    assert (recognizer.second_count, recognizer.careful_count) == (1, 0)


def test_in_longer_speech_a_second_decode_that_only_agrees_is_not_enough() -> None:
    recognizer = ScriptedRecognizer(DOUBTFUL, second=DOUBTFUL, careful=QUESTION)
    assert transcripts(list(stage(recognizer).work(utterance(200, is_final=True)))) == [QUESTION.text]
    sure = decoded("He was not an ill-disposed young man.", 0.8)
    recognizer = ScriptedRecognizer(DOUBTFUL, second=sure, careful=QUESTION)
    assert transcripts(list(stage(recognizer).work(utterance(200, is_final=True)))) == [sure.text]


@pytest.mark.parametrize(
    ("first", "second"),
    [(DOUBTFUL, decoded("He was not an old pose young man.", 0.6)), (DOUBTFUL, LOOP), (LOOP, LOOP)],
)
def test_a_third_decode_is_careful_where_the_second_differs_and_is_doubtful_too(
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


@pytest.mark.parametrize("doubtful", [decoded("He was not an old-sposed young man.", 0.6), LOOP])
def test_doubtful_words_in_a_pause_are_decoded_with_care_once_it_has_settled(doubtful: TranscriptionSegment) -> None:
    recognizer = ScriptedRecognizer(doubtful, careful=QUESTION)
    transcriber = stage(recognizer)
    pause = list(transcriber.work(utterance(is_pause=True)))[-1]
    assert isinstance(pause, TranscriptionProgress)
    assert pause.is_pause, "no careful decode is waited for: most of them are right"
    assert recognizer.careful_count == 0
    (settled,) = transcriber.work(utterance(is_settled=True))
    assert settled == TranscriptionProgress(1, 7.0, QUESTION, True, 100)
    assert transcripts(list(transcriber.work(utterance(is_final=True)))) == [QUESTION.text]
    assert (len(recognizer.lengths_s), recognizer.careful_count) == (1, 1)


def test_doubtful_words_are_decoded_with_care_at_the_end_without_a_settled_pause() -> None:
    recognizer = ScriptedRecognizer(decoded("He was not an old-sposed young man.", 0.6), careful=QUESTION)
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
    assert outputs[-1] == TranscriptionProgress(1, 7.0, decoded("I see. I see it now."), False, 100, is_doubtful=True)


def test_a_loop_that_a_careful_decode_has_too_is_collapsed() -> None:
    outputs = list(stage(ScriptedRecognizer(LOOP, careful=LOOP)).work(utterance(is_final=True)))
    assert transcripts(outputs) == ["I see. I see it now."]


@pytest.mark.parametrize(
    ("careful", "said"),
    [(decoded("Cancel timer.", 0.55), "Cancel timer."), (decoded("Paul, it's good.", 0.85), ""), (LOW, "")],
)
def test_few_words_that_would_be_dropped_are_decoded_again(careful: TranscriptionSegment, said: str) -> None:
    recognizer = ScriptedRecognizer(LOW, second=LOW, careful=careful)
    assert completed(list(stage(recognizer).work(utterance(100, is_final=True)))).segment.text == said
    assert recognizer.careful_count == 1


@pytest.mark.parametrize("noise", ["(water running)", "[", "", "*sighs*"])
def test_what_is_no_word_is_not_decoded_again(noise: str) -> None:
    recognizer = ScriptedRecognizer(decoded(noise, 0.2))
    assert completed(list(stage(recognizer).work(utterance(is_final=True)))).segment.text == ""
    assert recognizer.second_count == 0


@pytest.mark.parametrize(("before", "length_s"), [("", 0.8), ("(breathing)", 0.8), ("Set a timer", 2.0), ("Bye.", 2.0)])
def test_a_breath_before_the_words_is_left_out(before: str, length_s: float) -> None:
    recognizer = ScriptedRecognizer(decoded(before, 0.4), QUESTION)
    transcriber = stage(recognizer)
    list(transcriber.work(utterance(20, is_settled=True)))
    after = replace(utterance(90, is_final=True), last_part=19_200, frames_before_part=20)
    list(transcriber.work(after))
    assert recognizer.lengths_s == [2.0, length_s]
    recognizer = ScriptedRecognizer(decoded(before), QUESTION)
    transcriber = stage(recognizer)
    list(transcriber.work(utterance(20, is_settled=True)))
    list(transcriber.work(replace(after, frames_before_part=45)))  # of what came between nothing is known
    assert recognizer.lengths_s == [2.0, 2.0]


@pytest.mark.parametrize(
    ("expected", "said", "count"),
    [
        (decoded("Pause. (noise)", 0.8), "Pause.", 1),
        (decoded("Pause. (noise)", 0.5), "", 1),
        (decoded("[BLANK_AUDIO]", 0.9), "", 1),
        (decoded("Thanks. (noise)", 0.9), "", 1),
    ],
)
def test_a_word_that_would_be_dropped_is_asked_for_among_those_that_are_requests_alone(
    expected: TranscriptionSegment, said: str, count: int
) -> None:
    recognizer = ScriptedRecognizer(
        decoded("problems.", 0.15),
        second=decoded("I'm not a problem.", 0.09),
        careful=decoded("- Thanks.", 0.78),
        expected=expected,
    )
    assert completed(list(stage(recognizer).work(utterance(45, is_final=True)))).segment.text == said
    assert recognizer.expecting_count == count


@pytest.mark.parametrize("careful", [decoded("", 0.9), decoded("He was not an", 0.1)], ids=["no words", "made up"])
@pytest.mark.parametrize(("confidence", "stands"), [(0.5, True), (0.45, False)])
def test_a_sentence_stands_in_which_the_careful_decode_finds_nothing(
    careful: TranscriptionSegment, confidence: float, stands: bool
) -> None:
    first = decoded("He was not an old-sposed young man.", confidence)
    recognizer = ScriptedRecognizer(first, careful=careful)
    final = completed(list(stage(recognizer).work(utterance(200, is_final=True)))).segment
    assert final.text == (first.text if stands else "")


def test_a_sentence_that_stands_keeps_its_times() -> None:
    first = replace(decoded("He was not an old-sposed young man."), confidence=0.6, start_s=0.1, end_s=1.5)
    recognizer = ScriptedRecognizer(decoded("", 0.4), first, careful=decoded("", 0.9))
    transcriber = stage(recognizer)
    list(transcriber.work(utterance(20, is_settled=True)))
    after = replace(utterance(90, is_pause=True), last_part=4_800, frames_before_part=20)
    list(transcriber.work(after))
    final = completed(list(transcriber.work(replace(after, is_final=True)))).segment
    assert final.text == first.text
    assert (final.start_s, final.end_s) == pytest.approx((0.4, 1.8))
