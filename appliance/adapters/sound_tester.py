"""SoundTester: the other side of the appliance's sound card. It plays recordings to it and records what it plays.

For tests and benchmarks, on a real card or a virtual one. It uses pyalsaaudio directly, not the adapters under test.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable

import alsaaudio
import numpy as np

from appliance.adapters.alsa_probe import probe
from appliance.adapters.wav import loud_positions
from appliance.audio.format import Samples
from appliance.board.sound_cards import Direction
from appliance.errors import AudioUnavailable

PLAY_RATE_HZ = 16_000
RECORD_RATE_HZ = 48_000
PERIOD_S = 0.01
TIMEOUT_S = 30.0
ROOM = 4.0
"""Root mean square of what is played between two recordings: -78 dBFS."""


class SoundTester:
    """Two threads run from `start()` to `stop()`. Times are those of `time.monotonic()`, in seconds."""

    def __init__(self, play_pcm: str, record_pcm: str) -> None:
        self._play_pcm = play_pcm
        self._record_pcm = record_pcm
        self._to_play: deque[Samples] = deque()
        self._begun_s = 0.0
        self._recorded: list[Samples] = []
        self._loud: list[tuple[int, int]] = []
        """First and last loud sample of each period that has any, counted from the start of the recording."""
        self._count = 0
        self._first_s = float("inf")
        self._changed = threading.Condition()
        self._is_in = False
        self._stopped = False
        self._threads: list[threading.Thread] = []
        self.played: list[tuple[float, Samples]] = []
        """What was played to the microphone: when each began, and its samples."""

    def check(self) -> None:
        """Raise `AudioUnavailable` when one of the two devices cannot be opened as needed."""
        for pcm, direction, rate_hz in (
            (self._play_pcm, Direction.PLAYBACK, PLAY_RATE_HZ),
            (self._record_pcm, Direction.CAPTURE, RECORD_RATE_HZ),
        ):
            if pcm.startswith("hw:"):
                raise AudioUnavailable(f"{pcm}: converts no sample rates, which is needed here; name it plug{pcm}")
            probe(pcm, direction, rate_hz=rate_hz)

    def start(self) -> None:
        """Start the threads. They work while the card is plugged in."""
        self._threads = [
            threading.Thread(target=self._while_the_card_is_in, args=(work,), name=name, daemon=True)
            for work, name in ((self._play, "tester plays"), (self._record, "tester records"))
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads."""
        self._stopped = True
        self.card_is(False)
        for thread in self._threads:
            thread.join(TIMEOUT_S)

    def card_is(self, is_in: bool) -> None:
        """Note that the card was plugged in, and return once it gives sound; or that it was pulled out."""
        with self._changed:
            self._is_in = is_in
            self._changed.notify_all()
        if is_in:
            self.listen_for(PERIOD_S)

    def _while_the_card_is_in(self, work: Callable[[], None]) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_in or self._stopped)
            if self._stopped:
                return
            with contextlib.suppress(alsaaudio.ALSAAudioError):  # the card was pulled out
                work()

    def _play(self) -> None:
        card = alsaaudio.PCM(
            type=alsaaudio.PCM_PLAYBACK, device=self._play_pcm, rate=PLAY_RATE_HZ, channels=1,
            format=alsaaudio.PCM_FORMAT_S16_LE, periodsize=int(PLAY_RATE_HZ * PERIOD_S), periods=4,
        )  # fmt: skip
        # A microphone that gives only zeros counts as muted: between two recordings it hears a very quiet room.
        silence = np.random.default_rng(1).normal(0, ROOM, int(PLAY_RATE_HZ * PERIOD_S)).round().astype(np.int16)
        while self._is_in:
            with self._changed:
                chunk = self._to_play.popleft() if self._to_play else silence
                if chunk is not silence and not self._begun_s:
                    self._begun_s = time.monotonic()
                    self._changed.notify_all()
            card.write(chunk.tobytes())

    def _record(self) -> None:
        card = alsaaudio.PCM(
            type=alsaaudio.PCM_CAPTURE, device=self._record_pcm, rate=RECORD_RATE_HZ, channels=1,
            format=alsaaudio.PCM_FORMAT_S16_LE, periodsize=int(RECORD_RATE_HZ * PERIOD_S), periods=20,
        )  # fmt: skip
        while self._is_in:
            count, data = card.read()
            if count > 0:
                self._keep(np.frombuffer(data, dtype=np.int16), time.monotonic())

    def _keep(self, period: Samples, now_s: float) -> None:
        loud = loud_positions(period)
        with self._changed:
            if len(loud):
                self._loud.append((self._count + int(loud[0]), self._count + int(loud[-1])))
            self._recorded.append(period)
            self._count += len(period)
            # A read may return late, but never early: the earliest estimate is when the recording began.
            self._first_s = min(self._first_s, now_s - self._count / RECORD_RATE_HZ)
            self._changed.notify_all()

    # --- to the microphone ---

    def play(self, samples: Samples) -> float:
        """Play 16 kHz mono to the appliance. Returns when its first sample goes out. Raises `AudioUnavailable`."""
        length = int(PLAY_RATE_HZ * PERIOD_S)
        padded = np.append(samples, np.zeros(-len(samples) % length, dtype=np.int16))
        with self._changed:
            self._begun_s = 0.0
            self._to_play = deque(padded.reshape(-1, length))
            if not self._changed.wait_for(lambda: self._begun_s, TIMEOUT_S):
                raise AudioUnavailable(f"{self._play_pcm}: takes no sound; is the card still there?")
            self.played.append((self._begun_s, samples))
            return self._begun_s

    def hush(self) -> None:
        """Stop playing."""
        with self._changed:
            self._to_play.clear()

    # --- from the loudspeaker ---

    def _wait(self, until: Callable[[], bool]) -> None:
        with self._changed:
            if not self._changed.wait_for(until, TIMEOUT_S):
                raise AudioUnavailable(f"{self._record_pcm}: gives no sound; is the card still there?")

    def listen_for(self, length_s: float) -> None:
        """Wait until `length_s` more was recorded: time is counted by the sound card."""
        until = self._count + int(length_s * RECORD_RATE_HZ)
        self._wait(lambda: self._count >= until)

    def wait_for_sound(self, after_s: float) -> float:
        """Wait for a sound after `after_s`; return when it began. Raises `AudioUnavailable` if there is none."""
        self._wait(lambda: self.first_sound_s(after_s) is not None)
        first_s = self.first_sound_s(after_s)
        assert first_s is not None
        return first_s

    def first_sound_s(self, after_s: float) -> float | None:
        """Return when the first sound after `after_s` began; None when there was none yet."""
        with self._changed:
            firsts = [self._at_s(first) for first, last in self._loud if self._at_s(last) > after_s]
        return min(firsts, default=None)

    def _at_s(self, sample: int) -> float:
        return self._first_s + sample / RECORD_RATE_HZ

    def recording(self, since_s: float = 0.0, until_s: float | None = None) -> tuple[Samples, float]:
        """Return what the loudspeaker played between two moments, at 48 kHz, and when its first sample was played."""
        with self._changed:
            sound = np.concatenate(self._recorded) if self._recorded else np.zeros(0, dtype=np.int16)
            first_s = self._first_s if self._recorded else 0.0
        start = max(0, round((since_s - first_s) * RECORD_RATE_HZ))
        end = len(sound) if until_s is None else max(0, round((until_s - first_s) * RECORD_RATE_HZ))
        return sound[start:end], first_s + start / RECORD_RATE_HZ

    def last_sound_s(self, since_s: float, until_s: float) -> float | None:
        """Return when the last sound between two moments ended; None when there was none."""
        with self._changed:
            lasts = [self._at_s(last + 1) for first, last in self._loud if since_s <= self._at_s(first) < until_s]
        return max(lasts, default=None)

    def forget(self) -> None:
        """Discard the recording and begin a new one."""
        with self._changed:
            self._recorded, self._loud, self._count, self._first_s = [], [], 0, float("inf")
            self.played = []
