"""What a recogniser writes for a sound that is no speech."""

from __future__ import annotations

import pytest

from appliance.text.sound_marks import names_noise


@pytest.mark.parametrize(
    "written",
    ["[LAUGHTER]", "(laughs)", "*cough*", "[coughing", "(door closes)", "(phone ringing)", " (clears throat) ",
     "[LAUGHTER] [LAUGHTER]", "[dog barking] ...", "*coughs* *coughs*", "(drum beat)"],
)  # fmt: skip
def test_a_mark_names_a_noise(written: str) -> None:
    assert names_noise(written)


@pytest.mark.parametrize(
    "written",
    ["", "...", "Stop.", "[BLANK_AUDIO]", "[INAUDIBLE]", "(music)", "[", "(speaking in foreign language)",
     "Don't laugh.", "What is a door?", "[LAUGHTER] Stop it.", "Stop it (laughs)", "Who was Bell?", "[Barcelona]"],
)  # fmt: skip
def test_words_and_marks_that_say_nothing_do_not(written: str) -> None:
    assert not names_noise(written)
