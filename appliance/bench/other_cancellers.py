"""Echo cancellers of others, for comparison with ours: WebRTC's AEC3 in two packages, and SpeexDSP's.

All get the same far end as ours: what the loudspeaker plays, 10 ms early, with the clocks of the cards as they are.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable

import numpy as np

from appliance.audio.echo_canceller import LEAD, PARTS, TAIL, KalmanEchoCanceller
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Block, to_block, to_samples
from appliance.audio.frame_clock import FrameClock
from appliance.audio.front_end import EchoCanceller
from appliance.audio.played_sound import PlayedSound
from appliance.errors import ConfigError

SPEEX_LENGTH = PARTS * FRAME_SAMPLES
"""Samples of the echo path that SpeexDSP learns: as long as ours, for the delay is in it."""
SPEEX_SAMPLING_RATE, SPEEX_ECHO_STATE = 24, 24
"""Requests of speex_echo_ctl and speex_preprocess_ctl; in the headers of SpeexDSP they have the same number."""
SPEEX_NOISE_SUPPRESS = 8

Canceller = Callable[[Block, Block], Block]
"""Takes a frame of the microphone and one of the far end, gives the frame without the echo."""


class Aligned:
    """An `EchoCanceller` of what takes two frames at a time. It does not say whether somebody speaks."""

    has_near_end: bool | None = None
    is_settled = is_before_echo = False
    echo_dbfs: float | None = None
    fault: str | None = None

    def __init__(self, far_end: PlayedSound, make: Callable[[], Canceller]) -> None:
        self._far_end, self._make = far_end, make
        self.reset()

    def reset(self) -> None:
        """Forget the room."""
        self._cancel, self._clock = self._make(), FrameClock()
        self._next: int | None = None

    def after_gap(self) -> None:
        """Take note that samples were lost: no frame of a bench is."""

    def cancel(self, sound: Block, captured_s: float) -> Block:
        """Return a frame, (FRAME_SAMPLES,), without the echo; its last sample was captured at `captured_s` (clock)."""
        begins_s = self._clock.captured_s(captured_s) - FRAME_S
        begin = round(begins_s * CAPTURE_RATE_HZ) if self._next is None else self._next
        if begin > self._far_end.end + TAIL:
            self._next = None
            return sound
        self._next = begin + FRAME_SAMPLES
        far = self._far_end.samples(begin + LEAD, begin + LEAD + FRAME_SAMPLES)
        return self._cancel(np.ascontiguousarray(sound, dtype=np.float32), far.astype(np.float32))


def _pywebrtc_audio() -> Canceller:
    from pywebrtc_audio import EchoCanceller as WebRtc

    canceller: Canceller = WebRtc(CAPTURE_RATE_HZ).process
    return canceller


def _livekit() -> Canceller:
    try:
        from livekit.rtc import AudioFrame
        from livekit.rtc.apm import AudioProcessingModule
    except ImportError:
        raise ConfigError("the echo canceller livekit is not installed: `pip install livekit`") from None

    module, length = AudioProcessingModule(echo_cancellation=True), FRAME_SAMPLES // 2

    def cancel(sound: Block, far: Block) -> Block:
        halves = []
        for near_half, far_half in zip(np.split(to_samples(sound), 2), np.split(to_samples(far), 2), strict=True):
            frame = AudioFrame(bytearray(near_half.tobytes()), CAPTURE_RATE_HZ, 1, length)
            module.process_reverse_stream(AudioFrame(bytearray(far_half.tobytes()), CAPTURE_RATE_HZ, 1, length))
            module.process_stream(frame)
            halves.append(np.frombuffer(bytes(frame.data), dtype=np.int16))
        return to_block(np.concatenate(halves))

    return cancel


def _speexdsp(*, takes_out_the_rest: bool) -> Canceller:
    """Return SpeexDSP's canceller; its preprocessor `takes_out_the_rest` of the echo."""
    name = ctypes.util.find_library("speexdsp")
    if name is None:
        raise ConfigError("the echo canceller speexdsp is not installed: `apt install libspeexdsp1`")
    library = ctypes.CDLL(name)
    library.speex_echo_state_init.restype = library.speex_preprocess_state_init.restype = ctypes.c_void_p
    echo = ctypes.c_void_p(library.speex_echo_state_init(FRAME_SAMPLES, SPEEX_LENGTH))
    rate_hz, none = ctypes.c_int(CAPTURE_RATE_HZ), ctypes.c_int(0)
    library.speex_echo_ctl(echo, SPEEX_SAMPLING_RATE, ctypes.byref(rate_hz))
    preprocessor = ctypes.c_void_p(library.speex_preprocess_state_init(FRAME_SAMPLES, CAPTURE_RATE_HZ))
    library.speex_preprocess_ctl(preprocessor, SPEEX_ECHO_STATE, echo)
    library.speex_preprocess_ctl(preprocessor, SPEEX_NOISE_SUPPRESS, ctypes.byref(none))

    def cancel(sound: Block, far: Block) -> Block:
        near, played, out = to_samples(sound), to_samples(far), np.zeros(FRAME_SAMPLES, dtype=np.int16)
        library.speex_echo_cancellation(echo, *(ctypes.c_void_p(one.ctypes.data) for one in (near, played, out)))
        if takes_out_the_rest:
            library.speex_preprocess_run(preprocessor, ctypes.c_void_p(out.ctypes.data))
        return to_block(out)

    return cancel


_MAKERS: dict[str, Callable[[], Canceller]] = {
    "pywebrtc-audio": _pywebrtc_audio,
    "livekit": _livekit,
    "speexdsp": lambda: _speexdsp(takes_out_the_rest=False),
    "speexdsp+rest": lambda: _speexdsp(takes_out_the_rest=True),
}
OURS = "ours"
NAMES = (OURS, *_MAKERS)


def canceller_named(name: str, far_end: PlayedSound) -> EchoCanceller:
    """Return one of NAMES. Raises `ConfigError` if its package is not installed."""
    return KalmanEchoCanceller(far_end) if name == OURS else Aligned(far_end, _MAKERS[name])
