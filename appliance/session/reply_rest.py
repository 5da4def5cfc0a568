"""ReplyRest: the reply rests while somebody speaks over it, until it is known whether they interrupt it."""

from __future__ import annotations

import logging

from appliance import events as ev
from appliance.session.controller import SessionController
from appliance.turn_taking.endpointer import frames
from appliance.turn_taking.interruption_judge import UNVOICED_FRAMES, VOWEL_FRAMES

log = logging.getLogger(__name__)

STEPS_TO_REST_AGAIN = 2
"""Reports of speech in a row (`InterruptionProgress`) after which the reply rests again, if there were vowels. They
come with each frame in the first 0.3 s of a sound, and every 0.1 s after that."""
MOST_DOUBLED = 2
"""How often that is doubled: 0.8 s of speech."""
LONGEST_REST_FRAMES = frames(4.0)
"""The reply rests for no longer where nothing that is said is understood."""


class ReplyRest:
    """Of one session; used by its thread."""

    def __init__(self, controller: SessionController) -> None:
        self._controller = controller
        self._pipeline = controller.pipeline
        self.began: int | None = None
        """Frames since the speech began, when the reply last began to rest; None: it has not rested for this speech."""
        self._since_s = 0.0
        """When that was, by the clock of the controller."""
        self._rests = 0
        """How often it has rested for this speech."""
        self._steps = 0
        """Reports of speech (`InterruptionProgress`) that have come in a row, without a silence, since it goes on."""

    def forget(self) -> None:
        """Somebody else is listened to."""
        self.began, self._rests = None, 0

    @property
    def is_on(self) -> bool:
        """Whether the reply rests now."""
        return self._pipeline.pause.is_on

    def has_lasted(self, heard: int) -> bool:
        """Say whether it has rested for as long as it may; `heard`: frames since the speech began."""
        return heard - (self.began or 0) >= LONGEST_REST_FRAMES

    def is_due(self, event: ev.InterruptionProgress) -> bool:
        """Take a report of speech that came while the reply goes on, and say whether it is to rest now."""
        self._steps = 0 if event.silent_frames else self._steps + 1
        has_vowels = event.voiced_frames >= VOWEL_FRAMES
        if self.began is not None:
            return has_vowels and self._steps >= self._steps_to_rest_again
        heard = event.speech_frames + event.silent_frames
        return has_vowels or (heard >= UNVOICED_FRAMES and not event.silent_frames)

    @property
    def _steps_to_rest_again(self) -> int:
        """Where only stop words end it, whatever else is said goes on beside it: it rests more and more seldom."""
        if self._controller.config.interrupt_by_voice == "words":
            return STEPS_TO_REST_AGAIN
        return STEPS_TO_REST_AGAIN << min(self._rests - 1, MOST_DOUBLED)

    def begin(self, heard: int) -> None:
        """Let the reply rest; `heard`: frames since the speech began."""
        self.began, self._since_s = heard, self._controller.now_s
        self._rests += 1
        self._pipeline.pause.begin()

    def end(self) -> bool:
        """Let the reply go on; say whether it had rested."""
        self._steps = 0
        if not self.is_on:
            return False
        self._pipeline.pause.end()
        rested_s = self._controller.now_s - self._since_s
        log.info("a false interruption: the reply goes on after %.0f ms", rested_s * 1000)
        if timeline := self._pipeline.turn.timeline:
            timeline.false_interruptions += 1
            timeline.rested_s += rested_s
        return True
