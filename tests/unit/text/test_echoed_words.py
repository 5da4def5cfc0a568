"""What the reply says word for word in front of what somebody said over it is not theirs."""

from __future__ import annotations

import pytest

from appliance.text.echoed_words import without_echoed

REPLY = "The answer to that question is simple yet effective. The key lies in the timing."


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("The answer to that. What is the capital of France?", "What is the capital of France?"),
        ("The answer. The key lies. Stop.", "Stop."),
        ("What is the capital of France?", "What is the capital of France?"),
        ("The answer to that.", "The answer to that."),
        ("The timing is wrong. Why?", "The timing is wrong. Why?"),
        ("Simple. What is it?", "Simple. What is it?"),
        ("Why the timing? Tell me.", "Why the timing? Tell me."),
        ("", ""),
    ],
)
def test_its_sentences_in_front_are_left_out(heard: str, said: str) -> None:
    assert without_echoed(heard, REPLY) == said
