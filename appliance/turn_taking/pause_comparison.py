"""PauseComparison: compares what was said before each pause of a turn with what follows it, to find another voice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from appliance.audio.format import Samples
from appliance.audio.voice_change import voice_change
from appliance.turn_taking.endpointer import PAUSE_FRAMES, Endpointer, frames

COMPARED_BEFORE = frames(1.5)
COMPARED_AFTER = frames(0.6)
"""How much of it."""
MOST_COMPARED = 8
"""Pauses of a turn that are looked at: the last ones."""


class PauseComparison:
    """Of one turn."""

    def __init__(self) -> None:
        self._heard: dict[int, int] = {}
        """Pauses, by the speech frames before them: how many frames of speech have followed, up to `COMPARED_AFTER`."""

    def changes(self, endpointer: Endpointer, said: Callable[[], list[Samples]]) -> Iterator[tuple[int, float]]:
        """Follow a frame; yield the speech frames before a pause after which enough was said by now, and how different
        it sounds (`voice_change`).

        `said`: the frames since the first word, (FRAME_SAMPLES,) each.
        """
        if endpointer.silent == PAUSE_FRAMES:
            self._heard.setdefault(endpointer.speech_frames, 0)
            if len(self._heard) > MOST_COMPARED:
                del self._heard[min(self._heard)]
        if endpointer.silent or endpointer.is_over:
            return
        for pause, heard in list(self._heard.items()):
            if heard < COMPARED_AFTER:
                self._heard[pause] = heard + 1
                if heard + 1 == COMPARED_AFTER:
                    frames_said = said()
                    before = frames_said[max(0, pause - COMPARED_BEFORE) : pause]
                    yield pause, voice_change(before, frames_said[-COMPARED_AFTER:])
