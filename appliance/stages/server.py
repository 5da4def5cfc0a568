"""ServerStage: asks the server on a thread of its own, where waiting for it holds nothing up.

The compute thread puts an `AskServer` into its inbox, and takes the pieces of the reply out of a channel. While the
server fails, the stage looks for it: it asks it for a reply, and hangs up at the first word. No reply waits for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from appliance.errors import ServerUnavailable
from appliance.events import Event, ServerChanged
from appliance.interfaces import ChatCall, ChatServer, GenerationOptions, Message
from appliance.items import Item
from appliance.stages.server_availability import ServerAvailability
from appliance.threads.channel import Channel
from appliance.threads.stage import Stage

FIRST_TEXT_S = 1.2
"""From the request to the first text of a reply. It leaves the device 0.8 s to be heard within 2 s: its model has
prepared the prompt, and needs 0.1 s for its first words; the voice may take 0.5 s."""
OPENING_S = 3.0
"""For the same when the session opens: models are being loaded meanwhile, and a server's first reply is its slowest."""
PATIENCE_S = 30.0
"""For the same when it is looked for: a server that loads its model only when asked would never get there."""
LOOK_S = 1.0
"""How often it is considered whether to look for it."""
LONGEST_STEP_S = 120.0
"""A name that has to be looked up first may take a minute, and nothing can end that."""
GREETING: Sequence[Message] = ({"role": "user", "content": "Hello."},)
"""What it is asked to see whether it answers, while there is no conversation."""
GREETING_OPTIONS = GenerationOptions(temperature=0.0, max_tokens=64)
PIECES_WAITING = 1024
"""Pieces of a reply that may wait for the compute thread: the longest reply, so that the server is free again soon."""


@dataclass(frozen=True, slots=True)
class AnswerEnd:
    """Comes after the pieces of a reply."""

    error: ServerUnavailable | None = None
    """Why it ended early; None: it is whole."""
    hit_cap: bool = False
    """As in `LanguageModel`."""


@dataclass(frozen=True, slots=True)
class AskServer(Item):
    """Have a reply written."""

    call: ChatCall
    """Not begun yet."""
    messages: Sequence[Message]
    """What it asks for."""
    answer: Channel[str | AnswerEnd]
    """Takes the pieces, then their end."""


@dataclass(frozen=True, slots=True)
class AnswerPiece(Item):
    """More of a reply, and where it goes."""

    answer: Channel[str | AnswerEnd]
    """As in `AskServer`."""
    piece: str | AnswerEnd
    """What is put into it."""


@dataclass(frozen=True, slots=True)
class CheckServer(Item):
    """See whether the server answers again, if that is due."""


class ServerStage(Stage[AskServer | CheckServer, AnswerPiece]):
    """Reads the server's replies; reports when it is lost and when it is back."""

    name = "server"

    def __init__(self, server: ChatServer, availability: ServerAvailability, clock: Callable[[], float]) -> None:
        self._server = server
        self._availability = availability
        self._clock = clock
        self._call: ChatCall | None = None
        """The one that is being read."""
        self._messages: Sequence[Message] = GREETING
        """What it was asked last. It is looked for with the same, so that it has evaluated most of the next prompt."""
        self._is_stopped = False
        self._is_told = False
        self._told: ServerUnavailable | None = None

    def open(self) -> None:
        """See whether it answers. A session opens without it."""
        self._look(OPENING_S, OPENING_S)

    def work(self, item: AskServer | CheckServer) -> Iterator[AnswerPiece | Event | None]:
        """Pass the reply on, or look for the server; report what that has changed."""
        if isinstance(item, AskServer):
            yield from self._answer(item)
        elif self._availability.is_due:
            self._look(PATIENCE_S, FIRST_TEXT_S)
        error = self._availability.error
        if not self._is_told or error is not self._told:
            self._is_told, self._told = True, error
            yield ServerChanged(error)

    def _answer(self, item: AskServer) -> Iterator[AnswerPiece]:
        call = self._begin(item.call)
        self._messages = item.messages
        try:
            for piece in call.pieces():
                yield AnswerPiece(item.answer, piece)
        except ServerUnavailable as error:
            self._availability.lost(error)
            yield AnswerPiece(item.answer, AnswerEnd(error))
            return
        if not call.is_cancelled:
            self._availability.proved()
        yield AnswerPiece(item.answer, AnswerEnd(hit_cap=call.hit_cap))

    def _look(self, patience_s: float, soon_enough_s: float) -> None:
        asked_s = self._clock()
        call = self._begin(self._server.call(self._messages, GREETING_OPTIONS, patience_s))
        try:
            next(call.pieces(), None)
        except ServerUnavailable as error:
            self._availability.lost(error)
            return
        call.cancel()
        if self._clock() - asked_s <= soon_enough_s:
            self._availability.found()
        else:  # it had to load its model: it is quicker the next time, or too slow for a conversation
            self._availability.put_off()

    def _begin(self, call: ChatCall) -> ChatCall:
        self._call = call
        if self._is_stopped:
            call.cancel()
        return call

    def longest_step_s(self) -> float:
        """Return how long the server may take, looking up its name included."""
        return LONGEST_STEP_S

    def stop(self) -> None:
        """Hang up; called from another thread."""
        self._is_stopped = True
        if call := self._call:
            call.cancel()
