"""Transcriber: utterances into words, partial ones while the user speaks, and one final transcript.

What was decoded in a pause stands as the final transcript if nothing was said after it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from appliance.events import Output, TranscriptionCompleted, TranscriptionProgress, TranscriptionStarted
from appliance.interfaces import CAPTURE_RATE_HZ, FRAME_S, Recognizer
from appliance.items import TranscriptionSegment, Utterance
from appliance.stage import Stage
from appliance.transcript_guard import clean_transcript, has_loop, looks_hallucinated

UNSURE = 0.7
"""Below this confidence a sentence is decoded once more with care: it is where a fitted window loses words."""
FEWEST_WORDS = 4
"""One or two words never reach much confidence, and care does not help them."""


class Transcriber(Stage[Utterance]):
    """Decodes snapshots of the utterance."""

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
        """Yield a partial transcript, or the final one."""
        if utterance.turn != self._turn:
            self._turn, self._paused = utterance.turn, None
            yield TranscriptionStarted(utterance.turn, self._clock())
        known = self._paused if self._paused and self._paused[0] == utterance.speech_frames else None
        if utterance.is_final:
            yield from self._final(utterance, known[1] if known else self._decode(utterance, is_careful=True))
        elif not known:
            yield from self._partial(utterance)

    def _partial(self, utterance: Utterance) -> Iterator[Output]:
        """Decode a snapshot; doubtful words wait until the pause has settled, and are decoded with care then."""
        segment = self._decode(utterance, is_careful=utterance.is_settled)
        if segment is None:
            return
        is_pause = utterance.is_pause and (utterance.is_settled or not _is_doubtful(segment))
        if is_pause:
            self._paused = (utterance.speech_frames, segment)
        yield TranscriptionProgress(utterance.turn, self._clock(), segment, is_pause, utterance.speech_frames)

    def _final(self, utterance: Utterance, segment: TranscriptionSegment | None) -> Iterator[Output]:
        if segment:
            yield TranscriptionCompleted(utterance.turn, self._clock(), replace(segment, is_final=True))

    def _decode(self, utterance: Utterance, *, is_careful: bool) -> TranscriptionSegment | None:
        def cancelled() -> bool:
            return self._outdated(utterance)

        segment = self._recognizer.transcribe(utterance.samples, cancelled)
        if segment and is_careful and _is_doubtful(segment):
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
