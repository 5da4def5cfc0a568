"""The words with which every answer to a question may begin, and the questions that give none."""

from __future__ import annotations

import pytest

from appliance.bench.answers import CANNOT_DO, CANNOT_KNOW, load_questions
from appliance.text.answer_opening import answer_opening


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("What is the capital of France?", "The capital of France is"),
        ("And what is the capital of Spain?", "The capital of Spain is"),
        ("What's the largest ocean on Earth?", "The largest ocean on Earth is"),
        ("What were the seven wonders of the world?", "The seven wonders of the world were"),
        ("Who was the first man on the moon?", "The first man on the moon was"),
        ("Who was the first president of the United States?", "The first president of the United States was"),
        ("What is seven times eight?", "Seven times eight equals"),
        ("What is 12 plus 15?", "12 plus 15 equals"),
        ("What is half of 90?", "Half of 90 is"),
        ("What is frozen water called?", "Frozen water is called"),
        ("Which planet is the largest?", "The largest planet is"),
        ("Which planet is closest to the sun?", "The planet closest to the sun is"),
        ("Who wrote Romeo and Juliet?", "Romeo and Juliet was written by"),
        ("Who built the pyramids of Giza?", "The pyramids of Giza was built by"),
        ("Who built the pyramids?", "The pyramids were built by"),
        ("How many days are there in a week?", "In a week there are"),
        ("How many inches are in a foot?", "In a foot there are"),
        ("How do I remove a stain from a carpet?", "To remove a stain from a carpet,"),
        ("Please tell me, what is the boiling point of water?", "The boiling point of water is"),
    ],
)
def test_an_opening(question: str, opening: str) -> None:
    assert answer_opening(question) == opening


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Hello.",
        "Is the sun a star?",
        "Do cats have tails?",
        "What is love?",
        "What is the book Dune about?",
        "What is the climate like in Spain?",
        "Who was the Cold War fought between?",
        "How do you feel about cats?",
        "Who wrote Dune and in what year?",
        "What is larger, the moon or the earth?",
        "What is the time?",
        "What is the weather in Berlin?",
        "What is the temperature outside?",
        "What is the price of gold?",
        "Who is the president of France?",
        "What is the name of my cat?",
        "What is your favourite colour?",
        "What is the nearest pharmacy?",
        "Where is the remote control?",
        "Why is the sky green?",
        "How many continents are there?",
        "What is the capital of France? And of Spain?",
        "What is the longest river and where does it begin?",
        "What is the capital of",
        "Set a timer for five minutes.",
        "How do you feel today?",
    ],
)
def test_none(question: str) -> None:
    assert answer_opening(question) == ""


def test_nothing_that_cannot_be_known_or_done_is_opened() -> None:
    impossible = [question for question in load_questions() if question.topic in (CANNOT_KNOW, CANNOT_DO)]
    assert [question.turns for question in impossible if answer_opening(question.turns[-1])] == []


def test_half_of_what_a_household_asks_is_opened() -> None:
    known = [question for question in load_questions() if question.right is not None]
    assert sum(bool(answer_opening(question.turns[-1])) for question in known) > 0.45 * len(known)
