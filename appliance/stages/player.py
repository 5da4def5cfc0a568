"""Player: the reply and earcons to the loudspeaker, a small chunk at a time; reports what was played.

It can stop within a chunk. While the loudspeaker is missing it is looked for, and what should be played is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Never

import numpy as np

from appliance.audio.chunks import chunks, chunks_as_made
from appliance.audio.earcons import earcon_samples
from appliance.audio.format import Samples
from appliance.audio.levels import level_dbfs
from appliance.audio.playback_pause import PlaybackPause, faded_in, faded_out
from appliance.audio.sound_stream import SoundStream
from appliance.audio.volume import Volume
from appliance.errors import AudioUnavailable
from appliance.events import Event, PartPlayed, PlaybackCompleted, PlaybackProgress, PlaybackStarted
from appliance.interfaces import AudioDevice, Hardware
from appliance.items import CheckDevice, EndOfReply, PlayEarcon, PlayerInput, SpokenPart
from appliance.stages.lead_in import LeadIn
from appliance.stages.reconnect import ReconnectingDevice
from appliance.threads.stage import Stage

CHUNK_S = 0.01
"""Length of a chunk: the most that is played after an interruption."""
TRIED_CHUNKS = 10
"""Silence that is played to try out a loudspeaker that was opened anew."""
PROGRESS_EVERY_CHUNKS = 10
"""Progress is reported every 100 ms."""


@dataclass(slots=True)
class _Reply:
    """What was played of a reply."""

    id: int = 0
    """Its id."""
    written: int = 0
    """Samples handed to the loudspeaker."""
    sentences: list[str] = field(default_factory=list)
    """Sentences that were played to their end."""
    clauses: list[str] = field(default_factory=list)
    """Clauses that were played of a sentence that was not yet played to its end."""
    part: SoundStream | None = None
    """The part that is being played."""
    part_began: int = 0
    """`written` when it began."""


class Player(Stage[PlayerInput, Never]):
    """Plays one reply at a time."""

    name = "player"

    def __init__(
        self,
        hardware: Hardware,
        rate_hz: int,
        volume: Volume,
        clock: Callable[[], float],
        pause: PlaybackPause | None = None,
    ) -> None:
        self._loudspeaker = hardware.loudspeaker
        self._rate_hz = rate_hz
        """Of the voice."""
        self._volume = volume
        self._playback_reference = hardware.playback_reference
        self._clock = clock
        self._pause = pause or PlaybackPause()
        self._reply = _Reply()
        self._lead_in = LeadIn(hardware.lead_in_s, hardware.lead_in_after_s, clock)
        self._device = ReconnectingDevice(
            AudioDevice.LOUDSPEAKER,
            lambda: self._loudspeaker.open(rate_hz),
            self._loudspeaker.close,
            try_out=self._try_out,
            may_be_missing=hardware.may_be_missing,
        )

    def open(self) -> None:
        """Open the loudspeaker at the voice's rate."""
        self._device.open()

    def longest_step_s(self) -> float:
        """Return more than it takes to give a broken card up."""
        return self._device.longest_step_s()

    def close(self) -> None:
        """Drop what is pending and close the loudspeaker."""
        self._loudspeaker.close()

    def work(self, item: PlayerInput) -> Iterator[Event | None]:
        """Play; when closed in the middle, fall silent at once."""
        if self._device.is_lost:
            self._lead_in.forget()  # what comes back may sleep
            yield from self._device.try_again()
        if self._device.is_lost:
            return
        finished = False
        try:
            yield from self._work(item)
            finished = True
        except AudioUnavailable as error:
            finished = True
            yield from self._device.lost(error)
        finally:
            if not finished:
                self._fall_silent()

    def _fall_silent(self) -> None:
        try:
            self._loudspeaker.drop()
        except AudioUnavailable as error:
            self._device.lost_unreported(error)  # no event can be yielded while work is being closed
        self._playback_reference.stopped(self._clock())

    def _work(self, item: PlayerInput) -> Iterator[Event | None]:
        match item:
            case SpokenPart():
                yield from self._speak(item)
            case EndOfReply():
                yield from self._drain(item)
            case PlayEarcon(earcon=earcon):
                yield from self._play_earcon(earcon_samples(earcon, self._loudspeaker.rate_hz))
            case CheckDevice():
                self._loudspeaker.check()

    def _speak(self, part: SpokenPart) -> Iterator[Event | None]:
        reply = self._reply_of(part.reply)
        reply.part, reply.part_began = part.sound, reply.written
        yield from self._wake()  # while the sound is still being made
        number = 0
        rates = self._rate_hz, self._loudspeaker.rate_hz  # not every card can play at the voice's
        for chunk in chunks_as_made(part.sound, *rates, self._chunk_length, CHUNK_S / 2):
            if not len(chunk):
                self._bridge()
                yield None
                continue
            number += 1
            if self._pause.is_on:
                yield from self._rest(chunk, reply)
                chunk = faded_in(chunk)  # noqa: PLW2901  (the same, as it is to be heard)
            played_at_s = self._write(chunk)
            is_first = reply.written == 0
            reply.written += len(chunk)
            if is_first:
                yield PlaybackStarted(reply.id, played_at_s)
            elif number % PROGRESS_EVERY_CHUNKS == 0:
                yield PlaybackProgress(reply.id, self._clock(), *self._position())
            else:
                yield None
        self._finish()
        while self._loudspeaker.pending_s() > CHUNK_S:  # only while this generator runs can an interruption drop it
            self._loudspeaker.wait()
            yield None
        if said := part.sound.says:
            reply.clauses.append(said.text)
            if said.ends_sentence:
                reply.sentences += reply.clauses
                reply.clauses.clear()
        reply.part = None
        yield PlaybackProgress(reply.id, self._clock(), *self._position())

    def _rest(self, chunk: Samples, reply: _Reply) -> Iterator[Event | None]:
        """Fall silent in the middle of the reply, until it goes on; `chunk` is the next."""
        yield PlaybackProgress(reply.id, self._clock() + self._loudspeaker.pending_s(), *self._position(is_silent=True))
        self._write(faded_out(chunk))
        self._finish()
        yield from self._wait_to_go_on()

    def _wait_to_go_on(self) -> Iterator[None]:
        while self._pause.is_on:
            self._pause.wait(CHUNK_S)
            yield None

    def _bridge(self) -> None:
        """Let the loudspeaker play silence rather than run dry, when the next piece is not synthesised in time."""
        if 0 < self._loudspeaker.pending_s() < 2 * CHUNK_S:
            self._finish()

    def _drain(self, end: EndOfReply) -> Iterator[Event | None]:
        self._reply_of(end.reply)
        while self._loudspeaker.pending_s() > 0:
            self._loudspeaker.wait()
            yield None
        yield from self._wait_to_go_on()  # somebody may be interrupting its last word
        yield PlaybackCompleted(end.reply, self._clock(), *self._position())

    def _wake(self) -> Iterator[Event | None]:
        """Wake a loudspeaker that sleeps. It is not to be heard, so the playback reference need not know."""
        for chunk in self._lead_in.chunks(self._loudspeaker.rate_hz, self._chunk_length):
            self._loudspeaker.write(chunk)
            yield None

    def _play_earcon(self, samples: Samples) -> Iterator[Event | None]:
        yield from self._wake()
        for chunk in chunks(samples, self._chunk_length):
            self._write(chunk)
            yield None
        self._finish()

    def _try_out(self) -> None:
        """Play a moment of silence, longer than a card's buffer."""
        for _ in range(TRIED_CHUNKS):
            self._loudspeaker.write(np.zeros(self._chunk_length, dtype=np.int16))
        self._loudspeaker.finish()
        while self._loudspeaker.pending_s() > 0:  # what follows is another stretch of sound
            self._loudspeaker.wait()

    @property
    def _chunk_length(self) -> int:
        return int(self._loudspeaker.rate_hz * CHUNK_S)

    def _write(self, chunk: Samples) -> float:
        """Play a chunk; the playback reference has it before the microphone can pick it up."""
        scaled = self._volume.apply(chunk)
        level = level_dbfs(scaled)
        pending_s = self._loudspeaker.pending_s()
        begins_s = self._clock() + pending_s
        self._playback_reference.plays(begins_s, begins_s + CHUNK_S, level)
        played_at_s = self._loudspeaker.write(scaled)
        self._playback_reference.far_end.plays(scaled, self._loudspeaker.rate_hz, played_at_s, follows=pending_s > 0)
        end_s = self._clock() + self._loudspeaker.pending_s()
        self._playback_reference.plays(played_at_s, end_s, level)
        self._lead_in.played_until(end_s)
        return played_at_s

    def _finish(self) -> None:
        """Let what is pending play out; what may follow comes after a moment of silence, to the sample."""
        self._playback_reference.far_end.is_silent(self._loudspeaker.finish())

    def _reply_of(self, reply: int) -> _Reply:
        if reply != self._reply.id:
            self._reply = _Reply(reply)
        return self._reply

    def _position(self, *, is_silent: bool = False) -> tuple[float, str, PartPlayed | None]:
        """Return the seconds played, what was played to its end, and how far the part is that is being played.

        `is_silent`: what is still to be played counts as played, and nothing follows it yet.
        """
        reply, rate_hz = self._reply, self._loudspeaker.rate_hz
        pending_s = 0.0 if is_silent else self._loudspeaker.pending_s()
        part = None
        before = " ".join(reply.clauses)
        if reply.part:
            played_s = (reply.written - reply.part_began) / rate_hz - pending_s
            sound, is_whole = reply.part, reply.part.says is not None
            part = PartPlayed(sound.text, sound.word_ends_s, max(0.0, played_s), before, is_whole, rests=is_silent)
        elif before:
            part = PartPlayed("", (), 0.0, before)
        return max(0.0, reply.written / rate_hz - pending_s), " ".join(reply.sentences), part
