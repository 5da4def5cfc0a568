"""How many threads each model gets, on purpose: never more than there are cores, and audio keeps one where it can."""

from __future__ import annotations

import os


def model_threads(wanted: int, cores: int | None = None) -> int:
    """Return the threads for a model; `wanted` = 0 means: all cores up to two, all but one above, at most four.

    The models share one compute thread and never run at the same time. On four cores decoding gains nothing from the
    fourth, and capture and playback must not wait for it.
    """
    available = cores or len(os.sched_getaffinity(0))
    fitting = available if available <= 2 else min(available - 1, 4)
    return min(wanted, available) if wanted else fitting
