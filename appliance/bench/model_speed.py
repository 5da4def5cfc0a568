"""Measures what decides which language model suits a machine: some seconds of each model at work, by itself.

The quickest of several runs counts, as what the machine can do: while another program uses the cores, the threads of a
model wait for each other at every barrier, and a decode of 70 ms has taken 9 s.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np

from appliance.bench.spoken import voice_at_capture_rate
from appliance.interfaces import GenerationOptions, LanguageModel, Message, Models
from appliance.models.choice import Speed

QUESTIONS = (
    "What is the capital of France?",
    "How many minutes are there in an hour?",
    "Why is the sky blue during the day?",
    "Who wrote the play Romeo and Juliet?",
)
OPENING = "The capital of France"
"""About as much as the voice is given first."""
TOKENS = 14
"""Written of each reply."""
LONGEST_S = 5.0
"""Longest time for each of the things that are measured, once it was done."""

T = TypeVar("T")


def hearing_and_voice_s(models: Models) -> tuple[float, float]:
    """Return the seconds in which a short spoken question is transcribed, and those to the first sound of a reply.

    The question is the voice's own. Raises `ModelUnavailable`.
    """
    voice = models.voice()
    said = [np.concatenate(list(voice.synthesize(question))) for question in QUESTIONS]
    questions = [voice_at_capture_rate(samples, voice.rate_hz) for samples in said]
    voice_s = min(_seconds_each(QUESTIONS, lambda _: next(voice.synthesize(OPENING, ends_sentence=False), None)))
    recognizer = models.recognizer()
    return min(_seconds_each(2 * questions, lambda sound: recognizer.transcribe(sound, lambda: False))), voice_s


def _seconds_each(items: Sequence[T], work: Callable[[T], object]) -> Iterator[float]:
    """Yield the seconds that the work takes with each item, with the first at least; no more after LONGEST_S."""
    started_s = time.perf_counter()
    for item in items:
        began_s = time.perf_counter()
        work(item)
        yield time.perf_counter() - began_s
        if time.perf_counter() > started_s + LONGEST_S:
            return


def speed_of(model: LanguageModel, system_prompt: str) -> Speed:
    """Return how fast a language model reads the end of a question and writes."""
    per_prompt_token: list[float] = []
    per_token: list[float] = []

    def answer(question: str) -> None:
        prompt_token_s, token_s = _one_reply(model, system_prompt, question)
        per_prompt_token.append(prompt_token_s)
        per_token.extend(token_s)

    for _ in _seconds_each(QUESTIONS, answer):
        pass
    return Speed(min(per_prompt_token), statistics.quantiles(per_token)[0])


def _one_reply(model: LanguageModel, system_prompt: str, question: str) -> tuple[float, list[float]]:
    """Return the seconds for a token of the question, and for each token that was written."""
    start: list[Message] = [{"role": "system", "content": system_prompt}]
    known: Sequence[Message] = [*start, {"role": "user", "content": ""}]
    asked: Sequence[Message] = [*start, {"role": "user", "content": question}]
    for _ in model.prepare(known):
        pass
    new_tokens = max(1, model.count_tokens(asked) - model.count_tokens(known))
    began_s = time.perf_counter()
    at_s = [(piece, time.perf_counter()) for piece in model.reply(asked, GenerationOptions(0.0, TOKENS))]
    evaluated_s = [time_s for piece, time_s in at_s if not piece]
    written_s = [time_s for piece, time_s in at_s if piece]
    # The first comes with the prompt, and the second shows what the first cost.
    return (evaluated_s[0] - began_s) / new_tokens, [
        after_s - before_s for before_s, after_s in pairwise(written_s[1:])
    ]
