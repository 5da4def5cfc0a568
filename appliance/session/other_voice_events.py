"""OtherVoiceHandler: ends a turn with what the user had said before somebody else went on: a television, other people.

What somebody else is known by is in `turn_taking.other_voice`.
"""

from __future__ import annotations

from dataclasses import replace

from appliance import events as ev
from appliance.items import EndAtPause, EndReason, TranscriptionSegment
from appliance.session.controller import SessionController
from appliance.turn_taking.other_voice import Draft, OtherVoice


class OtherVoiceHandler:
    """Used by `TurnEventHandler`."""

    def __init__(self, controller: SessionController) -> None:
        self._turn = controller.pipeline.turn
        self._pipeline = controller.pipeline
        self._language = controller.config.language
        self._other_voice = OtherVoice(self._language)
        self._proposed: Draft | None = None
        """With which the turns stage was last told to end the turn; it may not: in a quiet room, or too late."""
        self._draft: tuple[int, Draft] | None = None
        """The turn that another voice has ended, and what the user had said until then."""

    def on_change(self, event: ev.VoiceChange) -> None:
        """Take how different what followed a pause sounds."""
        self._end_at(event.turn, self._other_voice.add_change(event.turn, event.change, event.speech_frames))

    def ends(self, event: ev.TranscriptionProgress) -> bool:
        """Take words; say whether the turn ends before them, as somebody else goes on."""
        over = self._other_voice.add_transcript(event.turn, event.segment, event.speech_frames, is_pause=event.is_pause)
        if self._end_at(event.turn, over):
            return True
        self._end_at(event.turn, self._other_voice.wordless_end())
        return False

    def on_silence(self, turn: int, segment: TranscriptionSegment, speech_frames: int, *, is_doubtful: bool) -> None:
        """Take the words with which silence has ended the turn."""
        self._other_voice.add_end(turn, segment, speech_frames, is_doubtful=is_doubtful)

    def user_resumed(self, turn: int) -> None:
        """Take note that a turn was taken up again over its reply."""
        self._other_voice.user_resumed(turn)

    def has_ended(self, event: ev.UtteranceEnded) -> bool:
        """Take an end; say whether it is the one that was proposed."""
        proposed = self._proposed
        if event.reason is not EndReason.OTHER_VOICE or not proposed or proposed.speech_frames != event.speech_frames:
            return False
        self._draft = event.turn, proposed
        return True

    def transcript_at(self, event: ev.UtteranceEnded) -> TranscriptionSegment | None:
        """Return the words of a turn that another voice has ended; None if they are to be decoded once more."""
        if self._draft is None or self._draft[0] != event.turn or self._draft[1].is_doubtful:
            return None
        return self._draft[1].segment

    def alone(self, event: ev.TranscriptionCompleted) -> ev.TranscriptionCompleted:
        """Leave out of a transcript what others said before, if another voice has ended the turn there."""
        if self._draft is None or (self._draft[0], self._draft[1].speech_frames) != (event.turn, event.speech_frames):
            return event
        return replace(event, segment=replace(self._draft[1], segment=event.segment).alone(self._language).segment)

    def _end_at(self, turn: int, over: Draft | None) -> bool:
        """Propose to end the turn with what was said earlier, if somebody else goes on; say whether that is sure."""
        timeline = self._turn.timeline
        if over is None or timeline is None or not timeline.ends_by_silence:
            return False
        self._proposed = over.alone(self._language)
        self._pipeline.command(EndAtPause(turn, over.speech_frames, over.only_in_noise))
        return not over.only_in_noise
