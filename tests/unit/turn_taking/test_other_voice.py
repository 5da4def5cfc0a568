"""A voice that goes on behind a whole request: words and sound must both say so, or the words for long."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.voice_change import voice_change
from appliance.items import TranscriptionSegment
from appliance.turn_taking.other_voice import (
    DIFFERENT,
    LONG_FRAMES,
    LONG_WORDLESS_FRAMES,
    NO_WORD_FRAMES,
    NO_WORDS_FRAMES,
    UNHEARD_FRAMES,
    VERY_DIFFERENT,
    WORDLESS_FRAMES,
    OtherVoice,
)

REQUEST = "What is the capital of France?"
BEHIND = f"{REQUEST} He had married a more amiable woman."
GOES_ON = f"{REQUEST} And of Spain, and of Italy?"


def words(text: str, confidence: float = 0.8) -> TranscriptionSegment:
    return TranscriptionSegment(text, 0.0, 1.0, confidence, "en", is_final=False)


def over(text: str, change: float | None, *, turn: int = 1, at: int = 200) -> int | None:
    other = OtherVoice()
    assert other.add_transcript(1, words(REQUEST), 90, is_pause=True) is None
    if change is not None:
        assert other.add_change(1, change, 90) is None
    draft = other.add_transcript(turn, words(text), at, is_pause=False)
    return draft.speech_frames if draft else None


def test_the_turn_was_over_at_the_request() -> None:
    assert over(BEHIND, DIFFERENT) == 90


def test_what_is_answered_is_what_was_heard_before_the_other_voice() -> None:
    other = OtherVoice()
    other.add_transcript(1, words(f"And so my fellow American-- - {REQUEST}"), 90, is_pause=True)
    other.add_change(1, DIFFERENT, 90)
    draft = other.add_transcript(
        1, words(f"And so my fellow American-- - {REQUEST} He had married well."), 200, is_pause=False
    )
    assert draft
    alone = draft.alone("en").segment
    assert (alone.text, alone.is_final) == (REQUEST, True)


def test_the_words_may_come_before_the_sound() -> None:
    other = OtherVoice()
    other.add_transcript(1, words(REQUEST), 90, is_pause=True)
    assert other.add_transcript(1, words(BEHIND), 200, is_pause=False) is None
    draft = other.add_change(1, DIFFERENT, 90)
    assert draft
    assert draft.speech_frames == 90


def test_after_long_the_words_alone_end_it() -> None:
    assert over(BEHIND, None, at=90 + LONG_FRAMES) == 90
    assert over(BEHIND, 0.0, at=90 + LONG_FRAMES) == 90
    assert over(GOES_ON, DIFFERENT + 5, at=90 + LONG_FRAMES) is None, "the words are still the user's"


@pytest.mark.parametrize("heard", [REQUEST, "What is the", ""])
def test_sound_without_words_ends_it(heard: str) -> None:
    assert over(heard, DIFFERENT, at=90 + WORDLESS_FRAMES) == 90
    assert over(heard, DIFFERENT, at=89 + WORDLESS_FRAMES) is None
    assert over(heard, DIFFERENT - 0.1, at=90 + LONG_WORDLESS_FRAMES) == 90
    assert over(heard, None, at=90 + LONG_FRAMES) is None, "silence, and a cough: not enough has followed the pause"


@pytest.mark.parametrize(("confidence", "least"), [(0.5, NO_WORDS_FRAMES), (0.6, WORDLESS_FRAMES)])
def test_a_request_that_is_not_sure_is_lost_to_somebody_else_later(confidence: float, least: int) -> None:
    other = OtherVoice()
    other.add_transcript(1, words("Does that work this year?", confidence), 90, is_pause=True)
    other.add_change(1, DIFFERENT, 90)
    assert other.add_transcript(1, words("", 0.2), 89 + least, is_pause=False) is None
    draft = other.add_transcript(1, words("", 0.2), 90 + least, is_pause=False)
    assert draft
    assert draft.speech_frames == 90


@pytest.mark.parametrize(
    ("then", "confidence", "is_over"),
    [
        ("This is Steve's feedback.", 0.8, False),
        ("This is Steve's feedback.", 0.5, True),  # no surer than what it would replace
        ("Thank you.", 0.6, True),  # hardly a word
        ("Does that work this year? Steve's feedback.", 0.8, True),  # the request is in it
    ],
)
def test_a_request_that_was_misheard_is_forgotten_once_it_is_known_what_was_said(
    then: str, confidence: float, is_over: bool
) -> None:
    other = OtherVoice()
    other.add_transcript(1, words("Does that work this year?", 0.45), 75, is_pause=False)
    other.add_transcript(1, words(then, confidence), 127, is_pause=True)
    assert bool(other.add_transcript(1, words("", 0.2), 75 + NO_WORDS_FRAMES, is_pause=False)) is is_over


def test_an_end_without_words_is_waited_for_as_long() -> None:
    other = OtherVoice()
    other.add_end(1, words("", 0.2), 90, is_doubtful=True)
    other.add_change(1, DIFFERENT, 90)
    assert other.add_transcript(1, words("", 0.2), 90 + LONG_WORDLESS_FRAMES, is_pause=False) is None
    assert other.add_transcript(1, words("", 0.2), 90 + NO_WORDS_FRAMES, is_pause=False)


def test_a_request_of_which_a_decode_found_nothing_at_first_is_that_of_a_user_who_is_hard_to_understand() -> None:
    other = OtherVoice()
    other.add_transcript(1, words("", 0.2), 90, is_pause=True)
    other.add_transcript(1, words(REQUEST, 0.9), 90, is_pause=True)
    assert other.add_change(1, DIFFERENT, 90) is None
    assert not other.add_transcript(1, words("", 0.2), 89 + NO_WORDS_FRAMES, is_pause=False)
    assert other.add_transcript(1, words("", 0.2), 90 + NO_WORDS_FRAMES, is_pause=False)


@pytest.mark.parametrize(("resumed", "least"), [(1, NO_WORDS_FRAMES), (0, LONG_WORDLESS_FRAMES)])
def test_who_went_on_over_the_reply_may_be_hard_to_understand(resumed: int, least: int) -> None:
    other = OtherVoice()
    other.add_transcript(1, words(REQUEST), 90, is_pause=True)
    if resumed:
        other.user_resumed(resumed)
    other.add_change(1, 0.0, 90)
    assert other.add_transcript(1, words(REQUEST), 89 + least, is_pause=False) is None
    assert other.add_transcript(1, words(REQUEST), 90 + least, is_pause=False)


def test_after_they_went_on_the_words_of_somebody_else_end_it_as_before() -> None:
    other = OtherVoice()
    other.add_transcript(1, words(REQUEST), 90, is_pause=True)
    other.user_resumed(1)
    other.add_change(1, DIFFERENT, 90)
    assert other.add_transcript(1, words(BEHIND), 200, is_pause=False)


def test_a_request_after_that_is_ended_as_any_other() -> None:
    other = OtherVoice()
    other.add_transcript(1, words("What is the weather?"), 60, is_pause=True)
    other.user_resumed(1)
    other.add_transcript(1, words("What is the weather in Paris?"), 150, is_pause=True)
    other.add_change(1, DIFFERENT, 150)
    heard = words("What is the weather in Paris?")
    draft = other.add_transcript(1, heard, 150 + LONG_WORDLESS_FRAMES, is_pause=False)
    assert draft
    assert draft.speech_frames == 150


@pytest.mark.parametrize("text", [REQUEST, f"{REQUEST} He had married"])
def test_a_voice_without_a_pause_before_it_is_found_by_the_words(text: str) -> None:
    """The request then ends somewhere within the first words that show it."""
    other = OtherVoice()
    assert other.add_transcript(1, words(text), 100, is_pause=False) is None
    draft = other.add_transcript(1, words(BEHIND), 100 + LONG_FRAMES, is_pause=False)
    assert draft
    assert draft.segment.text == REQUEST
    assert 60 < draft.speech_frames <= 100


def test_a_machine_too_busy_to_decode_what_follows_answers_the_request() -> None:
    other = OtherVoice()
    other.add_transcript(1, words(REQUEST), 90, is_pause=True)
    assert other.add_change(1, DIFFERENT, 90) is None
    assert other.add_change(1, 0.0, 89 + UNHEARD_FRAMES) is None
    draft = other.add_change(1, 0.0, 90 + UNHEARD_FRAMES)
    assert draft
    assert draft.speech_frames == 90
    same = OtherVoice()
    same.add_transcript(1, words(REQUEST), 90, is_pause=True)
    same.add_change(1, DIFFERENT - 0.1, 90)
    assert same.add_change(1, 1.0, 200) is None, "it is one voice"


@pytest.mark.parametrize(
    ("confidence", "speech_frames", "change", "is_over"),
    [
        (0.57, 134, VERY_DIFFERENT, True),
        (0.57, 134, VERY_DIFFERENT - 0.1, False),
        (0.8, 134, VERY_DIFFERENT, False),
        (0.57, 60, VERY_DIFFERENT, False),
    ],
)
def test_what_silence_had_ended_is_answered_if_it_was_of_two_voices(
    confidence: float, speech_frames: int, change: float, is_over: bool
) -> None:
    """The words need not be a request: silence has decided already."""
    other = OtherVoice()
    said = words("And so my fellow mayor on the living room lamp.", confidence)
    other.add_end(1, said, speech_frames, is_doubtful=True)
    assert (other.add_change(1, change, speech_frames) is not None) == is_over


@pytest.mark.parametrize(
    ("heard", "change", "after", "is_over"),
    [
        ("Bobby ripped the ledger.", DIFFERENT, WORDLESS_FRAMES, True),
        ("Bobby ripped the ledger.", 0.0, LONG_WORDLESS_FRAMES, True),
        ("Bobby ripped the ledger.", 0.0, LONG_WORDLESS_FRAMES - 1, False),
        ("Bobby ripped the ledger and left.", DIFFERENT, LONG_WORDLESS_FRAMES, False),
        ("Bobby ripped the ledger.", None, LONG_WORDLESS_FRAMES, False),
    ],
)
def test_what_silence_had_ended_is_answered_if_it_was_taken_up_again_for_music(
    heard: str, change: float | None, after: int, is_over: bool
) -> None:
    """It need not be a question or a command: silence had ended it, and no word has followed."""
    other = OtherVoice()
    other.add_transcript(1, words("Bobby ripped the ledger."), 60, is_pause=True)
    other.add_end(1, words("Bobby ripped the ledger."), 60, is_doubtful=False)
    if change is not None:
        other.add_change(1, change, 60)
    draft = other.add_transcript(1, words(heard), 60 + after, is_pause=False)
    assert (draft.speech_frames if draft else None) == (60 if is_over else None)


@pytest.mark.parametrize(
    ("said", "heard", "after", "ends_at"),
    [
        ("This is the second pass", "This is the second path", NO_WORD_FRAMES, 60 + NO_WORD_FRAMES),
        ("This is the second pass", "This is the second path", NO_WORD_FRAMES - 1, None),
        ("This is the second pass", "This is the second pass they receive", NO_WORD_FRAMES, None),
        ("The second pass they receive", "", NO_WORD_FRAMES, None),
        ("The second pass they receive", "", NO_WORDS_FRAMES, 60),
        ("", "", NO_WORDS_FRAMES - 60, NO_WORDS_FRAMES),
        ("", "", NO_WORDS_FRAMES - 61, None),
    ],
    ids=["no new word", "sooner", "more words", "lost words", "lost for long", "never any", "not yet any"],
)
def test_in_noise_nobody_is_waited_for_who_says_no_new_word(
    said: str, heard: str, after: int, ends_at: int | None
) -> None:
    other = OtherVoice()
    other.add_transcript(1, words(said), 60, is_pause=False)
    assert other.wordless_end() is None
    other.add_transcript(1, words(heard), 60 + after, is_pause=False)
    draft = other.wordless_end()
    assert (draft.speech_frames if draft else None) == ends_at
    assert draft is None or (draft.only_in_noise and draft.is_doubtful)


def test_a_pause_tells_where_a_request_ended_that_was_known_before() -> None:
    other = OtherVoice()
    other.add_transcript(1, words(REQUEST), 75, is_pause=False)
    other.add_transcript(1, words(REQUEST), 90, is_pause=True)
    draft = other.add_transcript(1, words(BEHIND), 90 + LONG_FRAMES, is_pause=False)
    assert draft
    assert draft.speech_frames == 90


def test_words_that_grow_are_one_request() -> None:
    other = OtherVoice()
    for at, heard in ((60, "Why is the sky?"), (100, "Why is the sky blue?"), (140, "Why is the sky blue at noon?")):
        assert other.add_transcript(1, words(heard), at, is_pause=True) is None
        assert other.add_change(1, DIFFERENT + 1, at) is None


def test_another_language_ends_it_only_by_many_words_of_another_sentence() -> None:
    other = OtherVoice("de")
    other.add_transcript(1, words("Schalte das Wohnzimmerlicht ein."), 90, is_pause=True)
    other.add_change(1, DIFFERENT, 90)
    few = words("Schalte das Wohnzimmerlicht ein. Und das Radio.")
    assert other.add_transcript(1, few, 150, is_pause=False) is None
    many = words("Schalte das Wohnzimmerlicht ein. Der Wetterbericht für morgen, den achten Mai.")
    draft = other.add_transcript(1, many, 200, is_pause=False)
    assert draft
    assert draft.alone("de").segment.text == "Schalte das Wohnzimmerlicht ein."


@pytest.mark.parametrize(("text", "change"), [(BEHIND, None), (BEHIND, DIFFERENT - 0.1), (GOES_ON, DIFFERENT + 5)])
def test_words_or_sound_alone_do_not_end_it(text: str, change: float | None) -> None:
    assert over(text, change) is None


def test_another_turn_knows_nothing_of_it() -> None:
    assert over(BEHIND, DIFFERENT, turn=2) is None


def frames_of(spectrum: float) -> list[np.ndarray[tuple[int], np.dtype[np.int16]]]:
    random = np.random.default_rng(3)
    sound = random.normal(0, 3000, 320 * 40)
    for _ in range(3):
        sound = sound + spectrum * np.roll(sound, 1)
    sound *= 3000 / np.std(sound)
    return list(sound.astype(np.int16).reshape(-1, 320))


def test_the_same_sound_is_no_change_and_another_spectrum_is_one() -> None:
    assert voice_change(frames_of(0.0), frames_of(0.0)) == 0.0
    assert voice_change(frames_of(0.95), frames_of(-0.95)) > DIFFERENT
    assert voice_change([], frames_of(0.0)) == 0.0
