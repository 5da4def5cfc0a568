"""The judging of answers, by patterns, and the table of the results."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.bench.answers import (
    CANNOT_DO,
    CANNOT_KNOW,
    AnswersReport,
    Question,
    Verdict,
    ask_all,
    earlier_answers,
    judge,
    load_questions,
    table,
)
from appliance.errors import ConfigError
from appliance.models.choice import QUESTIONS
from appliance.settings import VoiceSessionConfig
from appliance.system.memory import Memory, memory
from tests.unit.scripted import ScriptedLanguageModel

EVEREST = Question("geography", ("What is the highest mountain?",), "everest", "k2")
WEATHER = Question(CANNOT_KNOW, ("What is the weather?",), None)
PROMPT = VoiceSessionConfig().system_prompt


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("The highest mountain is Mount Everest.", Verdict.RIGHT),
        ("MOUNT EVEREST", Verdict.RIGHT),
        ("The highest mountain is Kilimanjaro.", Verdict.WRONG),
        ("", Verdict.WRONG),
        ("It is Mount Everest, but it's actually K2.", Verdict.CONTRADICTS),
        ("Mount Everest. No, wait, it is in Nepal.", Verdict.CONTRADICTS),
        ("I don't know the highest mountain.", Verdict.REFUSES),
        ("I don't have that information, but Everest is high.", Verdict.RIGHT),
    ],
)
def test_a_question_with_an_answer(reply: str, verdict: Verdict) -> None:
    assert judge(EVEREST, reply) is verdict


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("I can't check the weather, I am offline.", Verdict.SAYS_SO),
        ("I\u2019m sorry, but I don\u2019t have access to current data.", Verdict.SAYS_SO),
        ("I cannot set a timer.", Verdict.SAYS_SO),
        ("I can't.", Verdict.SAYS_SO),
        ("I can't close the blinds.", Verdict.SAYS_SO),
        ("You can't miss it, it is sunny.", Verdict.PRETENDS),
        ("As an AI, I am unable to play music.", Verdict.SAYS_SO),
        ("It is sunny and 22 degrees.", Verdict.PRETENDS),
        ("I'll set a timer for five minutes.", Verdict.PRETENDS),
        ("Sure! Calling your brother now.", Verdict.PRETENDS),
        ("The time is 10:00 AM.", Verdict.PRETENDS),
        ("", Verdict.PRETENDS),
    ],
)
def test_a_question_without_one(reply: str, verdict: Verdict) -> None:
    assert judge(WEATHER, reply) is verdict


def test_there_are_questions_of_every_topic_and_their_patterns_are_patterns() -> None:
    questions = load_questions()
    counts = {topic: sum(question.topic == topic for question in questions) for topic in {q.topic for q in questions}}
    assert (counts.pop(CANNOT_KNOW), counts.pop(CANNOT_DO)) == (30, 30)
    assert len(counts) == 10
    assert sum(counts.values()) == QUESTIONS
    assert min(counts.values()) >= 10
    assert all(judge(question, "") is not Verdict.RIGHT for question in questions)
    assert len({question.turns for question in questions}) == len(questions)


def test_a_follow_up_is_asked_in_the_same_conversation_and_the_next_question_in_a_new_one() -> None:
    model = ScriptedLanguageModel("Madrid", " is the capital.")
    spain = Question("follow_ups", ("What is the capital of France?", "And of Spain?"), "madrid")
    answered, used = ask_all(lambda: model, VoiceSessionConfig(), [spain, EVEREST])
    assert [len(prompt) for prompt in model.prompts] == [2, 4, 2]
    assert [(each.verdict, each.tokens) for each in answered] == [(Verdict.RIGHT, 2), (Verdict.WRONG, 2)]
    assert answered[0].asked == "What is the capital of France? | And of Spain?"
    assert used.private > 0


def report(model: str, reply: str) -> AnswersReport:
    questions = [EVEREST, WEATHER]
    answered, used = ask_all(lambda: ScriptedLanguageModel(reply), VoiceSessionConfig(), questions)
    return AnswersReport(model, PROMPT, used, answered)


def test_the_table_has_every_topic_the_sums_and_the_wrong_ones(tmp_path: Path) -> None:
    earlier = report("small", "It is Everest.")
    (tmp_path / "small.json").write_text(earlier.as_json())
    lines = list(table(report("big", "I do not know that."), earlier_answers(tmp_path / "small.json")))
    assert [line.split() for line in lines if line.startswith("geography")] == [
        ["geography", "1", "0", "0", "0", "1", "1"]
    ]
    assert [line.split() for line in lines if line.startswith(CANNOT_KNOW)] == [
        ["cannot", "be", "known", "1", "1", "say", "so", "0", "pretend", "0"]
    ]
    assert any(line.startswith("right 0 of 1;") for line in lines)
    assert lines[-1] == "  refuses: What is the highest mountain? -> I do not know that."


def test_what_is_no_report_and_what_are_no_questions_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("[]")
    with pytest.raises(ConfigError, match="is no report of answers"):
        earlier_answers(tmp_path / "x")
    with pytest.raises(ConfigError, match="is no file of questions"):
        load_questions(tmp_path / "x")
    with pytest.raises(ConfigError, match="cannot be read"):
        earlier_answers(tmp_path / "none")


def test_private_and_mapped_memory_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "smaps_rollup").write_text("0-1 ---p 0 0 0 [rollup]\nRss:  3000 kB\nPss: 2500 kB\nAnonymous: 1000 kB\n")
    assert memory(tmp_path) == Memory(1_024_000, 2_048_000)
    assert str(memory(tmp_path)) == "1 MB private and 2 MB mapped"
    assert memory(tmp_path / "none") == Memory(0, 0)
    assert memory().private > 0


def test_spoken_in_and_out_what_is_heard_counts() -> None:
    model = ScriptedLanguageModel("It is Everest.")
    said: list[str] = []

    def misheard(text: str) -> str:
        said.append(text)
        return text.replace("Everest", "ever rest")

    (answered,), _ = ask_all(lambda: model, VoiceSessionConfig(), [EVEREST], misheard)
    assert said == [EVEREST.turns[0], "It is Everest."]
    assert (answered.reply, answered.verdict) == ("It is ever rest.", Verdict.WRONG)
