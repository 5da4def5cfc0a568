"""TurnCounts: the turns since the appliance started, by their outcome."""

from __future__ import annotations

import statistics
from collections import Counter, deque
from typing import Any

from appliance.monitoring.metrics import TurnMetrics

REMEMBERED = 100
"""Turns that the median is taken of."""


class TurnCounts:
    """Counts turns by their outcome. Written by one thread; read by any."""

    def __init__(self) -> None:
        self._outcomes: Counter[str] = Counter()
        self._voice_to_voice_ms: deque[float] = deque(maxlen=REMEMBERED)

    def add(self, metrics: TurnMetrics) -> None:
        """Count a turn."""
        self._outcomes[metrics.outcome.value] += 1
        if metrics.voice_to_voice is not None:
            self._voice_to_voice_ms.append(metrics.voice_to_voice)

    def summary(self) -> dict[str, Any]:
        """Return the counts, and the median from the last word to the first sound."""
        times_ms = tuple(self._voice_to_voice_ms)
        return {
            "turns": dict(self._outcomes),
            "voice_to_voice_ms": round(statistics.median(times_ms), 1) if times_ms else None,
        }
