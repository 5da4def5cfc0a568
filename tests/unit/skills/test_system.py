"""System: what it says of itself, and that it shuts down and restarts only after a yes in time."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from appliance.intents import Skill
from appliance.settings import Settings
from appliance.skills.confirmation import VALID_S
from appliance.skills.health_report import report, uptime_words
from appliance.skills.system import QUESTIONS, System
from appliance.system.health import Health
from appliance.system.throttling import Throttling
from tests.unit.skills.control_rig import HandClock, NotedDevice, Talk, context, names

FINE = Health(48.3, Throttling((), ("under-voltage",)), 1250)
SENTENCES = tomllib.loads(Path(__file__).with_name("system.toml").read_text(encoding="utf-8"))
UNDERSTOOD: Mapping[str, Sequence[str]] = SENTENCES["understood"]


def _talk(clock: HandClock | None = None, settings: Settings | None = None, health: Health = FINE) -> Talk:
    device = NotedDevice()
    return Talk(System(context(device, clock, settings), lambda: health), device)


@pytest.fixture(scope="module")
def skill() -> Skill:
    """For what only matches: building one takes long."""
    return _talk().skill


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_it_is_understood(name: str, skill: Skill) -> None:
    assert names(skill, UNDERSTOOD[name]) == dict.fromkeys(UNDERSTOOD[name], name)


def test_other_sentences_are_not_for_it(skill: Skill) -> None:
    sentences: Sequence[str] = SENTENCES["others"]["sentences"]
    assert names(skill, sentences) == dict.fromkeys(sentences)


def test_it_tells_what_it_can_do_without_the_skills_that_are_off() -> None:
    answer = _talk(settings=Settings.model_validate({"skills": {"off": ["timers", "chance"]}})).say("What can you do?")
    assert answer
    assert "convert units" in answer.text
    assert "timers" not in answer.text
    assert "dice" not in answer.text


@pytest.mark.parametrize(
    ("health", "trusted", "says"),
    [
        (
            FINE,
            True,
            "I'm fine: my processor is at 48 °C, 1.2 gigabytes of memory are free, and I've been on for 1 hour.",
        ),
        (Health(None, None, None), True, "I'm fine: I've been on for 1 hour."),
        (Health(82.0, None, 900), True, "Not everything is fine: my processor is too hot, at 82 °C."),
        (FINE, False, "Not everything is fine: my clock is not set, so I don't know what time it is."),
        (
            Health(50.0, Throttling(("under-voltage", "it is slowed down"), ()), 90),
            True,
            "Not everything is fine: my power supply is too weak, and I am slowed down, and only 90 megabytes of memory"
            " are free.",
        ),
    ],
)
def test_how_it_is(health: Health, trusted: bool, says: str) -> None:
    assert report(health, 3600, trusted) == says


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (20, "less than a minute"),
        (60, "1 minute"),
        (3700, "1 hour and 1 minute"),
        (90_000, "1 day and 1 hour"),
        (200_000, "2 days and 7 hours"),
    ],
)
def test_how_long_it_has_been_on(seconds: float, words: str) -> None:
    assert uptime_words(seconds) == words


def test_where_the_data_go_is_true_with_a_server_and_with_transcripts_in_the_journal() -> None:
    alone = _talk().say("Where does my data go?")
    assert alone
    assert alone.text == "Nothing you say leaves this device, and no recording is kept."
    server = Settings.model_validate({"models": {"language_model": "http://192.168.1.20:8080"}})
    served = _talk(settings=server).say("Where does my data go?")
    assert served
    assert "your own server" in served.text
    assert "Nothing" not in served.text
    kept = _talk(settings=Settings.model_validate({"journal": {"transcripts": True}})).say("Do you record what I say?")
    assert kept
    assert "in the journal" in kept.text


@pytest.mark.parametrize(("sentence", "done"), [("Shut down.", "shut down"), ("Reboot.", "restart")])
@pytest.mark.parametrize(
    "yes", ["Yes.", "Yes, please.", "Yeah, do it.", "Yes, yes.", "Okay.", "I'm sure.", "Go ahead."]
)
def test_it_asks_back_and_a_yes_in_time_does_it_once(sentence: str, done: str, yes: str) -> None:
    clock = HandClock()
    talk = _talk(clock)
    asked = talk.say(sentence)
    assert asked
    assert asked.listens_after
    assert asked.text in QUESTIONS.values()
    assert not talk.device.done
    clock.seconds += VALID_S
    assert talk.prepare(yes)
    assert not talk.device.done
    assert talk.say(yes)
    assert talk.device.done == [done]
    assert talk.say(yes) is None
    assert talk.device.done == [done]


@pytest.mark.parametrize(
    "no", ["No.", "No, thanks.", "Don't.", "No, don't do it.", "Cancel.", "Never mind.", "Nope.", "Know."]
)
def test_a_no_leaves_it_on(no: str) -> None:
    talk = _talk()
    talk.say("Shut down.")
    assert (answer := talk.say(no))
    assert answer.text == "All right, I stay on."
    assert talk.say("Yes.") is None
    assert not talk.device.done


def test_yes_and_no_mean_nothing_at_any_other_time() -> None:
    clock = HandClock()
    talk = _talk(clock)
    assert talk.say("Yes.") is None
    assert talk.say("No.") is None
    assert talk.prepare("Shut down.")
    assert talk.say("Yes.") is None, "the question was prepared, not asked"
    talk.say("Shut down.")
    clock.seconds += VALID_S + 0.1
    assert talk.say("Yes.") is None
    assert not talk.device.done


def test_anything_else_in_between_cancels_it() -> None:
    talk = _talk()
    talk.say("Shut down.")
    talk.device.said = "It's 3:45 in the afternoon."
    assert talk.say("Yes.") is None
    assert not talk.device.done


def test_a_no_to_shutting_down_and_a_question_about_restarting_do_not_mix() -> None:
    talk = _talk()
    talk.say("Shut down.")
    assert talk.prepare("Yes, restart.") is None
    assert talk.prepare("Yes, shut down.")
    talk.say("Restart.")
    talk.say("Yes.")
    assert talk.device.done == ["restart"]


def test_asking_for_it_again_is_no_yes() -> None:
    talk = _talk()
    talk.say("Shut down.")
    assert (answer := talk.say("Shut down."))
    assert answer.listens_after
    assert not talk.device.done
