"""ThoughtFilter: leaves out what a model thinks before it replies, `<think> ... </think>`. Pure."""

from __future__ import annotations

_BEGIN, _END = "<think>", "</think>"


class ThoughtFilter:
    """Takes one reply piece by piece."""

    def __init__(self) -> None:
        self._is_thinking = False
        self._held = ""
        """The end of what came so far, where it may be the beginning of a tag."""
        self._has_text = False

    def add(self, piece: str) -> str:
        """Return what can be spoken of the reply up to here, and was not returned before; may be empty."""
        text, spoken = self._held + piece, ""
        self._held = ""
        while text:
            tag = _END if self._is_thinking else _BEGIN
            before, found, after = text.partition(tag)
            if not found:
                kept = _begun(text, tag)
                self._held = text[len(text) - kept :]
                before = text[: len(text) - kept]
            spoken += "" if self._is_thinking else before
            if found:
                self._is_thinking = not self._is_thinking
            text = after
        return self._without_leading_space(spoken)

    def finish(self) -> str:
        """Return what was held back and is no tag."""
        return "" if self._is_thinking else self._without_leading_space(self._held)

    def _without_leading_space(self, spoken: str) -> str:
        if not self._has_text:
            spoken = spoken.lstrip()
        self._has_text = self._has_text or bool(spoken)
        return spoken


def _begun(text: str, tag: str) -> int:
    """Return how many characters at the end of `text` may be the beginning of `tag`."""
    return next((length for length in range(len(tag) - 1, 0, -1) if text.endswith(tag[:length])), 0)
