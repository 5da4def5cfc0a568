"""OtherVoice: whether somebody else goes on after the user's request: a television, a radio, music, other people.

Pure. What is known: the words that were a whole request; the words that follow, if any; whether what follows sounds
different; how long it has gone on. Words and sound are each often wrong, so both must say the same, or the words for
long. The request is answered as it was heard before the other voice covered it. In noise whatever was said is answered
once no new word comes: a crowd goes on for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from appliance.items import TranscriptionSegment
from appliance.text.talk_behind import (
    first_request,
    is_lost,
    is_nothing_more,
    is_other_talk,
    is_something_else,
    is_whole_request,
    without_talk_before,
)
from appliance.text.transcript_guard import words_of
from appliance.turn_taking.endpointer import frames

DIFFERENT = 0.4
"""`voice_change` from which what follows may be another voice: the halves of one person's speech are often above, too,
so the words weigh more."""
VERY_DIFFERENT = 1.5
"""`voice_change` that is enough by itself where silence had ended the turn before, and the words are unsure."""
UNSURE = 0.7
"""Confidence below which there may have been two voices at once."""
CREDIBLE = 0.55
"""Confidence below which a request that is lost when more is heard may have been none: an unclear voice is "Does that
work this year?" first, and then nothing."""
LONG_ENOUGH_FRAMES = frames(2.0)
"""Speech of which that can be said: the sound of less is another each time."""
LONG_FRAMES = frames(2.5)
"""Speech after a whole request for which the words alone are enough."""
WORDLESS_FRAMES = frames(0.8)
"""Sound after a whole request without a word in it, which sounds different: not the user."""
LONG_WORDLESS_FRAMES = frames(1.4)
"""The same, where nobody can say whether it sounds different: there was no pause to compare at."""
NO_WORD_FRAMES = frames(1.3)
"""Sound without a new word after anything that was said, whole or not, after which nobody is waited for in noise: in
silence it would be as long (`delay_in_noise_s`)."""
NO_WORDS_FRAMES = frames(3.5)
"""The same, where no word is understood any more, or none ever was; anywhere, where it may be the user."""
UNHEARD_FRAMES = frames(1.4)
"""Speech that sounds different after a whole request, none of which could be decoded by now: the machine is busy."""
KEPT_REQUESTS = 8
"""Whole requests that are remembered in one turn: the last ones."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole request, as it was heard."""

    speech_frames: int
    """Of the utterance up to its end."""
    segment: TranscriptionSegment
    """Its words."""
    is_of_pause: bool
    """True when a pause followed: the frames are exact."""
    is_doubtful: bool = False
    """True when a more careful decode of it is still to come."""
    only_in_noise: bool = False
    """True for words that need not be a whole request: in a quiet room the user may be looking for the next one."""

    def alone(self, language: str) -> Draft:
        """Return it without what was said by others before."""
        text = self.segment.text
        text = without_talk_before(text) if language == "en" else text
        return replace(self, segment=replace(self.segment, text=text, is_final=True))


