"""The lanes of the compute thread: the stages that run a model, and the channels they take from and hand on to."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Never

from appliance.interfaces import GenerationOptions, Models
from appliance.items import EndOfReply, PlayerInput, ResponderInput, SpokenPart, SynthesizerInput, Utterance
from appliance.pipeline.current_turn import CurrentTurn
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Conversation
from appliance.stages.responder import Responder
from appliance.stages.synthesizer import Synthesizer
from appliance.stages.transcriber import Transcriber
from appliance.threads.channel import Channel
from appliance.threads.compute import Lane

# What is handed on goes in regardless: room was asked for before the step, and the same thread makes it. It must not
# wait for itself where the session has put something in meanwhile. So a step adds at most one item to a full channel.
# The watchdog takes a step for hung after the time that the session waits for the whole stage.


def transcriber_lane(
    config: VoiceSessionConfig,
    models: Models,
    utterances: Channel[Utterance],
    outdated: Callable[[Utterance, bool], bool],
) -> Lane[Utterance, Never]:
    """Return the lane of the transcriber; `outdated` as in `Transcriber`."""
    transcriber = Transcriber(models.recognizer, outdated, time.monotonic, config.words)
    return Lane[Utterance, Never](
        transcriber, utterances, nothing_follows, lambda: True, config.transcription_timeout_s
    )


def responder_lane(
    config: VoiceSessionConfig, models: Models, conversation: Conversation, turn: CurrentTurn
) -> Lane[ResponderInput, SynthesizerInput]:
    """Return the lane of the responder."""
    options = GenerationOptions(config.temperature, config.max_reply_tokens)
    responder = Responder(
        models.language_model, conversation, options, time.monotonic,
        streaming=config.streaming, load_skills=models.skills, language=config.language,
    )  # fmt: skip
    return Lane[ResponderInput, SynthesizerInput](
        responder, turn.requests, turn.parts.put_now, _room_in(turn.parts), config.generation_timeout_s
    )


def synthesizer_lane(
    config: VoiceSessionConfig, models: Models, turn: CurrentTurn, speaking_rate: Callable[[], float | None]
) -> Lane[SynthesizerInput, SpokenPart | EndOfReply]:
    """Return the lane of the synthesizer; `speaking_rate` as in `Synthesizer`."""
    synthesizer = Synthesizer(models.voice, config.language, time.monotonic, speaking_rate, models.pronunciations)
    return Lane[SynthesizerInput, SpokenPart | EndOfReply](
        synthesizer, turn.parts, turn.playback.put_now, _room_in(turn.playback), config.synthesis_timeout_s
    )


def nothing_follows(item: Never) -> None:
    """Take what a stage hands on that hands nothing on."""
    raise AssertionError(f"no stage takes {item}")


def _room_in(channel: Channel[PlayerInput] | Channel[SynthesizerInput]) -> Callable[[], bool]:
    return lambda: not channel.is_full
