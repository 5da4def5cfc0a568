"""The server-sent events of a streamed chat completion, as every OpenAI-compatible server sends them. Pure.

A line "data: {...}" for each piece, lines that begin with ":" to keep the connection, "data: [DONE]" at the end.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPResponse

LONGEST_LINE = 65_536
"""Bytes of one event; a piece of a reply takes 300."""
LONGEST_REPLY = 4_000_000
"""Bytes of a whole reply, with all that surrounds its pieces."""


LONGEST_NAME = 200
"""Characters of a model's name; it may be the path of its file."""


class Garbage(Exception):
    """What came is no event of a chat completion; the text says what it is, and holds nothing that was sent."""


@dataclass(frozen=True, slots=True)
class Delta:
    """One event."""

    text: str = ""
    """More of the reply; what a model thinks in a field of its own is left out."""
    ending: str | None = None
    """Why the reply ended, "stop" or "length"; None while it goes on."""


class EventReader:
    """Reads the events of one response."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response
        self._read = 0

    def next(self) -> Delta | None:
        """Wait for the next event; None at the end of the stream. Raises `Garbage`, and what reading raises."""
        while True:
            line = self._response.readline(LONGEST_LINE + 1)
            self._read += len(line)
            if not line:
                return None
            if len(line) > LONGEST_LINE or self._read > LONGEST_REPLY:
                raise Garbage("more than a reply can be")
            name, colon, value = line.rstrip(b"\r\n").partition(b":")
            if not name:  # an empty line, or one that keeps the connection
                continue
            if not colon or name not in (b"data", b"event", b"id", b"retry"):
                raise Garbage("lines that are no server-sent events")
            if name == b"data":
                return _delta(value.strip())


def _delta(data: bytes) -> Delta:
    if data == b"[DONE]":
        return Delta(ending="stop")
    event = _json(data)
    if "error" in event:
        raise Garbage("an error in the middle of the reply")
    choices = event.get("choices")
    if not isinstance(choices, list):
        raise Garbage("events that are no chat completion")
    if not choices:  # figures about the use
        return Delta()
    choice = choices[0] if isinstance(choices[0], dict) else {}
    delta, ending = choice.get("delta"), choice.get("finish_reason")
    content = delta.get("content") if isinstance(delta, dict) else None
    return Delta(_text(content), ending if isinstance(ending, str) else None)


def _text(content: object) -> str:
    """Return the text of a content, which may be a list of parts: thoughts and others are left out."""
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
        return "".join(part["text"] for part in parts if isinstance(part.get("text"), str))
    return content if isinstance(content, str) else ""


def _json(data: bytes) -> dict[str, object]:
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):
        raise Garbage("events that are not JSON") from None
    if not isinstance(event, dict):
        raise Garbage("events that are no chat completion")
    return event


def model_names(body: bytes) -> list[str]:
    """Return the models that a server lists; raise `Garbage`."""
    listed = _json(body).get("data")
    if not isinstance(listed, list):
        raise Garbage("no list of models")
    names = [entry["id"] for entry in listed if isinstance(entry, dict) and isinstance(entry.get("id"), str)]
    return [name for name in names if name.isprintable() and 0 < len(name) <= LONGEST_NAME]
