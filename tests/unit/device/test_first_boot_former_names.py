"""First boot with settings that were renamed: whichever name is used, the result has the present name once."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.device.first_boot import adopt
from appliance.errors import ConfigError
from appliance.settings_file import load_settings

FORMER, PRESENT = "endpoint_silence_s", "endpointing_delay_s"


def adopted(folder: Path, settings: str, wanted: str) -> Path:
    """Adopt the settings `wanted` from a boot partition into the settings that are there; return the latter's file."""
    boot, etc = folder / "boot", folder / "etc"
    for made in (boot, etc):
        made.mkdir(exist_ok=True)
    (boot / "voice-appliance.toml").write_text(wanted)
    (etc / "appliance.toml").write_text(settings)
    adopt(boot / "voice-appliance.toml", etc / "appliance.toml", folder / "notice")
    return etc / "appliance.toml"


@pytest.mark.parametrize("on_card", [FORMER, PRESENT])
@pytest.mark.parametrize("before", [FORMER, PRESENT])
@pytest.mark.parametrize("wanted_s", [0.7, 0.9])
def test_the_wanted_value_is_written_under_the_present_name(
    tmp_path: Path, before: str, on_card: str, wanted_s: float
) -> None:
    present = f"# mine\n[session]\n# because of the dog\n{before} = 0.9\nresume_s = 2.0 # long\n"
    file = adopted(tmp_path, present, f"[session]\n{on_card} = {wanted_s}\n")
    text = file.read_text()
    assert FORMER not in text
    assert text.count(f"{PRESENT} = {wanted_s}\n") == 1
    assert "# mine\n[session]\n# because of the dog\n" in text, "the owner's comments stay"
    assert "resume_s = 2.0 # long\n" in text
    assert load_settings(file).session.endpointing_delay_s == wanted_s


def test_a_former_name_on_the_card_alone_is_written_under_the_present_name(tmp_path: Path) -> None:
    assert adopted(tmp_path, "", "[session]\nspeculative = false\n").read_text() == (
        "[session]\npreemptive_replies = false\n"
    )


def test_a_former_name_in_the_file_stays_if_the_card_says_nothing_of_it(tmp_path: Path) -> None:
    file = adopted(tmp_path, f"[session]\n{FORMER} = 0.9\n", "[session]\nresume_s = 2.0\n")
    assert file.read_text() == f"[session]\n{FORMER} = 0.9\nresume_s = 2.0\n"
    assert load_settings(file).session.endpointing_delay_s == 0.9


def test_both_names_on_the_card_are_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"{FORMER} is the former name of {PRESENT}: keep one of the two"):
        adopted(tmp_path, "[session]\nresume_s = 2.0\n", f"[session]\n{FORMER} = 0.7\n{PRESENT} = 0.7\n")
    assert (tmp_path / "etc" / "appliance.toml").read_text() == "[session]\nresume_s = 2.0\n"


def test_both_names_in_the_file_start_nothing_so_the_card_replaces_it(tmp_path: Path) -> None:
    file = adopted(tmp_path, f"[session]\n{FORMER} = 0.7\n{PRESENT} = 0.7\n", "[session]\nresume_s = 2.0\n")
    assert file.read_text() == "[session]\nresume_s = 2.0\n"
