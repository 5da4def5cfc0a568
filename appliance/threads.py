"""How many threads each model gets, on purpose, and how they wait for each other."""

from __future__ import annotations

import os

SPINS = "1000"
"""Rounds an OpenMP thread spins at a barrier before it sleeps. By default they are billions: then one other busy process
makes 20 tokens on two cores take 1.4-1.8 s instead of 0.25 s, and with few spins 0.25-0.7 s (2-core x86-64, noisy)."""


def tame_spinning() -> None:
    """Keep OpenMP from burning a core in waiting; must be called before a model library is loaded."""
    os.environ.setdefault("GOMP_SPINCOUNT", SPINS)


def model_threads(wanted: int, cores: int | None = None) -> int:
    """Return the threads for a model; `wanted` = 0 means: all cores up to two, all but one above, at most four.

    The models share one compute thread and never run at the same time. On four cores decoding gains nothing from the
    fourth, and capture and playback must not wait for it.
    """
    available = cores or len(os.sched_getaffinity(0))
    fitting = available if available <= 2 else min(available - 1, 4)
    return min(wanted, available) if wanted else fitting


def token_threads(prompt_threads: int) -> int:
    """Return the threads that write tokens: half of those that read the prompt, at least one.

    Writing is bound by memory, not by arithmetic: a second thread gained nothing on two cores (160 and 167 ms for 20
    tokens), and published figures for the Pi 5 are best with two of four.
    """
    return max(1, (prompt_threads + 1) // 2)
