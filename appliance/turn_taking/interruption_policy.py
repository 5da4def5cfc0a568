"""InterruptionPolicy: whether what is said over a reply is an interruption, by its words.

Pure: no clock, no sound. A cough, a door, a laugh have no words; "mm-hm" and "yeah" only say that somebody listens
(backchannels); the reply itself may come back from the room.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import pairwise
from typing import Literal

from appliance.items import TranscriptionSegment
from appliance.text.number_words import NUMBER, words_of_number
from appliance.text.sound_marks import names_noise
from appliance.text.stop_words import FILLERS, HUMS, backchannels, stop_words
from appliance.text.transcript_guard import clean_transcript, words_of

Mode = Literal["off", "stopword", "words"]

EXPECTED = ("Stop", "Wait", "Cancel", "No", "Quiet", "Enough", "Never mind", "Okay, stop", "What")
"""What a recogniser is told to expect where it does not understand a short sound."""
SURE_OF_EXPECTED = 0.6
"""Confidence from which such a word is believed: coughs, laughs, hums, doors are "(noise)" then, and no word at all."""
SURE = 0.55
"""Confidence from which a single word is believed."""
LIKELY = 0.4
"""Confidence from which a stop word is."""
TWO_LIKELY = 0.5
"""Confidence from which two words are."""
ENOUGH_WORDS, POSSIBLE = 3, 0.33
"""So many words are from this confidence on: it is low where somebody speaks from across the room."""
MANY_WORDS, SEVERAL_WORDS, GUESSED = 4, 2, 0.2
"""So many words, all different, are from this confidence on: what is made of a laugh or a cough is shorter. Several
are if there are as many again when more was said."""
DOUBTED = 0.3
"""Confidence from which words before a pause are worth waiting for more of them."""
ECHOED, ECHOED_UNSURE = 0.5, 0.35
"""Part of the pairs of words that the reply itself has too, from which on they are its echo; and where they are not
sure: what is left of an echo is heard as half of it."""
FEW_WORDS = 2
"""So few words are taken for an echo if a single one of them is in the reply: the others are what the recogniser makes
of the rest of the echo."""
MADE_UP = frozenset({"thank you", "thanks", "you", "bye"})
"""Backchannels that Whisper writes for what it does not understand, too: they say nothing."""


class Verdict(Enum):
    """What is known of somebody who speaks over a reply."""

    INTERRUPTS = "interrupts"
    """It is a turn of its own, or goes on with the last one."""
    FALSE = "false interruption"
    """The reply goes on."""
    DOUBTFUL = "doubtful"
    """Words that may be a turn: more would make it sure."""
    NOTHING = "nothing"
    """No words are in it; the recogniser finds none in the first moment of many a sentence either."""
    HUM = "hum"
    """Nothing but a hum, a laugh, a cough, a door."""
    UNKNOWN = "unknown"
    """More has to be heard."""


def stop_word(heard: TranscriptionSegment) -> str:
    """Return what was heard if it is one of the `stop_words()`, with marks of noise after it; else ""."""
    spoken = " ".join(words_of(re.split(r"[(\[*]", heard.text)[0]))
    return spoken if spoken in stop_words(heard.language) and heard.confidence >= SURE_OF_EXPECTED else ""


def written_words(heard: TranscriptionSegment) -> list[str]:
    """Return the words that were written of it before any were expected; those of the transcript if none were."""
    return words_of(clean_transcript(heard.written) or heard.text)


def is_told_to_stop(heard: TranscriptionSegment, reply: str) -> bool:
    """Say whether it is a stop word that nobody told the recogniser to expect, and that the reply does not have.

    One word has to be surer than several, and must not sound in a word of the reply: "no" does in "snow".
    """
    written = written_words(heard)
    least = LIKELY if len(written) > 1 else SURE_OF_EXPECTED
    is_own = any(word in said for word in written for said in _spoken_words(reply))
    return " ".join(written) in stop_words(heard.language) and heard.confidence >= least and not is_own


def verdict(mode: Mode, heard: TranscriptionSegment, reply: str, *, is_whole: bool, may_go_on: bool = False) -> Verdict:
    """Judge what was said over a reply, of which `reply` is what was written so far; `is_whole`: it ends in a pause.

    `may_go_on`: the reply has only just begun, so that the user is likely to go on with what they said.
    """
    judged = _of_text(mode, heard, reply, is_whole=is_whole, may_go_on=may_go_on)
    if judged is Verdict.INTERRUPTS:
        return judged
    if names_noise(heard.written):
        return Verdict.HUM
    written = words_of(heard.written)
    if is_whole and judged is Verdict.NOTHING and written and all(word in FILLERS for word in written):
        return Verdict.FALSE
    return Verdict.INTERRUPTS if guessed_words(mode, heard, reply) >= MANY_WORDS else judged


def guessed_words(mode: Mode, heard: TranscriptionSegment, reply: str) -> int:
    """Return how many different words were written of it, although they are too unsure for a transcript.

    0 for those of the reply, and for a confidence below `GUESSED`.
    """
    guessed = clean_transcript(heard.written)
    if mode != "words" or heard.confidence < GUESSED or _is_echo(guessed, reply, ECHOED_UNSURE):
        return 0
    return len({word for word in words_of(guessed) if word not in backchannels(heard.language)})


def _of_text(mode: Mode, heard: TranscriptionSegment, reply: str, *, is_whole: bool, may_go_on: bool) -> Verdict:
    text, confidence = heard.text, heard.confidence
    listened, stops = backchannels(heard.language), stop_words(heard.language)
    words = words_of(text)
    spoken = " ".join(words)
    if spoken in listened or all(word in listened for word in words):
        return _without_words(spoken, is_whole=is_whole)
    if spoken in stops or (mode == "stopword" and ends_in_stop_word(words, stops)):
        return Verdict.INTERRUPTS if confidence >= LIKELY else Verdict.UNKNOWN
    if mode != "words" or _is_echo(text, reply, ECHOED if confidence >= TWO_LIKELY else ECHOED_UNSURE):
        return Verdict.FALSE if is_whole else Verdict.UNKNOWN
    two_likely = POSSIBLE if may_go_on or len(words) >= ENOUGH_WORDS else TWO_LIKELY
    if len(words) > 1 and confidence >= two_likely:
        return Verdict.INTERRUPTS
    return _in_a_pause(confidence, LIKELY if may_go_on else SURE) if is_whole else Verdict.UNKNOWN


def _without_words(spoken: str, *, is_whole: bool) -> Verdict:
    """Judge a backchannel, or a sound in which no words were found."""
    if is_whole:
        return Verdict.FALSE if spoken and spoken not in MADE_UP else Verdict.NOTHING
    is_hum = bool(spoken) and (spoken in HUMS or all(word in HUMS for word in spoken.split()))
    return Verdict.HUM if is_hum else Verdict.UNKNOWN


def _in_a_pause(confidence: float, sure: float) -> Verdict:
    """Judge words that nothing has followed yet."""
    if confidence >= sure:
        return Verdict.INTERRUPTS
    return Verdict.DOUBTFUL if confidence >= DOUBTED else Verdict.FALSE


def ends_in_stop_word(words: list[str], stops: frozenset[str]) -> bool:
    """Say whether the last of these words are one of the `stop_words()`."""
    return any(" ".join(words[-count:]) in stops for count in (1, 2, 3))


def _is_echo(text: str, reply: str, least: float) -> bool:
    """Say whether these words are a part of the reply, as they stand there one after the other."""
    words, said = _spoken_words(text), _spoken_words(reply)
    if len(words) <= FEW_WORDS:
        return any(word in said for word in words)
    heard, pairs = list(pairwise(words)), set(pairwise(said))
    return sum(pair in pairs for pair in heard) >= least * len(heard)


def _spoken_words(text: str) -> list[str]:
    """Return the words as they are spoken: a recogniser writes "27" where the reply says "twenty seven"."""
    return words_of(re.sub(NUMBER, lambda match: words_of_number(match.group()), text))
