"""`appliance doctor` on this machine, with right and wrong settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line.command import Command, assert_refused_at_once

PROFILE = 'title = "Mine"\nmicrophone = "*"\nloudspeaker = "*"\nnotes = "none"\n'
WITHOUT_MODELS = "[models]\nfolder = 'none'\n"


@pytest.fixture
def appliance(tmp_path: Path) -> Command:
    """The command. It does not find an appliance that the user of this machine may be running."""
    return Command(tmp_path, {"XDG_RUNTIME_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ('[board]\nprofile = "respeaker-2mic"', ("board.profile = 'respeaker-2mic'", "did you mean 'respeaker-2mic-v")),
        ('[board]\nprofile = "none.toml"', ("none.toml", "there is no such board profile")),
        ('[board]\nprofile = "broken.toml"', ("broken.toml", "button.pin = 99", "53")),
        ('[board]\nprofile = "no-gpio"\n[light]\nkind = "rgb"\npins = [5]', ("light.pins = [5]", "three pins")),
        ('[board]\nprofile = "generic-usb"\n[button]\npin = 27', ("GPIO27", "button.pin and light.pins")),
        ("[board]\nprofil = 'x'", ("mine.toml", "did you mean 'profile'")),
    ],
)
def test_an_impossible_board_is_one_sentence(appliance: Command, settings: str, names: tuple[str, ...]) -> None:
    (appliance.folder / "mine.toml").write_text(settings)
    (appliance.folder / "broken.toml").write_text(PROFILE + "[button]\npin = 99\nactive = 'low'\n")
    assert_refused_at_once(appliance("doctor", "-c", "mine.toml"), *names)
    assert_refused_at_once(appliance("doctor", "--json", "-c", "mine.toml"), *names)


def test_a_card_named_by_its_number_is_one_line_that_fails(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_text(WITHOUT_MODELS + '[audio]\nmicrophone = "hw:1"')
    outcome = appliance("doctor", "-c", "mine.toml")
    assert (outcome.status, outcome.err) == (1, "")
    (line,) = (line for line in outcome.out.splitlines() if "hw:1" in line)
    assert line.startswith("fail  sound     microphone")
    assert "changes from boot to boot" in line


def test_the_page_ends_with_the_counts_and_the_status_follows_them(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_text(WITHOUT_MODELS)
    outcome = appliance("doctor", "-c", "mine.toml")
    assert (outcome.status, outcome.err) == (1, ""), "there are no models"
    *lines, total = outcome.out.splitlines()
    verdicts = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert set(verdicts) <= {"ok", "warn", "fail"}
    assert total == ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in ("ok", "warn", "fail"))
    assert "appliance models fetch" in outcome.out


def test_the_page_as_data(appliance: Command) -> None:
    (appliance.folder / "mine.toml").write_text(WITHOUT_MODELS)
    outcome = appliance("doctor", "--json", "-c", "mine.toml")
    assert (outcome.status, outcome.err) == (1, "")
    found = json.loads(outcome.out)
    assert found["is_fit"] is False
    assert all(set(check) == {"area", "name", "verdict", "found", "remedy"} for check in found["checks"])


def test_its_help_says_what_it_does_to_the_devices(appliance: Command) -> None:
    outcome = appliance("doctor", "--help")
    assert (outcome.status, outcome.err) == (0, "")
    for word in ("--json", "--config", "ok, warn or fail", "plays nothing", "Exits with 1"):
        assert word in outcome.out
