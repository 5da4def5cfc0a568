"""Outputs: which sentences switch what, what is said, and what must not switch anything."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from appliance.intents import Intent
from appliance.skills.outputs import Outputs
from tests.unit.skills.lists_rig import ask, context, say


class Lines:
    """Outputs that are switched in memory."""

    def __init__(self, *names: str) -> None:
        self.state = dict.fromkeys(names, False)

    @property
    def names(self) -> Sequence[str]:
        return tuple(self.state)

    def is_on(self, name: str) -> bool:
        return self.state[name]

    def set(self, name: str, on: bool) -> None:
        self.state[name] = on


@pytest.fixture
def lines() -> Lines:
    return Lines("lamp", "Desk fan", "kitchen lights")


@pytest.fixture
def skill(lines: Lines) -> Outputs:
    return Outputs(context(outputs=lines))


LAMP, FAN, KITCHEN = "lamp", "Desk fan", "kitchen lights"
ALL = [LAMP, FAN, KITCHEN]
ON: list[tuple[str, list[str]]] = [
    ("Turn the lamp on.", [LAMP]),
    ("turn on the lamp", [LAMP]),
    ("Hey Jarvis, turn on my lamp, please.", [LAMP]),
    ("Could you switch on the lamp?", [LAMP]),
    ("I'd like you to turn the lamp on.", [LAMP]),
    ("Uh, turn the, uh, lamp on.", [LAMP]),
    ("Put the lamp on.", [LAMP]),
    ("Turn the lamp back on.", [LAMP]),
    ("Lamp on.", [LAMP]),
    ("Lamps on", [LAMP]),
    ("Switch on lamp", [LAMP]),
    ("I want the lamp on.", [LAMP]),
    ("Turn the lamp off, no, on.", [LAMP]),
    ("Turn on the desk fan.", [FAN]),
    ("Start the desk fan.", [FAN]),
    ("Turn on the lamp, no, the desk fan.", [FAN]),
    ("Put on the kitchen lights.", [KITCHEN]),
    ("Turn on the kitchen light.", [KITCHEN]),
    ("Turn on the lamp and the desk fan.", [LAMP, FAN]),
    ("Turn the lamp, the desk fan and the kitchen lights on.", ALL),
    ("Turn the lights on.", [LAMP, KITCHEN]),
    ("Switch all the lights on.", [LAMP, KITCHEN]),
    ("Turn everything on.", ALL),
    # what a recogniser hears
    ("turn on the lap", [LAMP]),
    ("Turn the lamb on.", [LAMP]),
    ("Turn the desk ban on.", [FAN]),
    ("turn on the lamp in the desk fan.", [LAMP, FAN]),
]
OFF: list[tuple[str, list[str]]] = [
    ("Switch the lamp off.", [LAMP]),
    ("Turn off the lamp.", [LAMP]),
    ("Turn of the lamp", [LAMP]),
    ("Turn the lamp of.", [LAMP]),
    ("Turn the lamp off again.", [LAMP]),
    ("Lamp off, please.", [LAMP]),
    ("Turn out the lamp.", [LAMP]),
    ("Kill the lamp.", [LAMP]),
    ("Turn the lamp on, no, off.", [LAMP]),
    ("Shut off the desk fan.", [FAN]),
    ("Stop the desk fan.", [FAN]),
    ("Kitchen lights off.", [KITCHEN]),
    ("Turn the lamp and the desk fan off.", [LAMP, FAN]),
    ("Turn all the lights off.", [LAMP, KITCHEN]),
    ("Turn everything off.", ALL),
    ("All off.", ALL),
    ("Everything off!", ALL),
    ("Turn it all off.", ALL),
    ("Turn all of them off.", ALL),
    ("Turn off all outputs.", ALL),
    ("which the lamp off.", [LAMP]),
]


@pytest.mark.parametrize(("transcript", "names"), ON)
def test_turn_on(skill: Outputs, transcript: str, names: list[str]) -> None:
    assert skill.match(transcript) == Intent("outputs", "turn_on", {"on": names})


@pytest.mark.parametrize(("transcript", "names"), OFF)
def test_turn_off(skill: Outputs, transcript: str, names: list[str]) -> None:
    assert skill.match(transcript) == Intent("outputs", "turn_off", {"off": names})


@pytest.mark.parametrize("transcript", ["Toggle the lamp.", "Flip the lamp.", "Switch the lamp over."])
def test_toggle(skill: Outputs, lines: Lines, transcript: str) -> None:
    assert say(skill, transcript) == "The lamp is on."
    assert lines.is_on(LAMP)
    assert say(skill, transcript) == "The lamp is off."
    assert not lines.is_on(LAMP)


@pytest.mark.parametrize(
    "transcript",
    [
        "Turn the lamp on and the desk fan off.",
        "Turn on the lamp and turn off the desk fan.",
        "Lamp on and desk fan off.",
    ],
)
def test_one_on_and_another_off(skill: Outputs, lines: Lines, transcript: str) -> None:
    lines.set(FAN, True)
    assert say(skill, transcript) == "The lamp is on. The Desk fan is off."
    assert lines.state == {LAMP: True, FAN: False, KITCHEN: False}


def test_what_is_said(skill: Outputs, lines: Lines) -> None:
    assert say(skill, "Turn the lamp on.") == "The lamp is on."
    assert say(skill, "Turn the lamp on.") == "The lamp is already on."
    assert say(skill, "Turn the kitchen lights on.") == "The kitchen lights are on."
    assert say(skill, "Turn on the lamp and the desk fan.") == "The lamp and the Desk fan are on."
    assert say(skill, "Turn everything off.") == "Everything is off."
    assert say(skill, "Turn everything off.") == "Everything is already off."
    assert lines.state == dict.fromkeys(ALL, False)


@pytest.mark.parametrize(
    ("transcript", "off", "on"),
    [
        ("Is the lamp on?", "No, the lamp is off.", "Yes, the lamp is on."),
        ("Is the lamp off?", "Yes, the lamp is off.", "No, the lamp is on."),
        ("Is the lamp still on", "No, the lamp is off.", "Yes, the lamp is on."),
        ("Is the lamp on or off?", "The lamp is off.", "The lamp is on."),
        ("Did I leave the lamp on?", "No, the lamp is off.", "Yes, the lamp is on."),
        ("Tell me if the lamp is on.", "No, the lamp is off.", "Yes, the lamp is on."),
        ("Are the lamp and the desk fan on?", "No, the lamp and the Desk fan are off.",
         "The lamp is on. The Desk fan is off."),
        ("What's on?", "Nothing is on.", "The lamp is on."),
        ("Which lights are on?", "Nothing is on.", "The lamp is on."),
        ("Is anything on?", "Nothing is on.", "The lamp is on."),
        ("Which things are off?", "The lamp, the Desk fan and the kitchen lights are off.",
         "The Desk fan and the kitchen lights are off."),
        ("What can you switch?", "I can switch the lamp, the Desk fan and the kitchen lights.",
         "I can switch the lamp, the Desk fan and the kitchen lights."),
    ],
)  # fmt: skip
def test_what_is_on(skill: Outputs, lines: Lines, transcript: str, off: str, on: str) -> None:
    for expected in (off, on):
        answer = ask(skill, transcript)
        assert answer
        assert answer.text == expected
        assert answer.action is None
        lines.set(LAMP, True)


def test_nothing_is_switched_before_the_action_and_the_action_may_come_twice(skill: Outputs, lines: Lines) -> None:
    answer = ask(skill, "Toggle the lamp.")
    assert answer
    assert answer.action
    assert answer.action.is_urgent
    assert not lines.is_on(LAMP)
    answer.action.carry_out()
    answer.action.carry_out()
    assert lines.is_on(LAMP)


NOT_UNDERSTOOD = """
    I turned the lamp on.
    The lamp is on.
    The lamp was on all night.
    A lamp is on the table.
    She turned off the lamp and went to bed.
    If the lamp is on, the room is bright.
    Why is the lamp on?
    Who turned the lamp on?
    How do I turn on the lamp?
    How does a lamp work?
    Are lamps on planes allowed?
    Don't turn on the lamp.
    Never turn the lamp off.
    Turn on the TV.
    Turn on the clamp.
    Turn on the kitchen nights.
    Turn on the charm.
    Turn off the living room lamp.
    Turn on the lamp in the hall.
    Turn on the lamp and the heater.
    Turn the lamp on and set a timer.
    Remind me to turn the lamp off.
    Set the lamp to blue.
    Put the lamp on the table.
    Add a lamp to my shopping list.
    Is the lamp on the table red?
    Turn the volume up.
    Turn it off.
    Turn it on.
    Turn off the alarm.
    Turn off the microphone.
    Turn yourself off.
    Switch off.
    Stop.
    Stop the timer.
    Off.
    Everything is off.
    The deal is off.
    Come on.
    What's on TV?
    What's on my shopping list?
    Both off.
    Lamp.
    Everything.
