"""Wrong settings: the error names the file, the key and what is allowed, before anything is loaded."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.command_line.command import Command, assert_refused_at_once

BAD = {
    "[session]\nvad_sensitivty = 0.3": ("vad_sensitivty", "did you mean 'vad_sensitivity'"),
    "[sesion]\nvad_sensitivity = 0.3": ("sesion", "did you mean 'session'"),
    "vad_sensitivity = 0.3": ("vad_sensitivity", "[session]"),
    "session = 3": ("session", "section"),
    '[session]\nvad_sensitivity = "high"': ("session.vad_sensitivity", "'high'", "number"),
    "[session]\nvad_enabled = 1": ("session.vad_enabled", "1", "boolean"),
    "[session]\nvad_sensitivity = 7": ("session.vad_sensitivity", "7", "equal to 1"),
    "[session]\nvad_sensitivity = nan": ("session.vad_sensitivity", "nan"),
    "[session]\ngeneration_timeout_s = inf": ("session.generation_timeout_s", "inf"),
    "[session]\ngeneration_timeout_s = 1e30": ("session.generation_timeout_s", "1e+30"),
    "[models]\ncontext_tokens = 512\n[session]\nmax_reply_tokens = 1024": ("max_reply_tokens", "context_tokens"),
    "[threads]\nvoice = -1": ("threads.voice", "-1", "equal to 0"),
    "[session\nvad_enabled = true": ("TOML", "line 1"),
    "[session]\n[session]": ("TOML",),
}


FIELD = Path(__file__).parents[1] / "field" / "toml"
NO_CARD = {
    "hw-number": ("audio.microphone = 'hw:1,0'", "the number of a card changes from boot to boot"),
    "pipewire-name": ("audio.microphone = 'Jabra SPEAK 510 USB Mono'", "is not the id of a card", "pcm:pipewire"),
}


@pytest.mark.parametrize("name", NO_CARD)
def test_a_card_that_is_not_named_exactly_is_refused_by_the_check_and_by_run(appliance: Command, name: str) -> None:
    file = FIELD / f"{name}.toml"
    assert_refused_at_once(appliance("config", "check", file), f"{name}.toml", *NO_CARD[name])
    assert_refused_at_once(appliance("run", "--simulated", "-c", file), f"{name}.toml", *NO_CARD[name])


@pytest.mark.parametrize("name", ["readme-example", "wyoming-name"])
def test_a_card_that_is_named_exactly_is_right(appliance: Command, name: str) -> None:
    checked = appliance("config", "check", FIELD / f"{name}.toml")
    assert (checked.status, checked.err) == (0, "")
    assert checked.out.endswith(f"{name}.toml: right\n")


@pytest.mark.parametrize(("text", "names"), BAD.items(), ids=[text.replace("\n", " ") for text in BAD])
def test_a_wrong_setting_is_one_sentence(appliance: Command, text: str, names: tuple[str, ...]) -> None:
    (appliance.folder / "mine.toml").write_text(text)
    assert_refused_at_once(appliance("config", "check", "mine.toml"), "mine.toml", *names)


def test_a_wrong_setting_stops_every_command_before_it_begins(appliance: Command, tone: Path) -> None:
    (appliance.folder / "mine.toml").write_text("[session]\nlanguag = 'en'")
    before = sorted(appliance.folder.iterdir())
    commands = (["ask", tone.name, "-o", "answer.wav", "-c"], ["config", "show", "-c"], ["models", "list", "--config"])
    for command in commands:
        assert_refused_at_once(appliance(*command, "mine.toml"), "mine.toml", "languag", "did you mean 'language'")
    assert sorted(appliance.folder.iterdir()) == before


def test_a_wrong_file_named_by_the_environment_variable_is_one_sentence(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_bytes(b"\xe9")
    command = Command(appliance.folder, {"APPLIANCE_CONFIG": "mine.toml"})
    assert_refused_at_once(command("config", "show"), "mine.toml", "UTF-8")


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_settings_file_that_cannot_be_read_is_one_sentence(appliance: Command, name: str) -> None:
    assert_refused_at_once(appliance("config", "check", name), f"appliance: {name}: ")
    assert_refused_at_once(appliance("config", "show", "-c", name), f"appliance: {name}: ")


PROMPTS = {
    "quotes and lines": r"Say \"yes\"\tor\\no\nto J\u00fcrgen.",
    "control characters": r"Ring \u0007, delete \u007f.",
}


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=list(PROMPTS))
def test_config_show_prints_a_valid_settings_file(appliance: Command, prompt: str) -> None:
    mine, again = appliance.folder / "mine.toml", appliance.folder / "again.toml"
    mine.write_text(f'[session]\nsystem_prompt = "{prompt}"\nvad_sensitivity = 0\n[models]\nspeaking_rate = 1.25\n')
    shown = appliance("config", "show", "-c", mine)
    assert (shown.status, shown.err) == (0, "")
    assert "speaking_rate = 1.25" in shown.out
    again.write_text(shown.out, encoding="utf-8")
    checked = appliance("config", "check", again)
    assert (checked.status, checked.err) == (0, "")
    assert "again.toml: right" in checked.out
    assert appliance("config", "show", "-c", again).out == shown.out
    assert tomllib.loads(shown.out)["session"]["system_prompt"] == tomllib.loads(f'text = "{prompt}"')["text"]
