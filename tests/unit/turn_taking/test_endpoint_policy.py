"""EndpointPolicy: the endpointing delay of a pause, by the words before it and how they sound."""

from __future__ import annotations

import pytest

from appliance.settings import VoiceSessionConfig
from appliance.turn_taking.endpoint_policy import EndpointPolicy

CONFIG = VoiceSessionConfig(min_endpointing_delay_s=0.3, endpointing_delay_s=0.5, max_endpointing_delay_s=1.3)
WHOLE, UNSURE, UNFINISHED = "What is the capital of France?", "Hello.", "What is the"
STATEMENT = "We are six for dinner."


@pytest.mark.parametrize(
    ("text", "silence_s"), [(WHOLE, 0.3), (UNSURE, 0.5), (STATEMENT, 1.0), (UNFINISHED, 1.3), ("", 1.3)]
)
def test_without_a_model_the_words_decide(text: str, silence_s: float) -> None:
    assert EndpointPolicy(CONFIG, has_model=False).add_transcript(text, (1, 40)) == silence_s


@pytest.mark.parametrize(
    ("text", "probability", "silence_s"),
    [
        (WHOLE, 0.9, 0.3),
        (WHOLE, 0.2, 0.3),
        (WHOLE, 0.05, 1.3),
        (UNSURE, 0.9, 0.5),
        (UNSURE, 0.05, 0.5),
        (UNFINISHED, 0.9, 1.3),
    ],
)
@pytest.mark.parametrize("words_first", [True, False])
def test_with_a_model_what_sounds_unfinished_is_waited_for_whichever_is_known_first(
    text: str, probability: float, silence_s: float, words_first: bool
) -> None:
    policy = EndpointPolicy(CONFIG, has_model=True)
    if words_first:
        policy.add_transcript(text, (1, 40))
        assert policy.add_prediction(probability, (1, 40)) == silence_s
    else:
        assert policy.add_prediction(probability, (1, 40)) is None, "the words are not known"
        assert policy.add_transcript(text, (1, 40)) == silence_s


@pytest.mark.parametrize(
    ("text", "silence_s"),
    [
        (WHOLE, 0.3),
        ("Set a timer. For ten minutes.", 0.3),
        ("What's the weather like? In Paris.", 0.3),
        ("It is dark. Thanks.", 0.3),
        ("Yes.", 0.5),
        ("I need a timer for the eggs.", 0.5),
        (STATEMENT, 1.3),
        ("Ever tried. Ever failed.", 1.3),
    ],
)
def test_who_has_gone_on_once_may_pause_longer_while_they_tell_something(text: str, silence_s: float) -> None:
    assert EndpointPolicy(CONFIG, has_model=False).add_transcript(text, (1, 40), has_resumed=True) == silence_s


@pytest.mark.parametrize(
    ("text", "confidence", "silence_s"),
    [
        (WHOLE, 0.55, 1.0),
        (WHOLE, 0.65, 0.3),
        ("Cancel timer.", 0.38, 0.3),
        ("Over 1000.", 0.42, 1.0),
        ("Over 1000.", 0.5, 0.5),
        ("Volume 7.", 0.3, 0.5),
        ("Hello.", 0.3, 0.5),
        (UNFINISHED, 0.3, 1.3),
    ],
)
def test_words_that_may_be_others_are_waited_for_as_long_as_a_statement(
    text: str, confidence: float, silence_s: float
) -> None:
    assert EndpointPolicy(CONFIG, has_model=False).add_transcript(text, (1, 40), confidence=confidence) == silence_s


@pytest.mark.parametrize(
    ("delay_s", "longest_s", "statement_s"), [(0.5, 0.7, 0.7), (0.5, 1.3, 1.0), (0.2, 1.3, 0.4), (2.0, 1.3, 2.0)]
)
def test_a_statement_is_waited_for_twice_as_long_as_what_may_be_half_but_not_longer_than_half_a_sentence(
    delay_s: float, longest_s: float, statement_s: float
) -> None:
    config = CONFIG.model_copy(update={"endpointing_delay_s": delay_s, "max_endpointing_delay_s": longest_s})
    policy = EndpointPolicy(config, has_model=False)
    assert policy.add_transcript(STATEMENT, (1, 40)) == statement_s
    assert policy.add_transcript("Over 1000.", (1, 60), confidence=0.4) == statement_s
    assert policy.add_transcript(STATEMENT, (1, 80), has_resumed=True) == max(statement_s, longest_s)


def test_nothing_that_makes_it_wait_makes_it_wait_for_less() -> None:
    slow = CONFIG.model_copy(update={"min_endpointing_delay_s": 1.2})
    assert EndpointPolicy(slow, has_model=False).add_transcript(WHOLE, (1, 40), confidence=0.5) == 1.2
    sounds = EndpointPolicy(CONFIG, has_model=True)
    sounds.add_prediction(0.02, (1, 40))
    assert sounds.add_transcript(WHOLE, (1, 40), confidence=0.5) == 1.3


def test_who_is_not_asked_back_whatever_the_confidence_is_waited_for_as_the_words_say() -> None:
    config = CONFIG.model_copy(update={"ask_back_below": 0.0})
    assert EndpointPolicy(config, has_model=False).add_transcript(WHOLE, (1, 40), confidence=0.5) == 0.3


def test_the_prediction_is_waited_for_only_if_the_words_are_a_whole_sentence() -> None:
    policy = EndpointPolicy(CONFIG, has_model=True)
    assert policy.add_transcript(WHOLE, (1, 40)) is None
    assert policy.add_transcript(UNSURE, (1, 50)) == 0.5
    assert policy.add_transcript(UNFINISHED, (1, 60)) == 1.3


def test_what_is_known_of_one_pause_says_nothing_of_the_next() -> None:
    policy = EndpointPolicy(CONFIG, has_model=True)
    policy.add_prediction(0.9, (1, 40))
    assert policy.add_transcript(WHOLE, (1, 60)) is None
    assert policy.add_prediction(0.2, (1, 40)) is None, "the words before that pause are not known"


def test_what_is_known_of_a_pause_says_nothing_of_one_as_late_in_the_next_turn() -> None:
    policy = EndpointPolicy(CONFIG, has_model=True)
    policy.add_transcript(WHOLE, (1, 40))
    assert policy.add_prediction(0.9, (2, 40)) is None


def test_in_other_languages_a_pause_is_a_pause() -> None:
    config = VoiceSessionConfig(language="de", endpointing_delay_s=0.7)
    assert EndpointPolicy(config, has_model=False).add_transcript("Was ist die Hauptstadt von", (1, 40)) == 0.7


@pytest.mark.parametrize(("text", "is_wanted"), [(WHOLE, True), (UNSURE, True), (UNFINISHED, False), ("", False)])
def test_half_a_sentence_is_not_worth_a_reply(text: str, is_wanted: bool) -> None:
    policy = EndpointPolicy(CONFIG, has_model=False)
    policy.add_transcript(text, (1, 40))
    assert policy.is_worth_a_reply() is is_wanted
