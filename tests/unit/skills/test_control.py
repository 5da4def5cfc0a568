"""Control: many ways to say each thing, what is done and said, and what is none of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from appliance.intents import Skill
from appliance.settings import Settings
from appliance.skills.control import Control
from tests.unit.skills.control_rig import NotedDevice, Talk, context, names

SENTENCES = tomllib.loads(Path(__file__).with_name("control.toml").read_text(encoding="utf-8"))
UNDERSTOOD: Mapping[str, Sequence[str]] = SENTENCES["understood"]


def _talk(settings: Settings | None = None) -> Talk:
    device = NotedDevice()
    return Talk(Control(context(device, settings=settings)), device)


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


def test_its_examples_are_understood(skill: Skill) -> None:
    assert None not in names(skill, Control.examples).values()


@pytest.mark.parametrize(
    ("sentence", "volume", "says"),
    [
        ("Louder.", 70, "Volume 70 percent."),
        ("A bit louder.", 65, "Volume 65 percent."),
        ("Turn it down a lot.", 35, "Volume 35 percent."),
        ("Turn the volume up by 15 percent.", 75, "Volume 75 percent."),
        ("Reduce the volume by half.", 30, "Volume 30 percent."),
        ("Louder, no, quieter.", 50, "Volume 50 percent."),
        ("Turn it up, no, down.", 50, "Volume 50 percent."),
        ("Set the volume to 40, no, 80.", 80, "Volume 80 percent."),
        ("Set the volume to 7 out of 10.", 70, "Volume 70 percent."),
        ("Volume three quarters.", 75, "Volume 75 percent."),
        ("Set the volume to maximum.", 100, "Volume 100 percent."),
        ("Volume all the way down.", 0, "Muted."),
        ("Mute.", 0, "Muted."),
        ("Set the volume to 150.", 60, "The volume goes from 0 to 100 percent."),
        ("What's the volume?", 60, "The volume is 60 percent."),
    ],
)
def test_the_volume(sentence: str, volume: int, says: str) -> None:
    talk = _talk()
    answer = talk.say(sentence)
    assert answer
    assert (answer.text, talk.device.volume) == (says, volume)


def test_the_volume_stays_within_its_limits() -> None:
    talk = _talk()
    for _ in range(8):
        talk.say("Louder.")
    assert (talk.device.volume, talk.device.said) == (100, "I'm as loud as I can be.")
    for _ in range(20):
        talk.say("Quieter.")
    assert (talk.device.volume, talk.device.said) == (0, "Muted.")


def test_unmuting_restores_the_volume() -> None:
    talk = _talk()
    for sentence in ("Volume 45.", "Mute.", "Mute.", "Unmute."):
        talk.say(sentence)
    assert talk.device.volume == 45


def test_unmuting_what_was_muted_before_the_start_takes_the_volume_of_the_settings() -> None:
    talk = _talk(Settings.model_validate({"audio": {"volume": 55}}))
    talk.device.volume = 0
    talk.say("Unmute.")
    assert talk.device.volume == 55


def test_a_prepared_answer_changes_nothing() -> None:
    talk = _talk()
    for sentence in ("Louder.", "Mute.", "Speak slower.", "Stop listening.", "Forget our conversation."):
        assert talk.prepare(sentence)
    assert (talk.device.volume, talk.device.speaking_rate, talk.device.done) == (60, 1.0, [])


def test_it_repeats_what_it_said() -> None:
    talk = _talk()
    answer = talk.say("Pardon?")
    assert answer
    assert answer.text == "The capital of France is Paris."
    talk.device.said = ""
    assert (answer := talk.say("Pardon?"))
    assert answer.text == "I haven't said anything yet."


def test_slower_and_faster_repeat_it_at_the_new_speed() -> None:
    talk = _talk()
    for rate in (0.85, 0.7, 0.55, 0.5):
        answer = talk.say("More slowly, please.")
        assert answer
        assert answer.text == "Slower. The capital of France is Paris."
        assert talk.device.speaking_rate == rate
    assert (answer := talk.prepare("Slower."))
    assert answer.text == "I can't speak slower."
    assert (answer := talk.say("Faster."))
    assert answer.text == "Faster. The capital of France is Paris."
    talk.say("Normal speed.")
    assert talk.device.speaking_rate == 1.0


@pytest.mark.parametrize(
    ("sentence", "done", "says"),
    [
        ("Stop listening.", ["mute microphone"], "I've closed my microphone. Tap my button twice to open it again."),
        ("Forget our conversation.", ["forget"], "I've forgotten our conversation."),
        ("Never mind.", [], ""),
        ("Thank you.", [], "You're welcome."),
        ("Hello.", [], "Hello."),
    ],
)
def test_what_is_done_and_said(sentence: str, done: list[str], says: str) -> None:
    talk = _talk()
    answer = talk.say(sentence)
    assert answer
    assert (answer.text, talk.device.done) == (says, done)
