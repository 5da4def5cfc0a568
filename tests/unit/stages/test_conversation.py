"""Conversation: what is remembered, and what is forgotten first."""

from __future__ import annotations

from appliance.interfaces import Message
from appliance.stages.conversation import Conversation, Exchange


def words(messages: list[Message]) -> int:
    """Count words, as if each were a token."""
    return sum(len(message["content"].split()) for message in messages)


def conversation(turns: int) -> Conversation:
    """Return a conversation of so many turns."""
    made = Conversation("Be brief.")
    for number in range(turns):
        made.remember(f"question {number}", f"reply {number}")
    return made


def test_it_begins_with_the_system_prompt() -> None:
    assert Conversation("Be brief.").messages() == [{"role": "system", "content": "Be brief."}]


def test_turns_are_kept_in_order_and_what_is_said_now_comes_last() -> None:
    messages = conversation(2).messages("question 2")
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user", "assistant", "user"]
    assert [message["content"] for message in messages[1:]] == [
        "question 0", "reply 0", "question 1", "reply 1", "question 2",
    ]  # fmt: skip


def test_a_turn_in_which_nothing_was_played_leaves_no_trace() -> None:
    made = conversation(1)
    made.remember("question 1", "")
    assert made.exchanges == (Exchange("question 0", "reply 0"),)


def test_history_only_grows_at_its_end() -> None:
    made = conversation(2)
    before = made.messages()
    made.remember("question 2", "reply 2")
    assert made.messages()[: len(before)] == before


def test_nothing_is_forgotten_while_all_fits() -> None:
    made = conversation(5)
    made.trim("now", words, budget_tokens=words(made.messages("now")))
    assert len(made.exchanges) == 5


def test_the_oldest_turns_are_forgotten_until_half_is_free() -> None:
    made = conversation(10)
    budget = words(made.messages("now")) - 1
    made.trim("now", words, budget)
    assert made.exchanges[-1] == Exchange("question 9", "reply 9")
    assert budget // 2 - 4 < words(made.messages("now")) <= budget // 2


def test_the_system_prompt_and_what_is_said_now_stay_however_long_they_are() -> None:
    made = conversation(3)
    made.trim("something much too long to fit", words, budget_tokens=1)
    assert made.exchanges == ()
    assert [message["role"] for message in made.messages("something")] == ["system", "user"]
