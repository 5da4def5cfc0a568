"""Tells by a file's first bytes what it is, where it is no recording that is read, or is shorter than it says."""

from __future__ import annotations

import struct

_CONVERT = "convert it to WAV, as with `ffmpeg -i FILE question.wav`"
_OTHERS = (
    # (position, bytes, what it is)
    (4, b"ftyp", "an M4A or MP4"),
    (0, b"\xff\xf1", "AAC"),
    (0, b"\xff\xf9", "AAC"),
    (0, b"#!AMR", "AMR"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMA"),
    (0, b"\x1a\x45\xdf\xa3", "WebM or Matroska"),
    (0, b"RIFX", "a WAV of the other byte order (RIFX)"),
    (0, b"BW64", "a BW64"),
)
_NO_RECORDINGS = (
    (8, b"AVI ", "a video (AVI)"),
    (8, b"WEBP", "a picture"),
    (0, b"\x89PNG", "a picture"),
    (0, b"\xff\xd8\xff", "a picture"),
    (0, b"MThd", "a MIDI file"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"%PDF", "a PDF document"),
    (0, b"<", "a web page"),
    (0, b"{", "JSON"),
    (0, b"version https://git-lfs", "a Git LFS pointer"),
)
_UNKNOWN_LENGTH = 0x7EFF0000
"""From here on a length of 32 bits is what a program writes that does not know it yet: sox in an AIFF 0x7F000000."""
_W64 = bytes.fromhex("72696666 2e91cf11 a5d628db 04c10000")


def other_kind(head: bytes) -> str | None:
    """Return what a file is and what to do, by its first 32 bytes; None where it may be a recording."""
    for kinds, remedy in ((_OTHERS, _CONVERT), (_NO_RECORDINGS, "name a recording")):
        for place, first, kind in kinds:
            if head.startswith(first, place):
                return f"cannot be read as a sound file: it is {kind}; {remedy}"
    return None


def unread(reason: str) -> str:
    """Return what is wrong with a file that the decoder cannot read for this reason, and what to do."""
    if "not recognised" in reason:
        return (
            f"cannot be read as a sound file: it is of no kind that is read (WAV, FLAC, OGG, MP3, AIFF ...); {_CONVERT}"
        )
    is_clear = not any(word in reason.lower() for word in ("internal error", "unknown error", "possibly a pipe"))
    about = f" ({reason})" if is_clear else ""
    return f"cannot be read as a sound file{about}; is it damaged? Copy or record it again, or {_CONVERT}"


def wav_format_problem(content: bytes) -> str | None:
    """Return what is wrong with the format in a WAV's header, by the first bytes of its chunk "fmt "."""
    if len(content) < 8:
        return None
    channels, rate_hz = struct.unpack_from("<HI", content, 2)
    if channels == 0:
        return "cannot be read as a sound file: it says that it has no channels; is it damaged?"
    if rate_hz == 0:
        return "cannot be read as a sound file: it says that it has no samples per second; is it damaged?"
    return None


def stated_bytes(head: bytes) -> int:
    """Return how large an AIFF, AU or W64 says that it is, by its first 32 bytes; 0 where it does not say."""
    if len(head) < 24:
        return 0
    if head.startswith(_W64):
        return int(struct.unpack_from("<Q", head, 16)[0])
    if head.startswith(b"FORM"):
        length, start = struct.unpack_from(">I", head, 4)[0], 8
    elif head.startswith(b".snd"):
        start, length = struct.unpack_from(">II", head, 4)
    else:
        return 0
    return int(start + length) if length < _UNKNOWN_LENGTH else 0
