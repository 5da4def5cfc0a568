"""The turn in progress and its reply: what is stale, what is blocked, and how turns and replies are counted."""

from __future__ import annotations

from appliance.audio.earcons import Earcon
from appliance.events import GenerationStarted, ReplyWorkEnded
from appliance.items import EndOfReply, Frame, Item, Listen, PlayEarcon, Prefill, ReplyPart, ReplyRequest, Utterance
from appliance.pipeline.current_turn import NO_TURN, CurrentTurn
from tests.unit.pipeline.replies import WORDS, current_turn, next_reply
from tests.unit.scripted import decoded, frame_samples


def utterance(turn: int) -> Utterance:
    """Return an utterance of this turn."""
    return Utterance(turn, frame_samples(1), 1, is_final=True)


def stale(turn: CurrentTurn, *items: Item) -> list[bool]:
    """Say of each item whether it is stale."""
    return [turn.is_stale(item) for item in items]


def test_only_the_work_of_the_present_turn_is_not_stale() -> None:
    turn = current_turn()
    assert [turn.begin().turn, turn.begin().turn] == [1, 2]
    assert stale(turn, *map(utterance, (1, 2, 3))) == [True, False, True]


def test_turns_are_counted_one_by_one_however_many_replies_they_have() -> None:
    turn = current_turn()
    ids = []
    for replies in (0, 3, 1):
        ids.append(turn.begin().turn)
        for _ in range(replies):
            next_reply(turn)
        turn.end()
        assert turn.id == NO_TURN
    assert ids == [1, 2, 3]


def test_work_of_its_reply_is_not_stale_until_that_is_discarded_or_replaced() -> None:
    turn = current_turn()
    turn.begin()
    first = next_reply(turn, is_committed=False)
    second = next_reply(turn, is_committed=False)
    items = (utterance(1), ReplyPart(first, 0, "x"), ReplyPart(second, 0, "x"))
    assert stale(turn, *items) == [False, True, False]
    turn.discard_reply()
    assert stale(turn, *items) == [False, True, True]
    assert (turn.id, turn.reply) == (1, None)
    assert next_reply(turn) > second, "no id is used twice"


def test_a_new_turn_makes_the_reply_to_the_old_one_stale() -> None:
    turn = current_turn()
    turn.begin()
    reply = next_reply(turn)
    turn.begin()
    assert stale(turn, ReplyPart(reply, 0, "x"), utterance(1)) == [True, True]


def test_the_end_of_a_turn_makes_it_and_its_reply_stale_but_not_an_earcon_after_it() -> None:
    turn = current_turn()
    turn.begin()
    before, reply = PlayEarcon(turn.scope, Earcon.LISTENING), next_reply(turn)
    ended = turn.end()
    assert ended
    assert ended.turn == 1
    after = PlayEarcon(turn.scope, Earcon.CANCELLED)
    assert stale(turn, before, utterance(1), ReplyPart(reply, 0, "x"), after) == [True, True, True, False]
    turn.begin()
    assert turn.is_stale(after), "a new turn does not wait for the earcon"
    turn.end()
    assert turn.is_stale(after), "and it does not come back"


def test_the_end_of_no_turn_cuts_earcons_short_too() -> None:
    """An error while nothing goes on: its earcon is played at once."""
    turn = current_turn()
    earcon = PlayEarcon(turn.scope, Earcon.UNMUTED)
    assert turn.end() is None
    assert turn.is_stale(earcon)


def test_of_an_uncommitted_reply_nothing_is_played_and_little_is_made() -> None:
    turn = current_turn()
    turn.begin()
    reply = next_reply(turn, is_committed=False)
    request, part = ReplyRequest(reply, decoded(WORDS)), ReplyPart(reply, 0, "The sky,")
    assert turn.is_uncommitted(part)
    assert [turn.is_blocked(request, delivered) for delivered in (0, 1, 2)] == [False, False, True]
    assert not turn.is_blocked(part, 1), "its speech is synthesised"
    turn.commit_reply(WORDS)
    assert not turn.is_uncommitted(part)
    assert not turn.is_blocked(request, 2)


def test_an_uncommitted_reply_can_be_paused() -> None:
    turn = current_turn()
    turn.begin()
    part = ReplyPart(next_reply(turn, is_committed=False), 0, "The sky,")
    turn.suspend_reply(True)
    assert turn.is_blocked(part, 0)
    turn.suspend_reply(False)
    assert not turn.is_blocked(part, 0)
    turn.suspend_reply(True)
    turn.commit_reply(WORDS)
    assert not turn.is_blocked(part, 0)


def test_what_belongs_to_the_turn_itself_is_never_blocked() -> None:
    turn = current_turn()
    turn.begin()
    reply = next_reply(turn, is_committed=False)
    assert turn.is_uncommitted(EndOfReply(reply))
    assert not turn.is_uncommitted(utterance(1))
    assert not turn.is_blocked(utterance(1), 1)


def test_frames_and_commands_are_never_stale() -> None:
    turn = current_turn()
    turn.begin()
    assert stale(turn, Frame(frame_samples(1), 0.0), Listen(7)) == [False, False]


def test_a_prefill_is_stale_once_a_reply_is_requested() -> None:
    turn = current_turn()
    turn.begin()
    assert not turn.is_stale(Prefill())
    next_reply(turn)
    assert turn.is_stale(Prefill())


def test_only_the_reply_to_exactly_these_words_is_committed() -> None:
    turn = current_turn()
    turn.begin()
    next_reply(turn, is_committed=False)
    assert turn.commit_reply("What is green?") is None
    reply = turn.commit_reply(WORDS)
    assert reply is turn.reply
    assert turn.commit_reply(WORDS) is None, "it is committed once"


def test_what_was_reported_of_a_reply_before_it_was_committed_is_kept() -> None:
    turn = current_turn()
    turn.begin()
    reply = next_reply(turn, is_committed=False)
    assert turn.reply
    assert not turn.reply.has(GenerationStarted)
    turn.reply.events.append(GenerationStarted(reply, 1.0))
    assert turn.reply.has(GenerationStarted)


def test_preemptive_replies_are_counted_and_what_the_discarded_ones_cost() -> None:
    turn = current_turn()
    earlier = next_reply(turn)
    timeline = turn.begin()
    first = next_reply(turn, is_committed=False)
    turn.count_work(ReplyWorkEnded(first, 1.0, 0.25))
    second = next_reply(turn, is_committed=False)
    turn.count_work(ReplyWorkEnded(first, 1.0, 0.5))
    turn.count_work(ReplyWorkEnded(second, 1.0, 4.0))
    turn.count_work(ReplyWorkEnded(earlier, 1.0, 8.0))
    assert (timeline.preemptive_replies, timeline.discarded_replies, timeline.wasted_s) == (2, 1, 0.75)
    turn.end()
    assert (timeline.discarded_replies, timeline.wasted_s) == (2, 4.75), "it was not committed either"
