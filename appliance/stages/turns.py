"""Turns: from frames to the user's utterances: speech or not, pre-roll, snapshots for partials, and the end.

A turn that silence has ended is followed until the session says otherwise: the user may only have paused.
"""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Callable, Iterator

from appliance.audio.format import FRAME_S
from appliance.audio.playback_reference import PlaybackReference
from appliance.events import (
    EndReason,
    NobodySpoke,
    Output,
    PauseEnded,
    SpeechActivity,
    SpeechPaused,
    TurnStarted,
    UserResumed,
    UtteranceEnded,
)
from appliance.interfaces import SpeechDetector
from appliance.items import Commit, EndpointingDelay, Forget, Frame, Ignore, Item, Listen
from appliance.monitoring.metrics import TARGETS_MS
from appliance.settings import VoiceSessionConfig
from appliance.threads.stage import Stage
from appliance.turn_taking.endpointer import EndpointerEvent, frames
from appliance.turn_taking.user_turn import PRE_ROLL_FRAMES, UserTurn

ROOM_FRAMES = frames(2.0)
"""Kept while nobody is listened to: the detector must know the room before it is asked for speech."""
LATE_S = TARGETS_MS["capture"] / 1000
"""A frame that takes longer than this to get here is late."""


class Turns(Stage[Item]):
    """Follows the microphone; while the session listens, cuts the user's turn out of it."""

    name = "turns"

    def __init__(
        self,
        load_detector: Callable[[], SpeechDetector],
        config: VoiceSessionConfig,
        clock: Callable[[], float],
        playback_reference: PlaybackReference | None = None,
    ) -> None:
        """Without `own_sound` the microphone never hears the loudspeaker: it plays a recording."""
        self._load_detector = load_detector
        self._config = config
        self._clock = clock
        self._playback_reference = playback_reference
        self.late_frames = 0
        """Frames of turns that came later than the contract allows."""
        self._listens_from_s = 0.0
        """Frames from before were not in a hurry."""
        self._detector: SpeechDetector
        self._before: deque[Frame] = deque(maxlen=ROOM_FRAMES)
        self._turn: UserTurn | None = None

    def open(self) -> None:
        """Load the speech detector."""
        self._detector = self._load_detector()

    def work(self, item: Item) -> Iterator[Output]:
        """Take a frame, or a command of the session."""
        match item:
            case Frame():
                yield from self._hear(item)
            case Listen(turn):
                self._get_to_know_the_room()
                self._listens_from_s = self._clock()
                self._turn = UserTurn(turn, self._config, list(self._before)[-PRE_ROLL_FRAMES:])
                self._before.clear()
            case Commit(turn) if self._turn and self._turn.number == turn:
                yield from self._commit(self._turn)
            case EndpointingDelay(turn, speech_frames, silence_s) if self._turn and self._turn.number == turn:
                if self._turn.endpointer.speech_frames == speech_frames:
                    yield from self._act(self._turn, self._turn.endpointer.allow(frames(silence_s)))
            case Ignore():
                self._turn = None
            case Forget():
                self._turn = None
                self._before.clear()

    def _hear(self, frame: Frame) -> Iterator[Output]:
        turn = self._turn
        is_own = self._playback_reference is not None and self._is_own(frame, self._playback_reference)
        if turn is None:
            if not is_own:
                self._before.append(frame)  # and no more: this goes on all day
            return
        if is_own and not turn.endpointer.is_over:
            return  # not even the detector may take it for the room
        started_s = self._clock()
        is_speech = not is_own and self._detector.is_speech(frame.samples)
        vad_s = self._clock() - started_s
        capture_s = started_s - frame.captured_s
        self.late_frames += frame.captured_s > self._listens_from_s and capture_s > LATE_S
        was_over = turn.endpointer.is_over
        moment = turn.add(frame, is_speech, capture_s, vad_s)
        if was_over:
            turn.silence_own_sound(is_own)
        yield from self._act(turn, moment)
        if turn.activity_changed():
            yield SpeechActivity(turn.number, self._clock(), turn.is_speaking)

    def _is_own(self, frame: Frame, playback_reference: PlaybackReference) -> bool:
        start_s, end_s = frame.captured_s - FRAME_S, frame.captured_s
        if self._turn is None:
            return playback_reference.covers(start_s, end_s)
        may_be_own = playback_reference.hides(frame.samples, start_s, end_s)  # asked of every frame: it learns by them
        if self._turn.endpointer.is_over:  # the user may be talking over the answer
            return may_be_own
        return playback_reference.covers(start_s, end_s)

    def _get_to_know_the_room(self) -> None:
        for frame in self._before:
            self._detector.is_speech(frame.samples)

    def _act(self, turn: UserTurn, moment: EndpointerEvent | None) -> Iterator[Output]:
        now_s = self._clock()
        match moment:
            case EndpointerEvent.SPEECH_STARTED:
                yield TurnStarted(turn.number, turn.speech_started_s)
            case EndpointerEvent.NOBODY_SPOKE:
                self._turn = None
                yield NobodySpoke(turn.number, now_s)
            case EndpointerEvent.ENDED:
                yield from self._end(turn, EndReason.SILENCE)
            case EndpointerEvent.TOO_LONG:
                yield from self._end(turn, EndReason.TOO_LONG)
            case EndpointerEvent.RESUMED:
                yield UserResumed(turn.number, now_s)
            case EndpointerEvent.PAUSE:
                yield SpeechPaused(turn.number, now_s)
            case EndpointerEvent.PAUSE_ENDED:
                yield PauseEnded(turn.number, now_s)
        if self._config.streaming:
            yield from self._snapshots(turn, moment)

    def _snapshots(self, turn: UserTurn, moment: EndpointerEvent | None) -> Iterator[Output]:
        if moment in (EndpointerEvent.PAUSE, EndpointerEvent.PAUSE_SETTLED):
            yield turn.snapshot(is_pause=True, is_settled=moment is EndpointerEvent.PAUSE_SETTLED)
        elif moment is None and turn.partial_is_due():
            yield turn.snapshot()

    def _commit(self, turn: UserTurn) -> Iterator[Output]:
        if turn.endpointer.has_speech:
            yield from self._end(turn, EndReason.COMMITTED)
        else:
            self._turn = None
            yield NobodySpoke(turn.number, self._clock())

    def _end(self, turn: UserTurn, reason: EndReason) -> Iterator[Output]:
        if reason is not EndReason.SILENCE:
            self._turn = None
        yield UtteranceEnded(
            turn.number,
            self._clock(),
            speech_frames=turn.endpointer.speech_frames,
            speech_end_s=turn.speech_end_s or turn.last_frame_s,
            reason=reason,
            capture_ms=statistics.median(turn.capture_s) * 1000,
            vad_ms=statistics.median(turn.vad_s) * 1000,
        )
        yield turn.snapshot(is_final=True)
