"""Conversation: what was said so far, as messages for the language model.

The history only grows at its end, so that the model's cached work on it stays valid. When it no longer fits, the oldest
turns go, several at a time, so that this is rare. The session's thread writes it, the responder reads and trims it, so
there is a lock.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from appliance.interfaces import Message
from appliance.text.transcript_guard import words_of

CUT = " —"
"""Stands where a reply was cut off. Small models take this mark well: of 24 replies after a cut one in the history 24
were whole with the 1.5B (21 with the 135M; without any history 20), and none copied the mark. After "..." it was 18 and
18, and 6 and 4 copied it; after "... (interrupted)" 19 and 17, and 5 each; without a mark 23 and 22."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn of the conversation that is over."""

    user: str
    """What the user said."""
    assistant: str
    """What was played of the reply: its sentences, and where it was interrupted the words of the next one and `CUT`."""


class Conversation:
    """The system prompt and the exchanges that still fit."""

    def __init__(self, system_prompt: str) -> None:
        self._system: Message = {"role": "system", "content": system_prompt}
        self._exchanges: deque[Exchange] = deque()
        self._lock = threading.Lock()

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The turns that are remembered, oldest first."""
        with self._lock:
            return tuple(self._exchanges)

    def remember(self, user: str, played: str) -> None:
        """Add a turn that is over: what the user said, and what was played of the reply.

        That is whole sentences: a small model takes half of one that has no mark for an example of how to reply, and
        replies in halves from then on (after an interruption at "A good ..." the reply to the next question was "A").
        A reply that was cut off is added by `remember_cut()`, with a mark. A turn without a question, or of whose
        reply nothing was played, leaves no trace.
        """
        if user and played:
            with self._lock:
                self._exchanges.append(Exchange(user, played))

    def remember_cut(self, user: str, played: str, cut: str) -> None:
        """Add a turn whose reply was interrupted: its sentences that were played, and the words of the next one."""
        self.remember(user, f"{played} {cut.rstrip(',;:.')}{CUT}".strip() if cut else played)

    def forget(self) -> None:
        """Forget every turn."""
        with self._lock:
            self._exchanges.clear()

    def messages(self, user: str | None = None) -> list[Message]:
        """Return the whole prompt: the system prompt, the history and, if given, what the user says now.

        What is asked again after its reply was cut off stands there once: shown half of that very reply, a small model
        writes the same half ("The capital of France is —").
        """
        messages: list[Message] = [self._system]
        asked = words_of(user or "")
        for exchange in self.exchanges:
            if exchange.assistant.endswith(CUT) and words_of(exchange.user) == asked:
                continue
            messages.append({"role": "user", "content": exchange.user})
            messages.append({"role": "assistant", "content": exchange.assistant})
        if user is not None:
            messages.append({"role": "user", "content": user})
        return messages

    def trim(self, user: str, prompt_tokens: Callable[[list[Message]], int], budget_tokens: int) -> None:
        """Forget the oldest turns if the prompt is over budget, until it fills no more than half of it."""
        if prompt_tokens(self.messages(user)) <= budget_tokens:
            return
        while self.exchanges and prompt_tokens(self.messages(user)) > budget_tokens // 2:
            with self._lock:
                if self._exchanges:  # all may be forgotten meanwhile
                    self._exchanges.popleft()
