"""Urgency: which job of the compute thread goes before which. Pure."""

from __future__ import annotations

from appliance.items import AnyItem, PrepareReply, Sentence, Transcript, Utterance


def priority(item: AnyItem, delivered: int) -> int:
    """Return how urgent a compute job is, 0 first: words, then the way to the first sound, then the rest of the reply.

    `delivered` counts what the job has handed on already: a responder that has written its first sentence can wait.
    """
    match item:
        case Utterance():
            return 0
        case Transcript():
            return 1 if delivered == 0 else 3
        case Sentence(index=0):
            return 1
        case PrepareReply():
            return 4
        case _:
            return 2
