"""What it costs to be there: processor time while ready, and while listening to a room in which nobody speaks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from appliance.audio.format import Samples
from appliance.bench.alternatives import Alternative
from appliance.bench.questions import silent_room
from appliance.bench.rooms import Room
from appliance.interfaces import Models, Recognizer
from appliance.items import TranscriptionSegment
from appliance.session.session import VoiceSession

LONGEST_S = 50.0
"""A session listens for a minute at most."""
SPARE_S = 5.0


@dataclass(frozen=True, slots=True)
class IdleCost:
    """Processor time when nothing is said."""

    ready_percent: float
    """Of one core, while ready."""
    listening_percent: float
    """Of one core, while listening to a silent room."""
    decodes: int
    """How often the recogniser was asked to transcribe that; there is nothing in it to transcribe."""


class CountingRecognizer:
    """Counts what it passes on to another."""

    def __init__(self, recognizer: Recognizer, count: Callable[[], None]) -> None:
        self._recognizer = recognizer
        self._count = count

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Count it, and have it done."""
        self._count()
        return self._recognizer.transcribe(samples, cancelled)

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Count it, and have it done."""
        self._count()
        return self._recognizer.transcribe_again(samples, cancelled)

    def transcribe_carefully(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Count it, and have it done."""
        self._count()
        return self._recognizer.transcribe_carefully(samples, cancelled)


@dataclass(frozen=True, slots=True)
class Clocks:
    """How time is told, and let pass."""

    clock: Callable[[], float] = time.monotonic
    cpu_clock: Callable[[], float] = time.process_time
    wait: Callable[[float], None] = time.sleep

    def percent_during(self, length_s: float) -> float:
        """Let so much time pass, and return what the process took of one core meanwhile."""
        began_s, cpu_s = self.clock(), self.cpu_clock()
        self.wait(length_s)
        return round(100 * (self.cpu_clock() - cpu_s) / (self.clock() - began_s), 2)


def idle_cost(alternative: Alternative, room: Room, length_s: float, clocks: Clocks | None = None) -> IdleCost:
    """Measure both, each for so long, in a session of its own."""
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
    room.hush()
    return IdleCost(ready_percent, listening_percent, len(decodes))


def _counting(models: Models, count: Callable[[], None]) -> Models:
    return replace(models, recognizer=lambda: CountingRecognizer(models.recognizer(), count))
