"""OtherVoice: whether somebody else goes on talking after the user's request: a television, a radio, other people.

Pure. What is needed for it: the words of a pause were a whole request; the words that follow do not belong to it; and
what follows sounds different. Each of them alone is often wrong.
"""

from __future__ import annotations

from appliance.text.talk_behind import is_other_talk, is_whole_request

DIFFERENT = 1.2
"""`voice_change` from which what follows counts as another voice."""
KEPT_REQUESTS = 8
"""Pauses after whole requests that are remembered in one turn."""


class OtherVoice:
    """Follows one turn."""

    def __init__(self) -> None:
        self._turn = 0
        self._requests: dict[int, str] = {}
        """Whole requests of the present turn, by the frames of speech before the pause after them."""
        self._changes: dict[int, float] = {}
        """How different what followed each pause sounds."""

    def add_transcript(self, turn: int, text: str, speech_frames: int, *, is_pause: bool) -> int | None:
        """Take words; return the speech frames at which the user's turn was over, None while it is the user's."""
        self._follow(turn)
        over = self._over_at(text)
        if is_pause and is_whole_request(text) and len(self._requests) < KEPT_REQUESTS:
            self._requests.setdefault(speech_frames, text)
        return over

    def add_change(self, turn: int, change: float, speech_frames: int) -> None:
        """Take how different what followed a pause sounds."""
        self._follow(turn)
        self._changes[speech_frames] = change

    def _follow(self, turn: int) -> None:
        if turn != self._turn:
            self._turn, self._requests, self._changes = turn, {}, {}

    def _over_at(self, text: str) -> int | None:
        for speech_frames, request in self._requests.items():
            if self._changes.get(speech_frames, 0.0) >= DIFFERENT and is_other_talk(request, text):
                return speech_frames
        return None
