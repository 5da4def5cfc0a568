"""Settings on the boot partition under another name, or in a folder: said instead of ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.device.boot_files import settings_on_card, stray_sentence, strays


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    (tmp_path / "overlays").mkdir()
    (tmp_path / "config.txt").write_text("dtparam=audio=on\n")
    (tmp_path / "cmdline.txt").write_text("quiet\n")
    return tmp_path / "voice-appliance.toml"


NAMES = [
    "voice-appliance.toml.txt", "Voice-Appliance.toml", "VOICE-APPLIANCE.TOML", "voice_appliance.toml",
    "voiceappliance.toml",
    "voice appliance.toml", "voice-appliance.txt", "voice-appliance (1).toml", "voice-appliance.toml.toml",
    "appliance.toml",
    "voice-appliance.toml (1)", "Copy of voice-appliance.toml", "voice-appliance - Copy.toml", "voice-appliance",
    "voice-appliance.yaml", "voice-appliance.json", "voice-appliance.toml~", "voice-appliance.toml.",
    "voice-appliance.toml.rtf", "voice-appliance.toml.html", "voice-appliance.toml.part", "voice-appliance.doc",
    "voice\u2010appliance.toml", "voice\u2013appliance.toml", "voice-appliance.t\u00f3ml", "voic-appliance.toml",
    "voice-aplliance.toml", "voice-applience.toml", "VOICE-~1.TOM", "voice-appliance-toml", "voice-appliance.toml.zip",
    "voice-appliance-1.toml", "voice-appliance.tom", "Appliance.toml.txt", "voice-appliance.conf",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_another_name_is_said_with_the_right_one(wanted: Path, name: str) -> None:
    (wanted.parent / name).write_text("[audio]\nvolume = 60\n")
    assert settings_on_card([wanted]) is None
    found = strays([wanted])
    assert [path.name for path in found] == [name]
    assert "rename it to voice-appliance.toml" in stray_sentence(found, wanted)


@pytest.mark.parametrize("name", ["voice-appliance.toml", "voice-appliance.toml.txt"])
def test_a_file_in_a_folder_is_said(wanted: Path, name: str) -> None:
    (wanted.parent / "my settings").mkdir()
    (wanted.parent / "my settings" / name).write_text("[audio]\n")
    found = strays([wanted])
    assert [path.name for path in found] == [name]
    assert str(wanted.parent) in stray_sentence(found, wanted)


def test_a_file_in_folders_within_each_other_is_said(wanted: Path) -> None:
    folder = wanted.parent / "boot" / "firmware"
    folder.mkdir(parents=True)
    (folder / wanted.name).write_text("[audio]\n")
    assert "is not read there; move it to" in stray_sentence(strays([wanted]), wanted)


def test_what_was_thrown_away_is_left_alone(wanted: Path) -> None:
    folder = wanted.parent / ".Trash-1000" / "files"
    folder.mkdir(parents=True)
    (folder / wanted.name).write_text("[audio]\n")
    assert strays([wanted]) == []


OTHERS = [
    "voice-appliance.toml.read", "voice-appliance-error.txt", "._voice-appliance.toml", ".voice-appliance.toml.swp",
    "custom.toml", "voice.toml", "voice-appliance-1.0.tar.gz", "voice-appliance.img", "voice-appliance.service",
    "appliance", "LICENCE.broadcom", "start4.elf", "initrd.img-6.1.0-rpi7", "issue.txt", "network-config",
    "config.txt", "notes.toml", "kernel8.img", "voice-appliance.toml.read.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_left_alone(wanted: Path, name: str) -> None:
    (wanted.parent / name).write_text("x")
    assert strays([wanted]) == []


def test_of_two_files_the_right_one_counts_and_the_other_is_said(wanted: Path) -> None:
    for name in (wanted.name, f"{wanted.name}.txt"):
        (wanted.parent / name).write_text("[audio]\n")
    assert settings_on_card([wanted]) == wanted
    assert [path.name for path in strays([wanted])] == ["voice-appliance.toml.txt"]


def test_the_same_folder_by_two_ways_is_looked_at_once(tmp_path: Path) -> None:
    firmware = tmp_path / "firmware"
    firmware.mkdir()
    (firmware / "voice-appliance.toml.txt").write_text("[audio]\n")
    wanted = [firmware / "voice-appliance.toml", tmp_path / "voice-appliance.toml"]
    assert len(strays(wanted)) == 1


def test_a_card_that_cannot_be_read_has_no_files() -> None:
    assert strays([Path("/nowhere/voice-appliance.toml")]) == []
