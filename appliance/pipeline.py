"""Pipeline: the stages, wired into workers by bounded channels. Who hands what to whom stands here and nowhere else.

    microphone -> capture -> turns -> [ transcriber -> responder -> synthesizer ] -> player -> loudspeaker
                                      one compute thread, most urgent job first

Nothing is decided here: events go up to whoever is given as `report`, commands come down by `command()`.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from appliance.channel import Channel
from appliance.compute import ComputeWorker, Lane
from appliance.conversation import Conversation
from appliance.interfaces import GenerationOptions, Hardware, Models
from appliance.items import AnyItem, Frame, Item, Sentence, Transcript, Utterance
from appliance.settings import VoiceSessionConfig
from appliance.stages.capture import Capture
from appliance.stages.player import Player
from appliance.stages.responder import Responder
from appliance.stages.synthesizer import Synthesizer
from appliance.stages.transcriber import Transcriber
from appliance.stages.turns import Turns
from appliance.turn_number import TurnNumber
from appliance.worker import Endless, Report, Runner, Wiring, Worker

log = logging.getLogger(__name__)

FRAMES_WAITING = 100
"""2 s of sound may wait for the turns stage before the oldest is dropped."""
UTTERANCES_WAITING = 2
TRANSCRIPTS_WAITING = 2
SENTENCES_WAITING = 8
SPEECHES_WAITING = 4

STAGES = ("capture", "turns", "transcriber", "responder", "synthesizer", "player")


def urgency(item: AnyItem, delivered: int) -> int:
    """Return how urgent a compute job is, 0 first: words, then the way to the first sound, then the rest of the reply.

    `delivered` counts what the job has handed on already: a responder that has written its first sentence can wait.
    """
    match item:
        case Utterance():
            return 0
        case Transcript():
            return 1 if delivered == 0 else 3
        case Sentence(index=0):
            return 1
        case _:
            return 2


class Pipeline:
    """All workers of a session, not yet running: `runners` is for the `Crew`."""

    def __init__(
        self,
        config: VoiceSessionConfig,
        hardware: Hardware,
        models: Models,
        conversation: Conversation,
        report: Report,
    ) -> None:
        self.turn = TurnNumber()
        self.dropped_frames = 0
        self._wake = threading.Event()
        wake = self._wake.set
        self._frames: Channel[Item] = Channel(FRAMES_WAITING)
        self._utterances: Channel[Item] = Channel(UTTERANCES_WAITING, wake)
        self._transcripts: Channel[Item] = Channel(TRANSCRIPTS_WAITING, wake)
        self._sentences: Channel[Item] = Channel(SENTENCES_WAITING, wake)
        self._speeches: Channel[Item] = Channel(SPEECHES_WAITING, wake)
        self._wiring = Wiring(report, self.turn.is_stale)
        self._is_live = hardware.microphone.is_live
        self.runners: list[Runner] = [
            Worker[Any](
                Player(hardware.loudspeaker, models.voice_rate_hz, time.monotonic),
                self._speeches,
                self._nothing_follows,
                self._wiring,
            ),
            self._compute(config, models, conversation),
            Worker[Any](
                Turns(models.detector, config, time.monotonic), self._frames, self._deliver_utterance, self._wiring
            ),
            Worker[object](Capture(hardware.microphone), Endless(), self._deliver_frame, self._wiring),
        ]

    def _compute(self, config: VoiceSessionConfig, models: Models, conversation: Conversation) -> ComputeWorker:
        options = GenerationOptions(config.temperature, config.max_reply_tokens)
        transcriber = Transcriber(models.recognizer, self._outdated, time.monotonic)
        responder = Responder(models.language_model, conversation, options, time.monotonic)
        synthesizer = Synthesizer(models.voice, config.language, time.monotonic)
        lanes = [
            Lane(transcriber, self._utterances, self._transcripts.put, lambda: not self._transcripts.is_full),
            Lane(responder, self._transcripts, self._sentences.put, lambda: not self._sentences.is_full),
            Lane(synthesizer, self._sentences, self._speeches.put, lambda: not self._speeches.is_full),
        ]
        return ComputeWorker(lanes, urgency, self._wake, self._wiring)

    def command(self, command: Item) -> None:
        """Hand a command to the turns stage, behind the frames that were captured before it."""
        self._frames.put_now(command)

    @property
    def is_idle(self) -> bool:
        """True when every frame so far was heard, and everything that came of it understood and answered."""
        before_the_player = (self._frames, self._utterances, self._transcripts, self._sentences)
        return all(channel.is_idle for channel in before_the_player)

    def _deliver_frame(self, frame: Item) -> None:
        if self._is_live:
            if self._frames.put_dropping(frame, lambda item: isinstance(item, Frame)):
                self.dropped_frames += 1
                log.warning("the turns stage is late: %d frames dropped so far", self.dropped_frames)
        else:
            self._frames.put(frame)

    def _deliver_utterance(self, utterance: Item) -> None:
        self._utterances.put_replacing(utterance, _is_partial)

    def _outdated(self, utterance: Utterance) -> bool:
        """Say whether a decode under way is for nothing: its turn is over, or the final one is waiting."""
        return self.turn.is_stale(utterance) or (
            not utterance.is_final
            and self._utterances.contains(
                lambda item: (
                    isinstance(item, Utterance)
                    and item.is_final
                    and not (utterance.is_pause and item.speech_frames == utterance.speech_frames)
                )
            )
        )

    def _nothing_follows(self, item: Item) -> None:
        raise AssertionError(f"nothing follows the player, yet it delivered {item}")


def _is_partial(item: Item) -> bool:
    return isinstance(item, Utterance) and not item.is_final
