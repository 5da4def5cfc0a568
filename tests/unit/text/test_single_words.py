"""Words that are a request alone."""

from __future__ import annotations

import pytest

from appliance.text.single_words import LEAST_CONFIDENCE, single_word


@pytest.mark.parametrize("text", ["Pause. (noise)", "pause", "- Pause!", "[BLANK_AUDIO] Pause."])
def test_the_word_alone(text: str) -> None:
    assert single_word(text, LEAST_CONFIDENCE) == "Pause."
    assert not single_word(text, LEAST_CONFIDENCE - 0.01)


@pytest.mark.parametrize("text", ["", "[BLANK_AUDIO]", "Thanks.", "Pause. Stop.", "Yes.", "No.", "Paul. [BLANK_AUDIO]"])
def test_anything_else_is_none(text: str) -> None:
    assert not single_word(text, 0.99)
