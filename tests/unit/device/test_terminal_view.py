"""What the terminal shows of what happens: without a terminal."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from appliance.audio.levels import FLOOR_DBFS
from appliance.board.panel import Colour
from appliance.control.protocol import ControlEvent as E
from appliance.device.light_signs import LightSign
from appliance.device.terminal_story import Story
from appliance.device.terminal_view import ASCII, UNICODE, meter_steps, picture, plain, rows_of, screen_colour

RED = Colour(1, 0, 0)
TIMES: dict[str, Any] = {"voice_to_voice": 320.2, "endpoint": 300.0, "first_token": 45.5, "capture": None}
CONVERSATION: list[tuple[E, dict[str, Any]]] = [
    (E.LIGHT, {"sign": "listening"}),
    (E.STATE, {"state": "listening"}),
    (E.SPEAKING, {"is_speaking": True}),
    (E.TRANSCRIPT, {"text": "Set a timer...", "is_final": False}),
    (E.SPEAKING, {"is_speaking": False}),
    (E.TRANSCRIPT, {"text": "Set a timer for tea.", "is_final": True}),
    (E.ANSWER, {"skill": "timers", "intent": "ask_duration", "slots": {}, "action": None}),
    (E.REPLY, {"text": "For how long?"}),
]


def told(*events: tuple[E, dict[str, Any]]) -> tuple[Story, list[str]]:
    story, over = Story(), []
    for event, what in events:
        over += story.take(event, what)
    return story, over


def shown(story: Story, width: int = 80, level_dbfs: float = FLOOR_DBFS, *, is_held: bool = False) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    lines = picture(story, RED, level_dbfs, width, is_held=is_held, symbols=UNICODE)
    return [row.rstrip() for row in rows_of(lines, console)]


def test_a_turn_is_shown_as_it_comes() -> None:
    story, over = told(*CONVERSATION)
    rows = shown(story)
    assert over == []
    assert rows[0] == "● listening (red)"
    assert rows[2:5] == ["you: Set a timer for tea.", "it: For how long?", "   [timers (ask duration)]"]


def test_while_the_user_speaks_the_words_may_still_change() -> None:
    story, _ = told(*CONVERSATION[:4])
    assert not story.is_final
    assert shown(story)[0] == "● listening (red, brighter)"


def test_a_turn_that_is_over_stays_above_and_its_times_are_shown() -> None:
    story, over = told(*CONVERSATION, (E.TURN, {"turn": 1, "outcome": "answered", "timings_ms": TIMES}))
    assert over == ["you: Set a timer for tea.", "it: For how long?", "   [timers (ask duration)]"]
    rows = shown(story)
    assert "last word to first sound 320 ms, silence before it 300 ms, first token 46 ms" in rows
    assert not any(row.startswith(("you:", "it:")) for row in rows)


@pytest.mark.parametrize("outcome", ["interrupted", "nothing said", "failed"])
def test_a_turn_that_was_not_answered_says_so(outcome: str) -> None:
    _, over = told((E.TURN, {"turn": 1, "outcome": outcome, "timings_ms": {}}))
    assert over == [f"   [{outcome}]"]


def test_without_a_skill_it_was_the_language_model() -> None:
    story, _ = told((E.REPLY, {"text": "Paris."}))
    assert "   [language model]" in shown(story)


def test_the_next_turn_begins_with_nothing() -> None:
    story, _ = told(
        *CONVERSATION,
        (E.TURN, {"turn": 1, "outcome": "answered", "timings_ms": TIMES}),
        (E.STATE, {"state": "listening"}),
    )
    assert len(shown(story)) == 3


def test_mute_volume_and_what_is_missing_are_shown() -> None:
    missing = {"microphone": "microphone pipewire: is gone"}
    story, _ = told(
        (E.MUTE, {"is_muted": True}),
        (E.VOLUME, {"percent": 35}),
        (E.MISSING, {"devices": missing}),
        (E.LIGHT, {"sign": "microphone missing"}),
    )
    rows = shown(story, 120)
    assert rows[0].startswith("● waiting for a microphone")
    assert rows[1].endswith(" muted volume 35 %")
    assert rows[2] == "waiting for the microphone: microphone pipewire: is gone"
    assert '[audio] microphone = "pcm:pipewire"' in rows[3]
    story.take(E.MISSING, {"devices": {}})
    assert len(shown(story, 120)) == 3


def test_the_state_of_the_device_is_where_it_begins() -> None:
    story = Story()
    story.begin({"light": "muted", "is_muted": True, "volume": 60, "missing": {"loudspeaker": "gone"}})
    assert shown(story)[0].startswith("● ready, and its microphone is closed")
    assert "volume 60 %" in shown(story)[1]
    assert shown(story)[2] == "waiting for the loudspeaker: gone"


@pytest.mark.parametrize("sign", LightSign)
def test_every_sign_has_words(sign: LightSign) -> None:
    story, _ = told((E.LIGHT, {"sign": sign.value}))
    assert "(" in shown(story)[0]


def test_events_that_are_not_shown_change_nothing() -> None:
    story, over = told((E.SERVER, {"text": "answers"}), (E.ERROR, {"text": "it is in the log"}))
    assert (story, over) == (Story(), [])


@pytest.mark.parametrize("width", [5, 12, 20, 40, 300])
def test_no_row_is_wider_than_the_terminal(width: int) -> None:
    story, _ = told(*CONVERSATION, (E.REPLY, {"text": "Donaudampfschifffahrtsgesellschaft 日本語の文章です " * 9}))
    console = Console(file=io.StringIO(), width=width, color_system=None)
    lines = picture(story, RED, -20.0, width, is_held=True, symbols=UNICODE)
    rows = rows_of(lines, console)
    assert max(console.render_str(row, markup=False, emoji=False).cell_len for row in rows) <= width


def test_of_a_long_reply_the_end_is_shown() -> None:
    story, _ = told((E.REPLY, {"text": "word " * 500 + "end"}))
    rows = shown(story, 40)
    assert len(rows) < 16
    assert any(row.endswith("end") for row in rows)


def test_the_meter_is_empty_in_silence_and_full_for_a_voice_close_by() -> None:
    assert [meter_steps(level) for level in (-200, FLOOR_DBFS, -40, -10, 0)] == [0, 0, 10, 20, 20]
    assert shown(Story(), level_dbfs=-40)[1].startswith("mic ▮▮▮▮▮▮▮▮▮▮▯▯")


def test_held_to_talk_the_keys_say_so() -> None:
    assert shown(Story(), is_held=True)[-1].startswith("space begin, space again end")
    assert shown(Story())[-1].startswith("space talk")


def test_the_colour_is_that_of_the_light_as_an_eye_sees_it() -> None:
    assert screen_colour(Colour(1, 0, 0)) == "rgb(255,0,0)"
    assert screen_colour(Colour(0, 0.6**2.2, 2)) == "rgb(0,153,255)"  # of 255, 153 is 0.6


def test_what_is_said_cannot_command_the_terminal() -> None:
    assert plain("a\x1b[2Jb\x07c\x9bd\u202ee\nf\tg") == "a[2Jbcde f g"
    story, _ = told((E.REPLY, {"text": "\x1b[31mred[/bold]"}))
    assert "it: [31mred[/bold]" in shown(story)


def test_ascii_is_ascii() -> None:
    lines = picture(Story(), RED, -30.0, 80, is_held=False, symbols=ASCII)
    assert "".join(line.plain for line in lines).isascii()
