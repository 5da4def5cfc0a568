"""Decoder: an utterance into words, by one decode, or by as many as it takes.

Where a decode is doubtful, another one is made, with the whole window, and then with care; what the recogniser invents
for a noise is told from words; over a reply, a short sound may be a stop word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S
from appliance.audio.voicing import voiced_s
from appliance.interfaces import Recognizer
from appliance.items import TranscriptionSegment, Utterance
from appliance.text.invented import is_no_utterance, may_be_said
from appliance.text.own_words import is_read_back
from appliance.text.punctuation import restored
from appliance.text.single_words import SINGLE_WORDS, single_word
from appliance.text.sound_marks import names_noise
from appliance.text.transcript_guard import clean_transcript, has_loop, looks_hallucinated, words_of
from appliance.turn_taking.interruption_policy import EXPECTED, stop_word

Cancelled = Callable[[], bool]
"""Says whether a decode is for nothing by now."""

UNSURE = 0.7
"""Below this confidence a sentence is decoded once more: with a fitted window, words may be missing from it."""
SHORT_S = 2.5
"""In speech as short as this, two decodes with the same words are enough."""
FEWEST_WORDS = 6
"""Fewer words never reach much confidence, and a careful decode does not help: with five or fewer it always found the
same words, or worse ones."""
SHORT_OVER_REPLY_S = 1.2
"""A sound of this length that is heard over a reply may be a stop word."""
SURE_OVER_REPLY = 0.55
"""Of surer words it is not asked whether they are a noise."""
STANDS = 0.5
"""Confidence from which a sentence of so many words stands where the careful decode finds none: it may lose itself."""
SPEECH_S = 0.7
"""What lasts so long may be speech without words: doors and coughs are shorter, and laughs are named."""
VOWELS_S = 0.1
"""It is, with so much of vowels in it, or where the recogniser wrote what may be words."""
HARDLY_SURE = 0.3
"""Below this confidence even those few words are decoded once more: they would not be taken for words otherwise."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """An utterance that was decoded."""

    speech_frames: int
    """Of the utterance."""
    segment: TranscriptionSegment
    """Its words, cleaned; its times count from the first sample that was decoded."""
    is_doubtful: bool
    """True when a more careful decode, which was not done yet, may lead to other words."""
    is_wordless: bool
    """True when the recogniser itself wrote no words; False where what it wrote is not taken for words."""
    is_any_sound: bool
    """True when it was asked what the sound is; the words of a turn are decoded for themselves."""
    is_stop_word: bool = False
    """True when it was found to be a stop word only because one was expected."""


class Decoder:
    """Decodes utterances with a recogniser. Every method returns None when a decode was cancelled."""

    def __init__(self, recognizer: Recognizer, words: Sequence[str] = ()) -> None:
        """`words` are those that the recogniser was told to expect: it may read them back."""
        self._recognizer = recognizer
        self._words = words

    def decode(self, utterance: Utterance, cancelled: Cancelled, known: Decoded | None = None) -> Decoded | None:
        """Decode with a fitted window, and once more if that is doubtful and the words count.

        `known` is what such a first decode of the same sound has found.
        """
        segment = known.segment if known else self._first(utterance, cancelled)
        is_doubtful = segment is not None and (known is not None or _is_doubtful(segment))
        was_unsure = is_doubtful and may_take_time(utterance)
        if segment and was_unsure:
            segment, is_doubtful = self._decode_again(segment, utterance, cancelled), False
        if segment is None:
            return None
        written, clean = segment.text, clean_transcript(segment.text)
        segment = self._without_inventions(segment, clean, utterance, cancelled, was_unsure=was_unsure)
        if segment is None:
            return None
        segment = replace(segment, end_s=min(segment.end_s, _length_s(utterance)))
        done = Decoded(utterance.speech_frames, segment, is_doubtful, not clean, utterance.is_over_reply)
        return self._over_reply(done, written, utterance, cancelled) if utterance.is_over_reply else done

    def _first(self, utterance: Utterance, cancelled: Cancelled) -> TranscriptionSegment | None:
        if utterance.is_over_reply:
            return self._recognizer.transcribe_any_sound(utterance.samples, cancelled)
        return self._recognizer.transcribe(utterance.samples, cancelled)

    def _decode_again(
        self, first: TranscriptionSegment, utterance: Utterance, cancelled: Cancelled
    ) -> TranscriptionSegment | None:
        """Decode a second time, and with care where that does not settle it. Words that stand are kept all the same.

        The careful decode takes four times as long. In short speech, where the first two agree, it finds the same words
        or worse ones. In longer speech it found some that both had missed (human recordings: 4.3 % errors, not 6.4).
        """
        second = self._recognizer.transcribe_again(utterance.samples, cancelled)
        if second is None:
            return None
        is_short = utterance.speech_frames * FRAME_S <= SHORT_S
        # Of a few words the confidence decides, which is higher with the whole window.
        is_sentence = len(second.text.split()) >= FEWEST_WORDS
        agree = is_short and is_sentence and words_of(second.text) == words_of(first.text)
        if not has_loop(second.text) and (agree or not _is_doubtful(second)):
            last: TranscriptionSegment | None = second
        else:
            last = self._recognizer.transcribe_carefully(utterance.samples, cancelled)
            if last and not (is_sentence or has_loop(second.text)):
                # What was said is the same with every window; what is invented for a noise is another each time.
                is_same = words_of(last.text) in (words_of(first.text), words_of(second.text))
                last = last if is_same else replace(last, confidence=min(last.confidence, second.confidence))
        speech_s = _speech_s(utterance)
        if last and _stands(first, speech_s) and not _is_understood(last, speech_s):
            return first
        return last

    def _without_inventions(
        self,
        segment: TranscriptionSegment,
        clean: str,
        utterance: Utterance,
        cancelled: Cancelled,
        *,
        was_unsure: bool,
    ) -> TranscriptionSegment | None:
        """Return what was said: no words where they were invented, or one that was expected; `clean`: its words."""
        written, speech_s = segment.text, _speech_s(utterance)
        text = restored(clean, segment.language)
        was_read_back = is_read_back(text, self._words)
        if was_read_back or looks_hallucinated(written, segment.confidence, speech_s, segment.language):
            text = ""
            if was_unsure and speech_s <= SHORT_S and segment.language == "en":
                word = self._recognizer.transcribe_expecting(utterance.samples, SINGLE_WORDS, cancelled)
                if word is None:
                    return None
                if text := single_word(word.text, word.confidence):
                    segment = word
        if not text and speech_s >= SPEECH_S and not names_noise(written):
            is_speech = (may_be_said(clean) and not was_read_back) or voiced_s(utterance.samples) >= VOWELS_S
            segment = replace(segment, is_unintelligible=is_speech)
        return replace(segment, text=text)

    def _over_reply(self, done: Decoded, written: str, utterance: Utterance, cancelled: Cancelled) -> Decoded | None:
        """Add what was written; a short sound that is not sure is decoded once more, as a stop word or a noise.

        Of 30 words as "Stop." half were something else, or nothing, without it; and laughs were "I wish you".
        """
        segment = replace(done.segment, written=written)
        is_short = _speech_s(utterance) <= SHORT_OVER_REPLY_S and segment.language == "en"
        if not is_short or segment.confidence >= SURE_OVER_REPLY or names_noise(written):
            return replace(done, segment=segment)
        expected = self._recognizer.transcribe_expecting(utterance.samples, EXPECTED, cancelled, quickly=True)
        if expected is None:
            return None
        stop = None if done.is_wordless else stop_word(expected)
        if stop:
            segment = replace(segment, text=f"{stop.capitalize()}.", confidence=expected.confidence)
        elif names_noise(expected.text):
            segment = replace(segment, text="", written=expected.text)
        return replace(done, segment=segment, is_stop_word=bool(stop))


def may_take_time(utterance: Utterance) -> bool:
    """Say whether a careful decode is worth its time; while a reply rests the next words come sooner."""
    return (utterance.is_final or utterance.is_settled) and not utterance.is_over_reply


def _length_s(utterance: Utterance) -> float:
    return len(utterance.samples) / CAPTURE_RATE_HZ


def _speech_s(utterance: Utterance) -> float:
    return min(utterance.speech_frames * FRAME_S, _length_s(utterance))


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