class OtherVoice:
    """Follows one turn."""

    def __init__(self, language: str = "en") -> None:
        self._language = language
        self._turn = 0
        self._heard = ""
        """The words so far."""
        self._frames = 0
        """Speech frames that they are of."""
        self._last: Draft | None = None
        """What was said when a word was last added to it."""
        self._requests: dict[int, Draft] = {}
        """Whole requests of the present turn, by the frames of speech before their end."""
        self._end: Draft | None = None
        """What silence had ended the turn with, before it was taken up again."""
        self._wordless: set[int] = set()
        """Frames of speech of which a decode had no words: with more care there may be some."""
        self._changes: dict[int, float] = {}
        """How different what followed each pause sounds."""
        self._resumed_at = -1
        """Speech frames after which somebody went on over the reply, who was taken for the user; -1: nobody did."""

    def user_resumed(self, turn: int) -> None:
        """Take note that the turn was taken up again over its reply, by words or by a voice as loud as the user's."""
        self._follow(turn)
        self._resumed_at = self._frames

    def add_transcript(
        self, turn: int, segment: TranscriptionSegment, speech_frames: int, *, is_pause: bool
    ) -> Draft | None:
        """Take words; return the request with which the user's turn was over, None while it is the user's."""
        self._follow(turn)
        self._heard, self._frames = segment.text, speech_frames
        if words_of(self._heard) and not (self._last and is_nothing_more(self._last.segment.text, self._heard)):
            self._last = Draft(speech_frames, segment, is_pause)
        if not words_of(self._heard):
            self._wordless.add(speech_frames)
        elif segment.confidence >= CREDIBLE:
            self._forget_what_was_misheard(speech_frames)
        self._keep(segment, speech_frames, is_pause=is_pause)
        ended = (self._end,) if self._end else ()
        return self._over() or next((one for one in (*self._requests.values(), *ended) if self._is_wordless(one)), None)

    def wordless_end(self) -> Draft | None:
        """Return what was said before sound without a word that is too long for a user in noise; None while it is not.

        With the same words still in it all of it is returned: it may have been a little more than they tell.
        """
        nothing = TranscriptionSegment("", 0.0, 0.0, 0.0, self._language, is_final=False)
        last = self._last or Draft(0, nothing, is_of_pause=False)
        has_words = bool(words_of(self._heard)) and len(words_of(self._heard)) >= len(words_of(last.segment.text)) / 2
        if self._frames - last.speech_frames < (NO_WORD_FRAMES if has_words else NO_WORDS_FRAMES):
            return None
        is_lost = not has_words and last.speech_frames > 0
        return replace(
            last, speech_frames=last.speech_frames if is_lost else self._frames, is_doubtful=True, only_in_noise=True
        )

    def add_change(self, turn: int, change: float, speech_frames: int) -> Draft | None:
        """Take how different what followed a pause sounds; return what `add_transcript()` does."""
        self._follow(turn)
        self._changes[speech_frames] = change
        return self._over() or self._unheard(speech_frames)

    def add_end(self, turn: int, segment: TranscriptionSegment, speech_frames: int, *, is_doubtful: bool) -> None:
        """Take the words with which silence has ended the turn: it may be taken up again for somebody else's."""
        self._follow(turn)
        self._end = Draft(speech_frames, segment, is_of_pause=True, is_doubtful=is_doubtful)

    def _follow(self, turn: int) -> None:
        if turn != self._turn:
            self._turn, self._heard, self._frames, self._requests, self._changes = turn, "", 0, {}, {}
            self._end = self._last = None
            self._wordless = set()
            self._resumed_at = -1

    def _keep(self, segment: TranscriptionSegment, speech_frames: int, *, is_pause: bool) -> None:
        """Remember the request that the words end in; or the first one in them, where no pause followed it."""
        text = segment.text
        if is_whole_request(text, self._language):
            draft = Draft(speech_frames, segment, is_pause)
        elif (request := first_request(text, self._language)) and not self._is_known(request):
            share = len(words_of(request)) / len(words_of(text))
            draft = Draft(round(speech_frames * share), replace(segment, text=request), is_of_pause=False)
        else:
            return
        if is_pause and draft.is_of_pause:  # now it is known where it ended
            same = [at for at, known in self._requests.items() if not known.is_of_pause and _is_same(known, draft)]
            for at in same:
                del self._requests[at]
        if draft.is_of_pause or not self._is_known(draft.segment.text):
            self._requests.setdefault(draft.speech_frames, draft)
        if len(self._requests) > KEPT_REQUESTS:
            del self._requests[min(self._requests)]

    def _forget_what_was_misheard(self, speech_frames: int) -> None:
        """Forget requests that may have been none, once surer words of the same speech do not have them."""
        for at, known in list(self._requests.items()):
            request, is_doubtful = known.segment.text, known.segment.confidence < CREDIBLE and at < speech_frames
            if is_doubtful and is_something_else(request, self._heard) and not is_lost(request, self._heard):
                del self._requests[at]

    def _is_known(self, request: str) -> bool:
        return any(words_of(known.segment.text) == words_of(request) for known in self._requests.values())

    def _over(self) -> Draft | None:
        if self._end and self._was_of_two_voices(self._end):
            return self._end
        return next((draft for draft in self._requests.values() if self._is_over(draft)), None)

    def _is_over(self, draft: Draft) -> bool:
        followed = self._frames - draft.speech_frames
        if followed <= 0 or not is_other_talk(draft.segment.text, self._heard, self._language):
            return False
        return self._is_different(draft) or followed >= LONG_FRAMES

    def _was_of_two_voices(self, draft: Draft) -> bool:
        """Say whether somebody else spoke at the same time already: the words are unsure, and only one goes on."""
        is_unsure = draft.segment.confidence < UNSURE and draft.speech_frames >= LONG_ENOUGH_FRAMES
        return is_unsure and self._changes.get(draft.speech_frames, 0.0) >= VERY_DIFFERENT

    def _is_wordless(self, draft: Draft) -> bool:
        """Say whether sound without words has followed: for longer where it was not found to sound different."""
        followed = self._frames - draft.speech_frames
        if draft.is_of_pause and draft.speech_frames not in self._changes:
            return False  # not enough has followed the pause
        least = WORDLESS_FRAMES if self._is_different(draft) else LONG_WORDLESS_FRAMES
        is_doubtful = draft.segment.confidence < CREDIBLE or draft.speech_frames in self._wordless
        is_unsure = is_doubtful and is_lost(draft.segment.text, self._heard)
        if is_unsure or not words_of(draft.segment.text) or draft.speech_frames <= self._resumed_at:
            least = NO_WORDS_FRAMES  # it may be the user who is not understood
        return followed >= least and is_nothing_more(draft.segment.text, self._heard)

    def _unheard(self, speech_frames: int) -> Draft | None:
        """Return the request after which so much was said, and nothing decoded, that it is answered as it is."""
        draft = max(self._requests.values(), key=lambda known: known.speech_frames, default=None)
        if draft is None or self._frames > draft.speech_frames or not self._is_different(draft):
            return None
        return draft if speech_frames - draft.speech_frames >= UNHEARD_FRAMES else None

    def _is_different(self, draft: Draft) -> bool:
        return self._changes.get(draft.speech_frames, 0.0) >= DIFFERENT


def _is_same(one: Draft, other: Draft) -> bool:
    return words_of(one.segment.text) == words_of(other.segment.text)
