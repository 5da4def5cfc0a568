"""HighPass: takes out what lies below speech: a DC offset, mains hum, rumble. It looks not ahead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from appliance.audio.format import FRAME_SAMPLES, Block

# Elliptic, order 7, edge at 88 Hz, ripple 0.3 dB, 50 dB at 61 Hz and below, nothing at 0 Hz: mains hum of 50 and of
# 60 Hz is gone, and the lowest voices (85 Hz) lose 8 dB of their lowest partial only. Each row is b0 b1 b2 a1 a2.
_SECTIONS = (
    (0.9344518, -0.9344518, 0.0, -0.92148726, 0.0),
    (1.0, -1.99971354, 1.0, -1.9556408, 0.95811291),
    (1.0, -1.99930137, 1.0, -1.98902862, 0.99041744),
    (1.0, -1.99910965, 1.0, -1.99688197, 0.99805205),
)
_STATES = 2 * len(_SECTIONS)

_Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _FrameResponse:
    """What a frame of input, and the state before it, lead to: the filter without a loop over samples."""

    of_input: Block
    """Output by input, (FRAME_SAMPLES, FRAME_SAMPLES)."""
    of_state: _Matrix
    """Output by the state before the frame, (FRAME_SAMPLES, states)."""
    state_by_input: _Matrix
    """State after the frame by input, (states, FRAME_SAMPLES)."""
    state_by_state: _Matrix
    """State after the frame by the state before it."""
    state_of_offset: _Matrix
    """The state that a constant input of 1 leads to in the end, (states,)."""


def _run(inputs: _Matrix, state: _Matrix) -> tuple[_Matrix, _Matrix]:
    """Filter (samples, columns) sample by sample, each column by itself; return output and all states."""
    outputs, states = np.zeros_like(inputs), np.zeros((len(inputs), *state.shape))
    for at, value in enumerate(inputs):
        signal = value
        for section, (b0, b1, b2, a1, a2) in enumerate(_SECTIONS):
            first, second = state[2 * section], state[2 * section + 1]
            output = b0 * signal + first
            state[2 * section], state[2 * section + 1] = b1 * signal - a1 * output + second, b2 * signal - a2 * output
            signal = output
        outputs[at], states[at] = signal, state
    return outputs, states


@cache
def _frame_response() -> _FrameResponse:
    impulse = np.zeros((FRAME_SAMPLES, 1))
    impulse[0] = 1.0
    response, after_impulse = _run(impulse, np.zeros((_STATES, 1)))
    lag = np.subtract.outer(np.arange(FRAME_SAMPLES), np.arange(FRAME_SAMPLES))
    of_input = np.where(lag >= 0, response[lag, 0], 0.0).astype(np.float32)
    of_state, after_states = _run(np.zeros((FRAME_SAMPLES, _STATES)), np.eye(_STATES))
    by_input, by_state = after_impulse[::-1, :, 0].T, after_states[-1]
    settled = np.linalg.solve(np.eye(_STATES) - by_state, by_input.sum(axis=1))
    return _FrameResponse(of_input, of_state, by_input, by_state, settled)


class HighPass:
    """Filters frames of any number of channels, each by itself."""

    def __init__(self) -> None:
        self._response = _frame_response()
        self._state: _Matrix | None = None

    def filter(self, frame: Block) -> Block:
        """Return a frame, (FRAME_SAMPLES, channels), without what lies below 88 Hz; an offset makes no thump."""
        response = self._response
        if self._state is None or self._state.shape[1] != frame.shape[1]:
            self._state = np.outer(response.state_of_offset, frame.mean(axis=0))
        filtered = response.of_input @ frame + (response.of_state @ self._state).astype(np.float32)
        self._state = response.state_by_input @ frame + response.state_by_state @ self._state
        return filtered
