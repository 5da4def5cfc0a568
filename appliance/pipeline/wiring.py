"""Pipeline: the stages, wired into workers by bounded channels. Who hands what to whom stands here and nowhere else.

    microphone -> capture -> turns -> [ transcriber    responder -> synthesizer ] -> player -> loudspeaker
                                      one compute thread, most urgent job first

Nothing is decided here: events go up to whoever is given as `report`, commands come down by `command()`. What the user
said is answered when it is decided that it shall be, through `answers`: that is the gap in the middle.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from appliance.audio.earcons import Earcon
from appliance.audio.playback_reference import PlaybackReference
from appliance.audio.volume import Volume
from appliance.interfaces import GenerationOptions, Hardware, Models
from appliance.items import AnyItem, CheckDevice, Frame, Item, PrepareReply, Signal, Transcript, Utterance
from appliance.monitoring.health import PipelineHealth
from appliance.pipeline.answer_work import AnswerWork
from appliance.pipeline.priority import priority
from appliance.pipeline.turn_number import TurnNumber
from appliance.settings import VoiceSessionConfig
from appliance.stages.capture import Capture
from appliance.stages.conversation import Conversation
from appliance.stages.end_of_turn import EndOfTurnStage
from appliance.stages.player import Player
from appliance.stages.reconnect import RETRY_S
from appliance.stages.responder import Responder
from appliance.stages.synthesizer import Synthesizer
from appliance.stages.transcriber import Transcriber
from appliance.stages.turns import Turns
from appliance.threads.channel import Channel
from appliance.threads.compute import ComputeWorker, Lane
from appliance.threads.inboxes import EndlessInbox, TimedInbox
from appliance.threads.worker import Report, Wiring, Worker

log = logging.getLogger(__name__)

FRAMES_WAITING = 100
"""2 s of sound may wait for the turns stage before the oldest is dropped."""
UTTERANCES_WAITING = 2
PAUSES_WAITING = 1
TRANSCRIPTS_WAITING = 2
SENTENCES_WAITING = 8
SPEECHES_WAITING = 4


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
        self.turn = TurnNumber()
        self.volume = Volume()
        """Set by whoever decides."""
        self.is_muted = False
        """Likewise: while it is true, no frame passes."""
        self._listening = threading.Event()
        self.dropped_frames = 0
        playback_reference = PlaybackReference()
        self._wake = threading.Event()
        wake = self._wake.set
        self._frames: Channel[Item] = Channel(FRAMES_WAITING)
        self._utterances: Channel[Item] = Channel(UTTERANCES_WAITING, wake)
        self._transcripts: Channel[Item] = Channel(TRANSCRIPTS_WAITING, wake)
        self._sentences: Channel[Item] = Channel(SENTENCES_WAITING, wake)
        self._pauses: Channel[Item] = Channel(PAUSES_WAITING)
        self._speeches: Channel[Item] = Channel(SPEECHES_WAITING, wake, self.turn.is_unheard)
        self.answers = AnswerWork(self.turn, self._transcripts, self._sentences, self._speeches, self._wake)
        self._wiring = Wiring(report, self._is_stale, self.turn.is_held)
        self._hardware = hardware
        self._capture = Capture(
            hardware.microphone,
            lambda: self.is_muted,
            self._listening,
            may_be_missing=hardware.may_be_missing,
        )
        self._turns = Turns(
            models.detector, config, time.monotonic, playback_reference if hardware.microphone.is_live else None
        )
        self._compute = self._compute_worker(config, models, conversation)
        self.workers: list[Worker[Any] | ComputeWorker] = [
            Worker[Any](
                Player(hardware, models.voice_rate_hz, self.volume, playback_reference, time.monotonic),
                TimedInbox[Item](self._speeches, CheckDevice(), RETRY_S),
                self._nothing_follows,
                self._wiring,
            ),
            self._compute,
            Worker[Any](self._turns, self._frames, self._deliver_utterance, self._wiring),
            Worker[object](self._capture, EndlessInbox(), self._deliver_frame, self._wiring),
        ]
        self.judges_voice = bool(models.end_of_turn) and config.streaming
        """True when the end-of-turn model listens to pauses."""
        if models.end_of_turn and config.streaming:
            judge = EndOfTurnStage(models.end_of_turn, time.monotonic)
            self.workers.insert(0, Worker[Any](judge, self._pauses, self._nothing_follows, self._wiring))

    def _compute_worker(self, config: VoiceSessionConfig, models: Models, conversation: Conversation) -> ComputeWorker:
        options = GenerationOptions(config.temperature, config.max_reply_tokens)
        transcriber = Transcriber(models.recognizer, self._outdated, time.monotonic)
        responder = Responder(models.language_model, conversation, options, time.monotonic, streaming=config.streaming)
        synthesizer = Synthesizer(models.voice, config.language, time.monotonic)
        # A single step that takes as long as the whole stage may hangs: the turn was given up by then.
        words_s, tokens_s, speech_s = (
            config.transcription_timeout_s, config.generation_timeout_s, config.synthesis_timeout_s,
        )  # fmt: skip
        lanes = [
            Lane(transcriber, self._utterances, self._nothing_follows, lambda: True, words_s),
            Lane(responder, self._transcripts, self._sentences.put, _room_in(self._sentences), tokens_s),
            Lane(synthesizer, self._sentences, self._speeches.put, _room_in(self._speeches), speech_s),
        ]
        return ComputeWorker(lanes, priority, self._wake, self._wiring)

    @property
    def is_live(self) -> bool:
        """True when the user is heard as it happens; False for a recording that waits for the models."""
        return self._hardware.microphone.is_live

    @property
    def stages(self) -> set[str]:
        """Names of the stages that have to be open before anybody can be served."""
        judge = {EndOfTurnStage.name} if self.judges_voice else set()
        return judge | {stage.name for stage in (Capture, Turns, Transcriber, Responder, Synthesizer, Player)}

    @property
    def has_heard(self) -> bool:
        """True once the microphone gave a frame."""
        return self._capture.has_heard

    def command(self, command: Item) -> None:
        """Hand a command to the turns stage, behind the frames that were captured before it."""
        self._frames.put_now(command)

    def health(self) -> PipelineHealth:
        """Return what was lost so far."""
        return PipelineHealth(
            self._hardware.microphone.xruns,
            self._hardware.loudspeaker.xruns,
            self.dropped_frames,
            self._turns.late_frames,
        )

    def signal(self, earcon: Earcon) -> None:
        """Have an earcon played, behind what is being played."""
        if self._hardware.has_earcons:
            self._speeches.put_now(Signal(self.turn.current, earcon))

    def end_turn(self) -> None:
        """Fall silent: whatever is under way is stale from here on."""
        self.turn.advance()
        self._speeches.look_again()
        self._wake.set()

    def listen(self, is_wanted: bool) -> None:
        """Say whether frames are wanted as they come."""
        if is_wanted:
            self._listening.set()
        else:
            self._listening.clear()

    @property
    def is_idle(self) -> bool:
        """True when every frame so far was heard, and everything that came of it understood and answered.

        What is made ahead, and may never be heard, does not count.
        """
        return (
            self._frames.is_idle and self._pauses.is_idle and self._compute.is_idle_but_for(self._is_ahead)
            and self._frames.is_idle
        )  # fmt: skip

    def _is_ahead(self, item: AnyItem) -> bool:
        return isinstance(item, PrepareReply) or self.turn.is_unheard(item)

    def _deliver_frame(self, frame: Item) -> None:
        if self._hardware.microphone.is_live:
            if self._frames.put_dropping(frame, lambda item: isinstance(item, Frame)):
                self.dropped_frames += 1
                if self.dropped_frames.bit_count() == 1:  # the 1st, 2nd, 4th, ...: the journal must not be flooded
                    log.warning("the turns stage is late: %d frames dropped so far", self.dropped_frames)
        else:
            self._frames.put(frame)

    def _deliver_utterance(self, utterance: Item) -> None:
        if self.judges_voice and isinstance(utterance, Utterance) and utterance.is_settled:
            self._pauses.put_replacing(utterance, lambda _earlier: True)
        self._utterances.put_replacing(utterance, _is_partial)

    def _is_stale(self, item: AnyItem) -> bool:
        """Say whether an item's turn is over, or whether it only prepares what is here already."""
        return self.turn.is_stale(item) or (
            isinstance(item, PrepareReply) and self._transcripts.contains(lambda other: isinstance(other, Transcript))
        )

    def _outdated(self, utterance: Utterance, is_first: bool) -> bool:
        """Say whether a decode under way is for nothing: its turn is over, or one that counts for more is waiting.

        No pause cuts the first of a turn short: in halting speech, nothing would ever be heard. A final one is for
        nothing when the user has gone on since.
        """

        def counts_for_more(item: Item) -> bool:
            return (
                isinstance(item, Utterance)
                and (item.is_final or (item.is_pause and not is_first))
                and not ((utterance.is_pause or utterance.is_final) and item.speech_frames == utterance.speech_frames)
            )

        return self.turn.is_stale(utterance) or self._utterances.contains(counts_for_more)

    def _nothing_follows(self, item: Item) -> None:
        raise AssertionError(f"nobody is there to take {item}")


def _room_in(channel: Channel[Item]) -> Callable[[], bool]:
    return lambda: not channel.is_full


def _is_partial(item: Item) -> bool:
    return isinstance(item, Utterance) and not item.is_final
