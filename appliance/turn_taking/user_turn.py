"""UserTurn: the frames of one turn of the user, and the snapshots taken of them. No thread, no detector."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from appliance.audio.format import FRAME_S, FRAME_SAMPLES
from appliance.events import InterruptionProgress
from appliance.items import Frame, Utterance
from appliance.monitoring.metrics import PARTIAL_AFTER_S
from appliance.settings import VoiceSessionConfig
from appliance.turn_taking.endpointer import (
    GOING_ON_FRAMES,
    INTERRUPTION_FRAMES,
    INTERRUPTION_WINDOW,
    PAUSE_FRAMES,
    SETTLED_FRAMES,
    WINDOW_FRAMES,
    Endpointer,
    EndpointerEvent,
    EndpointerTiming,
    frames,
)
from appliance.turn_taking.interruption_judge import UNVOICED_FRAMES
from appliance.turn_taking.pause_comparison import PauseComparison
from appliance.turn_taking.speech_measures import SpeechMeasures, microphone_dbfs

PRE_ROLL_FRAMES = frames(0.3)
"""Kept from before the first frame of speech: soft beginnings are detected late."""
POST_ROLL_FRAMES = frames(0.2)
"""Kept after the last frame of speech."""
INTERRUPTION_PARTIAL_FRAMES = frames(0.36)
"""Speech after which an interruption is transcribed for the first time."""
INTERRUPTION_EVERY_FRAMES = frames(0.3)
"""Age of the last snapshot of an interruption at which the next one is due: a reply rests until there are words."""
INTERRUPTION_SETTLED_FRAMES = frames(2.0)
"""Speech after which that is no longer so."""
PARTIAL_EVERY_FRAMES = frames(1.0)
"""Age of the last snapshot at which the next one is due; most are taken in pauses anyway."""
UNSURE_FRAMES = frames(0.3)
"""Time in which the double-talk detector may still take the user's speech for echo."""
PART_LEAD_FRAMES = 10
"""Silence before the last part of an utterance that belongs to it."""
HURRIED_FRAMES = frames(2.0)
"""Time after a pause that another voice may have followed, in which snapshots are due sooner."""
HURRIED_PARTIAL_FRAMES = frames(0.5)
"""Age of the last snapshot at which the next one is due in that time."""
PROGRESS_FRAMES = frames(0.1)
"""How often it is told that somebody speaks during a reply; with each frame as long as that may begin its rest."""
CALL_FRAMES = frames(1.5)
"""Longest that a wake word takes, with what is said before it."""
ACTIVITY_FRAMES = 6
"""Silence after which the user counts as not speaking, for the light: it must not flicker between words."""


