"""WhisperRecognizer: speech to text, through whisper.cpp.

One context, used by one thread. The encoder's window is fitted to the utterance instead of always being 30 s. This
makes it fast, and it is why the decoder may fall into repetition. Streaming means decoding the utterance so far again
and again: whisper.cpp's own segments come too late for short speech.
"""

from __future__ import annotations

import atexit
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.errors import ModelUnavailable
from appliance.items import TranscriptionSegment
from appliance.system.cpu_threads import Threads

log = logging.getLogger(__name__)

SHORTEST_S = 1.1
"""whisper.cpp refuses less than a second. Silence is appended."""
FULL_AUDIO_CTX = 1500
"""Encoder positions of the whole window of 30 s: 50 per second."""
SMALLEST_AUDIO_CTX = 320
"""Stock weights fall into repetition somewhere below. With 320, 352 and 384 positions, 72 clips of up to 2.5 s have the
same word errors (3.0 %), none loops, and a decode takes 154, 169 and 183 ms."""
SPARE_AUDIO_CTX = 192
"""Positions of silence after the speech. With fewer, the decoder does not notice that the speech is over, and goes on.

Word errors on the human recordings at six offsets: 4.8 % in 183 ms, with the whole window 3.8 % in 670 ms; on the
synthetic ones 0 % with both (2 x86-64 cores). The transcriber makes up for what is left: it decodes doubtful sentences
again. Timestamps stay on: without them a window of 384 has 16 %. A tighter window first (256 positions, 96 to spare),
and this one for doubtful results, has the same word errors (2.2 % of 162 clips) in 239 ms instead of 265. That is not
worth it: 7 of them are punctuated differently. With 192 positions, 64 to spare, it has 3.4 %.
"""


NO_SPEECH_ABOVE = 0.6
"""Probability of the token for "nobody speaks" above which whisper.cpp writes nothing.

OpenAI's transcribe() wants a failed decode (average log probability below -1) as well, but what is made of noise is
often sure: "( Be Be Be ..." of a telephone has 0.77. tiny.en has more than this for 56 of 65 sounds that are no speech,
and less than 0.5 for all of 36 people's and synthetic sentences. whisper-base has 0 for noise too: it cannot tell.
"""
SURE_LOG_PROBABILITY = -0.1
"""Average log probability of the tokens above which the words count all the same."""
CAREFULLY = MappingProxyType({"temperature_inc": 0.2, "logprob_thold": -1.0})
"""Fallback to higher temperatures: OpenAI's values. The probability is also what calls for one."""
ANY_SOUND = MappingProxyType({"no_speech_thold": 1.0})
"""Something is written for every sound."""
NOISE_MARKS = ("[BLANK_AUDIO]", "(noise)", "(music)")
"""What Whisper writes for sound without words."""
NAMED_MARKS = ("[BLANK_AUDIO]", "(noise)", "(laughter)", "(coughing)", "(music)")
"""And what it is to tell from words by name: 20 of 32 beginnings of laughs are, with `NOISE_MARKS` alone 14."""
WIDER_AUDIO_CTX = 128
"""Positions added for the second opinion."""


def fitted_audio_ctx(length_s: float) -> int:
    """Return the encoder positions for an utterance of `length_s` seconds: a multiple of 64, for the matrix kernels."""
    wanted = max(SMALLEST_AUDIO_CTX, 50 * length_s + SPARE_AUDIO_CTX)
    return min(FULL_AUDIO_CTX, math.ceil(wanted / 64) * 64)


def _log(_level: int, text: str) -> None:
    """Log the lines that whisper.cpp would write to the process's stderr, past Python."""
    log.debug("whisper.cpp: %s", text.rstrip())


