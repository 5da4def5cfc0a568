"""ServerFirstModel: a language model that asks the server first, and has the model on the device answer otherwise.

The model on the device prepares every prompt as if the server were not there: that costs the processor what it costs
without a server, in moments in which nothing else is to be done, and then it can answer at once. The server is asked
for replies only, those included that are begun in a pause: that is what makes them quick, and one that is taken back is
hung up on. It gets no prompt in advance, since each partial transcript would be a request of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace

from appliance.errors import ServerUnavailable
from appliance.interfaces import ChatServer, GenerationOptions, LanguageModel, Message
from appliance.stages.server import FIRST_TEXT_S, PIECES_WAITING, AnswerEnd, AskServer, CheckServer
from appliance.stages.server_availability import ServerAvailability
from appliance.text.sentences import SentenceSplitter
from appliance.threads.channel import Channel

WAIT_S = 0.02
"""Longest wait for a piece, before the compute thread may do something else."""
LATEST_S = FIRST_TEXT_S + 0.2
"""When the compute thread gives up by itself: the server's thread may hang in looking up a name."""
FEWEST_TOKENS = 8
"""With less room than that, a sentence is not finished."""


class ServerFirstModel:
    """The server and the model on the device as one; used by the compute thread."""

    def __init__(
        self,
        device_model: LanguageModel,
        server: ChatServer,
        requests: Channel[AskServer | CheckServer],
        availability: ServerAvailability,
        clock: Callable[[], float],
    ) -> None:
        """`requests` leads to the `ServerStage`, which shares the `availability`."""
        self.context_tokens = device_model.context_tokens
        """Of the model on the device, for each conversation must fit into both, and only this one can count."""
        self.hit_cap = False
        self._device_model = device_model
        self._server = server
        self._requests = requests
        self._availability = availability
        self._clock = clock

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the length of the prompt these messages make for the model on the device."""
        return self._device_model.count_tokens(messages)

    def prepare(self, messages: Sequence[Message]) -> Iterator[str]:
        """Have the model on the device evaluate the prompt."""
        return self._device_model.prepare(messages)

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        """Yield the server's reply, or that of the model on the device; "" means still at work.

        A server that fails in the middle of a sentence has the rest of that sentence written by the model on the
        device, for its beginning may have been spoken already. After a whole sentence the reply ends: what was said is
        an answer, and the smaller model would not make it better.
        """
        self.hit_cap = False
        written, is_whole = "", False
        if self._availability.error is None:
            written, is_whole = yield from self._ask(messages, options)
        if not written:
            yield from self._device_model.reply(messages, options)
            self.hit_cap = self._device_model.hit_cap
        elif not is_whole:
            yield from self._finish_sentence(messages, written, options)

    def _ask(self, messages: Sequence[Message], options: GenerationOptions) -> Generator[str, None, tuple[str, bool]]:
        """Yield the server's reply; return what there was of it, and whether it was whole."""
        latest_s = self._clock() + LATEST_S
        call = self._server.call(messages, options, FIRST_TEXT_S)
        answer: Channel[str | AnswerEnd] = Channel(PIECES_WAITING)
        self._requests.put_now(AskServer(call, messages, answer))
        written = ""
        try:
            while True:
                piece = answer.get(WAIT_S)
                if isinstance(piece, AnswerEnd):
                    self.hit_cap = piece.hit_cap
                    return written, piece.error is None
                if piece is None and not written and self._clock() > latest_s:
                    late = f"the server {self._server.url} is too slow: it wrote nothing within {LATEST_S:g} s"
                    self._availability.lost(ServerUnavailable(late))
                    return "", False
                written += piece or ""
                yield piece or ""
        finally:
            call.cancel()
            answer.close()

    def _finish_sentence(self, messages: Sequence[Message], written: str, options: GenerationOptions) -> Iterator[str]:
        splitter = SentenceSplitter()
        for _ in splitter.add(written):
            pass
        begun = splitter.pending
        if not begun or begun.rstrip("\"'”’»)] *_").endswith((".", "!", "?", "…")):  # noqa: RUF001
            return
        prompt: list[Message] = [*messages, {"role": "assistant", "content": written}]
        room = self.context_tokens - self._device_model.count_tokens(prompt)
        if room < FEWEST_TOKENS:
            return
        for piece in self._device_model.reply(prompt, replace(options, max_tokens=min(options.max_tokens, room))):
            for sentence in splitter.add(piece):
                yield sentence[len(begun) :]
                return
            yield ""
        yield splitter.finish()[len(begun) :]
        self.hit_cap = self._device_model.hit_cap
