"""AnswerWork: what the pipeline has to do for an answer: begin it, hold it, let it be heard, drop it.

Used by the session's thread. Which answer, and when, is decided in `answering` and `turn_decider`; how work on one that
may not be heard yet is held, by its number, in `turn_number`.
"""

from __future__ import annotations

import threading

from appliance.items import EndOfReply, Item, PrepareReply, Sentence, Transcript, TranscriptionSegment
from appliance.pipeline.turn_number import TurnNumber
from appliance.text.sentences import sentences
from appliance.threads.channel import Channel


class AnswerWork:
    """Hands work to the responder and the synthesizer, and lets the player look again at what it holds."""

    def __init__(
        self,
        turn: TurnNumber,
        transcripts: Channel[Item],
        sentences_: Channel[Item],
        speeches: Channel[Item],
        wake: threading.Event,
    ) -> None:
        """The channels lead to the responder, the synthesizer and the player; `wake` wakes the compute thread."""
        self._turn = turn
        self._transcripts = transcripts
        self._sentences = sentences_
        self._speeches = speeches
        self._wake = wake

    def say(self, text: str) -> int:
        """Have a text spoken in the present turn, sentence by sentence, as if it were an answer; return its number."""
        turn = self._turn.begin_answer(is_confirmed=True)
        for index, sentence in enumerate(sentences(text)):
            self._sentences.put_now(Sentence(turn, index, sentence))
        self._sentences.put_now(EndOfReply(turn))
        return turn

    def begin(self, segment: TranscriptionSegment, *, is_confirmed: bool) -> int:
        """Have an answer made in place of any other; unconfirmed, no more than its first clause, and not aloud.

        Returns its number.
        """
        answer = self._turn.begin_answer(is_confirmed=is_confirmed)
        self._transcripts.put_now(Transcript(answer, segment))
        self._speeches.look_again()
        return answer

    def confirm(self) -> None:
        """Have the answer that was begun heard, and the rest of it made."""
        self._turn.confirm_answer()
        self._speeches.look_again()

    def suspend(self, is_suspended: bool) -> None:
        """Let an unconfirmed answer rest as it is, or be worked on again."""
        self._turn.suspend_answer(is_suspended)
        self._wake.set()

    def drop(self) -> None:
        """Fall silent, and forget the answer."""
        self._turn.drop_answer()
        self._speeches.look_again()

    def prepare(self, user: str = "") -> None:
        """Have what is known of the next prompt evaluated when there is nothing better to do."""
        if not self._transcripts.has_work():
            self._transcripts.put_now(PrepareReply(user))
