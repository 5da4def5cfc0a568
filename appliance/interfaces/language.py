"""What writes replies: a language model, or a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypedDict


class Message(TypedDict):
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """How to write a reply."""

    temperature: float
    """0 takes the likeliest token each time."""
    max_tokens: int
    """Cap on the length of a reply."""


class LanguageModel(Protocol):
    """Writes replies."""

    context_tokens: int
    """Size of the context window."""
    hit_cap: bool
    """True when the last reply ended because it had reached its cap, perhaps in the middle of a sentence."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the length of the prompt these messages make."""

    def prepare(self, messages: Sequence[Message]) -> Iterator[str]:
        """Evaluate the prompt up to the user's last message, which may still grow.

        Yields "" between two steps, and may be closed at any of them. A reply to a prompt that begins like this starts
        sooner.
        """

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        """Yield the reply piece by piece; "" means still at work. Closing the iterator stops the work.

        If the last message is the assistant's, it is the beginning of the reply, and only what follows is yielded.
        """


class ChatCall(Protocol):
    """One reply of a server: read by one thread, cancelled by another."""

    hit_cap: bool
    """As in `LanguageModel`, once the pieces have ended."""

    @property
    def is_cancelled(self) -> bool:
        """True once it was cancelled."""

    def pieces(self) -> Iterator[str]:
        """Yield the reply piece by piece, none of them empty; block until each is there. Cancelled, it ends.

        Raises `ServerUnavailable`, also in the middle of the reply, and when it has no words.
        """

    def cancel(self) -> None:
        """End it at once: the connection is closed, so that the server stops too. For any thread; never blocks."""


class ChatServer(Protocol):
    """A server that writes replies; nothing is opened before it is asked."""

    url: str
    """As in the settings."""
    model: str | None
    """Name of the model that is asked; None until the server has listed it."""

    def call(self, messages: Sequence[Message], options: GenerationOptions, first_text_s: float) -> ChatCall:
        """Return a call, whose first text must be there `first_text_s` from now. Returns at once."""
