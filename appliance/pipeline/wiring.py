"""Pipeline: the stages, wired into workers by bounded channels. Who hands what to whom stands here and nowhere else.

    microphone -> capture -> turns -> [ transcriber    responder -> synthesizer ] -> player -> loudspeaker
                                      one compute thread, highest priority first

Nothing is decided here: events go up to `report`, commands come down by `command()`. The gap in the middle is on
purpose: the session decides which transcript is replied to, and begins the reply by `turn.begin_reply()`.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import Never

from appliance.audio.earcons import Earcon
from appliance.audio.playback_pause import PlaybackPause
from appliance.audio.volume import Volume
from appliance.intents import Answer
from appliance.interfaces import Hardware, Models
from appliance.items import (
    CarryOut,
    CheckDevice,
    Frame,
    Item,
    PlayEarcon,
    PlayerInput,
    Prefill,
    Tick,
    TurnCommand,
    TurnsInput,
    Utterance,
)
from appliance.monitoring.health import PipelineHealth
from appliance.pipeline.current_turn import CurrentTurn
from appliance.pipeline.lanes import nothing_follows, responder_lane, synthesizer_lane, transcriber_lane
from appliance.pipeline.priority import priority
from appliance.settings import VoiceSessionConfig
from appliance.stages.actions import Actions
from appliance.stages.capture import Capture
from appliance.stages.conversation import Conversation
from appliance.stages.end_of_turn import EndOfTurnStage
from appliance.stages.player import Player
from appliance.stages.reconnect import RETRY_S
from appliance.stages.responder import Responder
from appliance.stages.server import ServerStage
from appliance.stages.server_link import ServerLink
from appliance.stages.synthesizer import Synthesizer
from appliance.stages.transcriber import Transcriber
from appliance.stages.turns import Turns
from appliance.threads.channel import Channel
from appliance.threads.compute import ComputeWorker
from appliance.threads.inboxes import EndlessInbox, TimedInbox
from appliance.threads.worker import MonitoredRunner, Report, Worker, WorkerLinks

log = logging.getLogger(__name__)

FRAMES_WAITING = 100
"""2 s of sound may wait for the turns stage before the oldest is dropped."""
UTTERANCES_WAITING = 2
PAUSES_WAITING = 1
ACTIONS_WAITING = 16
ACTIONS_END_S = 0.5
"""Of the time that the device has to stop."""


class Pipeline:
    """All workers of a session, not yet running: they are for the `ThreadGroup`."""

    def __init__(
        self,
        config: VoiceSessionConfig,
        hardware: Hardware,
        models: Models,
        conversation: Conversation,
        report: Report,
    ) -> None:
        self._wake = threading.Event()
        self.turn = CurrentTurn(self._wake.set)
        self.volume = Volume()
        """Set by the session's thread."""
        self.speaking_rate: float | None = None
        """Of the voice, from the next part on; None: its own."""
        self.pause = PlaybackPause()
        """Lets the reply rest; set by the session's thread."""
        self.is_muted = False
        """While it is true, no frame passes."""
        self.dropped_frames = 0
        self.has_end_of_turn_model = bool(models.end_of_turn) and config.streaming
        """True when the end-of-turn model judges pauses."""
        self._hardware = hardware
        self._listening = threading.Event()
        self._frames: Channel[TurnsInput] = Channel(FRAMES_WAITING)
        self._utterances: Channel[Utterance] = Channel(UTTERANCES_WAITING, self._wake.set)
        self._pauses: Channel[Utterance] = Channel(PAUSES_WAITING)
        self._actions: Channel[CarryOut] = Channel(ACTIONS_WAITING)
        links = WorkerLinks(report, self.turn.is_stale, self.turn.is_blocked)
        reference = hardware.playback_reference
        self._capture = Capture(
            hardware.microphone,
            lambda: self.is_muted,
            self._listening,
            may_be_missing=hardware.may_be_missing,
        )
        heard = reference if self.is_live and hardware.hears_itself else None
        self._turns = Turns(models.detector, config, time.monotonic, heard, counts_resume=not self.is_live)
        self._turns.between_turns.load_wake_word = models.wake_word
        player = Player(hardware, models.voice_rate_hz, self.volume, time.monotonic, self.pause)
        playback = TimedInbox[PlayerInput](self.turn.playback, CheckDevice(), RETRY_S)
        server_link = ServerLink(models.server, models.language_model) if models.server else None
        self._has_server = server_link is not None
        load_model = server_link.load_model if server_link else models.language_model
        self._compute = ComputeWorker(
            (
                transcriber_lane(config, models, self._utterances, self._outdated),
                responder_lane(config, replace(models, language_model=load_model), conversation, self.turn),
                synthesizer_lane(config, models, self.turn, lambda: self.speaking_rate),
            ),
            priority, self._wake, links,
        )  # fmt: skip
        self.workers: list[MonitoredRunner] = [
            Worker[PlayerInput, Never](player, playback, nothing_follows, links),
            self._compute,
            Worker[CarryOut, Never](Actions(), self._actions, nothing_follows, links),
            Worker[TurnsInput, Utterance](self._turns, self._frames, self._deliver_utterance, links),
            Worker[Tick, Frame](self._capture, EndlessInbox(), self._deliver_frame, links),
        ]
        if models.end_of_turn and self.has_end_of_turn_model:
            end_of_turn = EndOfTurnStage(models.end_of_turn, time.monotonic)
            self.workers.insert(0, Worker[Utterance, Never](end_of_turn, self._pauses, nothing_follows, links))
        if server_link:
            self.workers.insert(0, server_link.worker(links))

    @property
    def is_live(self) -> bool:
        """True when frames come in real time; False for a recording that waits for the models."""
        return self._hardware.microphone.is_live

    @property
    def hears_over_reply(self) -> bool:
        """True when the user can be told from the reply while it is heard."""
        return self.is_live and self.echo_fault is None

    @property
    def echo_fault(self) -> str | None:
        """Why the echo of a reply cannot be taken out of what the microphone hears; None: it is, or there is none."""
        return self._hardware.echo_fault() if self._hardware.hears_itself else None

    @property
    def learns_echo(self) -> bool:
        """True when what is left of the echo is known only after some seconds of sound."""
        return self._hardware.learns_echo

    @property
    def stages(self) -> set[str]:
        """Names of the stages that have to be open before anybody can be served."""
        optional = {EndOfTurnStage.name: self.has_end_of_turn_model, ServerStage.name: self._has_server}
        used = {name for name, is_used in optional.items() if is_used}
        return used | {stage.name for stage in (Actions, Capture, Turns, Transcriber, Responder, Synthesizer, Player)}

    @property
    def has_captured(self) -> bool:
        """True once the microphone gave a frame."""
        return self._capture.has_captured

    def command(self, command: TurnCommand) -> None:
        """Hand a command to the turns stage, behind the frames that were captured before it."""
        self._frames.put_now(command)

    def carry_out(self, answer: Answer) -> None:
        """Have the action of an answer carried out, behind those before it; `ActionEnded` says what became of it."""
        self._actions.put_now(CarryOut(answer))

    def finish_actions(self) -> None:
        """Wait until what was promised is done, up to `ACTIONS_END_S`: the session ends."""
        given_up_s = time.monotonic() + ACTIONS_END_S
        while not self._actions.is_idle and time.monotonic() < given_up_s:
            time.sleep(0.005)

    def health(self) -> PipelineHealth:
        """Return what was lost so far."""
        return PipelineHealth(
            self._hardware.microphone.xruns,
            self._hardware.loudspeaker.xruns,
            self.dropped_frames,
            self._turns.late_frames,
        )

    def play_earcon(self, earcon: Earcon) -> None:
        """Have an earcon played, behind what is being played; one that calls the user is never left out."""
        if self._hardware.has_earcons or earcon is Earcon.RINGING:
            self.turn.playback.put_now(PlayEarcon(self.turn.scope, earcon))

    def set_muted(self, is_muted: bool) -> None:
        """Say whether frames are dropped where they come from."""
        self.is_muted = is_muted

    def want_frames(self, is_listening: bool) -> None:
        """Say whether frames are wanted as they come."""
        if is_listening:
            self._listening.set()
        else:
            self._listening.clear()

    @property
    def is_idle(self) -> bool:
        """True when every frame so far was processed, and everything that came of it understood and replied to.

        What is made ahead, and may never be played, does not count.
        """
        return (
            self._frames.is_idle and self._pauses.is_idle and self._actions.is_idle
            and self._compute.is_idle_but_for(self._is_ahead) and self._frames.is_idle
        )  # fmt: skip

    def _is_ahead(self, item: Item) -> bool:
        return isinstance(item, Prefill) or self.turn.is_uncommitted(item)

    def _deliver_frame(self, frame: Frame) -> None:
        if self.is_live:
            if self._frames.put_dropping(frame, lambda item: isinstance(item, Frame)):
                self.dropped_frames += 1
                if self.dropped_frames.bit_count() == 1:  # the 1st, 2nd, 4th, ...: the journal must not be flooded
                    log.warning("the turns stage is late: %d frames dropped so far", self.dropped_frames)
        else:
            self._frames.put(frame)

    def _deliver_utterance(self, utterance: Utterance) -> None:
        if self.has_end_of_turn_model and utterance.is_settled:
            self._pauses.put_replacing(utterance, lambda _earlier: True)
        self._utterances.put_replacing(utterance, lambda earlier: not earlier.is_final)

    def _outdated(self, utterance: Utterance, is_first: bool) -> bool:
        """Say whether a decode may be cancelled: its turn is over, or an utterance that matters more is waiting.

        A pause does not cancel the first decode of a turn: in halting speech no partial would ever come. A final
        one may be cancelled when the user has resumed since.
        """

        def counts_for_more(other: Utterance) -> bool:
            is_same_speech = other.speech_frames == utterance.speech_frames
            return (other.is_final or (other.is_pause and not is_first)) and not (
                (utterance.is_pause or utterance.is_final) and is_same_speech
            )

        return self.turn.is_stale(utterance) or self._utterances.contains(counts_for_more)
