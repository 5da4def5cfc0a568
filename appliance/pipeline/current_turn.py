"""CurrentTurn: the turn in progress and the reply to it. Their ids, what is stale, what may not be played yet.

A turn has an id, and a number by which people are told of it; each reply that is begun to it has an id. A reply may be
begun in a pause, before the turn is over: it is preemptive, and uncommitted. Until it is committed it leaves no trace:
work on it is blocked before the loudspeaker, what is reported of it is kept here, and nobody is told. If the user goes
on it is discarded.

The session's thread begins and ends turns and replies; the workers only ask. When each is to be done is decided in
`session.turn_events`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from appliance.events import GenerationProgress, ReplyEvent, ReplyWorkEnded
from appliance.items import (
    EndOfReply,
    Item,
    PlayEarcon,
    PlayerInput,
    Prefill,
    ReplyItem,
    ReplyPart,
    ReplyRequest,
    ResponderInput,
    SynthesizerInput,
    TranscriptionSegment,
    TurnItem,
)
from appliance.monitoring.timeline import Timeline
from appliance.text.part_length import bounded
from appliance.text.sentences import sentences
from appliance.threads.channel import Channel

REQUESTS_WAITING = 2
PARTS_WAITING = 8
SPOKEN_PARTS_WAITING = 4
PARTS_AHEAD = 2
"""Parts of an uncommitted reply that are written, at most; an opening counts as one."""

NO_TURN = 0
"""Id between two turns."""
NO_REPLY = 0


@dataclass(slots=True)
class Reply:
    """A reply in progress, as the session's thread sees it."""

    id: int
    """Counted from 1 over the whole session."""
    transcript: str
    """The user's words that it replies to."""
    transcribed_s: float
    """When these were known."""
    is_committed: bool
    """True once it may be played."""
    events: list[ReplyEvent] = field(default_factory=list)
    """What was reported of it before it was committed."""
    spent_s: float = 0.0
    """Time the compute thread spent on it."""

    def resumed(self, at_s: float) -> None:
        """Count from now on, if nothing was written yet: it was suspended until the same words came again."""
        if not self.has(GenerationProgress):
            self.transcribed_s = at_s

    def has(self, kind: type[ReplyEvent]) -> bool:
        """Say whether such an event was reported before it was committed."""
        return any(isinstance(event, kind) for event in self.events)


@dataclass(frozen=True, slots=True)
class _Live:
    """What is not stale; replaced as a whole, so that a reader on another thread never sees half of a change."""

    turn: int = NO_TURN
    interruption: int = NO_TURN
    scope: int = 0
    reply: int = NO_REPLY
    is_committed: bool = True
    is_suspended: bool = False


