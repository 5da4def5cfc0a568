"""Transcriber: utterances into transcripts, partial ones while the user speaks, and one final one.

What was decoded in a pause stands as the final transcript if nothing was said after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Never

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S
from appliance.audio.voicing import voiced_s
from appliance.events import Event, TranscriptionCompleted, TranscriptionProgress, TranscriptionStarted
from appliance.interfaces import Recognizer
from appliance.items import TranscriptionSegment, Utterance
from appliance.stages.model_stage import ModelStage
from appliance.text.invented import is_no_utterance, may_be_said
from appliance.text.own_words import is_read_back
from appliance.text.punctuation import restored
from appliance.text.single_words import SINGLE_WORDS, single_word
from appliance.text.sound_marks import names_noise
from appliance.text.transcript_guard import clean_transcript, has_loop, looks_hallucinated, words_of
from appliance.turn_taking.interruption_policy import EXPECTED, stop_word

UNSURE = 0.7
"""Below this confidence a sentence is decoded once more: with a fitted window, words may be missing from it."""
MOST_CANCELLED = 2
"""Decodes in a row that may be cancelled for newer speech; the next counts as the first of its turn. Where decodes take
longer than the time between pauses, as on a busy machine with a television on, none would ever end."""
SHORT_S = 2.5
"""In speech as short as this, two decodes with the same words are enough."""
FEWEST_WORDS = 6
"""Fewer words never reach much confidence, and a careful decode does not help: with five or fewer it always found the
same words, or worse ones."""
SHORT_OVER_REPLY_S = 1.2
"""A sound of this length that is heard over a reply may be a stop word."""
SURE_OVER_REPLY = 0.55
"""Of surer words it is not asked whether they are a noise."""
MORE_FRAMES = round(0.3 / FRAME_S)
"""What follows such a word and is shorter is its end."""
STANDS = 0.5
"""Confidence from which a sentence of so many words stands where the careful decode finds none: it may lose itself."""
SPEECH_S = 0.7
"""What lasts so long may be speech without words: doors and coughs are shorter, and laughs are named."""
VOWELS_S = 0.1
"""It is, with so much of vowels in it, or where the recogniser wrote what may be words."""
HARDLY_SURE = 0.3
"""Below this confidence even those few words are decoded once more: they would not be taken for words otherwise."""


@dataclass(frozen=True, slots=True)
class _Decoded:
    """An utterance that was decoded."""

    speech_frames: int
    """Of the utterance."""
    segment: TranscriptionSegment
    """Its words, cleaned."""
    is_doubtful: bool
    """True when a more careful decode, which was not done yet, may lead to other words."""
    is_wordless: bool
    """True when the recogniser itself wrote no words; False where what it wrote is not taken for words."""
    is_any_sound: bool
    """True when it was asked what the sound is; the words of a turn are decoded for themselves."""


class Transcriber(ModelStage[Utterance, Never, Recognizer]):
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
        super().__init__(load_recognizer)
        self._outdated = outdated
        self._clock = clock
        self._words = words
        self._turn = 0
        self._has_decoded = False
        """True once something of this turn was decoded."""
        self._cancelled_count = 0
        """Decodes that were cancelled in a row."""
        self._paused: _Decoded | None = None
        """What was decoded in the last pause of this turn."""
        self._stop: _Decoded | None = None
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
        elif known is None or (known.is_doubtful and _may_take_time(utterance)):
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

    def _decode(self, utterance: Utterance, known: _Decoded | None) -> _Decoded | None:
        """Decode with a fitted window, and once more if that is doubtful and the words count; None when cancelled."""
        is_first = not self._has_decoded or self._cancelled_count >= MOST_CANCELLED
        utterance = self._without_noise_before(utterance)

        def cancelled() -> bool:
            return self._outdated(utterance, is_first)

        decode = self._model.transcribe_any_sound if utterance.is_over_reply else self._model.transcribe
        segment = known.segment if known else decode(utterance.samples, cancelled)
        is_doubtful = segment is not None and (known is not None or _is_doubtful(segment))
        was_unsure = is_doubtful and _may_take_time(utterance)
        length_s = len(utterance.samples) / CAPTURE_RATE_HZ
        speech_s = min(utterance.speech_frames * FRAME_S, length_s)
        if segment and was_unsure:
            first, segment = segment, self._decode_again(segment, utterance, cancelled)
            is_doubtful = False
            if segment and _stands(first, speech_s) and not _is_understood(segment, speech_s):
                segment = first
        if segment is None:
            return None
        written = segment.text
        clean = clean_transcript(segment.text)
        text = restored(clean, segment.language)
        is_invented = looks_hallucinated(segment.text, segment.confidence, speech_s, segment.language)
        was_read_back = is_read_back(text, self._words)
        if is_invented or was_read_back:
            text = ""
            if was_unsure and speech_s <= SHORT_S and segment.language == "en":
                word = self._model.transcribe_expecting(utterance.samples, SINGLE_WORDS, cancelled)
                if word is None:
                    return None
                if text := single_word(word.text, word.confidence):
                    segment = word
        if not text and speech_s >= SPEECH_S and not names_noise(written):
            is_speech = (may_be_said(clean) and not was_read_back) or voiced_s(utterance.samples) >= VOWELS_S
            segment = replace(segment, is_unintelligible=is_speech)
        start_s = self._start / CAPTURE_RATE_HZ
        segment = replace(
            segment, text=text, start_s=start_s + segment.start_s, end_s=start_s + min(segment.end_s, length_s)
        )
        done = _Decoded(utterance.speech_frames, segment, is_doubtful, not clean, utterance.is_over_reply)
        return self._over_reply(done, written, utterance, cancelled) if utterance.is_over_reply else done

    def _over_reply(
        self, done: _Decoded, written: str, utterance: Utterance, cancelled: Callable[[], bool]
    ) -> _Decoded | None:
        """Add what was written; a short sound that is not sure is decoded once more, as a stop word or a noise.

        Of 30 words as "Stop." half were something else, or nothing, without it; and laughs were "I wish you". None when
        cancelled.
        """
        segment = replace(done.segment, written=written)
        speech_s = min(utterance.speech_frames * FRAME_S, len(utterance.samples) / CAPTURE_RATE_HZ)
        is_short = speech_s <= SHORT_OVER_REPLY_S and segment.language == "en"
        if not is_short or segment.confidence >= SURE_OVER_REPLY or names_noise(written):
            return replace(done, segment=segment)
        expected = self._model.transcribe_expecting(utterance.samples, EXPECTED, cancelled, quickly=True)
        if expected is None:
            return None
        if not done.is_wordless and (stop := stop_word(expected)):
            segment = replace(segment, text=f"{stop.capitalize()}.", confidence=expected.confidence)
            self._stop = replace(done, segment=segment, is_doubtful=False)
        elif names_noise(expected.text):
            segment = replace(segment, text="", written=expected.text)
        return replace(done, segment=segment)

    def _stop_of(self, utterance: Utterance) -> _Decoded | None:
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

    def _decode_again(
        self, first: TranscriptionSegment, utterance: Utterance, cancelled: Callable[[], bool]
    ) -> TranscriptionSegment | None:
        """Decode a second time, and with care where that does not settle it; None when cancelled.

        The careful decode takes four times as long. In short speech, where the first two agree, it finds the same words
        or worse ones. In longer speech it found some that both had missed (human recordings: 4.3 % errors, not 6.4).
        """
        second = self._model.transcribe_again(utterance.samples, cancelled)
        if second is None:
            return None
        is_short = utterance.speech_frames * FRAME_S <= SHORT_S
        # Of a few words the confidence decides, which is higher with the whole window.
        is_sentence = len(second.text.split()) >= FEWEST_WORDS
        agree = is_short and is_sentence and words_of(second.text) == words_of(first.text)
        if not has_loop(second.text) and (agree or not _is_doubtful(second)):
            return second
        careful = self._model.transcribe_carefully(utterance.samples, cancelled)
        if careful is None or is_sentence or has_loop(second.text):
            return careful
        # What was said is the same with every window; what is invented for a noise is another each time.
        is_same = words_of(careful.text) in (words_of(first.text), words_of(second.text))
        return careful if is_same else replace(careful, confidence=min(careful.confidence, second.confidence))


def _may_take_time(utterance: Utterance) -> bool:
    """Say whether a careful decode is worth its time; while a reply rests the next words come sooner."""
    return (utterance.is_final or utterance.is_settled) and not utterance.is_over_reply


def _stands(first: TranscriptionSegment, speech_s: float) -> bool:
    """Say whether the words of a first decode are to be kept where another finds none."""
    is_sentence = len(first.text.split()) >= FEWEST_WORDS and first.confidence >= STANDS
    return is_sentence and not has_loop(first.text) and _is_understood(first, speech_s)


def _is_understood(segment: TranscriptionSegment, speech_s: float) -> bool:
    is_invented = looks_hallucinated(segment.text, segment.confidence, speech_s, segment.language)
    return bool(words_of(clean_transcript(segment.text))) and not is_invented


def _is_doubtful(segment: TranscriptionSegment) -> bool:
    if is_no_utterance(segment.text):  # "you you you": it is not worth a longer look
        return False
    words = len(words_of(clean_transcript(segment.text)))
    least = UNSURE if len(segment.text.split()) >= FEWEST_WORDS else HARDLY_SURE if words else 0.0
    return has_loop(segment.text) or segment.confidence < least
