"""A file that may hold a recording, opened and examined before it is decoded: what it is, how large, and whether whole.

Pipes and devices are never opened by name, since that may wait for ever; standard input is read up to a bound.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from appliance.adapters.sound_kinds import other_kind, stated_bytes, wav_format_problem
from appliance.errors import RecordingError

MOST_BYTES = 100_000_000
"""Of a file. Half a minute of eight channels at 96 kHz is less."""
GUESSED_LENGTH = 0x7FF00000
"""From here on the length of a WAV's sound is what a program writes that does not know it yet, since it writes into a
pipe: arecord 0x80000000, sox 0x7FFFF000, ffmpeg 0xFFFFFFFF."""
_MOST_CHUNKS = 1000
_STREAM = re.compile(r"-|/dev/stdin|/dev/fd/\d+|/proc/self/fd/\d+")
"""Names of what is open already, as standard input, and as what a shell makes of `<(arecord ...)`."""


@dataclass(frozen=True, slots=True)
class _Sound:
    """Where the sound of a WAV is, by its header."""

    start: int
    """Position of its first byte."""
    length: int
    """Bytes, as the header says."""


def open_sound_file(path: Path) -> BinaryIO:
    """Open a file for the decoder, at its beginning; a WAV of unknown length is opened as a copy that says its length.

    `path` may be "-": standard input. Raises `RecordingError` when it is missing, no file, empty, larger than
    `MOST_BYTES`, or a WAV that is cut short.
    """
    try:
        file = _opened(path)
        try:
            checked = _checked(path, file)
        except BaseException:
            file.close()
            raise
        os.lseek(checked.fileno(), 0, os.SEEK_SET)  # the decoder is given the number: what is buffered is not there
    except FileNotFoundError:
        raise RecordingError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise RecordingError(f"{path}: is a folder, not a recording") from None
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, OverflowError):  # a NUL in its name; a number that no file has
        raise RecordingError(f"{path}: is no name that a file can have") from None
    return checked


def _opened(path: Path) -> BinaryIO:
    if _STREAM.fullmatch(str(path)):
        return _copy_of_stream(path)
    mode = path.stat().st_mode
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        raise RecordingError(f"{path}: is a pipe, not a recording; to read one, give `-` and redirect it to the input")
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise RecordingError(f"{path}: is a device, not a recording")
    return path.open("rb")


def _copy_of_stream(path: Path) -> BinaryIO:
    """Copy what comes out of a pipe to a file without a name; one byte more than is allowed, to be noticed later."""
    name = str(path)
    number = 0 if name in {"-", "/dev/stdin"} else int(name.rpartition("/")[2])
    if os.isatty(number):
        raise RecordingError(
            f"{path}: is a terminal; redirect a recording to it, as in `arecord ... | appliance ask -`"
        )
    copy: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  (the caller closes it)
    left = MOST_BYTES + 1
    while left and (part := os.read(number, min(left, 1 << 16))):
        copy.write(part)
        left -= len(part)
    copy.flush()
    copy.seek(0)
    return copy


def _checked(path: Path, file: BinaryIO) -> BinaryIO:
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise RecordingError(f"{path}: is empty")
    if size > MOST_BYTES:
        raise RecordingError(f"{path}: is larger than {MOST_BYTES // 1_000_000} MB; cut it into single questions")
    header = file.read(32)
    file.seek(12)
    if kind := other_kind(header):
        raise RecordingError(f"{path}: {kind}")
    if (stated := stated_bytes(header)) > size:
        raise RecordingError(f"{path}: is cut short: {size} of {stated} bytes are there; copy it again")
    is_wav = header[:4] in (b"RIFF", b"RF64") and header[8:12] == b"WAVE"
    if is_wav:
        sound = _sound_of_wav(path, file, size)
        if _is_of_unknown_length(file, sound, size):
            file = _with_its_length(file, sound, size)
        elif sound.start + sound.length > size:
            there = max(0, size - sound.start)
            raise RecordingError(
                f"{path}: is cut short: {there} of {sound.length} bytes of sound are there; copy it again"
            )
    return file


def _sound_of_wav(path: Path, file: BinaryIO, size: int) -> _Sound:
    """Walk from chunk to chunk up to the sound."""
    length_64 = None
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            break
        name, length, start = head[:4], int.from_bytes(head[4:], "little"), file.tell()
        if name == b"ds64":
            length_64 = int.from_bytes(file.read(16)[8:], "little")
        if name == b"fmt " and (why := wav_format_problem(file.read(8))):
            raise RecordingError(f"{path}: {why}")
        if name == b"data":
            return _Sound(start, length_64 if length == 0xFFFFFFFF and length_64 is not None else length)
        if start + length > size:
            break
        file.seek(start + length + length % 2)
    raise RecordingError(f"{path}: is cut short: it ends before its sound begins; copy it again")


def _is_of_unknown_length(file: BinaryIO, sound: _Sound, size: int) -> bool:
    if sound.length == 0:
        return size > sound.start and not _is_chunk(file, sound.start, size)
    return GUESSED_LENGTH <= sound.length <= 0xFFFFFFFF and sound.start + sound.length > size


def _is_chunk(file: BinaryIO, start: int, size: int) -> bool:
    """Say whether a whole chunk with a name begins there: the sound before it is empty, and not of unknown length."""
    file.seek(start)
    head = file.read(8)
    return head[:4].isalnum() and len(head) == 8 and start + 8 + int.from_bytes(head[4:], "little") <= size


def _with_its_length(file: BinaryIO, sound: _Sound, size: int) -> BinaryIO:
    copy: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  (the caller closes it)
    with file:
        file.seek(0)
        shutil.copyfileobj(file, copy)
    for position, number in ((4, size - 8), (sound.start - 4, size - sound.start)):
        copy.seek(position)
        copy.write(number.to_bytes(4, "little"))
    copy.seek(0)
    copy.write(b"RIFF")  # also where it was RF64, whose length is elsewhere
    copy.flush()
    return copy
