"""Vits: a voice in two halves. The first makes a sentence's hidden frames, the second their sound, piece by piece.

VITS (Kim et al. 2021, "Conditional variational autoencoder with adversarial learning for end-to-end text-to-speech")
ends in a HiFi-GAN generator (Kong et al. 2020), which consists of convolutions only. So a piece of its output depends
on the frames of that piece and a few around it, and the first sound need not wait for the end of the sentence. Pieces
that are made with enough frames around them are, sample by sample, the sound that the whole would have been.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.adapters.onnx import load_session
from appliance.adapters.piece_lengths import PieceLengths
from appliance.adapters.vits_split import VoiceSplit
from appliance.errors import ModelUnavailable

Floats = npt.NDArray[np.float32]

PROBE_FRAMES = 64
"""More than a generator reaches to both sides together: 21 frames for a Piper voice of medium quality."""
NEGLIGIBLE = 1e-5
"""A difference in the sound (-1..1) that does not survive rounding to 16 bits."""
LONG_PHONEME_IDS = 200
"""After a sentence with more phoneme ids than this, memory is given back. onnxruntime keeps the most it ever needed:
120 sentences of up to 25 words took the process from 149 to 348 MB; with this, to 167-246 MB."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A sentence between the two halves."""

    frames: Floats
    """Shape (1, channels, frames). For a voice that is not split: its sound."""
    others: Sequence[Floats] = ()
    """The other inputs of the generator."""
    durations: Floats | None = None
    """Frames of each phoneme id, shape (ids,); None where the voice does not report them."""

    @property
    def length(self) -> int:
        """Number of frames."""
        return int(self.frames.shape[-1])

    def start_of(self, phoneme_id: int) -> int:
        """Return the frame at which the phoneme id at this index begins."""
        return 0 if self.durations is None else int(self.durations[:phoneme_id].sum())


class Vits:
    """A Piper voice: phoneme ids in, sound out."""

    def __init__(self, model_file: Path, options: Any, rate_hz: int, sample: dict[str, Any], split: VoiceSplit) -> None:
        """Load the model and make the sound of `sample` (inputs as for `encode()`), so that the first is no slower.

        `options`: `onnxruntime.SessionOptions`. A voice that cannot be split is made sentence by sentence. Raises
        `ModelUnavailable` when it cannot be loaded.
        """
        import onnxruntime

        self._model_file = model_file
        self._shrink = onnxruntime.RunOptions()
        self._shrink.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        halves = split.halves()
        self._encoder = load_session(model_file, options, halves and halves[0])
        self._decoder = load_session(model_file, options, halves[1]) if halves else None
        self._decoder_inputs = [wanted.name for wanted in self._decoder.get_inputs()] if self._decoder else []
        self._measure_frames(rate_hz, sample)

    def _measure_frames(self, rate_hz: int, sample: dict[str, Any]) -> None:
        """Measure how many samples a frame has, and how far its sound reaches into that of its neighbours."""
        hidden = self.encode(sample)
        if self._decoder is None:
            return
        frames = np.tile(hidden.frames, -(-PROBE_FRAMES // hidden.length))[..., :PROBE_FRAMES]
        changed = frames.copy()
        changed[..., PROBE_FRAMES // 2] += 1.0
        before, after = self._decode(frames, hidden.others), self._decode(changed, hidden.others)
        self.hop = len(before) // PROBE_FRAMES
        touched = np.flatnonzero(np.abs(after - before) > NEGLIGIBLE) / self.hop - PROBE_FRAMES // 2
        self._reach = int(np.ceil(max(-touched[0], touched[-1] - 1)))
        self._lengths = PieceLengths(self._reach, self.hop / rate_hz)
        self._timed(frames, hidden.others)

    @property
    def can_begin(self) -> bool:
        """True when it can make a part of a sentence, and is fast enough to go on in time."""
        return self._decoder is not None and self._lengths.are_quick

    def encode(self, inputs: dict[str, Any]) -> Hidden:
        """Return a sentence's hidden frames. `inputs` are named as Piper's exporter names them.

        Raises `ModelUnavailable` when the voice makes no sound of them.
        """
        is_long = inputs["input"].shape[-1] > LONG_PHONEME_IDS
        encoded = self._run(self._encoder, inputs, self._shrink if is_long else None)
        if self._decoder is None:
            return Hidden(encoded[0])
        frames, *others, durations = encoded
        return Hidden(frames, others, durations.ravel())

    def sound(self, hidden: Hidden, start: int = 0, end: int | None = None) -> Iterator[Floats]:
        """Yield the sound (-1..1) of the frames `start` to `end`, piece by piece. The first is short, to come soon."""
        if self._decoder is None:
            yield hidden.frames.ravel()
            return
        end = hidden.length if end is None else end
        length = self._lengths.first() or end
        while start < end:
            stop = min(start + length, end)
            if end - stop < self._reach:  # the rest is too short for a piece of its own
                stop = end
            first, last = max(0, start - self._reach), min(hidden.length, stop + self._reach)
            sound = self._timed(hidden.frames[..., first:last], hidden.others)
            yield sound[(start - first) * self.hop : (stop - first) * self.hop]
            start, length = stop, self._lengths.next(stop - start) or end

    def _timed(self, frames: Floats, others: Sequence[Floats]) -> Floats:
        begun_s = time.monotonic()
        sound = self._decode(frames, others)
        self._lengths.learn(frames.shape[-1], time.monotonic() - begun_s)
        return sound

    def _decode(self, frames: Floats, others: Sequence[Floats]) -> Floats:
        assert self._decoder
        (sound,) = self._run(self._decoder, dict(zip(self._decoder_inputs, [frames, *others], strict=True)))
        flat: Floats = sound.ravel()
        return flat

    def _run(self, session: Any, inputs: dict[str, Any], options: Any = None) -> Sequence[Floats]:
        """Run one half. What is not a number does not come to the loudspeaker as a noise."""
        try:
            outputs: Sequence[Floats] = session.run(None, inputs, options)
        except Exception as error:  # onnxruntime has no common class for what it raises
            reason = str(error).strip().partition("\n")[0]
            raise ModelUnavailable(f"{self._model_file}: makes no sound of this sentence: {reason}") from error
        if not (outputs[0].size and np.isfinite(outputs[0]).all()):
            raise ModelUnavailable(
                f"{self._model_file}: its sound is no numbers, so the file is damaged; find it with "
                "`appliance models verify`"
            )
        return outputs
