"""Completeness: whole sentences, half sentences, and texts that may be either."""

from __future__ import annotations

import pytest

from appliance.text.completeness import Completeness, completeness, tells_something

WHOLE = [
    "Turn the light off.",
    "Switch the lamp on.",
    "Please turn it up.",
    "What is the capital of France?",
    "Tell me a joke.",
    "Stop it!",
    "What is 10 minus 3?",
    "What is twenty plus five?",
    "who wrote the play Hamlet.",
    "What do I need?",
    "What did he want?",
    "I don't know.",
    "Remind me tomorrow.",
    "Let me see it.",
    "Turn it on, please.",
    "So what do we need?",
    "I am in the kitchen. Turn on the lamp.",
    "I would like to know when it opens.",
    "I was wondering whether it will rain.",
    "Jarvis, is it going to rain.",
    "So is it going to rain.",
    "In what year did it end.",
    "Computer, set a short timer.",
    "All right, turn the light off.",
    "Thank you, is the shop open today.",
    "You tell.",
]
UNSURE = [
    "What can you do?",
    "Hello.",
    "who invented the telephone",
    "How many feet are 20?",
    "How many minutes are two?",
    "How long does it take to count to 1?",
    "Where are you from?",
    "What is it like?",
    "I need a timer for the eggs.",
    "Well, I'd like some quiet music.",
    "We would like to hear a story.",
]
STATEMENT = [
    "And here's some more words.",
    "What is that? I left it on the table.",
    "I have a thousand thoughts.",
    "My first is not red.",
    "This is me talking.",
    "Uh, and here's a long pause.",
    "The whole play was good.",
    "I can open the window.",
    "Sunlight is made of colors.",
    "They know what you said.",
    "You can turn it off.",
    'He said "no way."',
    "My train leaves at seven",
    "My number is 7.",
]
UNFINISHED = [
    "Turn on.",
    "Turn the light on in.",
    "What is the capital of",
    "What is the capital of...",
    "What is the capital of?",
    "What is the capital of France and.",
    "I have a.",
    "Yes, I think so",
    "I would like to, um.",
    "When it rains,",
    "From?",
    "Tell me about.",
    "I would like.",
    "I would like to know.",
    "Can you tell me?",
    "Do you know?",
    "Could you please tell me.",
    "I want you to remind me.",
    "I was wondering.",
    "Well, let me see.",
    "I need.",
    "Can you?",
    "Play some.",
    "Okay, the thing is.",
    "I want to ask you.",
    "It is very.",
    "Set an alarm and then.",
    "Names such as.",
    "…",
    "",
]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        *((text, Completeness.WHOLE) for text in WHOLE),
        *((text, Completeness.UNSURE) for text in UNSURE),
        *((text, Completeness.STATEMENT) for text in STATEMENT),
        *((text, Completeness.UNFINISHED) for text in UNFINISHED),
    ],
)
def test_the_end_of_the_words_says_whether_they_are_whole(text: str, verdict: Completeness) -> None:
    assert completeness(text) is verdict


@pytest.mark.parametrize("text", ["Ever tried.", "No matter.", "What is that? It fell.", *STATEMENT])
def test_who_neither_asks_nor_orders_tells_something(text: str) -> None:
    assert tells_something(text)


@pytest.mark.parametrize(
    "text", ["", "What now?", "Stop it!", "It fell. What is that?", "I am in here. Turn on the lamp."]
)
def test_who_asks_or_orders_in_the_end_does_not(text: str) -> None:
    assert not tells_something(text)
