"""What several decodes, and the length of a sound, say of who is heard over a reply."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.events import InterruptionProgress
from appliance.items import TranscriptionSegment
from appliance.turn_taking.endpointer import frames
from appliance.turn_taking.interruption_judge import InterruptionJudge
from appliance.turn_taking.interruption_policy import Mode, Verdict
from tests.unit.scripted import decoded

REPLY = "The moon goes around the Earth once in about twenty seven days."


def written(text: str, confidence: float) -> TranscriptionSegment:
    """What a recogniser wrote that is too unsure for a transcript."""
    return replace(decoded("", confidence), written=text)


def progress(
    speech_s: float, voiced: float = 0.0, silent_s: float = 0.0, *, settled: bool = True
) -> InterruptionProgress:
    speech = frames(speech_s)
    return InterruptionProgress(1, 0.0, speech, frames(silent_s), round(voiced * speech), None, is_settled=settled)


def judged(*heard: tuple[str, float, float], mode: Mode = "words") -> Verdict:
    """Return the verdict after decodes: what was written, its confidence, seconds of speech."""
    judge = InterruptionJudge(mode)
    for text, confidence, speech_s in heard:
        judge.go_on(progress(speech_s, 0.3))
        judge.hear(written(text, confidence), frames(speech_s), REPLY, is_whole=False)
    return judge.verdict


@pytest.mark.parametrize("text", ["Stop.", "Oh, stop it.", "Hey Jarvis, stop.", "Please be quiet."])
@pytest.mark.parametrize("mode", ["words", "stopword"])
def test_a_stop_word_may_have_a_name_or_please_before_it(text: str, mode: Mode) -> None:
    judge = InterruptionJudge(mode)
    judge.may_go_on = True
    judge.hear(decoded(text, 0.8), frames(0.7), REPLY, is_whole=True)
    assert judge.verdict is Verdict.INTERRUPTS
    assert judge.is_stop_word


def test_who_goes_on_does_so_in_any_words_also_where_only_stop_words_interrupt() -> None:
    judge = InterruptionJudge("stopword")
    judge.may_go_on = True
    judge.hear(decoded("No, ten minutes.", 0.8), frames(0.7), REPLY, is_whole=True)
    assert judge.verdict is Verdict.INTERRUPTS
    assert not judge.is_stop_word


@pytest.mark.parametrize(
    ("heard", "interrupts"),
    [
        ([("Dames write on with.", 0.24, 0.7)], True),
        ([("Dames write on with.", 0.15, 0.7)], False),
        ([("So enough", 0.4, 0.7), ("7F clubs.", 0.35, 1.0), ("7F clubs.", 0.33, 1.3)], True),
        ([("7F clubs.", 0.35, 0.7)], False),
        ([("That's fine.", 0.25, 0.7), ("That's fine.", 0.25, 0.74)], False),
        ([("S s s s s s s s", 0.4, 0.7), ("S s s s s", 0.4, 1.0)], False),
        ([("goes around the earth once", 0.3, 0.7), ("around the earth once in a", 0.3, 1.0)], False),
        ([("Thank you.", 0.4, 0.7), ("Thank you.", 0.4, 1.0), ("Thank you.", 0.4, 1.3)], False),
    ],
    ids=["many", "hardly heard", "again when more was said", "once", "again without more", "a loop", "echo", "made up"],
)
def test_words_that_are_not_sure_make_it_sure_that_somebody_speaks(
    heard: list[tuple[str, float, float]], interrupts: bool
) -> None:
    assert (judged(*heard) is Verdict.INTERRUPTS) is interrupts
    assert judged(*heard, mode="stopword") is not Verdict.INTERRUPTS


def test_a_noise_that_is_named_lets_the_reply_go_on_at_once() -> None:
    assert judged(("[LAUGHTER]", 0.3, 0.4)) is Verdict.HUM
    assert judged(("[BLANK_AUDIO]", 0.6, 0.4)) is Verdict.UNKNOWN


@pytest.mark.parametrize(("voiced", "verdict"), [(0.0, Verdict.FALSE), (0.1, Verdict.UNKNOWN)])
def test_what_has_neither_words_nor_vowels_lets_the_reply_go_on_at_once(voiced: float, verdict: Verdict) -> None:
    judge = InterruptionJudge("words")
    judge.go_on(progress(0.4, voiced))
    judge.hear(written("", 0.0), frames(0.4), REPLY, is_whole=False)
    assert judge.verdict is verdict


@pytest.mark.parametrize(
    ("lasting", "interrupts"),
    [
        (progress(1.6, 0.4), True),
        (progress(1.0, 0.9), False),
        (progress(1.6, 0.1), False),
        (progress(1.6, 0.4, settled=False), False),
    ],
    ids=["a voice", "short", "hardly voiced", "it may be the echo"],
)
def test_a_voice_that_lasts_interrupts_whatever_it_says(lasting: InterruptionProgress, interrupts: bool) -> None:
    judge = InterruptionJudge("words")
    judge.go_on(lasting)
    assert (judge.verdict is Verdict.INTERRUPTS) is interrupts
    laughing = InterruptionJudge("words")
    laughing.hear(written("(laughs)", 0.3), frames(0.4), REPLY, is_whole=False)
    laughing.go_on(lasting)
    assert laughing.verdict is Verdict.HUM


def test_what_lasts_is_counted_from_where_the_reply_went_on() -> None:
    judge, verdicts = InterruptionJudge("words"), []
    judge.go_on(progress(1.0, 0.4))
    judge.reply_goes_on()
    for speech_s in (2.4, 2.6):
        judge.go_on(progress(speech_s, 0.4))
        verdicts.append(judge.verdict)
    assert verdicts == [Verdict.UNKNOWN, Verdict.INTERRUPTS]


@pytest.mark.parametrize(
    ("heard", "voiced", "least_s"),
    [(None, 0.0, 2.0), (("", 0.0), 0.0, 0.2), (("", 0.0), 0.5, 0.4), (("Pretty sick", 0.4), 0.5, 0.6)],
    ids=["it is not known what", "no words", "vowels", "words that are not sure"],
)
def test_a_sound_is_over_after_a_silence(heard: tuple[str, float] | None, voiced: float, least_s: float) -> None:
    judge = InterruptionJudge("words")
    if heard:
        judge.hear(replace(decoded(heard[0], heard[1]), written=heard[0]), frames(0.6), REPLY, is_whole=True)
    assert not judge.is_over(progress(0.6, voiced, least_s - 0.1))
    assert judge.is_over(progress(0.6, voiced, least_s))


@pytest.mark.parametrize(
    ("text", "interrupts"), [("Me.", False), ("Look at that.", False), ("Stop.", True), ("What is the time now?", True)]
)
def test_after_a_laugh_more_than_a_few_words_or_a_stop_word_is_wanted(text: str, interrupts: bool) -> None:
    judge = InterruptionJudge("words")
    judge.hear(written("(laughs)", 0.3), frames(0.4), REPLY, is_whole=True)
    judge.hear(decoded(text, 0.9), frames(1.4), REPLY, is_whole=True)
    assert (judge.verdict is Verdict.INTERRUPTS) is interrupts


def test_after_a_laugh_a_stop_word_is_believed_only_where_it_was_not_expected() -> None:
    judge = InterruptionJudge("words")
    judge.hear(written("(laughs)", 0.3), frames(0.4), REPLY, is_whole=True)
    expected = replace(decoded("Never mind.", 0.9), written="They're right.")
    judge.hear(expected, frames(0.8), REPLY, is_whole=True)
    assert judge.verdict is Verdict.DOUBTFUL


@pytest.mark.parametrize(
    ("text", "verdict"), [("Um...", Verdict.FALSE), ("So.", Verdict.NOTHING), ("", Verdict.NOTHING)]
)
def test_a_hum_that_ends_in_a_pause_is_not_waited_for(text: str, verdict: Verdict) -> None:
    judge = InterruptionJudge("words")
    judge.go_on(progress(0.5, 0.5))
    judge.hear(written(text, 0.4), frames(0.5), REPLY, is_whole=True)
    assert judge.verdict is verdict


def going_on() -> InterruptionJudge:
    judge = InterruptionJudge("words")
    judge.may_go_on = True
    return judge


@pytest.mark.parametrize(
    ("text", "confidence", "verdict"),
    [
        ("ten metres", 0.4, Verdict.INTERRUPTS),
        ("ten metres", 0.3, Verdict.DOUBTFUL),
        ("metres", 0.45, Verdict.INTERRUPTS),
        ("metres", 0.35, Verdict.DOUBTFUL),
        ("Mm-hm.", 0.8, Verdict.FALSE),
        ("around the Earth", 0.8, Verdict.FALSE),
    ],
)
def test_who_is_likely_to_go_on_needs_fewer_words(text: str, confidence: float, verdict: Verdict) -> None:
    judge = going_on()
    judge.hear(decoded(text, confidence), frames(0.6), REPLY, is_whole=True)
    assert judge.verdict is verdict


@pytest.mark.parametrize(
    ("lasting", "interrupts"), [(progress(0.5, 0.5), True), (progress(0.4, 0.9), False), (progress(0.5, 0.3), False)]
)
def test_who_is_likely_to_go_on_is_heard_by_half_a_second_of_voice(
    lasting: InterruptionProgress, interrupts: bool
) -> None:
    judge = going_on()
    judge.go_on(lasting)
    assert (judge.verdict is Verdict.INTERRUPTS) is interrupts


def test_a_laugh_goes_on_with_nothing() -> None:
    judge = going_on()
    judge.hear(written("[LAUGHTER]", 0.3), frames(0.4), REPLY, is_whole=False)
    judge.go_on(progress(1.0, 0.5))
    assert judge.verdict is not Verdict.INTERRUPTS


def test_where_somebody_is_likely_to_go_on_the_first_transcript_is_waited_for() -> None:
    judge = going_on()
    assert not judge.is_over(progress(0.2, silent_s=0.4))
    assert judge.is_over(progress(0.2, silent_s=0.5))
    judge.hear(decoded("", 0.0), frames(0.2), REPLY, is_whole=True)
    assert judge.is_over(progress(0.2, silent_s=0.1))


@pytest.mark.parametrize(("relative_db", "interrupts"), [(None, True), (-10.0, True), (-12.0, False)])
def test_who_is_much_softer_than_the_user_was_goes_on_by_words_alone(
    relative_db: float | None, interrupts: bool
) -> None:
    judge = InterruptionJudge("words")
    judge.may_go_on = True
    judge.go_on(replace(progress(0.6, 0.6), user_relative_db=relative_db))
    assert (judge.verdict is Verdict.INTERRUPTS) is interrupts
    judge.hear(decoded("ten metres", 0.5), frames(0.6), REPLY, is_whole=True)
    assert judge.verdict is Verdict.INTERRUPTS
