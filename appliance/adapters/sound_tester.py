"""SoundTester: the other end of the appliance's sound card: plays recordings to it, keeps all that it plays.

For tests and benchmarks. By pyalsaaudio in its plainest use, and not by the adapters under test; on a real card as on
a virtual one.
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
PATIENCE_S = 30.0


class SoundTester:
    """Two threads, from `start()` to `stop()`; times are those of `time.monotonic()`."""

    def __init__(self, play_pcm: str, record_pcm: str) -> None:
        self._play_pcm = play_pcm
        self._record_pcm = record_pcm
        self._to_play: deque[Samples] = deque()
        self._begun_s = 0.0
        self._recorded: list[Samples] = []
        self._loud: list[tuple[int, int]] = []
        """First and last loud sample of each period that has any, counted from the first of the recording."""
        self._count = 0
        self._first_s = float("inf")
        self._news = threading.Condition()
        self._is_in = False
        self._stopped = False
        self._threads: list[threading.Thread] = []
        self.played: list[tuple[float, Samples]] = []
        """What was played to the microphone, and when each began."""

    def check(self) -> None:
        """Raise `AudioUnavailable` when one of the two devices cannot be opened as it has to be."""
        for pcm, direction, rate_hz in (
            (self._play_pcm, Direction.PLAYBACK, PLAY_RATE_HZ),
            (self._record_pcm, Direction.CAPTURE, RECORD_RATE_HZ),
        ):
            if pcm.startswith("hw:"):
                raise AudioUnavailable(f"{pcm}: converts no sample rates, which is needed here; name it plug{pcm}")
            probe(pcm, direction, rate_hz=rate_hz)

    def start(self) -> None:
        """Start the threads; they work once the card is in."""
        self._threads = [
            threading.Thread(target=self._while_the_card_is_in, args=(work,), name=name, daemon=True)
            for work, name in ((self._play, "tester plays"), (self._record, "tester records"))
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both."""
        self._stopped = True
        self.card_is(False)
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def card_is(self, is_in: bool) -> None:
        """Say that the card was plugged in, and return when it gives sound; or that it was pulled out."""
        with self._news:
            self._is_in = is_in
            self._news.notify_all()
        if is_in:
            self.listen_for(PERIOD_S)

    def _while_the_card_is_in(self, work: Callable[[], None]) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._is_in or self._stopped)
            if self._stopped:
                return
            with contextlib.suppress(alsaaudio.ALSAAudioError):  # it was pulled out
                work()

    def _play(self) -> None:
        card = alsaaudio.PCM(
            type=alsaaudio.PCM_PLAYBACK, device=self._play_pcm, rate=PLAY_RATE_HZ, channels=1,
            format=alsaaudio.PCM_FORMAT_S16_LE, periodsize=int(PLAY_RATE_HZ * PERIOD_S), periods=4,
        )  # fmt: skip
        silence = np.zeros(int(PLAY_RATE_HZ * PERIOD_S), dtype=np.int16)
        while self._is_in:
            with self._news:
                chunk = self._to_play.popleft() if self._to_play else silence
                if chunk is not silence and not self._begun_s:
                    self._begun_s = time.monotonic()
                    self._news.notify_all()
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
        with self._news:
            if len(loud):
                self._loud.append((self._count + int(loud[0]), self._count + int(loud[-1])))
            self._recorded.append(period)
            self._count += len(period)
            # A read may come late, but never early: the earliest of all tells when the recording began.
            self._first_s = min(self._first_s, now_s - self._count / RECORD_RATE_HZ)
            self._news.notify_all()

    # --- to the microphone ---

    def play(self, samples: Samples) -> float:
        """Play 16 kHz mono to the appliance; return when its first sample goes out."""
        length = int(PLAY_RATE_HZ * PERIOD_S)
        padded = np.append(samples, np.zeros(-len(samples) % length, dtype=np.int16))
        with self._news:
            self._begun_s = 0.0
            self._to_play = deque(padded.reshape(-1, length))
            if not self._news.wait_for(lambda: self._begun_s, PATIENCE_S):
                raise AudioUnavailable(f"{self._play_pcm}: takes no sound; is the card still there?")
            self.played.append((self._begun_s, samples))
            return self._begun_s

    def hush(self) -> None:
        """Play nothing more."""
        with self._news:
            self._to_play.clear()

    # --- from the loudspeaker ---

    def _wait(self, until: Callable[[], bool]) -> None:
        with self._news:
            if not self._news.wait_for(until, PATIENCE_S):
                raise AudioUnavailable(f"{self._record_pcm}: gives no sound; is the card still there?")

    def listen_for(self, length_s: float) -> None:
        """Wait until so much more was recorded: time passes by the sound card."""
        until = self._count + int(length_s * RECORD_RATE_HZ)
        self._wait(lambda: self._count >= until)

    def wait_for_sound(self, after_s: float) -> float:
        """Wait for sound and return when it began."""
        self._wait(lambda: self.first_sound_s(after_s) is not None)
        first_s = self.first_sound_s(after_s)
        assert first_s is not None
        return first_s

    def first_sound_s(self, after_s: float) -> float | None:
        """Return when the first sound after a moment began; None when there was none yet."""
        with self._news:
            firsts = [self._at_s(first) for first, last in self._loud if self._at_s(last) > after_s]
        return min(firsts, default=None)

    def _at_s(self, sample: int) -> float:
        return self._first_s + sample / RECORD_RATE_HZ

    def recording(self, since_s: float = 0.0, until_s: float | None = None) -> tuple[Samples, float]:
        """Return what the loudspeaker played between two moments, at 48 kHz, and when the first sample was heard."""
        with self._news:
            sound = np.concatenate(self._recorded) if self._recorded else np.zeros(0, dtype=np.int16)
            first_s = self._first_s if self._recorded else 0.0
        start = max(0, round((since_s - first_s) * RECORD_RATE_HZ))
        end = len(sound) if until_s is None else max(0, round((until_s - first_s) * RECORD_RATE_HZ))
        return sound[start:end], first_s + start / RECORD_RATE_HZ

    def last_sound_s(self, since_s: float, until_s: float) -> float | None:
        """Return when the last sound between two moments was heard; None when there was none."""
        with self._news:
            lasts = [self._at_s(last + 1) for first, last in self._loud if since_s <= self._at_s(first) < until_s]
        return max(lasts, default=None)

    def forget(self) -> None:
        """Begin a new recording."""
        with self._news:
            self._recorded, self._loud, self._count, self._first_s = [], [], 0, float("inf")
            self.played = []
