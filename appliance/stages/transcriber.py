"""Transcriber: utterances into words, partial ones while the user speaks, and one final transcript.

What was decoded in a pause stands as the final transcript if nothing was said after it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S
from appliance.events import Output, TranscriptionCompleted, TranscriptionProgress, TranscriptionStarted
from appliance.interfaces import Recognizer
from appliance.items import TranscriptionSegment, Utterance
from appliance.text.punctuation import restored
from appliance.text.transcript_guard import clean_transcript, has_loop, looks_hallucinated, words_of
from appliance.threads.stage import Stage

UNSURE = 0.7
"""Below this confidence a sentence is decoded once more with care: it is where a fitted window loses words."""
SHORT_S = 2.5
"""In speech as short as this, two opinions that agree are enough."""
FEWEST_WORDS = 6
"""A few words never reach much confidence, and care does not help them: in all of five or less it found the same, or
worse."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """An utterance that was decoded."""

    speech_frames: int
    """Of the utterance."""
    segment: TranscriptionSegment
    """Its words, cleaned."""
    is_doubtful: bool
    """True when care may lead to other words, and was not taken yet."""


class Transcriber(Stage[Utterance]):
    """Decodes snapshots of the utterance."""

    name = "transcriber"

    def __init__(
        self,
        load_recognizer: Callable[[], Recognizer],
        outdated: Callable[[Utterance, bool], bool],
        clock: Callable[[], float],
    ) -> None:
        """`outdated` says whether a decode is for nothing by now, told whether it is the first of its turn."""
        self._load_recognizer = load_recognizer
        self._outdated = outdated
        self._clock = clock
        self._recognizer: Recognizer
        self._turn = 0
        self._has_heard = False
        """True once something of this turn was decoded."""
        self._paused: _Heard | None = None
        """What was heard up to the last pause of this turn."""

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
            self._turn, self._has_heard, self._paused = utterance.turn, False, None
            yield TranscriptionStarted(utterance.turn, self._clock())
        known = self._paused if self._paused and self._paused.speech_frames == utterance.speech_frames else None
        heard = known
        if known is None or (known.is_doubtful and (utterance.is_final or utterance.is_settled)):
            heard = self._decode(utterance, known)
        if heard is None:
            return  # it is for nothing by now
        self._has_heard = True
        if utterance.is_pause:
            self._paused = heard
        if utterance.is_final:
            final = replace(heard.segment, is_final=True)
            yield TranscriptionCompleted(utterance.turn, self._clock(), final, utterance.speech_frames)
        elif heard is not known:
            yield TranscriptionProgress(
                utterance.turn, self._clock(), heard.segment, utterance.is_pause, utterance.speech_frames
            )

    def _decode(self, utterance: Utterance, known: _Heard | None) -> _Heard | None:
        """Decode with a window that fits; what is doubtful, and counts, once more; None when cancelled."""
        is_first = not self._has_heard

        def cancelled() -> bool:
            return self._outdated(utterance, is_first)

        segment = known.segment if known else self._recognizer.transcribe(utterance.samples, cancelled)
        is_doubtful = segment is not None and (known is not None or _is_doubtful(segment))
        if segment and is_doubtful and (utterance.is_final or utterance.is_settled):
            segment = self._decode_again(segment, utterance, cancelled)
            is_doubtful = False
        if segment is None:
            return None
        text = restored(clean_transcript(segment.text), segment.language)
        if looks_hallucinated(text, segment.confidence, utterance.speech_frames * FRAME_S):
            text = ""
        length_s = len(utterance.samples) / CAPTURE_RATE_HZ
        segment = replace(segment, text=text, end_s=min(segment.end_s, length_s))
        return _Heard(utterance.speech_frames, segment, is_doubtful)

    def _decode_again(
        self, first: TranscriptionSegment, utterance: Utterance, cancelled: Callable[[], bool]
    ) -> TranscriptionSegment | None:
        """Ask for a second opinion, and for a careful decode where that does not settle it.

        The careful one takes four times as long. In short speech it is the same words, or worse ones, where two
        opinions agree; in longer speech it found some that both had missed (human recordings: 4.3 % errors, not 6.4).
        """
        second = self._recognizer.transcribe_again(utterance.samples, cancelled)
        if second is None:
            return None
        is_short = utterance.speech_frames * FRAME_S <= SHORT_S
        agree = is_short and words_of(second.text) == words_of(first.text)
        if not has_loop(second.text) and (agree or not _is_doubtful(second)):
            return second
        return self._recognizer.transcribe_carefully(utterance.samples, cancelled)


def _is_doubtful(segment: TranscriptionSegment) -> bool:
    is_sentence = len(segment.text.split()) >= FEWEST_WORDS
    return has_loop(segment.text) or (is_sentence and segment.confidence < UNSURE)