"""


@pytest.mark.parametrize("transcript", [line.strip() for line in NOT_UNDERSTOOD.strip().splitlines()])
def test_what_is_no_request(skill: Outputs, transcript: str) -> None:
    assert skill.match(transcript) is None


@pytest.mark.parametrize(
    "transcript",
    [
        "Turn the lamp on in ten minutes.",
        "Turn on the lamp at six.",
        "Turn the lamp on for five minutes.",
        "Dim the lamp.",
    ],
)
def test_what_a_pin_cannot_do_is_said(skill: Outputs, transcript: str) -> None:
    intent = skill.match(transcript)
    assert intent
    answer = skill.answer(intent)
    assert answer.action is None
    assert answer.text == "I can only switch the lamp on or off at once: not later, and not by degrees."


def test_both_are_all_of_two() -> None:
    assert Outputs(context(outputs=Lines("lamp", "fan"))).match("Turn both off.") == Intent(
        "outputs", "turn_off", {"off": ["lamp", "fan"]}
    )


def test_another_name_that_may_be_somebody_elses_is_not_taken_for_one() -> None:
    skill = Outputs(context(outputs=Lines("bed lamp", "bathroom lamp")))
    for transcript in ("Turn on the red lamp.", "Turn on the bedroom lamp.", "Turn on the bathroom clamp."):
        assert skill.match(transcript) is None


def test_a_name_with_a_number_is_understood_in_words() -> None:
    skill = Outputs(context(outputs=Lines("lamp 2", "lamp one")))
    assert skill.match("Turn on lamp two.") == Intent("outputs", "turn_on", {"on": ["lamp 2"]})
    assert skill.match("Turn on lamp three.") is None
    assert skill.match("Turn lamp 1 off.") == Intent("outputs", "turn_off", {"off": ["lamp one"]})


@pytest.mark.parametrize("outputs", [None, Lines()])
def test_without_outputs_nothing_matches(outputs: Lines | None) -> None:
    skill = Outputs(context(outputs=outputs))
    for transcript in ("Turn the lamp on.", "Turn everything off.", "What's on?", "Which lights do you have?"):
        assert skill.match(transcript) is None