class UserTurn:
    """Keeps the frames, and how long they took to get here."""

    def __init__(
        self,
        turn: int,
        config: VoiceSessionConfig,
        before: Iterable[Frame],
        *,
        interrupts: bool = False,
        follow_up_s: float | None = None,
    ) -> None:
        """`before` are the last frames before it; it `interrupts` a reply, or would; `follow_up_s` as in `Listen`."""
        self.id = turn
        self.is_called = follow_up_s is None
        """False where it listens by itself, for what may follow up an answer."""
        self.unheard_frames = 0
        """So many frames, from now on, are no speech, whatever they sound like."""
        self.is_woken = False
        """The wake word was heard in it."""
        self._interrupts = interrupts
        self._is_over_reply = interrupts
        self.vad_enabled = config.vad_enabled or interrupts
        """True if silence ends it; otherwise the button does."""
        self._first_frames = INTERRUPTION_WINDOW if interrupts else WINDOW_FRAMES
        timing = EndpointerTiming.of_interruption(config) if interrupts else EndpointerTiming.of(config, follow_up_s)
        self.endpointer = Endpointer(timing)
        self.speech_end_s = 0.0
        self.is_speaking = False
        self._silent_frames = ACTIVITY_FRAMES
        """Frames since the last one of speech; the endpointer counts none where the button ends the turn."""
        self.capture_s: list[float] = []
        self.vad_s: list[float] = []
        self.least_dbfs = -math.inf
        """What is quieter is not the user, where nobody has called: a television is usually farther away."""
        self._measures = SpeechMeasures(counts_vowels=interrupts)
        self._frames: deque[Frame] = deque(before)
        self._is_echo: deque[bool] = deque(maxlen=UNSURE_FRAMES)
        """Whether each of the last frames may be nothing but echo."""
        self._next_partial = INTERRUPTION_PARTIAL_FRAMES if interrupts else frames(PARTIAL_AFTER_S)
        self._hurried_until = 0
        """Value of the endpointer's `count` up to which snapshots are due sooner."""
        self._pauses = PauseComparison()
        self._user_dbfs: float | None = None
        """How loud the user was in the turn before, which somebody may go on with; None: nobody may."""

    def may_go_on_with(self, turn: UserTurn | None) -> None:
        """Take note of the turn that whoever speaks during its reply is likely to go on with; None: they are not."""
        self._user_dbfs = turn.level_dbfs if turn else None
        self.endpointer.start_speech = GOING_ON_FRAMES if turn else INTERRUPTION_FRAMES

    @property
    def may_be_called(self) -> bool:
        """True where nobody has called, and nothing was said so far that could not be the wake word."""
        is_open = not (self.is_called or self.is_woken or self.endpointer.is_over)
        return is_open and (not self.endpointer.has_speech or self.endpointer.count < CALL_FRAMES)

    def taken_up(self) -> None:
        """Go on as a turn: the reply over which it began has ended."""
        self._is_over_reply = False

    def resume(self, heard: UserTurn | None) -> Iterator[EndpointerEvent]:
        """Go on with what was `heard` since the reply began; yield what it led to, if they have paused by now."""
        said = heard.endpointer if heard else None
        self.endpointer.resume(said.count if said else 1, said.silent if said else 0)
        self.speech_end_s = heard.speech_end_s if heard else self.last_frame_s
        self._is_echo.clear()
        if self.endpointer.silent >= PAUSE_FRAMES:
            yield EndpointerEvent.PAUSE
        if self.endpointer.silent >= SETTLED_FRAMES:
            yield EndpointerEvent.PAUSE_SETTLED

    @property
    def speech_started_s(self) -> float:
        """When the first frame of speech began."""
        return self._frames[-self.endpointer.count].captured_s - FRAME_S

    @property
    def last_frame_s(self) -> float:
        """When the last frame was taken."""
        return self._frames[-1].captured_s

    def add(self, frame: Frame, is_speech: bool, capture_s: float, vad_s: float) -> EndpointerEvent | None:
        """Keep a frame, and how long it took to get here; say what it led to."""
        is_speech = is_speech and microphone_dbfs(frame) > self.least_dbfs and not self.unheard_frames
        self.unheard_frames = max(0, self.unheard_frames - 1)
        self._frames.append(frame)
        self.capture_s.append(capture_s)
        self.vad_s.append(vad_s)
        event = self.endpointer.feed(is_speech if self.vad_enabled else True)
        self._silent_frames = 0 if is_speech else self._silent_frames + 1
        if is_speech and self.endpointer.silent == 0:
            self.speech_end_s = frame.captured_s
        if event is EndpointerEvent.SPEECH_STARTED:
            for before, spoken in enumerate(reversed(self.endpointer.recent), 1):
                if spoken:
                    self._note(-before)
        elif self.endpointer.has_speech and is_speech and self.endpointer.silent == 0:
            self._note(-1)
        if not self.endpointer.has_speech or event is EndpointerEvent.SPEECH_STARTED:
            self._keep(PRE_ROLL_FRAMES + (self.endpointer.count if event else self._first_frames))
        return event

    def _note(self, index: int) -> None:
        before = self._frames[index - 1] if len(self._frames) > -index else None
        self._measures.add(self._frames[index], before)

    def blank_echo(self, is_echo: bool) -> None:
        """Replace frames of echo by silence, but not the last ones: the user is detected late above the echo."""
        if not self.endpointer.is_over:
            self._is_echo.clear()
            return
        self._is_echo.append(is_echo)
        if len(self._is_echo) == UNSURE_FRAMES and self._is_echo[0]:
            oldest = self._frames[-UNSURE_FRAMES]
            self._frames[-UNSURE_FRAMES] = replace(oldest, samples=np.zeros_like(oldest.samples))

    def voice_changes(self) -> Iterator[tuple[int, float]]:
        """Yield the speech frames before a pause after which enough was said by now, and how different it sounds."""
        yield from self._pauses.changes(
            self.endpointer, lambda: [frame.samples for frame in list(self._frames)[-self.endpointer.count :]]
        )

    def hurry(self) -> None:
        """Have the next snapshot due now, and those after it soon: another voice may be speaking."""
        self._next_partial = self.endpointer.count
        self._hurried_until = self.endpointer.count + HURRIED_FRAMES

    @property
    def level_dbfs(self) -> float:
        """How loud the user is: the median level of the frames of speech; minus infinity without any."""
        return self._measures.median_dbfs

    def _relative_db(self, to_dbfs: float | None) -> float | None:
        """Return how loud the user is, relative to something; None before any speech, and where that is not known."""
        loud_dbfs = self._measures.loud_dbfs
        return None if to_dbfs is None or loud_dbfs == -math.inf else loud_dbfs - to_dbfs

    def progress(self, event: EndpointerEvent | None, now_s: float) -> InterruptionProgress | None:
        """Return what is to be told of somebody who speaks during a reply, when it is time; `event` as `add()` said."""
        endpointer = self.endpointer
        every = PROGRESS_FRAMES if endpointer.count > UNVOICED_FRAMES else 1
        is_due = endpointer.has_speech and endpointer.count % every == 0
        if not is_due and event is not EndpointerEvent.SPEECH_STARTED:
            return None
        return InterruptionProgress(
            self.id,
            now_s,
            endpointer.speech_frames,
            endpointer.silent,
            self._measures.voiced_frames,
            self._relative_db(self._frames[-1].echo_dbfs),
            self._frames[-1].is_settled,
            self._relative_db(self._user_dbfs),
        )

    @property
    def latest_frames(self) -> list[Frame]:
        """The last frames, as many as belong to speech that begins now."""
        return list(self._frames)[-PRE_ROLL_FRAMES - WINDOW_FRAMES :]

    def cut_at(self, speech_frames: int) -> bool:
        """Forget what followed the first `speech_frames` of a turn that goes on; say whether anything did."""
        if self.endpointer.is_over or not 0 < speech_frames <= self.endpointer.speech_frames:
            return False
        surplus = self.endpointer.count - speech_frames - PAUSE_FRAMES
        for _ in range(max(0, surplus)):
            self._frames.pop()
        self.endpointer.went_back_to(speech_frames)
        self.speech_end_s = self._frames[-1 - PAUSE_FRAMES].captured_s
        return True

    def activity_changed(self) -> bool:
        """Say whether the user has just begun to speak, or fallen silent for as long as a pause; take note of it."""
        was_speaking = self.is_speaking
        silent = self.endpointer.silent if self.vad_enabled else self._silent_frames
        self.is_speaking = self.endpointer.has_speech and silent < ACTIVITY_FRAMES
        return self.is_speaking != was_speaking

    def _keep(self, count: int) -> None:
        """Forget what is too old to belong to speech that begins now."""
        while len(self._frames) > count:
            self._frames.popleft()

    def partial_is_due(self) -> bool:
        """Say whether enough was said for the first snapshot, or since the last one."""
        endpointer = self.endpointer
        return endpointer.has_speech and not endpointer.silent and endpointer.count >= self._next_partial

    def snapshot(
        self, *, is_final: bool = False, is_pause: bool = False, is_settled: bool = False, is_in_noise: bool = False
    ) -> Utterance:
        """Return all that was said so far; silence at the end only as far as the post-roll.

        The next one is due sooner if `is_in_noise`: there the words tell when somebody has finished.
        """
        endpointer = self.endpointer
        is_hurried = is_in_noise or endpointer.count < self._hurried_until
        every = HURRIED_PARTIAL_FRAMES if is_hurried else PARTIAL_EVERY_FRAMES
        if self._interrupts and endpointer.count < INTERRUPTION_SETTLED_FRAMES:
            every = INTERRUPTION_EVERY_FRAMES
        self._next_partial = max(self._next_partial, endpointer.count + every)
        surplus = max(0, endpointer.silent - POST_ROLL_FRAMES)
        kept = list(self._frames)[: len(self._frames) - surplus]
        return Utterance(
            self.id,
            np.concatenate([frame.samples for frame in kept]),
            endpointer.speech_frames,
            is_final=is_final,
            is_pause=is_pause,
            is_settled=is_settled,
            last_part=max(0, len(self._frames) - endpointer.count + endpointer.part_start - PART_LEAD_FRAMES)
            * FRAME_SAMPLES,
            frames_before_part=endpointer.frames_before_part,
            is_over_reply=self._is_over_reply and not is_final and self._frames[-1].is_settled,
        )
