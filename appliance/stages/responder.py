"""Responder: the user's words into a reply, handed on in parts while it is written: an opening, a clause, sentences.

A skill that knows the answer replies; else the language model writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace

from appliance.events import (
    AnswerFound,
    Event,
    GenerationCompleted,
    GenerationProgress,
    GenerationStarted,
    ReplyPartReady,
)
from appliance.intents import Answerer
from appliance.interfaces import GenerationOptions, LanguageModel
from appliance.items import EndOfReply, Prefill, ReplyPart, ResponderInput, SynthesizerInput
from appliance.markup.reply_filter import ReplyFilter
from appliance.stages.conversation import Conversation
from appliance.stages.model_stage import ModelStage
from appliance.text.clauses import ClauseSplitter, Part
from appliance.text.list_shortener import ListShortener
from appliance.text.no_answer import can_be_said, no_answer
from appliance.text.spoken_text import plain_text

Output = SynthesizerInput | Event | None


class Responder(ModelStage[ResponderInput, SynthesizerInput, LanguageModel]):
    """Asks the language model, and cuts what it writes into what can be spoken."""

    name = "responder"

    def __init__(  # noqa: PLR0913
        self,
        load_model: Callable[[], LanguageModel],
        conversation: Conversation,
        options: GenerationOptions,
        clock: Callable[[], float],
        *,
        streaming: bool = True,
        load_skills: Callable[[], Answerer] | None = None,
        language: str = "en",
    ) -> None:
        """`streaming`: False hands the reply on as a whole. `language`: ISO 639-1 code."""
        super().__init__(load_model)
        self._load_skills = load_skills
        self._skills: Answerer | None = None
        self._streaming = streaming
        self._language = language
        self._conversation = conversation
        self._options = options
        self._clock = clock
        self._index = 0
        """Of the next part."""
        self._speaking_rate: float | None = None
        """Of this reply."""

    def open(self) -> None:
        """Load the model, the skills and what cleans text; evaluate the part of the prompt that is always the same."""
        super().open()
        self._skills = self._load_skills() if self._load_skills else None
        plain_text("Ready.")
        for _ in self._model.prepare(self._conversation.messages("")):
            pass

    def work(self, item: ResponderInput) -> Iterator[Output]:
        """Yield the parts of the reply, then `EndOfReply`; for a `Prefill` evaluate what is known of the prompt.

        Not where a skill knows the answer to what was said so far: it would have to wait for the model's step.
        """
        if isinstance(item, Prefill):
            if item.user and self._skills and self._skills.answer(item.user):
                return
            self._trim(item.user)
            for _ in self._model.prepare(self._conversation.messages(item.user)):
                yield None
        else:
            yield from self._reply(item.reply, item.segment.text)

    def _trim(self, said: str) -> None:
        budget = self._model.context_tokens - self._options.max_tokens
        self._conversation.trim(said, self._model.count_tokens, budget)

    def _reply(self, reply: int, said: str) -> Iterator[Output]:
        answer = self._skills.answer(said) if self._skills else None
        if answer:
            yield AnswerFound(reply, self._clock(), answer)
            self._speaking_rate = answer.speaking_rate
            pieces: Iterator[str | None] = iter([answer.text] if answer.text else [])
        else:
            self._speaking_rate = None
            self._trim(said)
            pieces = self._for_the_user(self._model.reply(self._conversation.messages(said), self._options))
        yield GenerationStarted(reply, self._clock())
        splitter = ClauseSplitter()
        written = ""
        spoken: list[Part] = []
        self._index = 0
        for piece in pieces:
            if piece is None:
                splitter, written = ClauseSplitter(), ""
                spoken.clear()
                continue
            if not piece:
                yield None
                continue
            written += piece
            yield GenerationProgress(reply, self._clock(), written)
            for part in splitter.add(piece):
                yield from self._hand_on(reply, part, spoken)
        rest = splitter.finish()
        can_be_left_out = not answer and self._model.hit_cap and spoken and spoken[-1].ends_sentence
        if rest and not (can_be_left_out and _is_unfinished(plain_text(rest.text))):
            yield from self._hand_on(reply, rest, spoken)
        apology = "" if spoken or answer else no_answer(self._language) or ""
        if apology:
            yield from self._hand_on(reply, Part(apology, ends_sentence=True), spoken)
        whole = " ".join(part.text for part in spoken)
        if whole and not self._streaming:
            yield ReplyPartReady(reply, self._clock(), whole)
            yield ReplyPart(reply, 0, whole, speaking_rate=self._speaking_rate)
        yield GenerationCompleted(reply, self._clock(), whole, is_apology=bool(apology))
        yield EndOfReply(reply)

    def _for_the_user(self, pieces: Iterator[str]) -> Iterator[str | None]:
        """Yield of a model's reply what is for the user, long lists ended early; "" means still at work.

        None means that what came before was a thought, whose end alone was marked.
        """
        filtered, shortener = ReplyFilter(), ListShortener(self._language)
        try:
            for piece in pieces:
                text = filtered.add(piece)
                if filtered.had_unopened_thought:
                    filtered.had_unopened_thought, shortener = False, ListShortener(self._language)
                    yield None
                yield shortener.add(text)
        finally:
            if isinstance(pieces, Generator):
                pieces.close()
        hit_cap = self._model.hit_cap
        if rest := shortener.add(filtered.finish(hit_cap=hit_cap)) + shortener.finish(hit_cap=hit_cap):
            yield rest

    def _hand_on(self, reply: int, part: Part, spoken: list[Part]) -> Iterator[Output]:
        part = replace(part, text=plain_text(part.text))
        if not spoken and not self._index:  # the voice would read "No. 9 is" as "number nine is"
            part = replace(part, text=_ANSWERS_NO.sub("No, ", part.text))
        if not part.text or not (part.is_opening or can_be_said(part.text, self._language)):
            return
        if self._streaming:
            yield ReplyPartReady(reply, self._clock(), part.text)
            yield ReplyPart(reply, self._index, part.text, part.ends_sentence, part.is_opening, self._speaking_rate)
            self._index += 1
        if not part.is_opening:
            spoken.append(part)


_ANSWERS_NO = re.compile(r"^No\. (?=\d[\d.,]* (?:is|isn't|are|was|has|does|and|plus|minus|times|divided)\b)")


def _is_unfinished(text: str) -> bool:
    """Say whether a sentence stops in its middle."""
    return not text.rstrip("\"'”’»)] ").endswith((".", "!", "?", "…"))  # noqa: RUF001
