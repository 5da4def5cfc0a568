"""How many threads each model gets, and how many of them while other programs are busy."""

from __future__ import annotations

import os
from collections.abc import Callable

from appliance.system.other_programs import OtherPrograms

Threads = Callable[[], int]
"""Says how many threads the next computation is to have."""
WINDOW_S = 0.5
"""The load of other programs is measured over this time, or since the last computation if that was longer ago."""


def model_threads(wanted: int, cores: int | None = None) -> int:
    """Return the number of threads for a model. `wanted` 0: on one or two cores all of them, on more one fewer, at most
    four.

    The models of the compute thread never run at the same time. On four cores decoding gains nothing from the
    fourth, and capture and playback must not wait for it.
    """
    available = cores or len(os.sched_getaffinity(0))
    fitting = available if available <= 2 else min(available - 1, 4)
    return min(wanted, available) if wanted else fitting


def token_threads(prompt_threads: int) -> int:
    """Return the number of threads that write tokens: half of those that read the prompt, at least one.

    Writing is bound by memory, and its threads meet at a barrier many times a token, spinning. On two x86-64 cores 20
    tokens took 163 ms with one thread and 137-144 with two; with one other busy process on the machine 168 and 440-615
    (medians of 7). Published figures for the Pi 5 are best with two of four.
    """
    return max(1, (prompt_threads + 1) // 2)


def always(threads: int) -> Threads:
    """Return the same number of threads for every computation."""
    return lambda: threads


class FreeCores:
    """Says how many threads a computation should have now. Used by one thread.

    The threads of a model meet at a barrier many times a millisecond, spinning. If there are more of them than free
    cores, each meeting waits until the scheduler has given every one of them its turn.
    """

    def __init__(self, others: OtherPrograms | None = None, cores: int | None = None) -> None:
        self._others = others or OtherPrograms()
        self._cores = cores or len(os.sched_getaffinity(0))
        self._busy = 0.0

    def up_to(self, most: int) -> Threads:
        """Return, for every computation, a number of threads from 1 to `most` that there are free cores for."""
        return lambda: self._threads(most)

    def _threads(self, most: int) -> int:
        if self._others.elapsed_s >= WINDOW_S:
            self._busy = self._others.cores()
            self._others.begin_again()
        return max(1, min(most, int(self._cores - self._busy + 0.49)))
