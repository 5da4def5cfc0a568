"""WAV files. `load_recording()` reads any as a microphone would have captured it; `AnswerFile` writes one."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

import numpy as np

from appliance.adapters.alsa_frames import mono
from appliance.audio.format import CAPTURE_RATE_HZ, Block, Samples
from appliance.errors import AudioUnavailable, RecordingError

LOWEST_RATE_HZ = 8_000
"""Below this there is too little of speech left to recognise."""


def load_recording(path: Path, longest_s: float) -> Samples:
    """Read a WAV (8-48 kHz, any width, mono or stereo) as 16-bit mono at 16 kHz, shape (n,), as it is.

    Raises as `load_channels()` does.
    """
    return mono(load_channels(path, longest_s))


def load_channels(path: Path, longest_s: float) -> Block:
    """Read a WAV as all its channels from -1 to 1 at 16 kHz, shape (n, channels): what a front end takes.

    Raises `RecordingError` when it cannot be read, is damaged, or is longer than `longest_s` seconds.
    """
    import soundfile
    import soxr

    _check_is_wav(path)
    try:
        with path.open("rb") as file, soundfile.SoundFile(file) as wav:
            if wav.samplerate < LOWEST_RATE_HZ:
                raise RecordingError(f"{path}: has {wav.samplerate} samples per second; at least 8000 are needed")
            _check_length(path, wav.frames / wav.samplerate, longest_s)
            channels = wav.channels
            resample = soxr.ResampleStream(wav.samplerate, CAPTURE_RATE_HZ, channels, dtype="float32")
            parts = [
                resample.resample_chunk(np.nan_to_num(block, posinf=0.0, neginf=0.0))
                for block in wav.blocks(blocksize=wav.samplerate, dtype="float32", always_2d=True)
            ]
    except soundfile.LibsndfileError as error:
        raise RecordingError(f"{path}: cannot be read as WAV audio ({error.error_string}); is it damaged?") from None
    parts.append(resample.resample_chunk(np.zeros((0, channels), dtype=np.float32), last=True))
    sound: Block = np.concatenate(parts)
    return sound


def _check_length(path: Path, length_s: float, longest_s: float) -> None:
    if length_s == 0:
        raise RecordingError(f"{path}: contains no sound at all (zero samples)")
    if length_s > longest_s:
        raise RecordingError(
            f"{path}: lasts {length_s:.0f} s, but a question may last {longest_s:g} s; cut it into single questions"
        )


def _check_is_wav(path: Path) -> None:
    """Refuse a file that is no WAV or is cut short: the decoder would silently read an MP3, or what is left."""
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
    """Walk from chunk to chunk up to the sound, and compare its length with the file's."""
    while len(head := file.read(8)) == 8:
        length = int.from_bytes(head[4:], "little")
        start = file.tell()
        if head[:4] == b"data":
            if length not in (0xFFFFFFFF, 0) and start + length > size:  # both: a stream of unknown length
                raise RecordingError(
                    f"{path}: is cut short: {size - start} of {length} bytes of sound are there; copy it again"
                )
            return
        file.seek(start + length + length % 2)
    raise RecordingError(f"{path}: is cut short: it ends before its sound begins; copy it again")


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
