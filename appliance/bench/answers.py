"""Answers: asks a language model the questions of `answers.toml`, as text, and judges its replies by patterns.

The replies are those that the appliance would speak: the responder asks, with the system prompt of the settings.
"""

from __future__ import annotations

import re
import statistics
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter

from appliance.bench.report import read_report
from appliance.errors import ConfigError
from appliance.events import AnswerFound, GenerationCompleted, GenerationProgress
from appliance.intents import Answerer
from appliance.interfaces import GenerationOptions, LanguageModel
from appliance.items import ReplyRequest, TranscriptionSegment
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Conversation
from appliance.stages.responder import Responder
from appliance.system.memory import Memory, memory

QUESTIONS = Path(__file__).with_name("answers.toml")
CANNOT_KNOW, CANNOT_DO = "cannot be known", "cannot be done"
"""The two topics in which only saying so is right."""

_TAKES_BACK = re.compile(r"\bbut (it'?s|it is) (actually|really)\b|\bactually,? (it'?s|it is)\b|\bno, (wait|it)\b")
"""A reply that contradicts itself: "Mount Everest, but it's actually K2"."""
_SAYS_SO = re.compile(
    r"\b(can(no|')t|cannot|could not|couldn't|unable|not able|am not|don'?t|do not|doesn'?t|no) "
    r"(\w+ ){0,4}?(know|have|do|access|provide|tell|check|see|set|play|call|send|turn|make|help|control|perform|assist|"
    r"internet|information|real|current|clock|ability|able|predict|give|find|track|open|order|book|add|show|read|start|remind)"
    r"|\bi (can't|cannot|could not|couldn't|am unable|am not able)\b"
    r"|\boffline\b|\b(as an|i'?m an?|i am an?) (ai|offline|language)|\bi'?m sorry|\bunfortunately|\bplease check\b"
)
"""A reply that says that it cannot: "I don't have access to the weather", "I can't"."""


