"""The player, with a loudspeaker whose time passes only when it is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Never

import numpy as np

from appliance.audio.format import Samples
from appliance.audio.playback_reference import PlaybackReference
from appliance.audio.sound_stream import SoundStream, SpokenWords
from appliance.audio.volume import Volume
from appliance.events import (
    Event,
    PlaybackProgress,
)
from appliance.interfaces import Hardware
from appliance.items import Item, PlayerInput, SpokenPart
from appliance.pipeline.current_turn import CurrentTurn
from appliance.stages.player import Player
from appliance.threads.worker import Worker, WorkerLinks
from tests.unit.pipeline.replies import next_reply
from tests.unit.scripted import ListInbox, Output
from tests.unit.scripted_devices import ScriptedLoudspeaker, SilentMicrophone

RATE_HZ = 1000
"""Rate of the voice."""
CHUNK = 10
"""Samples in a chunk of 10 ms."""


def player_of(loudspeaker: ScriptedLoudspeaker, reference: PlaybackReference | None = None, **options: Any) -> Player:
    """Return a player that is not open; `options` are fields of `Hardware`."""
    hardware = Hardware(SilentMicrophone(), loudspeaker, playback_reference=reference or PlaybackReference(), **options)
    return Player(hardware, RATE_HZ, Volume(), lambda: loudspeaker.now_s)


def opened(loudspeaker: ScriptedLoudspeaker) -> Player:
    """Return a player that is open."""
    player = player_of(loudspeaker)
    player.open()
    return player


def speech(length: int, text: str = "one two three four", reply: int = 1, index: int = 0) -> SpokenPart:
    """Return a sentence that is whole: `length` samples, counted up from 0."""
    sound = SoundStream(np.arange(length, dtype=np.int16))
    sound.end(SpokenWords(text, ends_sentence=True))
    return SpokenPart(reply, index, sound)


def piece(length: int) -> Samples:
    """Return some sound."""
    return np.ones(length, dtype=np.int16)


def progress(outputs: Sequence[Output]) -> list[PlaybackProgress]:
    """Return the events that tell what was played; the completion is one."""
    return [output for output in outputs if isinstance(output, PlaybackProgress)]


def run(player: Player, turn: CurrentTurn, *items: Item) -> list[Event]:
    """Work as the player's thread does; when a sentence that ends in "four" was played, a new reply begins."""
    events: list[Event] = []

    def report(event: Event) -> None:
        events.append(event)
        if isinstance(event, PlaybackProgress) and event.played_text.endswith("four"):
            next_reply(turn)  # as after an interruption

    worker = Worker[PlayerInput, Never](
        player, ListInbox(*items), lambda item: None, WorkerLinks(report, turn.is_stale)
    )
    worker.run()
    return events
