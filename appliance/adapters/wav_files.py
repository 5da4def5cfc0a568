"""Sound files. `load_recording()` reads any as a microphone would have captured it; `AnswerFile` writes a WAV."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Never

import numpy as np

from appliance.adapters.sound_file import open_sound_file
from appliance.adapters.sound_kinds import unread
from appliance.audio.format import CAPTURE_RATE_HZ, Block, Samples, to_samples
from appliance.errors import AudioUnavailable, RecordingError

if TYPE_CHECKING:
    import soundfile

LOWEST_RATE_HZ = 8_000
"""Below this there is too little of speech left to recognise."""
HIGHEST_RATE_HZ = 384_000
"""No card records faster: above this the header is wrong."""
MOST_CHANNELS = 32
"""Of a recording: more are no microphones."""
LOUDEST = 1000.0
"""Largest number in a sound of floating-point numbers, of which 1.0 is full scale: above this they are no sound."""
MOST_NO_NUMBERS = 0.01
"""Part of the values of a recording that may be no numbers; they count as silence."""
BLOCK_FRAMES = 16_384
"""Frames that are decoded at a time."""
_UNKNOWN_FRAMES = 1 << 40
FORMATS = frozenset({"WAV", "WAVEX", "RF64", "W64", "FLAC", "OGG", "MP3", "AIFF", "AU", "CAF"})
"""What is read: the formats, by the decoder's names, that recorders and telephones write."""


def load_recording(path: Path, longest_s: float) -> Samples:
    """Read a sound file as 16-bit mono at 16 kHz, shape (n,), as it is. Raises as `load_channels()` does."""
    return to_samples(_mono(load_channels(path, longest_s)))


def load_channels(path: Path, longest_s: float) -> Block:
    """Read a sound file (WAV, FLAC, OGG, MP3, AIFF ...; 8 kHz or more) as all its channels from -1 to 1, at 16 kHz.

    Shape (n, channels): what a front end takes.

    `path` may be "-": standard input. Raises `RecordingError` when it cannot be read, is damaged, or is longer than
    `longest_s` seconds.
    """
    import soundfile

    class Stream(soundfile.SoundFile):  # type: ignore[misc]  # it has no types
        """Read from its beginning to its end: the binding looks for the end of a FLAC that does not know its length."""

        def seekable(self) -> bool:
            return False

    with open_sound_file(path) as file, _quiet_decoder():
        try:
            # By its number, not as a Python file: of what goes wrong in one of those, the decoder prints a traceback.
            with Stream(file.fileno(), closefd=False) as sound:
                _check_header(path, sound)
                return _resampled(path, sound, longest_s)
        except soundfile.LibsndfileError as error:
            raise RecordingError(f"{path}: {unread(error.error_string.strip().rstrip('.'))}") from None


def _check_header(path: Path, sound: soundfile.SoundFile) -> None:
    if sound.format not in FORMATS:
        raise RecordingError(
            f"{path}: is a sound file of the kind {sound.format}, which is not read; convert it to WAV"
        )
    if sound.samplerate < LOWEST_RATE_HZ:
        raise RecordingError(f"{path}: has {sound.samplerate} samples per second; at least {LOWEST_RATE_HZ} are needed")
    if sound.samplerate > HIGHEST_RATE_HZ:
        raise RecordingError(
            f"{path}: says that it has {sound.samplerate} samples per second, and at most {HIGHEST_RATE_HZ} are "
            "possible; is it damaged?"
        )
    if sound.channels > MOST_CHANNELS:
        raise RecordingError(f"{path}: has {sound.channels} channels, and at most {MOST_CHANNELS} are read")


