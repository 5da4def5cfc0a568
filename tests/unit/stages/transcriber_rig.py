"""The transcriber, with a recogniser that returns the given segments."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.events import TranscriptionCompleted
from appliance.items import Utterance
from appliance.stages.transcriber import Transcriber
from tests.unit.scripted import Clock, Output, ScriptedRecognizer, decoded

LOOP = decoded("I see. I see it now. I see it now. I see it now. I see it now.")
"""A hallucinated repetition."""
QUESTION = decoded("What is the capital of France?")
DOUBTFUL = decoded("He was not an old-sposed young man.", 0.6)
"""A sentence of low confidence."""


def stage(recognizer: ScriptedRecognizer, outdated: Callable[[Utterance], bool] = lambda _: False) -> Transcriber:
    """Return a transcriber that is open; `outdated` says which utterances are cancelled."""
    transcriber = Transcriber(lambda: recognizer, lambda utterance, _: outdated(utterance), Clock(7.0))
    transcriber.open()
    return transcriber


def utterance(
    speech_frames: int = 100, *, turn: int = 1, is_final: bool = False, is_pause: bool = False, is_settled: bool = False
) -> Utterance:
    """Return 2 s of silence; a settled pause is a pause, too."""
    samples = np.zeros(2 * CAPTURE_RATE_HZ, dtype=np.int16)
    return Utterance(
        turn, samples, speech_frames, is_final=is_final, is_pause=is_pause or is_settled, is_settled=is_settled
    )


def completed(outputs: Sequence[Output]) -> TranscriptionCompleted:
    """Return the one final transcript."""
    (event,) = [output for output in outputs if isinstance(output, TranscriptionCompleted)]
    return event


def transcripts(outputs: Sequence[Output]) -> list[str]:
    """Return the final transcripts that have words, which are replied to."""
    finals = [output.segment.text for output in outputs if isinstance(output, TranscriptionCompleted)]
    return [text for text in finals if text]
