"""Progress: how far downloads have come, how fast they are, and how long they will still take, on stderr.

On a terminal a bar that is redrawn (tqdm), elsewhere a line now and then.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from appliance.models.by_hand import megabytes

EVERY_S = 10.0
"""Time between two lines where there is no terminal."""


class Progress:
    """Counts the bytes of one or several downloads, from any thread; a context manager."""

    def __init__(
        self, what: str, total_bytes: int, clock: Callable[[], float] = time.monotonic, every_s: float = EVERY_S
    ) -> None:
        """`total_bytes` is of all downloads together, as far as it is known."""
        self._what = what
        self._total = total_bytes
        self._clock = clock
        self._every_s = every_s
        self._lock = threading.Lock()
        self._had = 0
        """Bytes that were here already."""
        self._came = 0
        """Bytes that came since the beginning."""
        self._began_s = self._printed_s = clock()
        self._bar: Any = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from tqdm import tqdm

            tqdm.monitor_interval = 0  # no monitor thread: the bar is updated all the time
            self._bar = tqdm(desc=self._what, total=self._total, unit="B", unit_scale=True, leave=False)
        else:
            self._print(f"fetching {self._what} ({megabytes(self._total)})")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def resumes(self, bytes_here: int) -> None:
        """Say that so many bytes were here already: they count as done, and not for the rate."""
        with self._lock:
            self._had += bytes_here
            if self._bar is not None:
                self._bar.initial += bytes_here
                self._bar.update(bytes_here)

    def add(self, count_bytes: int) -> None:
        """Count bytes that came; negative ones if they have to come again."""
        with self._lock:
            self._came += count_bytes
            if self._bar is not None:
                self._bar.update(count_bytes)
            elif self._clock() - self._printed_s >= self._every_s:
                self._printed_s = self._clock()
                self._print(self.line())

    def line(self) -> str:
        """Return where it stands: "  512 of 1,117 MB, 6.2 MB/s, 1 min 38 s left"."""
        done, passed_s = self._had + self._came, self._clock() - self._began_s
        rate = self._came / passed_s if passed_s > 0 else 0.0
        left = f", {_duration((self._total - done) / rate)} left" if rate > 0 and done < self._total else ""
        return f"  {done / 1e6:,.0f} of {self._total / 1e6:,.0f} MB, {rate / 1e6:.1f} MB/s{left}"

    def _print(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
