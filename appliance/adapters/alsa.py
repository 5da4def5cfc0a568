"""A sound card as microphone and loudspeaker, by pyalsaaudio.

Both are found anew each time they are opened, since a card that was unplugged may come back under another number.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

import numpy as np

from appliance.adapters.alsa_frames import FrameCutter
from appliance.adapters.alsa_pcm import Pcm, PcmRequest
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, Samples
from appliance.board.sound_cards import Direction
from appliance.items import Frame

CAPTURE_BUFFER_S = 0.24
"""How late a read may be before sound is lost."""
SETTLING_PERIODS = 5
"""Left out at the start: microphones begin with a thump, and a short period makes every frame wait for its rest."""
PLAYBACK_PERIOD_S = 0.01
PLAYBACK_BUFFER_S = 0.04
"""What is in the buffer is heard before anything else can be; with less, a busy machine makes gaps."""

FindPcm = Callable[[], str]
"""Returns the name of the ALSA device to open now; raises `AudioUnavailable` when there is none."""


class AlsaMicrophone:
    """The capture side of a card, in frames of 20 ms at 16 kHz whatever the card gives."""

    is_live = True

    def __init__(self, find_pcm: FindPcm, clock: Callable[[], float] = time.monotonic) -> None:
        self.xruns = 0
        """How often sound was lost since it was first opened."""
        self._find_pcm = find_pcm
        self._clock = clock
        self._in_use = threading.Lock()
        """Held while the stream is used, so that it is not closed under a read."""
        self._closing = threading.Lock()
        """Held by whoever closes it: a stream that is closed twice would wake a stranger."""
        self._pcm: Pcm | None = None
        self._cutter: FrameCutter
        self._frames: deque[Frame] = deque()
        self._unsettled = 0

    def open(self) -> None:
        """Find the card and start it; raise `AudioUnavailable`."""
        request = PcmRequest(Direction.CAPTURE, CAPTURE_RATE_HZ, FRAME_S, CAPTURE_BUFFER_S)
        pcm = Pcm(self._find_pcm(), request)
        with self._in_use:
            self._pcm = pcm
            self._cutter = FrameCutter(pcm.rate_hz, pcm.channels)
            self._frames.clear()
            self._start(pcm)

    def read(self) -> Frame | None:
        """Return the next frame; None once closed. Raises `AudioUnavailable`, also when the card falls silent."""
        while not self._frames:
            with self._in_use:
                if self._pcm is None or not self._pcm.wait():
                    return None
                self._take(self._pcm)
        return self._frames.popleft()

    def _start(self, pcm: Pcm) -> None:
        self._unsettled = SETTLING_PERIODS
        pcm.read()  # until it runs there is nothing to wait for

    def _take(self, pcm: Pcm) -> None:
        count, data = pcm.read()
        if count < 0:
            self.xruns += 1
            self._cutter.mark_gap()
            self._start(pcm)
            return
        unread = max(0, pcm.available())
        if self._unsettled > 0:
            self._unsettled -= unread < pcm.period_frames  # not while it still catches up
            return
        if 0 < count < pcm.period_frames:
            # Kept, it would make every later frame wait for the rest of its period: 20 ms for good.
            self._cutter.mark_gap()
            return
        captured_s = self._clock() - unread / pcm.rate_hz
        self._frames.extend(self._cutter.add(np.frombuffer(data, dtype="<i2"), captured_s))

    def close(self) -> None:
        """Close it; a `read()` that waits returns None. May be called from another thread, and more than once."""
        with self._closing:
            if self._pcm is None:
                return
            self._pcm.wake()
            with self._in_use:
                self._pcm.close()
                self._pcm = None


class AlsaLoudspeaker:
    """The playback side of a card. Used by one thread."""

    def __init__(self, find_pcm: FindPcm, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate_hz = 0
        self.xruns = 0
        """How often it ran dry in the middle of something."""
        self._find_pcm = find_pcm
        self._clock = clock
        self._pcm: Pcm | None = None
        self._held = np.zeros(0, dtype=np.int16)
        """Not handed over yet: a card is started with a full buffer, or it runs dry at once."""
        self._is_running = False
        self._is_finished = False

    @property
    def _open_pcm(self) -> Pcm:
        assert self._pcm, "used before open() or after close()"
        return self._pcm

    def open(self, rate_hz: int) -> None:
        """Find the card and open it at `rate_hz`, or at the next best rate; raise `AudioUnavailable`."""
        request = PcmRequest(Direction.PLAYBACK, rate_hz, PLAYBACK_PERIOD_S, PLAYBACK_BUFFER_S)
        self._pcm = Pcm(self._find_pcm(), request)
        self._stopped()
        self.rate_hz = self._pcm.rate_hz

    def write(self, samples: Samples) -> float:
        """Hand over the samples, waiting for room; return when (clock) the first of them is played."""
        if self._is_finished and self.pending_s() == 0:
            self.drop()  # it has stopped by itself: begin anew
        self._is_finished = False
        played_at_s = self._clock() + self.pending_s()
        if self._is_running:
            self._hand_over(samples)
        else:
            self._held = np.concatenate([self._held, samples])
            if len(self._held) >= self._open_pcm.buffer_frames:
                self._start()
        return played_at_s

    def _start(self) -> None:
        held, self._held = self._held, self._held[:0]
        self._is_running = True
        self._hand_over(held)

    def _hand_over(self, samples: Samples) -> None:
        pcm = self._open_pcm
        data = (samples if pcm.channels == 1 else np.repeat(samples, pcm.channels)).astype("<i2").tobytes()
        while data:
            taken = pcm.write(data)
            if taken < 0:  # it had run dry, and takes sound again from now on
                self.xruns += 1
            elif taken == 0:
                pcm.wait()
            else:
                data = data[taken * 2 * pcm.channels :]

    def finish(self) -> None:
        """Let what is pending play out: nothing follows for now.

        A buffer of silence follows: a card may run on a little past its end, and would repeat what is in there.
        """
        if self.pending_s() > 0:
            self.write(np.zeros(self._open_pcm.buffer_frames, dtype=np.int16))
        if len(self._held):
            self._start()
        self._is_finished = True

    def pending_s(self) -> float:
        """Return the seconds handed over and not played yet."""
        pcm = self._open_pcm
        if not self._is_running:
            return len(self._held) / pcm.rate_hz
        room = pcm.available()
        if room < 0 or room >= pcm.buffer_frames:
            return 0.0
        return (pcm.buffer_frames - room) / pcm.rate_hz

    def wait(self) -> None:
        """Wait until a period was played, or everything."""
        pcm = self._open_pcm
        time.sleep(min(self.pending_s(), pcm.period_frames / pcm.rate_hz))

    def drop(self) -> None:
        """Forget what is pending: silence at once."""
        self._open_pcm.drop()
        self._stopped()

    def _stopped(self) -> None:
        self._held = self._held[:0]
        self._is_running = self._is_finished = False

    def check(self) -> None:
        """Raise `AudioUnavailable` when the card is gone."""
        self._open_pcm.check()

    def close(self) -> None:
        """Drop what is pending and free the card."""
        if self._pcm:
            self._pcm.close()
        self._pcm = None
