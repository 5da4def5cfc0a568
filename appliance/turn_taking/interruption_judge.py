"""InterruptionJudge: what is known by now of a sound that is heard over a reply, by its words and by its length.

Pure: no clock, no thread. One decode of somebody's first words is often wrong; what several of them have in common, and
how long somebody has spoken, is not.
"""

from __future__ import annotations

from appliance.events import InterruptionProgress
from appliance.items import TranscriptionSegment
from appliance.text.stop_words import stop_words, without_lead
from appliance.text.transcript_guard import words_of
from appliance.turn_taking.endpointer import frames
from appliance.turn_taking.interruption_policy import (
    MANY_WORDS,
    SEVERAL_WORDS,
    Mode,
    Verdict,
    ends_in_stop_word,
    guessed_words,
    is_told_to_stop,
    verdict,
    written_words,
)

QUIET_FRAMES = frames(0.1)
"""Silence after which a sound is over that was too short for a word."""
SHORT_FRAMES = frames(0.28)
"""A sound that is no longer than this is too short for a word."""
NOTHING_FRAMES = frames(0.2)
"""Silence after which a sound is over in which no words were found."""
VOICED_FRAMES, VOICED = 5, 0.3
"""Vowels in a sound, and their part of it, from which on it may be words, whatever is made of it so far."""
VOICE_FRAMES, WORDS_FRAMES = frames(0.4), frames(0.6)
"""Silence after which somebody has said all who has made such a sound, or said words that are not sure."""
UNHEARD_FRAMES = frames(0.5)
"""Silence after which a sound is over of which nothing is known yet, where the user is likely to go on."""
PAUSE_FRAMES = frames(2.0)
"""Silence after which anything is over, whatever the recogniser will say of it: it may be slow, or busy."""
LASTING_FRAMES, LASTING_VOICED_FRAMES = frames(1.5), frames(0.4)
"""Speech with so many vowels is somebody who speaks, whether a word of it is understood or not. Laughs of 1.4 s have as
many, and are told by what the recogniser writes for them."""
GOING_ON_LASTING_FRAMES, GOING_ON_VOICED_FRAMES = frames(0.5), frames(0.24)
"""The same of somebody who is likely to go on with what they said before the reply. The rest of a sentence is often
not understood without its beginning. (Of 96 coughs, laughs, "mm-hm" and "uh-huh" no more interrupt for it.)"""
GOING_ON_DB = -11.0
"""Relative to the user before the reply: what is softer goes on with what they said by its words only."""
MORE_FRAMES = frames(0.2)
"""So much more was said when words that are not sure count once more."""
VOWEL_FRAMES = 1
"""Vowels with which a sound may be a voice: a cough or a door has none in its first moment. With 2 the reply rested too
late for "Quiet." and "Enough.", which were over then."""
UNVOICED_FRAMES = frames(0.3)
"""Length of a sound without vowels that may be a voice nevertheless: many a cough or door is shorter."""


class InterruptionJudge:
    """Of one sound: all that is heard from the first frame of speech to a silence of 2 s."""

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self.verdict = Verdict.UNKNOWN
        """As it is known by now."""
        self._guessed_at = 0
        """Frames of speech when words that are not sure were last counted."""
        self._guesses = 0
        """How often there were several."""
        self._speech_frames = self._voiced_frames = 0
        """How long it is so far, and the vowels in it."""
        self._lasts_since = 0, 0
        """The same, when the reply last went on: what lasts is counted from there, for some echo may be in it."""
        self.may_go_on = False
        """The reply has only just begun: the user is likely to go on with what they said before it."""
        self._is_heard = False
        """A transcript has come."""
        self._was_hum = False
        """Once it was nothing but a hum, or a noise."""
        self.words = ""
        """What was heard last, in small letters."""
        self.is_stop_word = False
        """If that interrupts, it is meant to end the reply."""
        self.is_told_to_stop = False
        """Nothing but a stop word, with silence after it, which cannot be the echo of the reply."""

    @property
    def _mode_now(self) -> Mode:
        """Who goes on with what they said may do so in any words: the mode is for words that end the reply."""
        return "words" if self.may_go_on else self._mode

    def hear(self, heard: TranscriptionSegment, speech_frames: int, reply: str, *, is_whole: bool) -> None:
        """Take a transcript of the first `speech_frames`; `is_whole`: it ends in a pause. `reply`: as it is written."""
        self._is_heard = True
        mode = self._mode_now
        self.verdict = verdict(mode, heard, reply, is_whole=is_whole, may_go_on=self.may_go_on)
        self.is_told_to_stop = is_whole and is_told_to_stop(heard, reply)
        self._was_hum |= self.verdict is Verdict.HUM
        if speech_frames >= self._guessed_at + MORE_FRAMES:
            self._guessed_at = speech_frames
            self._guesses += guessed_words(mode, heard, reply) >= SEVERAL_WORDS
        if self._guesses > 1:
            self.verdict = Verdict.INTERRUPTS
        words = words_of(heard.text)
        if not words and self.verdict is Verdict.UNKNOWN and self._voiced_frames < VOWEL_FRAMES:
            self.verdict = Verdict.FALSE  # neither words nor vowels
        self.words = " ".join(words)
        stops = stop_words(heard.language)
        is_chosen = self._mode == "stopword" and ends_in_stop_word(words, stops)
        self.is_stop_word = is_chosen or self.words in stops or without_lead(self.words) in stops
        is_stop = " ".join(written_words(heard)) in stops
        if self._was_hum and len(words) < MANY_WORDS and not is_stop:
            # The end of a laugh is "Me." or "Look at that." to the recogniser, "Never mind." where that is expected.
            self.verdict = Verdict.DOUBTFUL if self.verdict is Verdict.INTERRUPTS else self.verdict

    def go_on(self, progress: InterruptionProgress) -> None:
        """Take note of how long it lasts by now. What may still be the echo is judged by its words alone."""
        self._speech_frames, self._voiced_frames = progress.speech_frames, progress.voiced_frames
        speech, voiced = self._lasts_since
        least, least_voiced = LASTING_FRAMES, LASTING_VOICED_FRAMES
        if self.may_go_on and (progress.user_relative_db is None or progress.user_relative_db >= GOING_ON_DB):
            least, least_voiced = GOING_ON_LASTING_FRAMES, GOING_ON_VOICED_FRAMES
        is_long = progress.speech_frames - speech >= least and progress.voiced_frames - voiced >= least_voiced
        if self._mode_now == "words" and is_long and progress.is_settled and not self._was_hum:
            self.verdict = Verdict.INTERRUPTS

    def reply_goes_on(self) -> None:
        """Take note that it was a false interruption so far."""
        self._lasts_since = self._speech_frames, self._voiced_frames

    def is_over(self, progress: InterruptionProgress) -> bool:
        """Say whether it is over, as far as that can be told before its last words are known."""
        if self.is_told_to_stop:  # it is decided soon: the reply must not go on meanwhile
            return progress.silent_frames >= PAUSE_FRAMES
        silence = PAUSE_FRAMES
        if progress.speech_frames <= SHORT_FRAMES:
            silence = QUIET_FRAMES
        elif self.verdict is Verdict.NOTHING:
            silence = NOTHING_FRAMES
        elif self.verdict is Verdict.DOUBTFUL or self._guesses:
            silence = WORDS_FRAMES
        if self.may_go_on and not self._is_heard:
            silence = max(silence, UNHEARD_FRAMES)
        if progress.voiced_frames >= max(VOICED_FRAMES, VOICED * progress.speech_frames):
            silence = max(silence, VOICE_FRAMES)
        return progress.silent_frames >= silence
