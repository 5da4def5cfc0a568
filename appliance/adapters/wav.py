"""WAV files as microphone and loudspeaker: the pipeline runs on them as on a sound card, in real time or faster.

`load_recording()` takes any WAV and returns what a microphone would have delivered; nothing of the pipeline is here.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from appliance.errors import AudioUnavailable, RecordingError
from appliance.interfaces import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES
from appliance.items import Frame, Samples

SILENCE = np.zeros(FRAME_SAMPLES, dtype=np.int16)
FAST_TAIL_FRAMES = 4000
"""Silence after a recording when it is played faster than real time: longer than any wait for speech."""


class WavMicrophone:
    """A microphone that hears what `play()` is given, and silence otherwise.

    In real time it is paced like a sound card. Fast, it delivers a frame as soon as `ready()` says that the frame
    before was worked off, so that sound never runs ahead of the models: the same turns as in real time, in less.
    """

    def __init__(self, *, realtime: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.is_live = realtime
        self.ready: Callable[[], bool] = lambda: True
        """Asked before each frame when not in real time."""
        self._clock = clock
        self._due_s = 0.0
        self._frames: deque[Samples] = deque()
        self._tail = 0
        self._fed = threading.Event()
        self._closed = False

    def open(self) -> None:
        """Start the clock."""
        self._closed = False
        self._due_s = self._clock()

    def play(self, samples: Samples) -> None:
        """Let the microphone hear `samples` (16 kHz) from now on, instead of what it was hearing."""
        padded = np.append(samples, np.zeros(-len(samples) % FRAME_SAMPLES, dtype=np.int16))
        self._frames = deque(padded.reshape(-1, FRAME_SAMPLES))
        self._tail = FAST_TAIL_FRAMES
        self._fed.set()

    @property
    def remaining_s(self) -> float:
        """Seconds of the recording that were not heard yet."""
        return len(self._frames) * FRAME_S

    def read(self) -> Frame | None:
        """Return the next frame when it is due."""
        if self.is_live:
            self._due_s += FRAME_S
            while not self._closed and (early_s := self._due_s - self._clock()) > 0:
                time.sleep(min(early_s, FRAME_S))
            captured_s = self._due_s
        else:
            self._wait_until_ready()
            captured_s = self._clock()
        if self._closed:
            return None
        frames = self._frames
        return Frame(frames.popleft() if frames else SILENCE, captured_s)

    def _wait_until_ready(self) -> None:
        if not self._frames:
            if self._tail == 0:
                self._fed.clear()
                while not (self._frames or self._closed):
                    self._fed.wait(0.1)
            self._tail = max(0, self._tail - 1)
        while not (self._closed or self.ready()):
            time.sleep(0.0002)

    def close(self) -> None:
        """End a waiting `read()`."""
        self._closed = True
        self._fed.set()


class WavLoudspeaker:
    """A loudspeaker that keeps what it plays, with the gaps a listener would have heard.

    In real time it has a buffer of 40 ms and is paced like a sound card; fast, everything is played at once.
    """

    BUFFER_S = 0.04

    def __init__(self, *, realtime: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate_hz = 0
        self._realtime = realtime
        self._clock = clock
        self._parts: list[Samples] = []
        self._ends_s = 0.0

    def open(self, rate_hz: int) -> None:
        """Take the rate."""
        self.rate_hz = rate_hz

    def write(self, samples: Samples) -> float:
        """Keep the samples; in real time wait for room as a device would."""
        length_s = len(samples) / self.rate_hz
        while self._realtime and (over_s := self.pending_s() + length_s - self.BUFFER_S) > 0 and self.pending_s() > 0:
            time.sleep(over_s)
        starts_s = max(self._clock(), self._ends_s)
        gap = int((starts_s - self._ends_s) * self.rate_hz)
        if self._realtime and self._parts and gap > 0:
            self._parts.append(np.zeros(gap, dtype=np.int16))
        self._parts.append(samples)
        self._ends_s = starts_s + (length_s if self._realtime else 0.0)
        return starts_s

    def pending_s(self) -> float:
        """Return the seconds not played yet."""
        return max(0.0, self._ends_s - self._clock())

    def wait(self) -> None:
        """Wait a chunk."""
        time.sleep(min(self.pending_s(), 0.02))

    def drop(self) -> None:
        """Take back what is pending."""
        pending = int(self.pending_s() * self.rate_hz)
        self._ends_s = self._clock()
        while pending > 0 and self._parts:
            last = self._parts.pop()
            if len(last) > pending:
                self._parts.append(last[:-pending])
            pending -= len(last)

    def take(self) -> Samples:
        """Return what was played since the last call, from its first sample on, and forget it."""
        parts, self._parts = self._parts, []
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int16)

    def close(self) -> None:
        """Fall silent."""
        self.drop()


def load_recording(path: Path, longest_s: float) -> Samples:
    """Read a WAV (8-48 kHz, any width, mono or stereo) as 16 kHz mono, shape (n,); raise `RecordingError`."""
    import soundfile
    import soxr

    _check_is_wav(path)
    try:
        with soundfile.SoundFile(path) as wav:
            _check_length(path, wav.frames / wav.samplerate, longest_s)
            resample = soxr.ResampleStream(wav.samplerate, CAPTURE_RATE_HZ, 1, dtype="float32")
            parts = [
                resample.resample_chunk(np.nan_to_num(block, posinf=0.0, neginf=0.0).mean(axis=1))
                for block in wav.blocks(blocksize=wav.samplerate, dtype="float32", always_2d=True)
            ]
    except soundfile.LibsndfileError as error:
        raise RecordingError(f"{path}: cannot be read as WAV audio ({error.error_string}); is it damaged?") from None
    parts.append(resample.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
    sound = np.concatenate(parts)
    samples: Samples = np.clip(np.round(sound * 32768), -32768, 32767).astype(np.int16)
    return samples


def _check_length(path: Path, length_s: float, longest_s: float) -> None:
    if length_s == 0:
        raise RecordingError(f"{path}: holds no sound at all (zero samples)")
    if length_s > longest_s:
        raise RecordingError(
            f"{path}: lasts {length_s:.0f} s, but a question may last {longest_s:g} s; cut it into single questions"
        )


def _check_is_wav(path: Path) -> None:
    """Refuse what is no WAV, or was cut short: the decoder would take an MP3, or play what is left, silently."""
    try:
        with path.open("rb") as file:
            header = file.read(12)
            size = os.fstat(file.fileno()).st_size
            if size == 0:
                raise RecordingError(f"{path}: is empty")
            if header[:4] not in (b"RIFF", b"RF64") or header[8:12] != b"WAVE":
                raise RecordingError(f"{path}: is not a WAV file, whatever its name says; convert it to WAV")
            _check_is_whole(path, file, size)
    except FileNotFoundError:
        raise RecordingError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise RecordingError(f"{path}: is a folder, not a recording") from None
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {error.strerror}") from None


def _check_is_whole(path: Path, file: BinaryIO, size: int) -> None:
    """Go from chunk to chunk up to the sound, and compare its length with the file's."""
    while len(head := file.read(8)) == 8:
        length = int.from_bytes(head[4:], "little")
        start = file.tell()
        if head[:4] == b"data":
            if length not in (0xFFFFFFFF, 0) and start + length > size:  # a stream's writer knew no length
                raise RecordingError(
                    f"{path}: is cut short: {size - start} of {length} bytes of sound are there; copy it again"
                )
            return
        file.seek(start + length + length % 2)
    raise RecordingError(f"{path}: is cut short: it ends before its sound begins; copy it again")


