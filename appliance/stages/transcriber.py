"""Transcriber: utterances into words, partial ones while the user speaks, and one final transcript."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from appliance.events import Output, TranscriptionCompleted, TranscriptionProgress, TranscriptionStarted
from appliance.interfaces import CAPTURE_RATE_HZ, FRAME_S, Recognizer
from appliance.items import Transcript, TranscriptionSegment, Utterance
from appliance.stage import Stage
from appliance.transcript_guard import clean_transcript, has_loop, looks_hallucinated

UNSURE = 0.7
"""Below this confidence a sentence is decoded once more with care: it is where a fitted window loses words."""
FEWEST_WORDS = 4
"""One or two words never reach much confidence, and care does not help them."""


class Transcriber(Stage[Utterance]):
    """Decodes snapshots of the utterance; what was decoded in a pause stands if nothing was said after it."""

    name = "transcriber"

    def __init__(
        self,
        load_recognizer: Callable[[], Recognizer],
        outdated: Callable[[Utterance], bool],
        clock: Callable[[], float],
    ) -> None:
        self._load_recognizer = load_recognizer
        self._outdated = outdated
        self._clock = clock
        self._recognizer: Recognizer
        self._turn = 0
        self._paused: tuple[int, TranscriptionSegment] | None = None
        """Speech frames and words of the last pause of this turn."""

    def open(self) -> None:
        """Load the recogniser."""
        self._recognizer = self._load_recognizer()

    def close(self) -> None:
        """Free it, here and now: on the thread that used it, before another is loaded."""
        with contextlib.suppress(AttributeError):  # never loaded
            del self._recognizer

    def work(self, utterance: Utterance) -> Iterator[Output]:
        """Yield a partial transcript, or the final one and what it asks for."""
        if utterance.turn != self._turn:
            self._turn, self._paused = utterance.turn, None
            yield TranscriptionStarted(utterance.turn, self._clock())
        if not utterance.is_final:
            yield from self._partial(utterance)
        elif self._paused and self._paused[0] == utterance.speech_frames:
            yield from self._final(utterance, self._paused[1])
        elif segment := self._decode(utterance):
            yield from self._final(utterance, segment)

    def _partial(self, utterance: Utterance) -> Iterator[Output]:
        segment = self._decode(utterance)
        if segment is None:
            return
        if utterance.is_pause:
            self._paused = (utterance.speech_frames, segment)
        yield TranscriptionProgress(utterance.turn, self._clock(), segment, utterance.is_pause, utterance.speech_frames)

    def _final(self, utterance: Utterance, segment: TranscriptionSegment) -> Iterator[Output]:
        segment = replace(segment, is_final=True)
        yield TranscriptionCompleted(utterance.turn, self._clock(), segment)
        if segment.text:
            yield Transcript(utterance.turn, segment)

    def _decode(self, utterance: Utterance) -> TranscriptionSegment | None:
        def cancelled() -> bool:
            return self._outdated(utterance)

        segment = self._recognizer.transcribe(utterance.samples, cancelled)
        if segment and _is_doubtful(segment) and (utterance.is_final or utterance.is_pause):
            segment = self._recognizer.transcribe_carefully(utterance.samples, cancelled)
        if segment is None:
            return None
        text = clean_transcript(segment.text)
        if looks_hallucinated(text, segment.confidence, utterance.speech_frames * FRAME_S):
            text = ""
        length_s = len(utterance.samples) / CAPTURE_RATE_HZ
        return replace(segment, text=text, end_s=min(segment.end_s, length_s))


def _is_doubtful(segment: TranscriptionSegment) -> bool:
    is_sentence = len(segment.text.split()) >= FEWEST_WORDS
    return has_loop(segment.text) or (is_sentence and segment.confidence < UNSURE)
