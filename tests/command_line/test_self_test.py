"""`appliance self-test` with the real models: success, and each failure."""

from __future__ import annotations

from tests.command_line.command import Command, assert_refused_at_once


def test_the_installed_models_understand_and_reply(appliance: Command) -> None:
    outcome = appliance("self-test")
    assert (outcome.status, outcome.err) == (0, "")
    (line,) = outcome.out.splitlines()
    assert line.startswith("heard 'What is the capital of France?', answered ")
    assert line.endswith(" s of speech")


def test_a_question_that_is_not_understood_is_one_sentence(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_text("[session]\nvad_enabled = true\nnobody_spoke_s = 0.02\n")
    outcome = appliance("self-test", "-c", "mine.toml")
    assert_refused_at_once(outcome, "'What is the capital of France?'", "not heard")


def test_missing_models_are_one_sentence(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_text("[models]\nfolder = 'nothing'\n")
    assert_refused_at_once(appliance("self-test", "-c", "mine.toml"), "appliance models fetch")


def test_wrong_settings_are_one_sentence(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_text("[session]\nlanguag = 'en'\n")
    assert_refused_at_once(appliance("self-test", "-c", "mine.toml"), "mine.toml", "did you mean 'language'")
