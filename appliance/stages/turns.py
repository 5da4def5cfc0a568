"""Turns: from frames to the user's utterances: speech or not, pre-roll, snapshots for partials, and the end."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from appliance.endpoint import PAUSE_FRAMES, WINDOW_FRAMES, Endpointer, EndpointFrames, Moment, frames
from appliance.events import EndReason, NobodySpoke, Output, SpeechActivity, TurnStarted, UtteranceEnded
from appliance.interfaces import FRAME_S, SpeechDetector
from appliance.items import Commit, Forget, Frame, Ignore, Item, Listen, Utterance, WaitLonger
from appliance.metrics import PARTIAL_AFTER_S
from appliance.settings import VoiceSessionConfig
from appliance.stage import Stage

PRE_ROLL_FRAMES = frames(0.3)
"""Kept from before the first frame of speech: soft beginnings are heard late."""
ROOM_FRAMES = frames(2.0)
"""Kept while nobody is listened to: the detector must know the room before it is asked for speech."""
POST_ROLL_FRAMES = frames(0.2)
"""Kept after the last frame of speech."""
PARTIAL_EVERY_FRAMES = frames(0.2)
"""A snapshot is offered so often; the transcriber takes the newest when it is free."""


class Turns(Stage[Item]):
    """Follows the microphone; while the session listens, cuts the user's turn out of it."""

    name = "turns"

    def __init__(
        self,
        load_detector: Callable[[], SpeechDetector],
        config: VoiceSessionConfig,
        clock: Callable[[], float],
        is_own_sound: Callable[[float, float], bool] = lambda _start_s, _end_s: False,
    ) -> None:
        self._load_detector = load_detector
        self._config = config
        self._clock = clock
        self._is_own_sound = is_own_sound
        """Says whether the loudspeaker was heard in a span of time."""
        self._detector: SpeechDetector
        self._before: deque[Frame] = deque(maxlen=ROOM_FRAMES)
        self._turn: _Turn | None = None

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
                self._turn = _Turn(turn, self._config, list(self._before)[-PRE_ROLL_FRAMES:])
                self._before.clear()
            case Commit(turn) if self._turn and self._turn.number == turn:
                yield from self._commit(self._turn)
            case WaitLonger(turn, speech_frames) if self._turn and self._turn.number == turn:
                if self._turn.endpointer.speech_frames == speech_frames:
                    self._turn.endpointer.wait_longer()
            case Ignore():
                self._turn = None
            case Forget():
                self._turn = None
                self._before.clear()

    def _hear(self, frame: Frame) -> Iterator[Output]:
        if self._is_own_sound(frame.captured_s - FRAME_S, frame.captured_s):
            return  # not even the detector may take it for the room
        turn = self._turn
        if turn is None:
            self._before.append(frame)  # and no more: this goes on all day
            return
        started_s = self._clock()
        is_speech = self._detector.is_speech(frame.samples)
        vad_s = self._clock() - started_s
        moment = turn.add(frame, is_speech, started_s - frame.captured_s, vad_s)
        yield from self._act(turn, moment)
        if turn.activity_changed():
            yield SpeechActivity(turn.number, self._clock(), turn.is_speaking)

    def _get_to_know_the_room(self) -> None:
        for frame in self._before:
            self._detector.is_speech(frame.samples)

    def _act(self, turn: _Turn, moment: Moment | None) -> Iterator[Output]:
        if moment is Moment.SPEECH_STARTED:
            yield TurnStarted(turn.number, turn.speech_started_s)
        elif moment is Moment.NOBODY_SPOKE:
            self._turn = None
            yield NobodySpoke(turn.number, self._clock())
        elif moment is Moment.ENDED:
            yield from self._end(turn, EndReason.SILENCE)
        elif moment is Moment.TOO_LONG:
            yield from self._end(turn, EndReason.TOO_LONG)
        elif self._config.streaming and (moment is Moment.PAUSE or turn.partial_is_due()):
            yield turn.snapshot(is_final=False, is_pause=moment is Moment.PAUSE)

    def _commit(self, turn: _Turn) -> Iterator[Output]:
        if turn.endpointer.has_speech:
            yield from self._end(turn, EndReason.COMMITTED)
        else:
            self._turn = None
            yield NobodySpoke(turn.number, self._clock())

    def _end(self, turn: _Turn, reason: EndReason) -> Iterator[Output]:
        self._turn = None
        yield UtteranceEnded(
            turn.number,
            self._clock(),
            speech_end_s=turn.speech_end_s or turn.last_frame_s,
            reason=reason,
            capture_ms=statistics.median(turn.capture_s) * 1000,
            vad_ms=statistics.median(turn.vad_s) * 1000,
        )
        yield turn.snapshot(is_final=True)


class _Turn:
    """The frames of one turn of the user."""

    def __init__(self, number: int, config: VoiceSessionConfig, before: Iterable[Frame]) -> None:
        self.number = number
        self._vad_enabled = config.vad_enabled
        self.endpointer = Endpointer(EndpointFrames.of(config))
        self.speech_end_s = 0.0
        self.is_speaking = False
        self.capture_s: list[float] = []
        self.vad_s: list[float] = []
        self._frames: deque[Frame] = deque(before)
        self._next_partial = frames(PARTIAL_AFTER_S)

    @property
    def speech_started_s(self) -> float:
        """When the first frame of speech began."""
        return self._frames[-self.endpointer.count].captured_s - FRAME_S

    @property
    def last_frame_s(self) -> float:
        """When the last frame was taken."""
        return self._frames[-1].captured_s

    def add(self, frame: Frame, is_speech: bool, capture_s: float, vad_s: float) -> Moment | None:
        """Keep a frame, and what it took to get it here; say what it led to."""
        self._frames.append(frame)
        self.capture_s.append(capture_s)
        self.vad_s.append(vad_s)
        moment = self.endpointer.feed(is_speech if self._vad_enabled else True)
        if is_speech and self.endpointer.silent == 0:
            self.speech_end_s = frame.captured_s
        if not self.endpointer.has_speech or moment is Moment.SPEECH_STARTED:
            self._keep(PRE_ROLL_FRAMES + (self.endpointer.count if moment else WINDOW_FRAMES))
        return moment

    def activity_changed(self) -> bool:
        """Say whether the user has just begun to speak, or fallen silent for as long as a pause; take note of it."""
        was_speaking = self.is_speaking
        self.is_speaking = self.endpointer.has_speech and self.endpointer.silent < PAUSE_FRAMES
        return self.is_speaking != was_speaking

    def _keep(self, count: int) -> None:
        """Forget what is too old to belong to speech that begins now."""
        while len(self._frames) > count:
            self._frames.popleft()

    def partial_is_due(self) -> bool:
        """Say whether enough was said for the first snapshot, or for another."""
        endpointer = self.endpointer
        if not endpointer.has_speech or endpointer.silent or endpointer.count < self._next_partial:
            return False
        self._next_partial = endpointer.count + PARTIAL_EVERY_FRAMES
        return True

    def snapshot(self, *, is_final: bool, is_pause: bool = False) -> Utterance:
        """Return all that was said so far; silence at the end only as far as the post-roll."""
        endpointer = self.endpointer
        surplus = max(0, endpointer.silent - POST_ROLL_FRAMES)
        kept = list(self._frames)[: len(self._frames) - surplus]
        return Utterance(
            self.number,
            np.concatenate([frame.samples for frame in kept]),
            endpointer.speech_frames,
            is_final=is_final,
            is_pause=is_pause,
        )