class Verdict(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    CONTRADICTS = "contradicts itself"
    REFUSES = "refuses"
    SAYS_SO = "says so"
    PRETENDS = "pretends"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what is right."""

    topic: str
    """Its topic."""
    turns: tuple[str, ...]
    """What is said, one turn after the other; the reply to the last is judged."""
    right: str | None
    """Pattern of a right reply, in small letters; None where only saying that it cannot is right."""
    wrong: str | None = None
    """Pattern that must not be in it, even if `right` is."""


def judge(question: Question, reply: str) -> Verdict:
    """Judge a reply."""
    text = reply.lower().replace("’", "'")  # noqa: RUF001  # what a model writes
    says_so = _SAYS_SO.search(text) is not None
    if question.right is None:
        return Verdict.SAYS_SO if says_so else Verdict.PRETENDS
    if not re.search(question.right, text):
        return Verdict.REFUSES if says_so else Verdict.WRONG
    is_wrong_too = question.wrong is not None and re.search(question.wrong, text)
    return Verdict.CONTRADICTS if is_wrong_too or _TAKES_BACK.search(text) else Verdict.RIGHT


def load_questions(path: Path = QUESTIONS) -> list[Question]:
    """Read the questions; raise `ConfigError` when the file is no such file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        known = [
            Question(topic, tuple(asked.split(" | ")), *patterns)
            for topic, questions in data["topics"].items()
            for asked, *patterns in questions
        ]
        unknowable = [Question(CANNOT_KNOW, (asked,), None) for asked in data["impossible"]["questions"]]
        undoable = [Question(CANNOT_DO, (asked,), None) for asked in data["actions"]["requests"]]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{path}: is no file of questions: {error}") from None
    return [*known, *unknowable, *undoable]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, and what came of it."""

    topic: str
    """Its topic."""
    asked: str
    """All that was said, turns parted by " | "; the last as it was heard."""
    reply: str
    """To the last of them."""
    verdict: Verdict
    """By the patterns."""
    first_token_ms: float | None
    """From the question to the first token; None without one."""
    reply_ms: float
    """From the question to the end of the reply."""
    tokens: int
    """Written in reply."""


@dataclass(frozen=True, slots=True)
class AnswersReport:
    """The result for one language model."""

    model: str
    """Its name in the settings."""
    system_prompt: str
    """What it was told first."""
    memory: Memory
    """Of this process, with the model loaded and used."""
    answered: list[Answered]
    """In the order of the questions."""

    def count(self, *verdicts: Verdict, topic: str | None = None) -> int:
        """Return how many questions, of one topic or all, have one of these verdicts."""
        return sum(each.verdict in verdicts and topic in (None, each.topic) for each in self.answered)

    @property
    def topics(self) -> list[str]:
        """The topics in their order."""
        return list(dict.fromkeys(each.topic for each in self.answered))

    def as_json(self) -> str:
        """Write it out."""
        return TypeAdapter(AnswersReport).dump_json(self, indent=2).decode()


def earlier_answers(path: Path) -> AnswersReport:
    """Read an earlier report; raise `ConfigError` when it is none."""
    return read_report(path, AnswersReport, "is no report of answers; write one with `appliance answers --json FILE`")


def ask_all(
    load_model: Callable[[], LanguageModel],
    config: VoiceSessionConfig,
    questions: list[Question],
    heard: Callable[[str], str] = lambda text: text,
    load_skills: Callable[[], Answerer] | None = None,
) -> tuple[list[Answered], Memory]:
    """Ask every question, each in a conversation of its own. `heard` returns what is heard of what is said.

    With `load_skills`, skills are asked before the language model; what they promise is not done.

    Returns the results, and the memory of this process while the model is still loaded.
    """
    conversation = Conversation(config.system_prompt)
    options = GenerationOptions(config.temperature, config.max_reply_tokens)
    responder = Responder(load_model, conversation, options, time.monotonic, load_skills=load_skills)
    responder.open()
    answered = []
    try:
        for question in questions:
            conversation.forget()
            *earlier, last = question.turns
            for said in earlier:
                conversation.remember(understood := heard(said), _reply(responder, understood)[0])
            understood = heard(last)
            reply, first_ms, reply_ms, tokens, skill = _reply(responder, understood)
            reply = heard(reply)
            can_do = skill and question.topic in (CANNOT_KNOW, CANNOT_DO)
            verdict = Verdict.SAYS_SO if can_do else judge(question, reply)  # or does what a model cannot
            asked = " | ".join((*earlier, understood))
            answered.append(Answered(question.topic, asked, reply, verdict, first_ms, reply_ms, tokens))
        return answered, memory()
    finally:
        responder.close()


def _reply(responder: Responder, said: str) -> tuple[str, float | None, float, int, str | None]:
    """Return the reply, as in `Answered` the times and tokens it took, and the skill that replied, if one did."""
    segment = TranscriptionSegment(said, 0.0, 1.0, 1.0, "en", is_final=True)
    began_s, first_ms, tokens, reply, skill = time.monotonic(), None, 0, "", None
    for output in responder.work(ReplyRequest(1, segment)):
        match output:
            case AnswerFound(answer=answer):
                skill = answer.intent.skill
            case GenerationProgress():
                tokens += 1
                first_ms = first_ms if first_ms is not None else round((output.at_s - began_s) * 1000, 1)
            case GenerationCompleted(text=text):
                reply = text
    return reply, first_ms, round((time.monotonic() - began_s) * 1000, 1), tokens, skill


def table(report: AnswersReport, earlier: AnswersReport | None = None) -> Iterator[str]:
    """Yield everything worth reading, a line each."""
    verdicts = (Verdict.RIGHT, Verdict.WRONG, Verdict.CONTRADICTS, Verdict.REFUSES)
    yield f"{report.model}: {report.memory}"
    yield f"system prompt: {report.system_prompt}"
    yield ""
    yield (
        f"{'':<18}{'of':>6}"
        + "".join(f"{verdict:>20}" for verdict in verdicts)
        + (f"{'was right':>12}" if earlier else "")
    )
    judged = [topic for topic in report.topics if topic not in (CANNOT_KNOW, CANNOT_DO)]
    for topic in judged:
        yield f"{topic:<18}{_row(report, verdicts, topic)}" + _was(earlier, Verdict.RIGHT, topic)
    yield ""
    for topic in (topic for topic in report.topics if topic in (CANNOT_KNOW, CANNOT_DO)):
        of = report.count(*Verdict, topic=topic)
        says, pretends = (report.count(verdict, topic=topic) for verdict in (Verdict.SAYS_SO, Verdict.PRETENDS))
        yield f"{topic:<18}{of:>6}{says:>12} say so{pretends:>12} pretend" + _was(earlier, Verdict.SAYS_SO, topic)
    known = [each for each in report.answered if each.topic in judged]
    right = report.count(Verdict.RIGHT)
    first_ms = [each.first_token_ms for each in report.answered if each.first_token_ms is not None]
    yield ""
    yield (
        f"right {right} of {len(known)}; first token {statistics.median(first_ms or [0]):.0f} ms, "
        f"{statistics.median([each.tokens for each in report.answered] or [0]):.0f} tokens in "
        f"{statistics.median([each.reply_ms for each in report.answered] or [0]):.0f} ms (medians)"
    )
    for each in report.answered:
        if each.verdict in (Verdict.WRONG, Verdict.CONTRADICTS, Verdict.PRETENDS, Verdict.REFUSES):
            yield f"  {each.verdict}: {each.asked} -> {each.reply}"


def _row(report: AnswersReport, verdicts: tuple[Verdict, ...], topic: str) -> str:
    of = report.count(*Verdict, topic=topic)
    return f"{of:>6}" + "".join(f"{report.count(verdict, topic=topic):>20}" for verdict in verdicts)


def _was(earlier: AnswersReport | None, verdict: Verdict, topic: str) -> str:
    return f"{earlier.count(verdict, topic=topic):>12}" if earlier else ""
