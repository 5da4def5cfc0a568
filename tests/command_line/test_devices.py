"""`appliance devices`: lists whatever this machine has, and succeeds."""

from __future__ import annotations

import json

from appliance.board.profiles import load_profiles
from tests.command_line.command import Command


def test_it_lists_cards_chips_and_profiles(appliance: Command) -> None:
    outcome = appliance("devices")
    assert (outcome.status, outcome.err) == (0, "")
    for part in ("sound cards", "GPIO chips", "board profiles", *(profile.name for profile in load_profiles())):
        assert part in outcome.out


def test_the_list_as_data(appliance: Command) -> None:
    outcome = appliance("devices", "--json")
    assert (outcome.status, outcome.err) == (0, "")
    found = json.loads(outcome.out)
    assert set(found) == {"cards", "gpio_chips", "profiles", "why"}
    assert [profile["fits_best"] for profile in found["profiles"]].count(True) == 1


def test_its_help_says_where_the_names_belong(appliance: Command) -> None:
    outcome = appliance("devices", "--help")
    assert (outcome.status, outcome.err) == (0, "")
    for word in ("--json", "[audio]", "[board]", "rates"):
        assert word in outcome.out


def test_it_leaves_nothing_behind(appliance: Command) -> None:
    appliance("devices")
    assert list(appliance.folder.iterdir()) == []
