"""ReplyFilter: leaves out what a language model writes that is not for the user. Pure.

A reply comes piece by piece, and a mark may be cut anywhere. So what may be the beginning of a mark is held back until
it is known what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import regex

from appliance.markup.marks import FLAGS, LONGEST_MARK, MARK, SPANS, THOUGHT_END, TOOL_SPANS, Span

END_OF_THOUGHT = "</think>"
_SPANS = {span.kind: span for span in chain(SPANS, TOOL_SPANS)}


def _pattern(spans: Sequence[Span]) -> regex.Pattern[str]:
    begins = [f"(?P<{span.kind}>{span.begin})" for span in spans]
    return regex.compile("|".join([*begins, f"(?P<orphan>{THOUGHT_END})", f"(?P<mark>{MARK})"]), FLAGS)


_ANYWHERE = _pattern([span for span in _SPANS.values() if not span.only_first])
_AT_THE_START = regex.compile(
    "|".join(f"(?P<{span.kind}>{span.begin})" for span in _SPANS.values() if span.only_first), FLAGS
)
_ENDS = {kind: regex.compile(span.end, FLAGS) for kind, span in _SPANS.items() if span.end}
_THOUGHT_BEGUN = regex.compile(
    "|".join(rf"(?P<{span.kind}>(?:{span.begin})\Z)" for span in SPANS if span.closing), FLAGS
)
_OPENED = Span("xml", "", THOUGHT_END, may_be_text=True)
"""A thought whose beginning is in the prompt: where no end comes, the reply had none."""


class ReplyFilter:
    """Takes one reply piece by piece."""

    def __init__(self, *, is_opened: bool = False, tells_end: bool = False) -> None:
        """`is_opened`: the prompt ends in the beginning of a thought.

        `tells_end`: where what was returned turns out to be a thought, its end is returned, for another filter to see.
        """
        self._tells_end = tells_end
        self._span: Span | None = _OPENED if is_opened else None
        """What is being left out."""
        self._held = ""
        """The end of what came so far: it may be the beginning of a mark."""
        self._left_out: list[str] = []
        """What was left out of the present span, where it may turn out to be the reply."""
        self._has_text = False
        self.had_unopened_thought = False
        """True once a thought ended that had no beginning here: what was returned before was part of it."""
        self.had_tool_call = False
        """True once a call of a tool was left out."""

    @property
    def thought(self) -> Span | None:
        """The thought that is being left out; None while there is none."""
        return self._span if self._span in SPANS else None

    def add(self, piece: str) -> str:
        """Return what can be spoken of the reply up to here, and was not returned before; may be empty."""
        text, spoken, told = self._held + piece, "", ""
        self._held = ""
        while text:
            if self._span:
                text = self._leave_out(self._span, text)
                continue
            found, before, text = self._next_mark(text, self._has_text or bool(spoken.strip()))
            spoken += before
            if found == "orphan":
                self.had_unopened_thought = True
                was_returned, self._has_text, spoken = self._has_text, False, ""
                if was_returned and self._tells_end:
                    told = END_OF_THOUGHT
            elif found and not (found == "over" and not (self._has_text or spoken.strip())):
                self._begin(found)
        return told + self._without_leading_space(spoken)

    def finish(self, *, hit_cap: bool = False) -> str:
        """Return what was held back and is for the user. `hit_cap`: the reply was cut off."""
        span, self._span = self._span, None
        if span is None:
            return self._without_leading_space(self._held)
        if not span.may_be_text or hit_cap:
            return ""
        return self._without_leading_space("".join(self._left_out) + self._held)

    def _begin(self, kind: str) -> None:
        span = _SPANS.get(kind)
        if span is None or not span.end:  # a mark alone
            return
        self._span = span
        self.had_tool_call |= span in TOOL_SPANS and kind != "over"

    def _next_mark(self, text: str, has_text: bool) -> tuple[str, str, str]:
        """Return the kind of the next mark, what stands before it, and what is to be looked at after it."""
        if not has_text:
            text = text.lstrip()
            match = _AT_THE_START.match(text, partial=True)
            if match and match.partial:
                other = _ANYWHERE.match(text, partial=True)
                if (other is None or other.partial) and len(text) <= LONGEST_MARK:
                    self._held = text
                    return "", "", ""
            elif match:
                self._left_out = [text[: match.end()]]
                return str(match.lastgroup), "", text[match.end() :]
        match = _ANYWHERE.search(text, partial=True)
        if match is None:
            return "", text, ""
        if match.partial:
            if len(text) - match.start() > LONGEST_MARK:
                return "", text, ""
            self._held = text[match.start() :]
            return "", text[: match.start()], ""
        self._left_out = []
        return str(match.lastgroup), text[: match.start()], text[match.end() :]

    def _leave_out(self, span: Span, text: str) -> str:
        """Return what follows the span; "" while it goes on."""
        end = _ENDS[span.kind] if span is not _OPENED else _ENDS["xml"]
        match = end.search(text, partial=True)
        if match and not match.partial:
            self.had_unopened_thought |= span is _OPENED or span.kind == "user"
            self._span, self._left_out = None, []
            return text[match.end() :]
        stop = match.start() if match and len(text) - match.start() <= LONGEST_MARK else len(text)
        if span.may_be_text:
            self._left_out.append(text[:stop])
        self._held = text[stop:]
        return ""

    def _without_leading_space(self, spoken: str) -> str:
        if not self._has_text:
            spoken = spoken.lstrip()
        self._has_text = self._has_text or bool(spoken)
        return spoken


def what_closes(begun: str) -> str:
    """Return what ends a thought at once where a text ends in the beginning of one; "" where it does not."""
    tail = begun[-LONGEST_MARK:].rstrip()
    match = _THOUGHT_BEGUN.search(tail)
    if match is None:
        return ""
    closing = _SPANS[str(match.lastgroup)].closing
    name = regex.match(r"<\s?([\w:-]+)", match[0])
    return closing.replace("think", name[1]) if name and match.lastgroup == "xml" else closing
