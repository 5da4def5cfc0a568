"""The help texts: they say enough to begin with, and do not load heavy modules."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.command_line.command import ROOT, Command

HEAVY = (
    "numpy",
    "llama_cpp",
    "onnxruntime",
    "pywhispercpp",
    "_pywhispercpp",
    "piper",
    "soundfile",
    "soxr",
    "gguf",
    "pooch",
    "jinja2",
    "num2words",
)
HELP_WORDS = {
    (): ("ask", "models", "config", "appliance models fetch", "offline"),
    ("ask",): ("QUESTION.wav", "--output", "--json", "--fast", "--simulated", "--config", "Example:", "answer.wav"),
    ("models",): ("list", "fetch", "verify", "network"),
    ("models", "list"): ("first use", "licence"),
    ("models", "fetch"): ("NAME", "--folder", "auto", "--small", "--offline", "again"),
    ("models", "verify"): ("NAME", "damaged"),
    ("config",): ("show", "check", "TOML", "session", "models", "threads"),
    ("config", "show"): ("--config", "APPLIANCE_CONFIG"),
    ("config", "check"): ("Settings file", "default"),
}


@pytest.mark.parametrize(
    ("command", "words"), HELP_WORDS.items(), ids=[" ".join(["appliance", *path]) for path in HELP_WORDS]
)
def test_help_says_what_is_needed_to_begin(
    appliance: Command, command: tuple[str, ...], words: tuple[str, ...]
) -> None:
    outcome = appliance(*command, "--help")
    assert (outcome.status, outcome.err) == (0, "")
    for word in words:
        assert word in outcome.out


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import json, sys, appliance.__main__ as command\n"
        "sys.argv = ['appliance', 'ask', '--help']\n"
        "try:\n"
        "    command.main()\n"
        "finally:\n"
        "    print('\\n' + json.dumps(sorted(sys.modules)))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    loaded = json.loads(ran.stdout.splitlines()[-1])
    assert "appliance.commands.ask" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_without_arguments_it_shows_its_help(appliance: Command) -> None:
    outcome = appliance()
    assert outcome.status == 2
    assert "appliance models fetch" in outcome.out + outcome.err


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["--bogus"], "--bogus"),
        (["bogus"], "bogus"),
        (["ask", "--bogus"], "--bogus"),
        (["ask"], "QUESTION.wav"),
        (["models", "bogus"], "bogus"),
    ],
    ids=" ".join,
)
def test_a_wrong_word_is_named_and_points_to_the_help(appliance: Command, command: list[str], name: str) -> None:
    outcome = appliance(*command)
    assert outcome.status == 2
    assert outcome.out == ""
    assert name in outcome.err
    assert "--help" in outcome.err
    assert "Traceback" not in outcome.err


def test_an_unknown_model_is_one_sentence(appliance: Command) -> None:
    for verb in ("fetch", "verify"):
        outcome = appliance("models", verb, "joe")
        assert (outcome.status, outcome.out) == (1, "")
        assert outcome.err.startswith("appliance: ")
        assert "did you mean joe-medium?" in outcome.err
