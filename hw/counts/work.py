"""The work of a turn, stage by stage, on one thread, for a counting emulator: `python work.py STAGE [MODEL]`.

README.md says how it is run. Each piece of work is enclosed in the system call that `count.c` waits for, and what it
was goes to the file that $WORK names, in the same order as the counts. Elsewhere than under the emulator the calls do
nothing.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import FRAME_SAMPLES
from appliance.interfaces import GenerationOptions, Message
from appliance.system.cpu_threads import always

QUESTION = Path(__file__).resolve().parents[1] / "recordings" / "capital-of-france.wav"
SENTENCE = "The capital of France is Paris."
SYSTEM = (
    "You are a voice assistant without a network. Answer in one or two short sentences. If you cannot know or do "
    "something, say so. Do not invent times, dates, prices, names or events. Speak plainly, without lists, signs or "
    "links, since every word of yours is read aloud to somebody who listens in a kitchen."
)
MARK = 5000
_call = ctypes.CDLL(None).syscall


@contextmanager
def counted(what: str, units: float) -> Iterator[None]:
    """Count what is done inside: so many tokens, seconds or frames."""
    with Path(os.environ["WORK"]).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"work": what, "units": units}) + "\n")
    _call(MARK, 0)
    yield
    _call(MARK, 1)


def front_end(_: Path) -> None:
    """Frames of speech through the front end and the speech detector."""
    from appliance.adapters.webrtc_gain import WebRtcGain
    from appliance.adapters.webrtc_vad import WebRtcSpeechDetector
    from appliance.audio.front_end import FrontEnd, FrontEndOptions

    samples = load_recording(QUESTION, 40.0)
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    stage, detector = FrontEnd(FrontEndOptions("auto", WebRtcGain)), WebRtcSpeechDetector(0.5)
    for number, frame in enumerate(frames[:20]):
        stage.process(frame[:, None] / np.float32(32768), number * 0.02)
    with counted("front end, frames", 50):
        for number, frame in enumerate(frames[20:70]):
            stage.process(frame[:, None] / np.float32(32768), number * 0.02)
    for frame in frames[:20]:
        detector.is_speech(frame)
    with counted("speech detection, frames", 50):
        for frame in frames[20:70]:
            detector.is_speech(frame)


def recognizer(model_file: Path) -> None:
    """A question of two seconds, with the fitted window."""
    _recognize(model_file, whole_window=False)


def recognizer_whole(model_file: Path) -> None:
    """The same with the whole window."""
    _recognize(model_file, whole_window=True)


def _recognize(model_file: Path, *, whole_window: bool) -> None:
    from appliance.adapters.whisper import WhisperRecognizer

    model = WhisperRecognizer(model_file, "en", always(1), whole_window=whole_window)
    samples = load_recording(QUESTION, 40.0)
    with counted("decode, whole window" if whole_window else "decode, fitted window", 1):
        heard = model.transcribe(samples, lambda: False)
    print(heard and heard.text)


def language_model(model_file: Path) -> None:
    """A long prompt, the end of a question, and written tokens."""
    from appliance.adapters.llama import LlamaLanguageModel

    model = LlamaLanguageModel(model_file, 512, always(1), always(1))
    start: list[Message] = [{"role": "system", "content": SYSTEM}]
    asked: list[Message] = [*start, {"role": "user", "content": "What is the capital of France?"}]
    with counted("prompt, 64 tokens together, tokens", 64):
        model._llama.eval(model._prompt(asked)[:64])
    for _ in model.prepare([*start, {"role": "user", "content": ""}]):
        pass
    pieces = model.reply(asked, GenerationOptions(0.0, 8))
    known = model._llama.n_tokens
    with counted("prompt, end of a question, tokens", model.count_tokens(asked) - known):
        next(pieces)
    next(pieces)
    with counted("written tokens", 4):
        said = [next(pieces) for _ in range(4)]
    print(known, model.evaluated_tokens, said)


def language_model_brief(model_file: Path) -> None:
    """Sixteen tokens of a prompt together, and one by itself: an emulator is slow with a large model."""
    from llama_cpp import Llama

    model = Llama(str(model_file), n_ctx=512, n_batch=64, n_threads=1, n_threads_batch=1, use_mmap=False, verbose=True)
    tokens = model.tokenize(SYSTEM.encode(), add_bos=False)[:17]
    with counted("prompt, 16 tokens together, tokens", 16):
        model.eval(tokens[:16])
    with counted("written tokens", 1):
        model.eval(tokens[16:])


def voice(model_file: Path) -> None:
    """A sentence's hidden frames, the first piece of its sound, and all of it."""
    from appliance.adapters.piper import PiperVoice

    made = PiperVoice(model_file, 1)
    vits: Any = made._vits
    inputs = made._inputs(next(iter(made._text.phonemize(SENTENCE))))
    opening = made._inputs(next(iter(made._text.phonemize("The capital of France"))))
    with counted("encoder, sentence", 1):
        hidden = vits.encode(inputs)
    with counted("encoder, opening of three words and one", 1):
        vits.encode(opening)
    around = 16 + 2 * vits._reach
    with counted("generator, first piece, frames", around):
        vits._decode(hidden.frames[..., :around], hidden.others)
    length_s = hidden.length * vits.hop / made.rate_hz
    with counted("generator, sentence, seconds of sound", length_s):
        vits._decode(hidden.frames, hidden.others)
    print(hidden.length, vits._reach, vits.hop, length_s)


STAGES: dict[str, Callable[[Path], None]] = {
    "front-end": front_end,
    "recognizer": recognizer,
    "recognizer-whole": recognizer_whole,
    "language-model": language_model,
    "language-model-brief": language_model_brief,
    "voice": voice,
}

if __name__ == "__main__":
    np.random.default_rng(0)
    STAGES[sys.argv[1]](Path(sys.argv[2] if len(sys.argv) > 2 else "-"))
