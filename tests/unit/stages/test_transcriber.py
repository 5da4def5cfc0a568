"""The transcriber: partial and final transcripts, and what is not taken for words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.events import TranscriptionProgress, TranscriptionStarted
from appliance.items import TranscriptionSegment, Utterance
from appliance.stages.transcriber import Transcriber
from tests.session.rig import vowel
from tests.unit.scripted import Clock, ScriptedRecognizer, decoded
from tests.unit.stages.transcriber_rig import QUESTION, completed, stage, transcripts, utterance


def test_a_turn_begins_once_and_partials_come_as_they_are_decoded() -> None:
    transcriber = stage(ScriptedRecognizer(decoded("What"), decoded("What is"), decoded("Who")))
    first, second = list(transcriber.work(utterance(25))), list(transcriber.work(utterance(35)))
    assert first[0] == TranscriptionStarted(1, 7.0)
    assert first[1:] == [TranscriptionProgress(1, 7.0, decoded("What"), is_pause=False, speech_frames=25)]
    assert second == [TranscriptionProgress(1, 7.0, decoded("What is"), is_pause=False, speech_frames=35)]
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
    transcriber = stage(ScriptedRecognizer(decoded("What is"), QUESTION))
    list(transcriber.work(utterance(50, is_pause=True)))
    assert transcripts(list(transcriber.work(utterance(100, is_final=True)))) == [QUESTION.text]


def test_a_partial_that_was_not_taken_in_a_pause_is_never_the_final_one() -> None:
    transcriber = stage(ScriptedRecognizer(decoded("What is the capital of Fran"), QUESTION))
    list(transcriber.work(utterance(100)))
    assert transcripts(list(transcriber.work(utterance(100, is_final=True)))) == [QUESTION.text]


def test_the_pause_of_another_turn_means_nothing() -> None:
    transcriber = stage(ScriptedRecognizer(decoded("Who was that?"), QUESTION))
    list(transcriber.work(utterance(100, is_pause=True)))
    assert transcripts(list(transcriber.work(utterance(100, turn=2, is_final=True)))) == [QUESTION.text]


@pytest.mark.parametrize("text", ["[BLANK_AUDIO]", "(music)", " [ Silence ] ", "*sighs*", "", " . "])
def test_what_is_no_word_is_an_empty_final_transcript(text: str) -> None:
    outputs = list(stage(ScriptedRecognizer(decoded(text))).work(utterance(is_final=True)))
    assert completed(outputs).segment.text == ""
    assert completed(outputs).segment.is_final
    assert transcripts(outputs) == []


@pytest.mark.parametrize(
    ("text", "confidence", "speech_frames"),
    [
        ("Thank you.", 0.4, 100),  # low confidence
        ("Thank you.", 0.9, 5),  # in 0.1 s of speech
        ("Thanks for watching!", 0.8, 100),
        ("What is the capital of France and of Italy?", 0.9, 20),  # faster than people speak
        ("What is the capital of France?", 0.2, 100),  # hardly any confidence
    ],
)
def test_a_hallucination_is_an_empty_final_transcript(text: str, confidence: float, speech_frames: int) -> None:
    recognizer = ScriptedRecognizer(decoded(text, confidence), careful=decoded(text, confidence))
    outputs = list(stage(recognizer).work(utterance(speech_frames, is_final=True)))
    assert completed(outputs).segment.text == ""
    assert transcripts(outputs) == []


def test_a_hallucination_in_a_pause_is_an_empty_final_transcript_at_the_end() -> None:
    transcriber = stage(ScriptedRecognizer(decoded("Thank you.", 0.4)))
    list(transcriber.work(utterance(100, is_pause=True)))
    assert transcripts(list(transcriber.work(utterance(100, is_final=True)))) == []


@pytest.mark.parametrize("is_final", [False, True])
def test_what_is_cancelled_leaves_no_trace(is_final: bool) -> None:
    transcriber = stage(ScriptedRecognizer(QUESTION), lambda utterance: utterance.turn == 1)
    assert list(transcriber.work(utterance(is_final=is_final))) == [TranscriptionStarted(1, 7.0)]


def test_a_cancelled_pause_is_not_taken_for_the_final_transcript() -> None:
    transcriber = stage(ScriptedRecognizer(QUESTION), lambda utterance: utterance.is_pause)
    list(transcriber.work(utterance(100, is_pause=True)))
    assert transcripts(list(transcriber.work(utterance(100, is_final=True)))) == [QUESTION.text]


def test_it_asks_if_a_decode_is_outdated_and_says_if_it_is_the_first_of_its_turn() -> None:
    asked: list[tuple[int, bool]] = []

    def outdated(utterance: Utterance, is_first: bool) -> bool:
        asked.append((utterance.turn, is_first))
        return is_first and len(asked) == 1

    recognizer = ScriptedRecognizer(QUESTION, QUESTION, QUESTION)
    transcriber = Transcriber(lambda: recognizer, outdated, Clock(7.0))
    transcriber.open()
    for turn in (1, 1, 1, 2):
        list(transcriber.work(utterance(turn=turn)))
    assert asked == [(1, True), (1, True), (1, False), (2, True)], "a cancelled decode does not count"


def test_what_was_cancelled_twice_counts_as_the_first_of_its_turn() -> None:
    """A voice without end makes newer speech sooner than a busy machine decodes: some decode must come to its end."""
    asked: list[bool] = []

    def outdated(utterance: Utterance, is_first: bool) -> bool:
        asked.append(is_first)
        return len(asked) in (2, 3)

    recognizer = ScriptedRecognizer(*[QUESTION] * 5)
    transcriber = Transcriber(lambda: recognizer, outdated, Clock(7.0))
    transcriber.open()
    for _ in range(5):
        list(transcriber.work(utterance()))
    assert asked == [True, False, False, True, False]


def test_words_end_no_later_than_the_sound() -> None:
    """Whisper pads the sound with silence, and its times may lie in that."""
    outputs = list(stage(ScriptedRecognizer(decoded(QUESTION.text, end_s=30.0))).work(utterance(is_final=True)))
    segment = completed(outputs).segment
    assert 0 <= segment.start_s <= segment.end_s == 2.0


@pytest.mark.parametrize(("text", "final"), [("Siobhan, Nabu.", ""), ("Call Siobhan, Nabu.", "Call Siobhan, Nabu.")])
def test_the_prompt_read_back_is_an_empty_final_transcript(text: str, final: str) -> None:
    recognizer = ScriptedRecognizer(decoded(text))
    transcriber = Transcriber(lambda: recognizer, lambda _utterance, _is_first: False, Clock(7.0), ("Siobhan", "Nabu"))
    transcriber.open()
    assert completed(list(transcriber.work(utterance(is_final=True)))).segment.text == final


@pytest.mark.parametrize(
    "text", ["you you you you you you", "Gracias por ver el video.", "ご視聴ありがとうございました"]
)
def test_a_loop_or_a_line_of_subtitles_is_judged_as_it_was_written(text: str) -> None:
    outputs = list(stage(ScriptedRecognizer(decoded(text, 0.75))).work(utterance(100, is_final=True)))
    assert completed(outputs).segment.text == ""


@pytest.mark.parametrize(
    ("written", "speech_frames", "vowels_s", "is_unintelligible"),
    [
        ("", 40, 0.2, True),
        ("Thank you.", 40, 0.2, True),
        ("[inaudible]", 40, 0.2, True),
        ("", 30, 0.2, False),
        ("What is the capital of France?", 40, 0.0, True),
        ("", 40, 0.06, False),
        ("Thanks for watching!", 40, 0.0, False),
        ("Thank you.", 40, 0.0, False),
        ("[laughs]", 80, 0.4, False),
        ("Who wrote the play Hamlet?", 80, 0.4, False),
    ],
    ids=[
        "no words",
        "invented",
        "not heard",
        "as short as a cough",
        "words of low confidence",
        "no vowels",
        "a line of subtitles",
        "written for noises",
        "a noise that is named",
        "understood",
    ],
)
def test_speech_without_words_is_unintelligible(
    written: str, speech_frames: int, vowels_s: float, is_unintelligible: bool
) -> None:
    confidence = 0.9 if written.startswith("Who") else 0.3
    sound = np.append(vowel(vowels_s), np.zeros(CAPTURE_RATE_HZ, dtype=np.int16))
    heard = decoded(written, confidence)
    transcriber = stage(ScriptedRecognizer(heard, second=heard, careful=heard))
    list(transcriber.work(replace(utterance(speech_frames, is_pause=True), samples=sound)))
    outputs = list(transcriber.work(replace(utterance(speech_frames, is_final=True), samples=sound)))
    assert completed(outputs).segment.is_unintelligible is is_unintelligible


def test_over_a_reply_it_is_told_what_was_written_of_any_sound_and_the_turn_is_decoded_for_itself() -> None:
    expected = decoded("Damon. (noise)", 0.4)
    recognizer = ScriptedRecognizer(decoded("(coughs)", 0.5), decoded("Damon fried", 0.2), QUESTION, expected=expected)
    transcriber = stage(recognizer)
    written = []
    for speech_frames in (20, 50):
        over = replace(utterance(speech_frames, is_pause=True), is_over_reply=True)
        (partial,) = [one for one in transcriber.work(over) if isinstance(one, TranscriptionProgress)]
        assert not partial.segment.text
        written.append(partial.segment.written)
    assert written == ["(coughs)", "Damon fried"]
    assert (recognizer.any_sound_count, recognizer.second_count) == (2, 0)
    assert transcripts(list(transcriber.work(utterance(50, is_final=True)))) == [QUESTION.text]
    assert recognizer.any_sound_count == 2


@pytest.mark.parametrize(
    ("written", "expected", "spoken_frames", "final"),
    [
        ("top it", decoded("Stop it. (noise) Stop it.", 0.85), 30, "Stop it."),
        ("top it", decoded("Stop it. (noise)", 0.85), 90, QUESTION.text),
        ("top it", decoded("Stop it. (noise)", 0.5), 60, QUESTION.text),
        ("Uh", decoded("(noise)", 0.8), 60, QUESTION.text),
    ],
    ids=["a stop word", "more was said", "it is not sure", "a noise"],
)
def test_a_short_sound_over_a_reply_may_be_a_stop_word(
    written: str, expected: TranscriptionSegment, spoken_frames: int, final: str
) -> None:
    recognizer = ScriptedRecognizer(decoded(written, 0.25), QUESTION, expected=expected)
    transcriber = stage(recognizer)
    over = replace(utterance(20), is_over_reply=True)
    (partial,) = [one for one in transcriber.work(over) if isinstance(one, TranscriptionProgress)]
    assert recognizer.expecting_count == 1
    assert (partial.segment.text == "Stop it.") is (expected.text.startswith("Stop") and expected.confidence > 0.6)
    assert transcripts(list(transcriber.work(utterance(spoken_frames, is_final=True)))) == [final]


def test_a_noise_that_is_named_is_no_stop_word() -> None:
    recognizer = ScriptedRecognizer(decoded("[coughing]", 0.5), expected=decoded("Stop.", 0.9))
    list(stage(recognizer).work(replace(utterance(20), is_over_reply=True)))
    assert recognizer.expecting_count == 0


def test_words_that_are_a_noise_where_one_is_expected_are_none() -> None:
    recognizer = ScriptedRecognizer(
        decoded("I wish you", 0.4), decoded("I wish you", 0.6), expected=decoded("(laughs)", 0.5)
    )
    transcriber, heard = stage(recognizer), []
    for speech_frames in (30, 45):
        over = replace(utterance(speech_frames), is_over_reply=True)
        heard += [one.segment for one in transcriber.work(over) if isinstance(one, TranscriptionProgress)]
    assert [(one.text, one.written) for one in heard] == [("", "(laughs)"), ("I wish you", "I wish you")]
