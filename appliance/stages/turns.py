"""Turns: from frames to the user's utterances: speech or not, pre-roll, snapshots for partial transcripts, and the end.

After silence has ended a turn, its frames are still looked at until the session says otherwise: the user may resume.
While a reply is heard, whoever speaks is listened to as well: the session decides whether that is an interruption.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator

from appliance.audio.playback_reference import PlaybackReference
from appliance.events import (
    Event,
    NobodySpoke,
    PauseEnded,
    PauseStarted,
    ResumeTimeOver,
    SpeechActivity,
    UserResumed,
    UserStartedSpeaking,
    UtteranceEnded,
    VoiceChange,
    WakeWordHeard,
)
from appliance.interfaces import SpeechDetector
from appliance.items import (
    AwaitInterruption,
    ClearAudio,
    CommitTurn,
    EndAtPause,
    EndpointingDelay,
    EndReason,
    Frame,
    IgnoreFrames,
    Listen,
    ResumeTurn,
    TurnCommand,
    TurnsInput,
    Utterance,
)
from appliance.monitoring.metrics import TARGETS_MS
from appliance.settings import VoiceSessionConfig
from appliance.stages.between_turns import BetweenTurns
from appliance.stages.echo_gate import EchoGate
from appliance.threads.stage import Stage
from appliance.turn_taking.endpointer import EndpointerEvent, frames
from appliance.turn_taking.noisy_room import delay_in_noise_s, is_noisy
from appliance.turn_taking.other_voice import DIFFERENT
from appliance.turn_taking.user_turn import PRE_ROLL_FRAMES, UserTurn

Output = Utterance | Event | None

ROOM_FRAMES = frames(30.0)
"""Kept while not listening: the detector must know the noise of the room, as music, before it is asked for speech."""
REPLY_LATENCY_S = 0.3
"""From the end of a turn to the first sound of its reply, as it usually is. The time to resume runs from that sound."""
WORD_END_FRAMES = frames(0.2)
"""In which the end of the wake word, and its reverberation, are no speech yet. What is said then is kept."""
GIVEN_UP_FRAMES = frames(0.5)
"""So long a reply is heard, at most, after the user was noticed who goes on."""
FARTHER_DB = 11.0
"""Sound that is so much quieter than the user was does not follow up what they said."""
LATE_S = TARGETS_MS["capture"] / 1000
"""A frame that takes longer than this to get here is late."""


class Turns(Stage[TurnsInput, Utterance]):
    """Takes every frame; while the session listens, cuts the user's turn out of them."""

    name = "turns"

    def __init__(
        self,
        load_detector: Callable[[], SpeechDetector],
        config: VoiceSessionConfig,
        clock: Callable[[], float],
        playback_reference: PlaybackReference | None = None,
        *,
        counts_resume: bool = False,
    ) -> None:
        """Without `playback_reference` there is no echo to expect: the microphone is a recording.

        `counts_resume`: it is told here, by a count of frames, when the user can no longer resume. For a recording that
        waits for the models; else the session knows, by its clock.
        """
        self._load_detector = load_detector
        self._config = config
        self._clock = clock
        self._echo_gate = EchoGate(playback_reference)
        self._resume_frames = frames(config.resume_s + REPLY_LATENCY_S) if counts_resume else None
        self._frames_after_end = 0
        self._given_up_frames = 0
        """In which a reply that was given up for the user may still be heard, beside them."""
        self._user_dbfs = -math.inf
        """How loud the user was in the last turn that they called for."""
        self.late_frames = 0
        """Frames of turns that came later than `TARGETS_MS["capture"]`."""
        self._listening_since_s = 0.0
        """Frames from before are not counted as late."""
        self._detector: SpeechDetector
        self.between_turns = BetweenTurns(ROOM_FRAMES)
        """What is heard while nobody is listened to."""
        self._turn: UserTurn | None = None
        self._interruption: UserTurn | None = None
        """What is said while a reply is heard: a turn that would begin with an interruption."""

    def open(self) -> None:
        """Load the speech detector."""
        self._detector = self._load_detector()
        self.between_turns.open()

    def work(self, item: TurnsInput) -> Iterator[Output]:
        """Take a frame, or a command of the session."""
        if isinstance(item, Frame):
            yield from self._on_frame(item)
        else:
            yield from self._carry_out(item)

    def _carry_out(self, command: TurnCommand) -> Iterator[Output]:
        match command:
            case Listen():
                self._listen(command)
            case AwaitInterruption(turn) if not self._turn or self._turn.endpointer.is_over:
                self._await_interruption(turn)
            case ResumeTurn(turn):
                yield from self._resume(turn)
            case CommitTurn(turn) if self._turn and self._turn.id == turn and not self._turn.endpointer.is_over:
                yield from self._commit(self._turn)
            case EndpointingDelay(turn, speech_frames, silence_s) if self._turn and self._turn.id == turn:
                if self._turn.endpointer.speech_frames == speech_frames:
                    delay = frames(delay_in_noise_s(silence_s, self._detector.above_room_db))
                    yield from self._act(self._turn, self._turn.endpointer.set_delay(delay))
            case EndAtPause(turn, speech_frames, only_in_noise) if self._turn and self._turn.id == turn:
                lasts = self._detector.user_lasts
                is_meant = not only_in_noise or (is_noisy(self._detector.above_room_db) and not lasts)
                if is_meant and self._turn.cut_at(speech_frames):
                    yield from self._end(self._turn, EndReason.OTHER_VOICE)
            case IgnoreFrames():
                self._ignore(command)
            case ClearAudio():
                self._turn = self._interruption = None
                self.between_turns.clear()

    def _listen(self, command: Listen) -> None:
        """Take what follows as a turn, or what was said during a reply."""
        turn, follow_up_s = command.turn, command.follow_up_s
        self._listening_since_s = self._clock()
        said, self._interruption = self._interruption, None
        if said and said.id == turn:
            self._turn = said
            said.taken_up()
            self._user_dbfs = said.level_dbfs
            return
        room, before = self.between_turns.take()
        self._detector.learn_room(room, is_called=follow_up_s is None or command.is_awaited)
        self._turn = UserTurn(turn, self._config, before[-PRE_ROLL_FRAMES:], follow_up_s=follow_up_s)
        if command.by_wake_word:
            self._turn.vad_enabled = True
            self._turn.unheard_frames = WORD_END_FRAMES
        self._turn.least_dbfs = self._user_dbfs - FARTHER_DB if follow_up_s else -math.inf

    def _ignore(self, command: IgnoreFrames) -> None:
        if self._turn and self._turn.is_woken:
            self.between_turns.keep(self._turn.latest_frames)  # the question may have begun
        self._turn = None
        self.between_turns.end_word(was_noise=command.was_noise)
        if self._interruption and self._interruption.id != command.but_turn:
            self.between_turns.keep(self._interruption.latest_frames)  # somebody may have begun to speak
            self._interruption = None
        elif self._interruption:
            self._interruption.may_go_on_with(None)

    def _await_interruption(self, turn: int) -> None:
        last = self._interruption or self._turn
        before = last.latest_frames if last else []
        self._interruption = UserTurn(turn, self._config, before, interrupts=True)
        if last and last is self._turn:  # somebody may have begun to go on just before the reply
            self._interruption.endpointer.go_on_from(last.endpointer.recent)
        self._interruption.may_go_on_with(self._turn)

    def _resume(self, resumed: int) -> Iterator[Output]:
        turn, heard, self._interruption = self._turn, self._interruption, None
        if turn is None or turn.id != resumed:  # nothing else would ever end it
            yield NobodySpoke(resumed, self._clock())
            return
        for event in turn.resume(heard):
            yield from self._act(turn, event)

    def _on_frame(self, frame: Frame) -> Iterator[Output]:
        turn, interruption = self._turn, self._interruption
        self._given_up_frames = max(0, self._given_up_frames - 1)
        is_idle = not (turn or interruption)
        is_over = not turn or turn.endpointer.is_over or self._given_up_frames > 0
        is_echo = self._echo_gate.is_echo(frame, is_idle=is_idle, may_be_talked_over=is_over)
        if is_idle:
            if not is_echo and self.between_turns.has_called(frame):
                yield WakeWordHeard()
            return
        if is_echo and not is_over:
            return  # the detector must not take it for the noise of the room
        started_s = self._clock()
        is_near = is_over and frame.is_settled and bool(frame.has_near_end)
        is_speech = not is_echo and self._detector.is_speech(frame.samples, frame.gain_db, is_near=is_near)
        vad_s = self._clock() - started_s
        capture_s = started_s - frame.captured_s
        self.late_frames += frame.captured_s > self._listening_since_s and capture_s > LATE_S
        if turn:
            if interruption and self._echo_gate.may_have_echo(frame):
                turn.endpointer.waits = True
            if not turn.endpointer.has_speech:
                self.between_turns.room.append(frame)
            if turn.may_be_called and not is_echo and self.between_turns.hears_wake_word(frame):
                turn.is_woken = True
                yield WakeWordHeard()
            was_over = turn.endpointer.is_over
            if turn.vad_enabled and turn.endpointer.has_speech:
                turn.endpointer.note_level(self._detector.user_lasts)
            event = turn.add(frame, is_speech, capture_s, vad_s)
            if was_over:
                turn.blank_echo(is_echo)
            yield from self._act(turn, event)
            yield from self._count_after_end(turn)
        if interruption and self._interruption is interruption:
            event = interruption.add(frame, is_speech, capture_s, vad_s)
            yield from self._act(interruption, event)
            if progress := interruption.progress(event, self._clock()):
                yield progress

    def _count_after_end(self, turn: UserTurn) -> Iterator[Output]:
        self._frames_after_end = self._frames_after_end + 1 if turn.endpointer.is_over else 0
        if self._frames_after_end == self._resume_frames and self._turn is turn:
            self._turn = None
            yield ResumeTimeOver(turn.id, self._clock())

    def _act(self, turn: UserTurn, event: EndpointerEvent | None) -> Iterator[Output]:
        now_s = self._clock()
        match event:
            case EndpointerEvent.SPEECH_STARTED:
                if turn is self._turn:
                    self.between_turns.begin_word()
                yield UserStartedSpeaking(turn.id, turn.speech_started_s)
            case EndpointerEvent.NOBODY_SPOKE:
                self._turn = None
                yield NobodySpoke(turn.id, now_s)
            case EndpointerEvent.ENDED:
                yield from self._end(turn, EndReason.SILENCE)
            case EndpointerEvent.TOO_LONG:
                yield from self._end(turn, EndReason.TOO_LONG)
            case EndpointerEvent.USER_RESUMED:
                self._resumed(turn)
                yield UserResumed(turn.id, now_s)
            case EndpointerEvent.PAUSE:
                yield PauseStarted(turn.id, now_s)
            case EndpointerEvent.PAUSE_ENDED:
                yield PauseEnded(turn.id, now_s)
        if self._config.streaming:
            yield from self._snapshots(turn, event)
            for pause, change in turn.voice_changes():
                yield VoiceChange(turn.id, now_s, change, pause)
                if change >= DIFFERENT:
                    turn.hurry()
        if turn.activity_changed():
            yield SpeechActivity(turn.id, now_s, turn.is_speaking)

    def _resumed(self, turn: UserTurn) -> None:
        if turn is self._turn:  # else somebody speaks on over the reply
            self._interruption, self._given_up_frames = None, GIVEN_UP_FRAMES

    def _snapshots(self, turn: UserTurn, event: EndpointerEvent | None) -> Iterator[Output]:
        is_settled = event is EndpointerEvent.PAUSE_SETTLED  # in noise that one alone: it has the soft end, too
        is_in_noise = is_noisy(self._detector.above_room_db)
        if is_settled or (event is EndpointerEvent.PAUSE and not is_in_noise):
            yield turn.snapshot(is_pause=True, is_settled=is_settled, is_in_noise=is_in_noise)
        elif event is None and turn.partial_is_due():
            yield turn.snapshot(is_in_noise=is_in_noise)

    def _commit(self, turn: UserTurn) -> Iterator[Output]:
        if turn.endpointer.has_speech:
            yield from self._end(turn, EndReason.COMMITTED)
        else:
            self._turn = None
            yield NobodySpoke(turn.id, self._clock())

    def _end(self, turn: UserTurn, reason: EndReason) -> Iterator[Output]:
        if turn is self._turn:
            if turn.is_called:  # what follows up an answer may be a television: it must not set the measure for itself
                self._user_dbfs = turn.level_dbfs
            if reason is not EndReason.SILENCE:
                self._turn = None
        yield UtteranceEnded(
            turn.id,
            self._clock(),
            speech_frames=turn.endpointer.speech_frames,
            speech_end_s=turn.speech_end_s or turn.last_frame_s,
            reason=reason,
            capture_ms=statistics.median(turn.capture_s) * 1000,
            vad_ms=statistics.median(turn.vad_s) * 1000,
        )
        yield turn.snapshot(is_final=True)
