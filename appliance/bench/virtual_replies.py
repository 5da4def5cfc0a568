"""VirtualReplies: replies that are talked over in a simulated room, in virtual time: as fast as the models allow.

Front end, speech detector, recogniser and what decides about an interruption are the product's; the clock, the threads
and the loudspeaker's buffer are simulated, and each decode takes `DECODE_S`. So a busy machine changes nothing, and
the same seed gives the same trials. What real threads and a real clock add, `over_replies` shows without this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from appliance import events as ev
from appliance.adapters.webrtc_vad import WebRtcSpeechDetector
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.audio.levels import level_dbfs
from appliance.audio.playback_pause import PlaybackPause
from appliance.audio.playback_reference import PlaybackReference
from appliance.audio.played_sound import PlayedSound
from appliance.bench.acoustics import Acoustics
from appliance.bench.simulated_room import RoomMicrophone
from appliance.bench.virtual_room import AHEAD_S, BEGIN_S, CHUNK
from appliance.hardware import front_end_of
from appliance.interfaces import Recognizer
from appliance.items import IgnoreFrames, Listen, TurnCommand, Utterance
from appliance.pipeline.current_turn import CurrentTurn
from appliance.session.interruptions import Interruptions
from appliance.settings import Settings
from appliance.stages.transcriber import Transcriber
from appliance.stages.turns import Turns
from appliance.states import SessionState

if TYPE_CHECKING:
    from appliance.session.controller import SessionController

DECODE_S = 0.2
"""What a decode takes: whisper-tiny.en here, for a second of sound."""
BUFFERED_S = AHEAD_S
"""What it still plays when it is told to fall silent."""
ROOM_S = 10.0
"""The room is heard for so long before the first reply."""
AFTER_S = 0.6
"""A trial ends so long after the reply and whoever spoke over it."""
UNHEARD_S = 3.0
"""What was said is given up when nothing of it was understood for so long."""
LISTENS_S = 0.6
"""It has listened for so long when somebody speaks to it."""
LONGEST_S = 60.0


@dataclass
class Spoken:
    """What became of a reply."""

    is_interrupted: bool = False
    silent_s: float | None = None
    """When it fell silent for good, on the clock of the trial: 0 is the first sample of what was heard over it."""
    rests_s: list[float] = field(default_factory=list)
    """How long it rested, each time that it went on."""
    heard: str = ""
    """What was understood of whoever interrupted it."""


class _Loudspeaker:
    """Says a reply into the room, rests, and goes on from there."""

    def __init__(self, room: PlayedSound, reference: PlaybackReference, reply: Samples, now_s: float) -> None:
        self._room, self._reference, self._reply = room, reference, reply
        self._written = 0
        self._next_s = now_s
        self._follows = False
        self.rests_since_s: float | None = None

    @property
    def is_over(self) -> bool:
        return self._written >= len(self._reply)

    def play(self, until_s: float) -> None:
        while not self.is_over and self._next_s < until_s + BUFFERED_S:
            chunk, at_s = self._reply[self._written : self._written + CHUNK], self._next_s
            self._next_s += len(chunk) / CAPTURE_RATE_HZ
            self._room.plays(chunk, at_s)
            self._reference.plays(at_s, self._next_s, level_dbfs(chunk))
            self._reference.far_end.plays(chunk, CAPTURE_RATE_HZ, at_s, follows=self._follows)
            self._follows = True
            self._written += len(chunk)

    def rest(self, now_s: float) -> None:
        self.rests_since_s, silent_s = now_s, now_s + BUFFERED_S
        self._room.stopped(silent_s)
        self._reference.stopped(silent_s)
        self._written = max(0, self._written - int(max(0.0, self._next_s - silent_s) * CAPTURE_RATE_HZ))

    def go_on(self, now_s: float) -> float:
        """Return how long it has rested."""
        rested_s = now_s - (self.rests_since_s or now_s)
        self.rests_since_s, self._follows, self._next_s = None, False, now_s + BUFFERED_S
        return rested_s


class VirtualReplies:
    """In one room, which is learnt from trial to trial."""

    # What `Interruptions` needs of a session and its pipeline, while a reply is spoken and nothing else goes on:
    state = SessionState.SPEAKING
    is_muted = False
    is_live = True
    learns_echo = True
    echo_fault: str | None = None

    def __init__(self, room: Acoustics, settings: Settings, recognizer: Recognizer) -> None:
        self.now_s = BEGIN_S
        self.config = settings.session
        self.pause, self.turn, self.interruption = PlaybackPause(), CurrentTurn(lambda: None), 0
        self._in_room, self._reference = PlayedSound(), PlaybackReference()
        front_end = front_end_of(settings.audio, self._reference.far_end.sound)
        self._microphone = RoomMicrophone(room, self._in_room, lambda: self.now_s, front_end)
        self._microphone.open()
        detector = WebRtcSpeechDetector(self.config.vad_sensitivity)
        self._turns = Turns(lambda: detector, self.config, lambda: self.now_s, self._reference)
        self._turns.open()
        self._transcriber = Transcriber(lambda: recognizer, lambda _utterance, _first: False, lambda: self.now_s)
        self._transcriber.open()
        self._outputs: list[ev.Event | Utterance] = []
        self._waiting: list[Utterance] = []
        self._decoded: tuple[float, list[ev.Event]] | None = None
        """When the decode in progress ends, and what it will have led to."""
        self._taken = 0
        self._hear_until(BEGIN_S + ROOM_S)  # while nobody is listened to, as a device does all day

    def _hear_until(self, at_s: float) -> None:
        while self.now_s < at_s:
            self._hear_frame()

    def _hear_frame(self) -> None:
        self.now_s += self._microphone.frame_s
        frame = self._microphone.read()
        assert frame  # it is not closed
        self._take(self._turns.work(frame))

    @property
    def pipeline(self) -> VirtualReplies:
        """Itself."""
        return self

    def want_frames(self, _wanted: bool) -> None:
        """Do nothing: every frame is taken."""

    def command(self, command: TurnCommand) -> None:
        """Give the turns stage a command."""
        self._take(self._turns.work(command))

    def _take(self, outputs: Iterable[ev.Event | Utterance | None]) -> None:
        self._outputs += [output for output in outputs if output]

    def may_resume(self, _at_s: float) -> bool:
        """Return False: no question came before the reply."""
        return False

    def take_up(self, interruption: int) -> None:
        """Note that the reply is interrupted."""
        self._taken = interruption

    def say(self, text: str, reply: Samples, over_it: Samples | None = None, after_s: float = 0.0) -> Spoken:
        """Say a reply (16 kHz); `after_s` seconds after it began somebody says, or something sounds, `over_it`."""
        done, began_s = Spoken(), self.now_s
        self._waiting, self._decoded, self._taken = [], None, 0
        timeline = self.turn.begin()
        timeline.reply = text
        self.command(Listen(timeline.turn))  # as for the question before the reply: the detector learns the room
        self.command(IgnoreFrames())
        speaker = _Loudspeaker(self._in_room, self._reference, reply, began_s)
        interruptions = Interruptions(cast("SessionController", self))
        interruptions.await_one()
        over_s: float | None = None
        ends_s = began_s + after_s + (len(over_it) / CAPTURE_RATE_HZ if over_it is not None else 0.0)
        last_s = None
        while last_s is None or self.now_s < last_s:
            self._keep_in_step(speaker, done, self.now_s + self._microphone.frame_s)
            if over_it is not None and over_s is None and self.now_s + self._microphone.frame_s - began_s >= after_s:
                over_s = self.now_s
                self._microphone.play(over_it)
            self._hear_frame()
            self._pass_on(interruptions, done)
            if self._taken and not done.is_interrupted:
                done.is_interrupted = True
                self.command(Listen(self._taken))
            is_said = self.now_s >= ends_s and (speaker.is_over or done.is_interrupted)
            if (
                last_s is None
                and is_said
                and (done.heard or not done.is_interrupted or self.now_s > ends_s + UNHEARD_S)
            ):
                last_s = self.now_s + AFTER_S
            if self.now_s - began_s > LONGEST_S:
                break
        if done.is_interrupted and speaker.rests_since_s is not None:
            done.silent_s = speaker.rests_since_s + BUFFERED_S - (over_s or began_s)
        self._end_trial()
        self.pause.end()
        return done

    def listen(self, said: Samples) -> str:
        """Listen as after a press of the button; return what is understood of `said` (16 kHz), over no reply."""
        self._waiting, self._decoded = [], None
        self._taken = self.turn.begin().turn
        self.command(Listen(self._taken))
        self._hear_until(self.now_s + LISTENS_S)
        done, interruptions = Spoken(), Interruptions(cast("SessionController", self))
        self._microphone.play(said)
        ends_s = self.now_s + len(said) / CAPTURE_RATE_HZ
        while not (done.heard and self.now_s >= ends_s) and self.now_s < ends_s + UNHEARD_S:
            self._hear_frame()
            self._pass_on(interruptions, done)
        self._end_trial()
        self._hear_until(self.now_s + AFTER_S)
        return done.heard

    def _end_trial(self) -> None:
        self.command(IgnoreFrames())
        self.turn.end()
        self._microphone.stop()

    def _keep_in_step(self, speaker: _Loudspeaker, done: Spoken, until_s: float) -> None:
        """Let the loudspeaker rest, go on or play, as was decided."""
        rests = self.pause.is_on or done.is_interrupted
        if rests and speaker.rests_since_s is None:
            speaker.rest(self.now_s)
        elif not rests and speaker.rests_since_s is not None:
            done.rests_s.append(speaker.go_on(self.now_s))
        if not rests:
            speaker.play(until_s)

    def _pass_on(self, interruptions: Interruptions, done: Spoken) -> None:
        """Give what the stages report to whoever decides, one decode at a time."""
        told: list[ev.Event] = []
        if self._decoded and self.now_s >= self._decoded[0]:
            told, self._decoded = self._decoded[1], None
        outputs, self._outputs = self._outputs, []
        for output in outputs:
            if isinstance(output, Utterance):
                # A newer snapshot of a turn takes the place of one that waits.
                self._waiting = [one for one in self._waiting if one.is_final or one.turn != output.turn]
                self._waiting.append(output)
            else:
                told.append(output)
        for event in told:
            if isinstance(event, ev.TranscriptionCompleted) and self._taken:
                done.heard = event.segment.text
            elif isinstance(event, ev.TurnEvent) and not self._taken:
                interruptions.on_event(event)
        current = self._taken or self.interruption
        self._waiting = [one for one in self._waiting if one.turn == current]
        if self._waiting and not self._decoded:
            self._decoded = self.now_s + DECODE_S, list(self._transcriber.work(self._waiting.pop(0)))