class AnswerFile:
    """The WAV an answer is written to: refused at once if it cannot be, and whole or not there at the end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._target = path.resolve()  # a link stays a link
            if path.is_dir():
                raise AudioUnavailable(f"{path}: is a folder; name a file to write the answer to")
            if path.exists() and not path.is_file():
                raise AudioUnavailable(f"{path}: is a device or a pipe; name a file to write the answer to")
            handle, temporary = tempfile.mkstemp(dir=self._target.parent, prefix=f".{path.name}.")
        except OSError as error:
            raise AudioUnavailable(f"{path}: the answer cannot be written there: {error.strerror}") from None
        os.close(handle)
        self._temporary = Path(temporary)

    def save(self, samples: Samples, rate_hz: int) -> None:
        """Write 16-bit mono."""
        import soundfile

        try:
            soundfile.write(self._temporary, samples, rate_hz, subtype="PCM_16", format="WAV")
            self._temporary.chmod(0o644)
            self._temporary.replace(self._target)
        except (OSError, soundfile.LibsndfileError) as error:
            raise AudioUnavailable(f"{self.path}: the answer could not be written: {error}") from None

    def discard(self) -> None:
        """Leave nothing behind if `save()` was never reached."""
        with contextlib.suppress(OSError):
            self._temporary.unlink(missing_ok=True)
