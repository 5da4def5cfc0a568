"""`appliance config network`: what opens the service for the server in the settings."""

from __future__ import annotations

from pathlib import Path

from tests.command_line.command import Command, assert_one_sentence, assert_refused_at_once


def settings(folder: Path, url: str) -> Path:
    file = folder / "appliance.toml"
    file.write_text(f'[models]\nlanguage_model = "{url}"\n')
    return file


def test_it_is_printed_for_the_server_in_the_settings(appliance: Command) -> None:
    printed = appliance("config", "network", "-c", settings(appliance.folder, "http://192.168.1.20:8080"))
    assert printed.status == 0, printed.err
    assert "\nIPAddressAllow=192.168.1.20/32\n" in printed.out
    assert "for http://192.168.1.20:8080, and for no other address" in printed.out


def test_without_a_server_there_is_nothing_to_open(appliance: Command) -> None:
    assert_refused_at_once(appliance("config", "network"), "models.language_model", "needs no network")


def test_a_name_that_is_not_known(appliance: Command) -> None:
    asked = appliance("config", "network", "-c", settings(appliance.folder, "http://no-such-host.invalid"))
    assert_one_sentence(asked, "no address of no-such-host.invalid is known here")


def test_it_is_written_or_removed_and_not_both(appliance: Command) -> None:
    assert_refused_at_once(appliance("config", "network", "--write", "--remove"), "--write and --remove")
