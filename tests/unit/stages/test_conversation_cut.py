"""A reply that was interrupted is remembered up to the last word that was heard."""

from __future__ import annotations

import pytest

from appliance.stages.conversation import CUT, Conversation, Exchange


@pytest.mark.parametrize(
    ("played", "cut", "remembered"),
    [
        ("It is far.", "Nobody has", f"It is far. Nobody has{CUT}"),
        ("", "To boil an egg,", f"To boil an egg{CUT}"),
        ("It is far.", "", "It is far."),
    ],
)
def test_it_is_cut_at_the_word_and_marked(played: str, cut: str, remembered: str) -> None:
    conversation = Conversation("You help.")
    conversation.remember_cut("Why?", played, cut)
    assert conversation.exchanges == (Exchange("Why?", remembered),)


def test_of_which_no_word_was_heard_leaves_no_trace() -> None:
    conversation = Conversation("You help.")
    conversation.remember_cut("Why?", "", "")
    assert conversation.exchanges == ()


def test_what_is_asked_again_is_not_shown_with_the_half_reply() -> None:
    made = Conversation("Be brief.")
    made.remember("What is the capital of France?", "Paris.")
    made.remember_cut("Why is the sky blue?", "", "Because sunlight is")
    assert len(made.messages("And at noon?")) == 6
    assert [message["content"] for message in made.messages("why is the sky blue")][1:] == [
        "What is the capital of France?", "Paris.", "why is the sky blue",
    ]  # fmt: skip
    assert len(made.exchanges) == 2, "it is remembered"