def _resampled(path: Path, sound: soundfile.SoundFile, longest_s: float) -> Block:
    """Decode to the end, however long the header says that it is, but no more than `longest_s` seconds."""
    import soxr

    rate_hz, longest = sound.samplerate, longest_s * sound.samplerate
    # Of an MP3 it is an estimate, and of a FLAC that was written into a pipe as large as a number can be.
    stated = sound.frames if sound.format != "MP3" and sound.frames < _UNKNOWN_FRAMES else 0
    if stated > longest:
        _refuse_length(path, stated / rate_hz, longest_s)
    resample = soxr.ResampleStream(rate_hz, CAPTURE_RATE_HZ, sound.channels, dtype="float32")
    parts, length, no_numbers = [], 0, 0
    while len(block := sound.read(BLOCK_FRAMES, dtype="float32", always_2d=True)):
        length += len(block)
        if length > longest:
            _refuse_length(path, length / rate_hz, longest_s)
        no_numbers += int(np.count_nonzero(~np.isfinite(block)))
        block = np.nan_to_num(block, posinf=0.0, neginf=0.0)
        if (loudest := float(np.max(np.abs(block)))) > LOUDEST:
            raise RecordingError(
                f"{path}: holds numbers up to {loudest:.0e}, and in sound 1 is the most; is it damaged?"
            )
        parts.append(resample.resample_chunk(block))
    if length == 0:
        raise RecordingError(f"{path}: contains no sound at all (zero samples)")
    if no_numbers > length * sound.channels * MOST_NO_NUMBERS:
        raise RecordingError(f"{path}: holds values that are no numbers (NaN, or infinite); is it damaged?")
    if length < stated:
        raise RecordingError(f"{path}: is cut short: {length / rate_hz:.1f} of {stated / rate_hz:.1f} s are there")
    parts.append(resample.resample_chunk(np.zeros((0, sound.channels), dtype=np.float32), last=True))
    return np.concatenate(parts)


def _mono(channels: Block) -> Block:
    """Return the mean of the channels; the loudest one alone where the others are empty, or cancel it out."""
    mono: Block = channels.mean(axis=1)
    powers = np.mean(np.square(channels), axis=0)
    # Two channels that have nothing in common, or of which one is empty: the mean has half of the power of one, or
    # a quarter. With a person in front of two microphones it is most of it.
    if np.mean(np.square(mono)) < 0.3 * powers.max():
        loudest: Block = channels[:, int(np.argmax(powers))]
        return loudest
    return mono


def _refuse_length(path: Path, length_s: float, longest_s: float) -> Never:
    raise RecordingError(
        f"{path}: lasts {length_s:.0f} s, but a question may last {longest_s:g} s; cut it into single questions"
    )


@contextlib.contextmanager
def _quiet_decoder() -> Iterator[None]:
    """Have nothing written to the process's stderr for the length of the block: the MP3 decoder prints what it finds.

    It does so past Python and past libsndfile, about files that it reads all the same.
    """
    sys.stderr.flush()
    with contextlib.ExitStack() as restored:
        stderr = os.dup(2)
        restored.callback(os.close, stderr)
        restored.callback(os.dup2, stderr, 2)
        nothing = os.open(os.devnull, os.O_WRONLY)
        restored.callback(os.close, nothing)
        os.dup2(nothing, 2)
        yield


class AnswerFile:
    """The WAV file that a reply is written to. Refused at once if it cannot be; at the end complete or absent."""

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
        """Write 16-bit mono. The file appears complete, in place of an older one, or not at all.

        Raises `AudioUnavailable`.
        """
        import soundfile

        encoded = io.BytesIO()
        soundfile.write(encoded, samples, rate_hz, subtype="PCM_16", format="WAV")
        try:
            self._temporary.write_bytes(encoded.getvalue())
            self._temporary.chmod(0o644)
            self._temporary.replace(self._target)
        except OSError as error:
            raise AudioUnavailable(f"{self.path}: the answer could not be written: {error.strerror}") from None

    def discard(self) -> None:
        """Delete the temporary file if `save()` was never reached."""
        with contextlib.suppress(OSError):
            self._temporary.unlink(missing_ok=True)
