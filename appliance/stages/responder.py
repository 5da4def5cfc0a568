"""Responder: the user's words into a reply, a sentence at a time while it is still being written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from appliance.conversation import Conversation
from appliance.events import GenerationCompleted, GenerationProgress, GenerationStarted, Output, SentenceReady
from appliance.interfaces import GenerationOptions, LanguageModel
from appliance.items import EndOfReply, Sentence, Transcript
from appliance.sentences import SentenceSplitter
from appliance.spoken_text import plain_text
from appliance.stage import Stage


class Responder(Stage[Transcript]):
    """Asks the language model, and cuts what it writes into sentences."""

    name = "responder"

    def __init__(
        self,
        load_model: Callable[[], LanguageModel],
        conversation: Conversation,
        options: GenerationOptions,
        clock: Callable[[], float],
    ) -> None:
        self._load_model = load_model
        self._conversation = conversation
        self._options = options
        self._clock = clock
        self._model: LanguageModel

    def open(self) -> None:
        """Load the model and what cleans its text; evaluate the part of the prompt that is always the same."""
        self._model = self._load_model()
        plain_text("Ready.")
        self._model.warm(self._conversation.messages())

    def close(self) -> None:
        """Free it, here and now: on the thread that used it, before another is loaded."""
        with contextlib.suppress(AttributeError):  # never loaded
            del self._model

    def work(self, transcript: Transcript) -> Iterator[Output]:
        """Yield the sentences of the reply, then `EndOfReply`."""
        turn, said = transcript.turn, transcript.segment.text
        budget = self._model.context_tokens - self._options.max_tokens
        self._conversation.trim(said, self._model.count_tokens, budget)
        yield GenerationStarted(turn, self._clock())
        splitter = SentenceSplitter()
        written = ""
        spoken: list[str] = []
        for piece in self._model.reply(self._conversation.messages(said), self._options):
            if not piece:
                yield None
                continue
            written += piece
            yield GenerationProgress(turn, self._clock(), written)
            for sentence in splitter.add(piece):
                yield from self._say(turn, sentence, spoken)
        rest = plain_text(splitter.finish())
        if not (spoken and self._model.hit_cap and _is_unfinished(rest)):
            yield from self._say(turn, rest, spoken)
        yield GenerationCompleted(turn, self._clock(), " ".join(spoken))
        yield EndOfReply(turn)

    def _say(self, turn: int, sentence: str, spoken: list[str]) -> Iterator[Output]:
        text = plain_text(sentence)
        if text:
            yield SentenceReady(turn, self._clock(), text)
            yield Sentence(turn, len(spoken), text)
            spoken.append(text)


def _is_unfinished(text: str) -> bool:
    """Say whether a sentence stops in its middle."""
    return not text.rstrip("\"'”’»)] ").endswith((".", "!", "?", "…"))  # noqa: RUF001
