"""Which job of the compute thread goes before which. Pure."""

from __future__ import annotations

from appliance.items import Item, Prefill, ReplyPart, ReplyRequest, Utterance


def priority(item: Item, delivered: int) -> int:
    """Return the rank of a compute job, 0 first: words, then the way to the first sound, then the rest of the reply.

    `delivered` counts the items that the job has handed on: a responder that has written its first part can wait.
    """
    match item:
        case Utterance():
            return 0
        case ReplyRequest():
            return 1 if delivered == 0 else 3
        case ReplyPart(index=0):
            return 1
        case Prefill():
            return 4
        case _:
            return 2