class WhisperRecognizer:
    """A Whisper model in ggml format."""

    def __init__(
        self, model_file: Path, language: str, threads: Threads, *, initial_prompt: str = "", whole_window: bool = False
    ) -> None:
        """Load the model and decode a second of silence, so that the first utterance is as fast as the tenth.

        `initial_prompt`: what was said before, for the decoder, of which the last 224 tokens count: it expects those
        words. `whole_window`: never fit the window to the utterance. This is Whisper's own behaviour, for comparison.
        Raises `ModelUnavailable`.
        """
        import _pywhispercpp as whisper_cpp
        from pywhispercpp.model import Model

        self._model_file = model_file
        logging.getLogger("pywhispercpp").setLevel(logging.WARNING)  # it logs every decode
        whisper_cpp.whisper_log_set(_log)
        atexit.register(whisper_cpp.whisper_log_set, None)  # freeing a model logs, and Python may have ended by then
        try:
            # Flash attention pads a fitted window with what an earlier decode left behind: 3 of 23 transcripts changed
            # after a long one. Without it, none did.
            self._model = Model(str(model_file), n_threads=threads(), context_params={"flash_attn": False})
        except Exception as error:  # the binding raises whatever C++ threw
            raise ModelUnavailable(f"{model_file}: whisper.cpp cannot load it: {error}") from error
        self._context = self._model._ctx  # type: ignore[attr-defined]  # not in the stubs
        if language != "en" and not whisper_cpp.whisper_is_multilingual(self._context):
            raise ModelUnavailable(
                f"{model_file}: knows only English, but session.language is {language!r}; choose a multilingual "
                'recogniser, for example models.recognizer = "whisper-base"'
            )
        self._language = language
        self._threads = threads
        self._initial_prompt = initial_prompt
        self._whole_window = whole_window
        self._decode(np.zeros(CAPTURE_RATE_HZ, dtype=np.int16), SMALLEST_AUDIO_CTX, lambda: False)

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Decode an utterance (16 kHz) with a window that fits it. Returns None when cancelled."""
        return self._decode(samples, self._audio_ctx(samples), cancelled)

    def transcribe_any_sound(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Decode an utterance as `transcribe()` does, and what is probably no speech, too. None when cancelled.

        Whisper was trained on subtitles for the deaf: it writes "[LAUGHTER]", "(coughing)", "(door closes)".
        """
        return self._decode(samples, self._audio_ctx(samples), cancelled, ANY_SOUND)

    def transcribe_again(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Decode with a somewhat larger window: gives other words where the first were a guess. None when cancelled."""
        wider = min(FULL_AUDIO_CTX, fitted_audio_ctx(len(samples) / CAPTURE_RATE_HZ) + WIDER_AUDIO_CTX)
        return self._decode(samples, wider, cancelled)

    def transcribe_carefully(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        """Decode with the whole window and with fallback to higher temperatures (Radford et al. 2022, section 4.5).

        Returns None when cancelled.
        """
        return self._decode(samples, FULL_AUDIO_CTX, cancelled, CAREFULLY)

    def transcribe_expecting(
        self, samples: Samples, words: Sequence[str], cancelled: Callable[[], bool], *, quickly: bool = False
    ) -> TranscriptionSegment | None:
        """Decode carefully, or `quickly`: with a fitted window; after a prompt of these words with marks of noise.

        Without the marks a noise comes out as the last of the words, with a probability of 0.9. Returns None when
        cancelled.
        """
        marks, how = (NAMED_MARKS, ANY_SOUND) if quickly else (NOISE_MARKS, CAREFULLY)
        marked = " ".join(f"{mark} {word}." for mark, word in zip(cycle(marks), words, strict=False))
        prompt = f"{marked} {' '.join(marks[1::-1])}"
        audio_ctx = self._audio_ctx(samples) if quickly else FULL_AUDIO_CTX
        return self._decode(samples, audio_ctx, cancelled, {**how, "initial_prompt": prompt})

    def _audio_ctx(self, samples: Samples) -> int:
        return FULL_AUDIO_CTX if self._whole_window else fitted_audio_ctx(len(samples) / CAPTURE_RATE_HZ)

    def _decode(
        self,
        samples: Samples,
        audio_ctx: int,
        cancelled: Callable[[], bool],
        changes: Mapping[str, object] = MappingProxyType({}),
    ) -> TranscriptionSegment | None:
        length_s = len(samples) / CAPTURE_RATE_HZ
        padded = np.zeros(max(len(samples), int(SHORTEST_S * CAPTURE_RATE_HZ)), dtype=np.float32)
        padded[: len(samples)] = samples / np.float32(32768)
        was_cancelled = False

        def abort() -> bool:
            # An aborted call returns nothing and raises nothing, so this flag records it.
            nonlocal was_cancelled
            was_cancelled = was_cancelled or cancelled()
            return was_cancelled

        parameters = {**self._parameters(audio_ctx, length_s), **changes}
        segments = self._model.transcribe(padded, abort_callback=abort, **parameters)
        if was_cancelled:
            return None
        return TranscriptionSegment(
            text=" ".join(segment.text for segment in segments).strip(),
            start_s=segments[0].t0 / 100 if segments else 0.0,
            end_s=min(segments[-1].t1 / 100, length_s) if segments else 0.0,
            confidence=self._confidence(),
            language=self._language,
            is_final=False,
        )

    def _confidence(self) -> float:
        """Return the geometric mean of the probabilities of the last decode's text tokens; 0.0 for none.

        The binding's own figure counts timestamps and the end of text too, so it says little about short words.
        Raises `ModelUnavailable` when they are no numbers: the likeliest of all tokens never has a probability of 0.
        """
        import _pywhispercpp as whisper_cpp

        context = self._context
        end_of_text = whisper_cpp.whisper_token_eot(context)
        probabilities = [
            whisper_cpp.whisper_full_get_token_p(context, segment, token)
            for segment in range(whisper_cpp.whisper_full_n_segments(context))
            for token in range(whisper_cpp.whisper_full_n_tokens(context, segment))
            if whisper_cpp.whisper_full_get_token_id(context, segment, token) < end_of_text
        ]
        if probabilities and not max(probabilities) > 0:
            raise ModelUnavailable(
                f"{self._model_file}: what it computes is no numbers, so the file is damaged; find it with "
                "`appliance models verify`"
            )
        logarithms = [math.log(max(1e-9, probability)) for probability in probabilities]
        return math.exp(sum(logarithms) / len(logarithms)) if logarithms else 0.0

    def _parameters(self, audio_ctx: int, length_s: float) -> dict[str, Any]:
        """Return every parameter that matters. All are set at every call, because they stay in force after it."""
        return {
            "audio_ctx": audio_ctx,
            "language": self._language,
            "n_threads": self._threads(),
            "single_segment": True,
            "initial_prompt": self._initial_prompt,
            "no_context": True,  # nothing of earlier decodes; the initial prompt counts all the same
            "no_timestamps": False,
            "max_tokens": int(12 + 8 * length_s),
            "temperature": 0.0,
            "temperature_inc": 0.0,
            "no_speech_thold": NO_SPEECH_ABOVE,
            "logprob_thold": SURE_LOG_PROBABILITY,
            "suppress_blank": True,
            "suppress_nst": False,
            "print_progress": False,
            "print_realtime": False,
            "print_timestamps": False,
            "print_special": False,
        }
