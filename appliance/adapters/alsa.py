"""AlsaMicrophone and AlsaLoudspeaker: the two sides of a sound card, through pyalsaaudio.

The cards are looked up at every `open()`, because one that was unplugged may come back under another number. While a
worse card is in use, since the best could not be opened, that one is tried now and then, and taken.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

import numpy as np

from appliance.adapters.alsa_choice import AlsaOpener, FindPcms, PcmChoice
from appliance.adapters.alsa_frames import FrameCutter, as_block
from appliance.adapters.alsa_pcm import Pcm, PcmRequest
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, Samples
from appliance.audio.front_end import FrontEnd
from appliance.board.sound_cards import Direction
from appliance.items import Frame

CAPTURE_BUFFER_S = 0.4
"""How late a read may come before samples are lost (an overrun), where the card grants that."""
SETTLING_PERIODS = 5
"""Periods discarded at the start: microphones begin with a thump. The first period is often short; frames cut from it
would always end in the middle of a period, and wait for the rest of it."""
PLAYBACK_PERIOD_S = 0.01
PLAYBACK_BUFFER_S = 0.04
"""New sound is played after what is in the buffer. A smaller buffer would be quicker, but have gaps under load."""


class AlsaMicrophone:
    """The capture side of a card. Yields frames of 20 ms at 16 kHz, whatever rate and channels the card gives."""

    is_live = True

    def __init__(
        self, find: FindPcms, clock: Callable[[], float] = time.monotonic, front_end: FrontEnd | None = None
    ) -> None:
        """Without a front end the sound is left as it is."""
        self.xruns = 0
        """How often samples were lost since the first `open()`."""
        self.buffer_s = CAPTURE_BUFFER_S
        """How late a read may come: what the card in use grants."""
        self._front_end = front_end
        self._choice = PcmChoice(find, AlsaOpener(), clock)
        self._clock = clock
        self._in_use = threading.Lock()
        """Locked while the stream is read, so that `close()` does not free it during a read."""
        self._closing = threading.Lock()
        """Locked during `close()`. A second close would write to a file descriptor that may be another's by then."""
        self._pcm: Pcm | None = None
        self._cutter: FrameCutter
        self._frames: deque[Frame] = deque()
        self._unsettled = 0

    def open(self) -> None:
        """Find the card and start capture. Raises `AudioUnavailable`."""
        request = PcmRequest(Direction.CAPTURE, CAPTURE_RATE_HZ, FRAME_S, CAPTURE_BUFFER_S)
        pcm = self._choice.open(request)
        with self._in_use:
            self._frames.clear()
            self._use(pcm)

    def _use(self, pcm: Pcm) -> None:
        self._pcm, self.buffer_s = pcm, pcm.buffer_frames / pcm.rate_hz
        if self._front_end:
            self._front_end.reset()
        self._cutter = FrameCutter(pcm.rate_hz, pcm.channels, self._front_end)
        self._start(pcm)

    def read(self) -> Frame | None:
        """Return the next frame; None once closed. Raises `AudioUnavailable`, also when no more sound comes."""
        while not self._frames:
            with self._in_use:
                self._take_better()
                if self._pcm is None or not self._pcm.wait():
                    return None
                self._read_period(self._pcm)
        return self._frames.popleft()

    def _take_better(self) -> None:
        """Change to a better card that can be opened by now."""
        if self._pcm is None or not self._closing.acquire(blocking=False):  # not while `close()` uses the other one
            return
        try:
            if better := self._choice.better():
                self._pcm.close()
                self._use(better)
                self._cutter.mark_gap()
        finally:
            self._closing.release()

    def _start(self, pcm: Pcm) -> None:
        self._unsettled = SETTLING_PERIODS
        pcm.read()  # the first read starts the card; before that there is nothing to wait for

    def _read_period(self, pcm: Pcm) -> None:
        count, data = pcm.read()
        if count < 0:
            self.xruns += 1
            self._cutter.mark_gap()
            self._start(pcm)
            return
        unread = max(0, pcm.available())
        if self._unsettled > 0:
            self._unsettled -= unread < pcm.period_frames  # a period read from a backlog does not count
            return
        if 0 < count < pcm.period_frames:
            # If it were kept, every later frame would wait for the rest of its period: 20 ms of delay, for good.
            self._cutter.mark_gap()
            return
        captured_s = self._clock() - unread / pcm.rate_hz
        samples = np.frombuffer(data, dtype=f"<i{pcm.sample_bytes}")
        self._frames.extend(self._cutter.add(as_block(samples, pcm.channels), captured_s))

    def close(self) -> None:
        """Close the card. A `read()` that waits returns None. Any thread may call it, and more than once."""
        with self._closing:
            if self._pcm is None:
                return
            self._pcm.wake()
            with self._in_use:
                self._choice.close()
                self._pcm.close()
                self._pcm = None


