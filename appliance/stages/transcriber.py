"""Transcriber: utterances into transcripts, partial ones while the user speaks, and one final one.

What was decoded in a pause stands as the final transcript if nothing was said after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Never

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S
from appliance.events import Event, TranscriptionCompleted, TranscriptionProgress, TranscriptionStarted
from appliance.interfaces import Recognizer
from appliance.items import Utterance
from appliance.stages.decoder import Decoded, Decoder, may_take_time
from appliance.stages.model_stage import ModelStage

MOST_CANCELLED = 2
"""Decodes in a row that may be cancelled for newer speech; the next counts as the first of its turn. Where decodes take
longer than the time between pauses, as on a busy machine with a television on, none would ever end."""
MORE_FRAMES = round(0.3 / FRAME_S)
"""What follows a stop word and is shorter is its end."""


class Transcriber(ModelStage[Utterance, Never, Decoder]):
    """Decodes snapshots of the utterance."""

    name = "transcriber"

    def __init__(
        self,
        load_recognizer: Callable[[], Recognizer],
        outdated: Callable[[Utterance, bool], bool],
        clock: Callable[[], float],
        words: Sequence[str] = (),
    ) -> None:
        """`outdated(utterance, is_first_of_its_turn)` says whether a decode is for nothing by now; so many that were
        cancelled count as none (`MOST_CANCELLED`).

        `words` are those that the recogniser was told to expect: it may read them back.
        """
        super().__init__(lambda: Decoder(load_recognizer(), words))
        self._outdated = outdated
        self._clock = clock
        self._turn = 0
        self._has_decoded = False
        """True once something of this turn was decoded."""
        self._cancelled_count = 0
        """Decodes that were cancelled in a row."""
        self._paused: Decoded | None = None
        """What was decoded in the last pause of this turn."""
        self._stop: Decoded | None = None
        """The stop word with which this turn began, over a reply."""
        self._start = 0
        """Index of the sample from which on there may be words in this turn: before it was a breath, or a noise."""

    def work(self, utterance: Utterance) -> Iterator[Event]:
        """Yield a partial transcript, or the final one."""
        if utterance.turn != self._turn:
            self._turn, self._has_decoded, self._paused, self._start = utterance.turn, False, None, 0
            self._cancelled_count, self._stop = 0, None
            yield TranscriptionStarted(utterance.turn, self._clock())
        known = self._paused
        if known and (known.speech_frames, known.is_any_sound) != (utterance.speech_frames, utterance.is_over_reply):
            known = None
        decoded = known
        if stop := self._stop_of(utterance):
            known, decoded = None, stop
        elif known is None or (known.is_doubtful and may_take_time(utterance)):
            decoded = self._decode(utterance, known)
        if decoded is None:  # it is for nothing by now
            self._cancelled_count += 1
            return
        self._has_decoded, self._cancelled_count = True, 0
        if utterance.is_pause:
            self._paused = decoded
        if utterance.is_final:
            final = replace(decoded.segment, is_final=True)
            yield TranscriptionCompleted(utterance.turn, self._clock(), final, utterance.speech_frames)
        elif decoded is not known:
            segment, frames = decoded.segment, utterance.speech_frames
            yield TranscriptionProgress(
                utterance.turn, self._clock(), segment, utterance.is_pause, frames, decoded.is_doubtful
            )

    def _decode(self, utterance: Utterance, known: Decoded | None) -> Decoded | None:
        """Decode what may have words in it; None when cancelled."""
        is_first = not self._has_decoded or self._cancelled_count >= MOST_CANCELLED
        utterance = self._without_noise_before(utterance)
        start_s = self._start / CAPTURE_RATE_HZ
        known = known and _later(known, -start_s)
        decoded = self._model.decode(utterance, lambda: self._outdated(utterance, is_first), known)
        if decoded is None:
            return None
        decoded = _later(decoded, start_s)
        if decoded.is_stop_word:
            self._stop = replace(decoded, is_doubtful=False)
        return decoded

    def _stop_of(self, utterance: Utterance) -> Decoded | None:
        """Return the stop word with which a turn began, if hardly more was said since the reply ended by it."""
        stop = self._stop
        if stop is None or utterance.is_over_reply or utterance.speech_frames > stop.speech_frames + MORE_FRAMES:
            return None
        return replace(stop, speech_frames=utterance.speech_frames)

    def _without_noise_before(self, utterance: Utterance) -> Utterance:
        """Leave out what came before the last settled pause, if there were no words in it.

        A breath before one word is half of what the recogniser hears, and it makes something up for it: "Thank you,
        pause."
        """
        silent = self._paused
        if silent and silent.is_wordless and silent.speech_frames == utterance.frames_before_part:
            self._start = max(self._start, utterance.last_part)
        return replace(utterance, samples=utterance.samples[self._start :]) if self._start else utterance


def _later(decoded: Decoded, by_s: float) -> Decoded:
    """Return the same words, with times that count from another moment."""
    segment = decoded.segment
    return replace(decoded, segment=replace(segment, start_s=segment.start_s + by_s, end_s=segment.end_s + by_s))
