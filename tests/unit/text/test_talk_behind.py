"""What follows a whole request: the user's, or somebody else's talk."""

from __future__ import annotations

import pytest

from appliance.text.talk_behind import (
    first_request,
    is_nothing_more,
    is_other_talk,
    is_whole_request,
    without_talk_before,
)


@pytest.mark.parametrize(
    "text",
    [
        "What is the capital of France?",
        "Turn on the living room lamp.",
        "Set a timer for five minutes.",
        "And so my fellow Americans. Turn on the living room lamp.",
        "Why is the sky blue?",
        "And so my fellow American-- - Turn on the living room, Liam.",
        "Jarvis, is the door locked?",
        "All right, what's the weather today?",
    ],
)
def test_whole_requests(text: str) -> None:
    assert is_whole_request(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "What is the",
        "Set a timer for",
        "He was not a bad man.",
        "Set timer.",
        "Turn on the lamp in",
        "Had he married a more amiable woman?",
    ],
)
def test_what_is_none(text: str) -> None:
    assert not is_whole_request(text)


@pytest.mark.parametrize(
    ("request_text", "heard"),
    [
        ("What is the capital of France?", "What is the capital of France? He had married a more amiable woman."),
        ("Turn on the living room lamp.", "Turn on the living room lamp. Ask not what your country can do for you."),
        ("Why is the sky blue?", "Why is the sky blue? As you know, and as I have given you proof."),
        ("Why is the sky blue?", "Why is the sky blue? And so my fellow Americans, ask not"),
        ("Why is the sky blue?", "Why is the sky blue? If the reader will excuse me, I will say nothing"),
        ("Why is the sky blue?", "Why is the sky blue? In the course of the winter he had not been seen."),
        ("Turn on the living room lamb.", "Turn on the living room lamp. Mister Quilter is the apostle."),
    ],
)
def test_another_sentence_of_somebody_else(request_text: str, heard: str) -> None:
    assert is_other_talk(request_text, heard)


@pytest.mark.parametrize(
    ("request_text", "heard"),
    [
        ("Tell me a joke.", "Tell me a joke about cats and dogs."),
        ("Tell me a joke.", "Tell me a joke. About cats and dogs."),
        ("What is the capital of France?", "What is the capital of France? And what is that of Spain?"),
        ("Set a timer for five minutes.", "Set a timer for five minutes. Call it pasta please."),
        ("What is the capital of France?", "What is the capital of France? Please hurry."),
        ("Set a timer for five minutes.", "Set a timer for five minutes. No, for six minutes."),
        ("What is the largest animal?", "What is the largest animal? That lives in the sea."),
        ("Why is the sky blue?", "Why is the sky blue? My son wants to know."),
        ("What time is it?", "What time is it? I have to go soon."),
        ("Add milk to the list.", "Add milk to the list. And I will need two bottles of the low fat one."),
        ("Turn on the lamp.", "Turn on the lamp. I am in the kitchen and cannot see anything."),
        ("What is it good?", "What is a good idea for a healthy breakfast?"),
        ("Turn on the lamp.", "Would you burn all the lights of the town?"),
    ],
)
def test_what_may_be_the_users(request_text: str, heard: str) -> None:
    assert not is_other_talk(request_text, heard)


@pytest.mark.parametrize(
    ("heard", "nothing_more"),
    [
        ("What is the capital of France?", True),
        ("What is the capital of Fran", True),
        ("", True),
        ("What is", True),
        ("What is the capital of France? And", False),
        ("What is the largest planet in the sun?", False),
    ],
)
def test_nothing_more_was_said_or_even_the_request_is_lost(heard: str, nothing_more: bool) -> None:
    assert is_nothing_more("What is the capital of France?", heard) == nothing_more


@pytest.mark.parametrize(
    ("text", "request_text"),
    [
        ("Turn on the lamp. He had married a", "Turn on the lamp."),
        ("It rains. Turn on the lamp. He had", "It rains. Turn on the lamp."),
        ("Turn on the lamp.", ""),
        ("He had married. A more amiable", ""),
        ("Remind me to call Dr. Smith tomorrow about the results", ""),
        ("When was John F. Kennedy born in the", ""),
        ("Turn on lamp B. He had married a", "Turn on lamp B."),
    ],
)
def test_the_request_before_other_words(text: str, request_text: str) -> None:
    assert first_request(text) == request_text


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("And so my fellow American-- - Turn on the living room, Liam.", "Turn on the living room, Liam."),
        ("He had married. What is the capital of France?", "What is the capital of France?"),
        ("What is the time? What is the date?", "What is the time? What is the date?"),
        ("So what is the time?", "So what is the time?"),
    ],
)
def test_the_request_without_what_others_said_before(text: str, alone: str) -> None:
    assert without_talk_before(text) == alone