class CurrentTurn:
    """Owns the turn, its reply, and the channels that carry the reply."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """`wake` tells the compute thread that there may be work."""
        self.timeline: Timeline | None = None
        """Of the turn in progress; None between two turns."""
        self.reply: Reply | None = None
        """The latest reply that was begun to it, and not discarded."""
        self.requests: Channel[ResponderInput] = Channel(REQUESTS_WAITING, wake)
        """To the responder."""
        self.parts: Channel[SynthesizerInput] = Channel(PARTS_WAITING, wake)
        """To the synthesizer."""
        self.playback: Channel[PlayerInput] = Channel(SPOKEN_PARTS_WAITING, wake, self.is_uncommitted)
        """To the player; items of an uncommitted reply are blocked in it."""
        self._wake = wake
        self._live = _Live()
        self._last_turn = NO_TURN
        self._begun_turns = 0
        """Fewer than ids: one is kept for whoever may interrupt a reply, and often nobody does."""
        self._last_reply = NO_REPLY
        self._earlier_replies = NO_REPLY
        """Id of the last reply that was begun before this turn."""

    # --- by the session's thread: the turn ---

    @property
    def id(self) -> int:
        """Id of the turn in progress; `NO_TURN` between two."""
        return self._live.turn

    @property
    def scope(self) -> int:
        """Number of the stretch of time: a new one begins with each turn, and with its end."""
        return self._live.scope

    def await_interruption(self) -> int:
        """Return the id of the turn that begins if the reply is interrupted; what was said before means nothing."""
        self._last_turn += 1
        self._live = replace(self._live, interruption=self._last_turn)
        return self._last_turn

    def begin(self, interruption: int = NO_TURN) -> Timeline:
        """Begin the next turn: all work for the earlier one, and for its reply, is stale from here on.

        `interruption` is its id, if it begins with one.
        """
        self._last_turn += not interruption
        self._earlier_replies = self._last_reply
        self._live = _Live(interruption or self._last_turn, scope=self._live.scope + 1)
        self._begun_turns += 1
        self.reply, self.timeline = None, Timeline(self._live.turn, number=self._begun_turns)
        return self.timeline

    def end(self) -> Timeline | None:
        """End the turn and fall silent: all work for it, and for its reply, is stale. Return its timeline, if any."""
        if self.reply and not self.reply.is_committed:
            self._count_discarded(self.reply)
        timeline, self.timeline, self.reply = self.timeline, None, None
        self._live = _Live(NO_TURN, self._live.interruption, self._live.scope + 1)
        self.playback.recheck()
        self._wake()
        return timeline

    # --- by the session's thread: the reply ---

    def begin_reply(self, segment: TranscriptionSegment, at_s: float, *, is_committed: bool) -> None:
        """Have a reply made, in place of any other; `at_s` is when its words were known.

        Of an uncommitted one no more is made than `PARTS_AHEAD`, and nothing is played.
        """
        self.discard_reply()
        reply = self._next_reply(segment.text, at_s, is_committed=is_committed)
        if self.timeline:
            self.timeline.preemptive_replies += not is_committed
        self.requests.put_now(ReplyRequest(reply.id, segment))
        self.playback.recheck()

    def reply_to_typed(self, text: str, at_s: float, language: str) -> None:
        """Have a reply made to words that nobody said; the turn is begun."""
        if self.timeline:
            self.timeline.typed(text, at_s)
        segment = TranscriptionSegment(text, 0.0, 0.0, 1.0, language, is_final=True)
        self.begin_reply(segment, at_s, is_committed=True)

    def say(self, text: str) -> None:
        """Have a text spoken, sentence by sentence, as if it were a reply."""
        self.discard_reply()
        reply = self._next_reply("", 0.0, is_committed=True)
        if self.timeline:
            self.timeline.reply = text
        parts = [part for sentence in sentences(text) for part in bounded(sentence)]
        for index, (part, ends_sentence) in enumerate(parts):
            self.parts.put_now(ReplyPart(reply.id, index, part, ends_sentence))
        self.parts.put_now(EndOfReply(reply.id))

    def _next_reply(self, transcript: str, at_s: float, *, is_committed: bool) -> Reply:
        self._last_reply += 1
        self.reply = Reply(self._last_reply, transcript, at_s, is_committed)
        self._live = replace(
            self._live, reply=self._last_reply, is_committed=is_committed, is_suspended=False, interruption=NO_TURN
        )
        return self.reply

    def commit_reply(self, transcript: str) -> Reply | None:
        """Let the preemptive reply be played and finished, if it replies to exactly these words; return it then."""
        reply = self.reply
        if reply is None or reply.is_committed or reply.transcript != transcript:
            return None
        reply.is_committed = True
        self._live = replace(self._live, is_committed=True, is_suspended=False)
        self.playback.recheck()
        return reply

    def suspend_reply(self, is_suspended: bool) -> None:
        """Let work on an uncommitted reply rest, or go on."""
        self._live = replace(self._live, is_suspended=is_suspended)
        self._wake()

    def discard_reply(self) -> None:
        """Forget the reply, committed or not, and fall silent: the user went on."""
        if self.reply is None:
            return
        self._count_discarded(self.reply)
        self.reply = None
        self._live = _Live(self._live.turn, scope=self._live.scope)
        self.playback.recheck()

    def _count_discarded(self, reply: Reply) -> None:
        if self.timeline:
            self.timeline.discarded_replies += not reply.is_committed
            self.timeline.wasted_s += reply.spent_s

    def count_work(self, event: ReplyWorkEnded) -> None:
        """Count the time spent on a reply: as wasted, if it was discarded meanwhile."""
        if self.reply and event.reply == self.reply.id:
            self.reply.spent_s += event.spent_s
        elif self.timeline and event.reply > self._earlier_replies:
            self.timeline.wasted_s += event.spent_s

    def prefill(self, user: str = "") -> None:
        """Have what is known of the next prompt evaluated when there is nothing better to do."""
        if not self.requests.has_work():
            self.requests.put_now(Prefill(user))

    # --- by the workers ---

    def is_stale(self, item: Item) -> bool:
        """Whether work on `item` is in vain: its turn or reply is over, or it prefills what is already requested."""
        live = self._live
        match item:
            case TurnItem():
                return item.turn not in (live.turn, live.interruption)
            case ReplyItem():
                return item.reply != live.reply
            case PlayEarcon():
                return item.scope != live.scope
            case Prefill():
                return self.requests.contains(lambda other: isinstance(other, ReplyRequest))
        return False

    def is_uncommitted(self, item: Item) -> bool:
        """Say whether `item` belongs to a reply that may not be played yet."""
        live = self._live
        return isinstance(item, ReplyItem) and item.reply == live.reply and not live.is_committed

    def is_blocked(self, item: Item, delivered: int) -> bool:
        """Say whether work on `item` has to wait; `delivered` counts the items it has handed on."""
        is_ahead = isinstance(item, ReplyRequest) and delivered >= PARTS_AHEAD
        return self.is_uncommitted(item) and (self._live.is_suspended or is_ahead)
