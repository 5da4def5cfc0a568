"""How many threads each model gets."""

from __future__ import annotations

import os


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
