"""OtherVoice: whether somebody else goes on talking after the user's request: a television, a radio, other people.

Pure. What is needed for it: the words of a pause were a whole request; the words that follow do not belong to it; and
what follows sounds different. Each of them alone is often wrong.
"""

from __future__ import annotations

from appliance.text.talk_behind import is_other_talk, is_whole_request

DIFFERENT = 0.4
"""`voice_change` from which what follows may be another voice: the halves of one person's speech are often above, too,
so the words weigh more."""
KEPT_REQUESTS = 8
"""Pauses after whole requests that are remembered in one turn."""


class OtherVoice:
    """Follows one turn."""

    def __init__(self) -> None:
        self._turn = 0
        self._heard = ""
        """The words so far."""
        self._requests: dict[int, str] = {}
        """Whole requests of the present turn, by the frames of speech before the pause after them."""
        self._changes: dict[int, float] = {}
        """How different what followed each pause sounds."""

    def add_transcript(self, turn: int, text: str, speech_frames: int, *, is_pause: bool) -> int | None:
        """Take words; return the speech frames at which the user's turn was over, None while it is the user's."""
        self._follow(turn)
        self._heard = text
        over = self._over()
        if is_pause and is_whole_request(text) and len(self._requests) < KEPT_REQUESTS:
            self._requests.setdefault(speech_frames, text)
        return over

    def add_change(self, turn: int, change: float, speech_frames: int) -> int | None:
        """Take how different what followed a pause sounds; return what `add_transcript()` does."""
        self._follow(turn)
        self._changes[speech_frames] = change
        return self._over()

    def _follow(self, turn: int) -> None:
        if turn != self._turn:
            self._turn, self._heard, self._requests, self._changes = turn, "", {}, {}

    def _over(self) -> int | None:
        for speech_frames, request in self._requests.items():
            if self._changes.get(speech_frames, 0.0) >= DIFFERENT and is_other_talk(request, self._heard):
                return speech_frames
        return None
