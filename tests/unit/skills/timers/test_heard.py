"""What was misheard is mended, and what was corrected is left out."""

from __future__ import annotations

import pytest

from appliance.skills.timers.heard import heard


@pytest.mark.parametrize(
    ("transcript", "words"),
    [
        ("Set a timer for five, no, ten minutes.", "set a timer for 10 minutes"),
        ("Set a timer for five minutes, no, ten.", "set a timer for 10 minutes"),
        ("Set a timer for ten minutes. Actually, make that fifteen.", "set a timer for 15 minutes"),
        ("Set a 5 minute, sorry, 10 minute timer.", "set a 10 minute timer"),
        ("Set an alarm, no, a timer for ten minutes.", "set a timer for 10 minutes"),
        ("Cancel the pasta timer, no, the egg timer.", "cancel the egg timer"),
        ("Pause, no, cancel the timer.", "cancel the timer"),
        ("Set a timer for five minutes, no, forget it.", ""),
        ("Cancel my half-pass 6 alarm.", "cancel my half past 6 alarm"),
        ("Change my alarm to A.", "change my alarm to 8"),
        ("Set a thirty second pasta timer.", "set a 30 seconds pasta timer"),
        ("Set a timer for to minutes.", "set a timer for 2 minutes"),
    ],
)
def test_heard(transcript: str, words: str) -> None:
    assert heard(transcript) == words
