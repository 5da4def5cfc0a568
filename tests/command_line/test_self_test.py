"""`appliance self-test` on the real models: right, and each way in which it can be wrong."""

from __future__ import annotations

from tests.command_line.command import Command, assert_refused_at_once


def test_the_installed_models_hear_and_answer(appliance: Command) -> None:
    outcome = appliance("self-test")
    assert (outcome.status, outcome.err) == (0, "")
    (line,) = outcome.out.splitlines()
    assert line.startswith("heard 'What is the capital of France?', answered ")
    assert line.endswith(" s of speech")


def test_what_is_not_heard_whole_is_not_heard_right(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_text("[session]\nvad_enabled = true\nnobody_spoke_s = 0.02\n")
    outcome = appliance("self-test", "-c", "mine.toml")
    assert_refused_at_once(outcome, "'What is the capital of France?'", "not heard")


def test_models_that_are_not_there_are_one_sentence(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_text("[models]\nfolder = 'nothing'\n")
    assert_refused_at_once(appliance("self-test", "-c", "mine.toml"), "appliance models fetch")


def test_wrong_settings_are_one_sentence(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_text("[session]\nlanguag = 'en'\n")
    assert_refused_at_once(appliance("self-test", "-c", "mine.toml"), "mine.toml", "did you mean 'language'")
