"""Scripted sound devices, for tests of one stage."""

from __future__ import annotations

from collections.abc import Callable

from appliance.audio.format import Samples
from appliance.errors import AudioUnavailable
from appliance.items import Frame


class SilentMicrophone:
    """A microphone that is present and never delivers a frame."""

    is_live = True
    buffer_s = 0.36
    xruns = 0

    def open(self) -> None: ...

    def read(self) -> Frame | None:
        return None

    def close(self) -> None: ...


class ScriptedLoudspeaker:
    """A loudspeaker with a buffer of 40 ms: it plays 10 ms in each call of `wait()`, and nothing in between."""

    xruns = 0

    def __init__(
        self,
        *,
        fails_at_write: int | None = None,
        drop_error: Exception | None = None,
        open_error: Exception | None = None,
        plays_at_hz: int | None = None,
    ) -> None:
        self.rate_hz = 0
        self.written: list[Samples] = []
        self.drop_count = 0
        self.finish_count = 0
        self.silence = 0
        """Samples that are put behind what is pending."""
        self.close_count = 0
        self.now_s = 10.0
        self.fails_at_write = fails_at_write
        self.open_error = open_error
        self.check_error: Exception | None = None
        self.before_write: Callable[[], None] = lambda: None
        self._pending = 0
        self._drop_error = drop_error
        self._plays_at_hz = plays_at_hz

    def open(self, rate_hz: int) -> None:
        if self.open_error:
            raise self.open_error
        self.rate_hz = self._plays_at_hz or rate_hz

    def write(self, samples: Samples) -> float:
        self.before_write()
        if len(self.written) == self.fails_at_write:
            raise AudioUnavailable("the loudspeaker is gone: plug it in again")
        while self._pending and self._pending + len(samples) > 0.04 * self.rate_hz:
            self.wait()
        starts_s = self.now_s + self.pending_s()
        self.written.append(samples)
        self._pending += len(samples)
        return starts_s

    def finish(self) -> int:
        self.finish_count += 1
        self._pending += self.silence
        return self.silence

    def check(self) -> None:
        if self.check_error:
            raise self.check_error

    def pending_s(self) -> float:
        return self._pending / self.rate_hz if self.rate_hz else 0.0

    def wait(self) -> None:
        played = min(self._pending, int(0.01 * self.rate_hz))
        self._pending -= played
        self.now_s += played / self.rate_hz

    def drop(self) -> None:
        self.drop_count += 1
        self._pending = 0
        if self._drop_error:
            raise self._drop_error

    def close(self) -> None:
        self.close_count += 1
