"""Guards on transcripts: marks and loops are removed, hallucinations detected."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.text.transcript_guard import clean_transcript, has_loop, looks_hallucinated


@pytest.mark.parametrize(
    "decoded",
    [
        "[BLANK_AUDIO]",
        "(music)",
        "[ Silence ]",
        " *sighs*",
        "♪ la la la",
        "(wind blowing)",
        ">>",
        " .",
        "(",
        "",
        "<|nospeech|>",
    ],
)
def test_sounds_and_marks_are_no_words(decoded: str) -> None:
    assert clean_transcript(decoded) == ""


@pytest.mark.parametrize(
    ("decoded", "said"),
    [
        (" [MUSIC PLAYING] What time is it? [BLANK_AUDIO]", "What time is it?"),
        (">> What is it?", "What is it?"),
        ("Speaker 1: Hello there.", "Hello there."),
        ("MAN: What time is it?", "What time is it?"),
        ("- Hello.", "Hello."),
        ("-Hello.", "Hello."),
        ("-5 plus 3.", "-5 plus 3."),
        ("Call (212) 555 0100.", "Call (212) 555 0100."),
        ("♪ la la ♪ Hi.", "Hi."),
        ("What is 2 * 3 * 4?", "What is 2 * 3 * 4?"),
        ("Note: it is 1000000.", "Note: it is 1000000."),
    ],
)
def test_speech_beside_marks_stays(decoded: str, said: str) -> None:
    assert clean_transcript(decoded) == said


@pytest.mark.parametrize(
    ("decoded", "said"),
    [
        ("no no no no no no no", "no"),
        ("What is it? What is it? What is it?", "What is it?"),
        ("the capital of the capital of the capital of the", "the capital of"),
        ("I want to go to go to go to go home.", "I want to go home."),
        ("Thank you. Thank you. Thank you. Thank you.", "Thank you."),
        ("hahahahahahahaha", "ha"),
    ],
)
def test_a_loop_is_said_once(decoded: str, said: str) -> None:
    assert has_loop(decoded)
    assert clean_transcript(decoded) == said


@pytest.mark.parametrize(
    "said",
    [
        "no no no",
        "very, very good",
        "one one two",
        "dial 5 5 5 5",
        "knock knock",
        "row, row, row your boat",
        "1000000000",
        "What is 10 plus 10 plus 10 plus 10?",
        "2 times 2 times 2 times 2",
        "my code is 1 2 1 2 1 2",
    ],
)
def test_what_people_say_twice_stays(said: str) -> None:
    assert not has_loop(said)
    assert clean_transcript(said) == said


def test_a_doubled_question_may_be_a_loop_but_stays() -> None:
    doubled = "What is the capital of France? What is the capital of France?"
    assert has_loop(doubled)
    assert clean_transcript(doubled) == doubled


@pytest.mark.parametrize(
    ("text", "confidence", "speech_s"),
    [
        ("Thank you.", 0.4, 0.5),
        ("Thank you.", 0.9, 0.1),
        ("Thanks for watching!", 0.7, 1.5),
        ("Subtitles by the Amara.org community", 0.8, 2.0),
        ("What is the capital of France?", 0.9, 0.4),
        ("I'll put a little back of the Zidot.", 0.22, 2.0),
    ],
)
def test_phrases_made_of_silence_are_rejected(text: str, confidence: float, speech_s: float) -> None:
    assert looks_hallucinated(text, confidence, speech_s)


@pytest.mark.parametrize(
    ("text", "confidence", "speech_s"),
    [
        ("Thank you.", 0.86, 0.45),
        ("Yes.", 0.68, 0.39),
        ("Hello.", 0.4, 0.36),
        ("Stop.", 0.53, 0.1),
        ("What is the capital of France?", 0.8, 1.4),
        ("Thanks for watching!", 0.95, 1.2),
        ("", 0.0, 0.0),
    ],
)
def test_what_was_really_said_is_kept(text: str, confidence: float, speech_s: float) -> None:
    assert not looks_hallucinated(text, confidence, speech_s)


FIELD = Path(__file__).resolve().parents[2] / "field" / "text"
DROPPED, ANSWERED = (
    [line.split(" | ") for line in part.splitlines() if line and not line.startswith("#")]
    for part in (FIELD / "heard-in-silence.txt").read_text(encoding="utf-8").split("# and to be answered")
)


@pytest.mark.parametrize(("confidence", "speech_s", "text"), DROPPED)
def test_what_is_known_to_be_heard_in_silence_is_rejected(confidence: str, speech_s: str, text: str) -> None:
    assert looks_hallucinated(text, float(confidence), float(speech_s))


@pytest.mark.parametrize(("confidence", "speech_s", "text"), [line for line in ANSWERED if len(line) == 3])
def test_what_is_like_it_and_was_said_is_kept(confidence: str, speech_s: str, text: str) -> None:
    assert not looks_hallucinated(text, float(confidence), float(speech_s))


def test_short_lines_again_and_again_are_rejected_before_they_are_collapsed() -> None:
    assert looks_hallucinated("you you you you you you", 0.95, 1.5)
    assert looks_hallucinated("Thank you. Thank you. Thank you. Thank you.", 0.95, 3.0)
    assert not looks_hallucinated("no no no no no", 0.95, 1.5)


def test_letters_that_the_language_does_not_have_are_rejected_unless_the_recogniser_is_sure() -> None:
    assert looks_hallucinated("今日は", 0.7, 1.0, "en")
    assert not looks_hallucinated("今日は", 0.9, 1.0, "en")
    assert not looks_hallucinated("今日は", 0.7, 1.0, "ja")


def test_one_word_in_much_sound_needs_confidence() -> None:
    assert looks_hallucinated("Shower.", 0.5, 4.0)
    assert not looks_hallucinated("Shower.", 0.7, 4.0)
    assert not looks_hallucinated("Shower.", 0.5, 1.0)