class AlsaLoudspeaker:
    """The playback side of a card. Not thread-safe: used by one thread."""

    def __init__(self, find: FindPcms, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate_hz = 0
        self.xruns = 0
        """How often the card ran out of samples in the middle of a sound (an underrun)."""
        self._choice = PcmChoice(find, AlsaOpener(), clock)
        self._clock = clock
        self._pcm: Pcm | None = None
        self._queued = np.zeros(0, dtype=np.int16)
        """Samples not handed to the card yet. It is started with a full buffer; with less it would underrun at once."""
        self._is_running = False
        self._is_finished = False

    @property
    def _open_pcm(self) -> Pcm:
        assert self._pcm, "used before open() or after close()"
        return self._pcm

    def open(self, rate_hz: int) -> None:
        """Find the card and open it at `rate_hz`, or at the next best rate. Raises `AudioUnavailable`."""
        request = PcmRequest(Direction.PLAYBACK, rate_hz, PLAYBACK_PERIOD_S, PLAYBACK_BUFFER_S)
        self._use(self._choice.open(request))

    def _use(self, pcm: Pcm) -> None:
        self._pcm = pcm
        self._reset()
        self.rate_hz = pcm.rate_hz

    def write(self, samples: Samples) -> float:
        """Hand over the samples, waiting for room. Returns the time (clock, seconds) at which the first is played."""
        if self._is_finished and self.pending_s() == 0:
            self.drop()  # the card has played everything and stopped: start again
        self._is_finished = False
        played_at_s = self._clock() + self.pending_s()
        if self._is_running:
            self._hand_over(samples)
        else:
            self._queued = np.concatenate([self._queued, samples])
            if len(self._queued) >= self._open_pcm.buffer_frames:
                self._start()
        return played_at_s

    def _start(self) -> None:
        samples, self._queued = self._queued, self._queued[:0]
        self._is_running = True
        self._hand_over(samples)

    def _hand_over(self, samples: Samples) -> None:
        pcm = self._open_pcm
        data = (samples if pcm.channels == 1 else np.repeat(samples, pcm.channels)).astype("<i2").tobytes()
        while data:
            taken = pcm.write(data)
            if taken < 0:  # an underrun; from now on the card takes samples again
                self.xruns += 1
            elif taken == 0:
                pcm.wait()
            else:
                data = data[taken * 2 * pcm.channels :]

    def finish(self) -> int:
        """Let what is pending play out; nothing follows for now. Return how many samples of silence were appended.

        They are a buffer's: a card may run a little past the end and would repeat what is left in its buffer.
        """
        silence = self._open_pcm.buffer_frames if self.pending_s() > 0 else 0
        if silence:
            self.write(np.zeros(silence, dtype=np.int16))
        if len(self._queued):
            self._start()
        self._is_finished = True
        return silence

    def pending_s(self) -> float:
        """Return how many seconds of sound were handed over and are not played yet."""
        pcm = self._open_pcm
        if not self._is_running:
            return len(self._queued) / pcm.rate_hz
        room = pcm.available()
        if room < 0 or room >= pcm.buffer_frames:
            return 0.0
        return (pcm.buffer_frames - room) / pcm.rate_hz

    def wait(self) -> None:
        """Wait until a period was played, or until everything was."""
        pcm = self._open_pcm
        time.sleep(min(self.pending_s(), pcm.period_frames / pcm.rate_hz))

    def drop(self) -> None:
        """Discard what is pending: silence at once."""
        self._open_pcm.drop()
        self._reset()

    def _reset(self) -> None:
        self._queued = self._queued[:0]
        self._is_running = self._is_finished = False

    def check(self) -> None:
        """Raise `AudioUnavailable` when the card is gone. Between two sounds, change to a better one."""
        self._open_pcm.check()
        if self.pending_s() == 0 and (better := self._choice.better()):
            self._open_pcm.close()
            self._use(better)

    def close(self) -> None:
        """Discard what is pending and free the card."""
        self._choice.close()
        if self._pcm:
            self._pcm.close()
        self._pcm = None
