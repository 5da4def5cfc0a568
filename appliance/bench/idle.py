"""The cost of idling: processor time while ready, and while listening to a room in which nobody speaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from appliance.audio.format import Samples
from appliance.bench.alternatives import Alternative
from appliance.bench.questions import silent_room
from appliance.bench.rooms import Room
from appliance.interfaces import Models, Recognizer
from appliance.items import TranscriptionSegment
from appliance.session.session import VoiceSession

LONGEST_S = 50.0
"""Longest measurement: a session listens for a minute at most."""
SPARE_S = 5.0
"""Silence beyond the measured time, so that listening does not end within it."""


@dataclass(frozen=True, slots=True)
class IdleCost:
    """Processor time while nothing is said."""

    ready_percent: float
    """Percent of one core, while ready."""
    listening_percent: float
    """Percent of one core, while listening to a silent room."""
    decodes: int
    """How often the recogniser was asked to transcribe the silent room. It should be 0: there is no speech in it."""


class CountingRecognizer:
    """Passes every request on to another recogniser, and counts it."""

    def __init__(self, recognizer: Recognizer, count: Callable[[], None]) -> None:
        self._recognizer = recognizer
        self._count = count

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Count the request and pass it on."""
        self._count()
        return self._recognizer.transcribe(samples, cancelled)

    def transcribe_any_sound(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Count the request and pass it on."""
        self._count()
        return self._recognizer.transcribe_any_sound(samples, cancelled)

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Count the request and pass it on."""
        self._count()
        return self._recognizer.transcribe_again(samples, cancelled)

    def transcribe_carefully(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Count the request and pass it on."""
        self._count()
        return self._recognizer.transcribe_carefully(samples, cancelled)

    def transcribe_expecting(
        self, samples: Samples, words: Sequence[str], cancelled: Callable[[], bool], *, quickly: bool = False
    ) -> TranscriptionSegment | None:
        """Count the request and pass it on."""
        self._count()
        return self._recognizer.transcribe_expecting(samples, words, cancelled, quickly=quickly)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks, and how to wait: a test replaces them."""

    clock: Callable[[], float] = time.monotonic
    cpu_clock: Callable[[], float] = time.process_time
    wait: Callable[[float], None] = time.sleep

    def percent_during(self, length_s: float) -> float:
        """Wait for `length_s`, and return the processor time of this process meanwhile, in percent of one core."""
        began_s, cpu_s = self.clock(), self.cpu_clock()
        self.wait(length_s)
        return round(100 * (self.cpu_clock() - cpu_s) / (self.clock() - began_s), 2)


def idle_cost(alternative: Alternative, room: Room, length_s: float, clocks: Clocks | None = None) -> IdleCost:
    """Measure ready, then listening, each for `length_s`, in a session made for it."""
    clocks = clocks or Clocks()
    decodes: list[None] = []
    session = VoiceSession(
        alternative.config.model_copy(update={"nobody_spoke_s": length_s + SPARE_S}),
        room.hardware,
        _counting(alternative.models, lambda: decodes.append(None)),
    )
    session.connect()
    try:
        ready_percent = clocks.percent_during(length_s)
        session.start_listening()
        room.play(silent_room(length_s + SPARE_S))
        listening_percent = clocks.percent_during(length_s)
        session.cancel()
    finally:
        session.disconnect()
    room.stop()
    return IdleCost(ready_percent, listening_percent, len(decodes))


def _counting(models: Models, count: Callable[[], None]) -> Models:
    return replace(models, recognizer=lambda: CountingRecognizer(models.recognizer(), count))
