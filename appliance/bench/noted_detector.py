"""NotedDetector: a speech detector that a benchmark listens to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from appliance.audio.format import Samples
from appliance.interfaces import SpeechDetector
from appliance.items import Frame


class NotedDetector:
    """A speech detector of which it is noted what it takes for speech."""

    def __init__(self, load: Callable[[], SpeechDetector], note: Callable[[], None]) -> None:
        """`note` is called at each frame of speech."""
        self._detector = load()
        self._note = note

    @property
    def above_room_db(self) -> float:
        """As that of the detector."""
        return self._detector.above_room_db

    @property
    def user_lasts(self) -> bool | None:
        """As that of the detector."""
        return self._detector.user_lasts

    def learn_room(self, frames: Sequence[Frame], *, is_called: bool = True) -> None:
        """Take what was heard before a turn."""
        self._detector.learn_room(frames, is_called=is_called)

    def is_speech(self, samples: Samples, gain_db: float = 0.0, *, is_near: bool = False) -> bool:
        """Return what the detector says, and note it."""
        is_speech = self._detector.is_speech(samples, gain_db, is_near=is_near)
        if is_speech and self._detector.user_lasts is not False:
            self._note()
        return is_speech
