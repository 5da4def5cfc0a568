"""Responder: the user's words into a reply, its first clause and then a sentence at a time while it is written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from appliance.events import GenerationCompleted, GenerationProgress, GenerationStarted, Output, SentenceReady
from appliance.interfaces import GenerationOptions, LanguageModel
from appliance.items import EndOfReply, PrepareReply, Sentence, Transcript
from appliance.stages.conversation import Conversation
from appliance.text.clauses import ClauseSplitter, Part
from appliance.text.spoken_text import plain_text
from appliance.threads.stage import Stage


class Responder(Stage[Transcript | PrepareReply]):
    """Asks the language model, and cuts what it writes into what can be spoken."""

    name = "responder"

    def __init__(
        self,
        load_model: Callable[[], LanguageModel],
        conversation: Conversation,
        options: GenerationOptions,
        clock: Callable[[], float],
        *,
        streaming: bool = True,
    ) -> None:
        """Not `streaming`, the reply is handed on as a whole."""
        self._streaming = streaming
        self._load_model = load_model
        self._conversation = conversation
        self._options = options
        self._clock = clock
        self._model: LanguageModel
        self._index = 0
        """Of the next part."""

    def open(self) -> None:
        """Load the model and what cleans its text; evaluate the part of the prompt that is always the same."""
        self._model = self._load_model()
        plain_text("Ready.")
        for _ in self._model.prepare(self._conversation.messages("")):
            pass

    def close(self) -> None:
        """Free it, here and now: on the thread that used it, before another is loaded."""
        with contextlib.suppress(AttributeError):  # never loaded
            del self._model

    def work(self, item: Transcript | PrepareReply) -> Iterator[Output]:
        """Yield the parts of the reply, then `EndOfReply`; or evaluate what is known of the next prompt."""
        if isinstance(item, PrepareReply):
            self._trim(item.user)
            for _ in self._model.prepare(self._conversation.messages(item.user)):
                yield None
        else:
            yield from self._reply(item.turn, item.segment.text)

    def _trim(self, said: str) -> None:
        budget = self._model.context_tokens - self._options.max_tokens
        self._conversation.trim(said, self._model.count_tokens, budget)

    def _reply(self, turn: int, said: str) -> Iterator[Output]:
        self._trim(said)
        yield GenerationStarted(turn, self._clock())
        splitter = ClauseSplitter()
        written = ""
        spoken: list[Part] = []
        self._index = 0
        for piece in self._model.reply(self._conversation.messages(said), self._options):
            if not piece:
                yield None
                continue
            written += piece
            yield GenerationProgress(turn, self._clock(), written)
            for part in splitter.add(piece):
                yield from self._say(turn, part, spoken)
        rest = splitter.finish()
        can_be_left_out = self._model.hit_cap and spoken and spoken[-1].ends_sentence
        if rest and not (can_be_left_out and _is_unfinished(plain_text(rest.text))):
            yield from self._say(turn, rest, spoken)
        whole = " ".join(part.text for part in spoken)
        if whole and not self._streaming:
            yield SentenceReady(turn, self._clock(), whole)
            yield Sentence(turn, 0, whole)
        yield GenerationCompleted(turn, self._clock(), whole)
        yield EndOfReply(turn)

    def _say(self, turn: int, part: Part, spoken: list[Part]) -> Iterator[Output]:
        part = replace(part, text=plain_text(part.text))
        if not part.text:
            return
        if self._streaming:
            yield SentenceReady(turn, self._clock(), part.text)
            yield Sentence(turn, self._index, part.text, part.ends_sentence, part.is_opening)
            self._index += 1
        if not part.is_opening:
            spoken.append(part)


def _is_unfinished(text: str) -> bool:
    """Say whether a sentence stops in its middle."""
    return not text.rstrip("\"'”’»)] ").endswith((".", "!", "?", "…"))  # noqa: RUF001
