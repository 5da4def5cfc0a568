"""Noise suppressors of others, frame by frame: WebRTC's in two packages, RNNoise, SpeexDSP's preprocessor."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import soxr

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Block, to_block, to_samples
from appliance.errors import ConfigError

RNNOISE_RATE_HZ, RNNOISE_SAMPLES = 48_000, 480
"""What RNNoise takes."""
RNNOISE_LATE = 2 * FRAME_SAMPLES
"""By so many samples its sound is later here: two resamplers, and frames of another length."""
SPEEX_DB = -30
"""What pyspeex-noise takes out of the noise unless it is told otherwise."""

Suppressor = Callable[[Block], Block]
"""Takes a frame, (FRAME_SAMPLES,), and gives it with less noise in it."""


def _pywebrtc_audio(level: int) -> Suppressor:
    """`level`: how much is taken out, 0 to 3."""
    from pywebrtc_audio import NoiseSuppressor

    suppressor = NoiseSuppressor(sample_rate=CAPTURE_RATE_HZ, level=level)
    return lambda sound: np.asarray(suppressor.process(np.ascontiguousarray(sound, dtype=np.float32)))


def _webrtc_noise_gain() -> Suppressor:
    try:
        from webrtc_noise_gain import AudioProcessor
    except ImportError:
        raise _is_missing("webrtc-noise-gain") from None
    processor = AudioProcessor(0, 2)
    return _by_halves(lambda sound: bytes(processor.Process10ms(sound).audio))


def _speexdsp() -> Suppressor:
    try:
        from pyspeex_noise import AudioProcessor
    except ImportError:
        raise _is_missing("pyspeex-noise") from None
    processor = AudioProcessor(0, SPEEX_DB)
    return _by_halves(processor.process_10ms)


def _by_halves(process_10ms: Callable[[bytes], bytes]) -> Suppressor:
    def process(sound: Block) -> Block:
        halves = np.split(to_samples(sound), 2)
        samples = np.frombuffer(b"".join(process_10ms(half.tobytes()) for half in halves), dtype=np.int16)
        return to_block(samples)

    return process


def _rnnoise() -> Suppressor:
    found = find_spec("pyrnnoise")  # not imported: it wants a package that decodes files
    if found is None or not found.origin:
        raise _is_missing("pyrnnoise")
    library = ctypes.CDLL(str(Path(found.origin).parent / "librnnoise.so"))
    library.rnnoise_create.restype = ctypes.c_void_p
    state = ctypes.c_void_p(library.rnnoise_create(None))
    upward = soxr.ResampleStream(CAPTURE_RATE_HZ, RNNOISE_RATE_HZ, 1, dtype="float32", quality="LQ")
    downward = soxr.ResampleStream(RNNOISE_RATE_HZ, CAPTURE_RATE_HZ, 1, dtype="float32", quality="LQ")
    coming, done = np.zeros(0, dtype=np.float32), np.zeros(RNNOISE_LATE, dtype=np.float32)

    def process(sound: Block) -> Block:
        nonlocal coming, done
        coming = np.append(coming, upward.resample_chunk(np.asarray(sound, dtype=np.float32) * np.float32(32768)))
        while len(coming) >= RNNOISE_SAMPLES:
            frame, coming = np.array(coming[:RNNOISE_SAMPLES], dtype=np.float32), coming[RNNOISE_SAMPLES:]
            place = ctypes.c_void_p(frame.ctypes.data)
            library.rnnoise_process_frame(state, place, place)
            done = np.append(done, downward.resample_chunk(frame) / np.float32(32768))
        heard, done = done[:FRAME_SAMPLES], done[FRAME_SAMPLES:]
        return heard

    return process


def _is_missing(package: str) -> ConfigError:
    return ConfigError(f"the noise suppressor of {package} is not installed: `pip install {package}`")


_MAKERS: dict[str, Callable[[], Suppressor]] = {
    "none": lambda: lambda sound: sound,
    "webrtc-moderate": lambda: _pywebrtc_audio(1),
    "webrtc-most": lambda: _pywebrtc_audio(3),
    "webrtc-noise-gain": _webrtc_noise_gain,
    "rnnoise": _rnnoise,
    "speexdsp": _speexdsp,
}
NAMES = tuple(_MAKERS)


def suppressor_named(name: str) -> Suppressor:
    """Return one of NAMES. Raises `ConfigError` if its package is not installed."""
    return _MAKERS[name]()
