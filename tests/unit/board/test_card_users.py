"""Who has a card open, and what the owner is told to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.board.card_users import CardUser, card_user, in_use
from appliance.board.sound_cards import Direction
from tests.unit.machine_files import add_card, open_pcm, write

CAPTURE, PLAYBACK = Direction
PCM = "plughw:CARD=Device,DEV=0"


def user(tmp_path: Path, comm: str, cgroup: str = "", pcm: str = PCM) -> CardUser:
    """Return who is found, where process 1234 with this name and control group has the microphone open."""
    asound, processes = tmp_path / "asound", tmp_path / "proc"
    open_pcm(add_card(asound, "Device", "USB PnP Sound Device"), "0c", processes, comm)
    write(processes / "1234" / "cgroup", cgroup)
    found = card_user(pcm, CAPTURE, asound, processes)
    assert found
    return found


@pytest.mark.parametrize(
    ("comm", "command", "device"),
    [
        ("pipewire", "systemctl --user stop pipewire.socket pipewire-pulse.socket pipewire wireplumber", "pipewire"),
        ("pipewire-media-", "systemctl --user stop pipewire.socket", "pipewire"),
        ("wireplumber", "systemctl --user stop pipewire.socket", "pipewire"),
        ("pulseaudio", "systemctl --user stop pulseaudio.socket pulseaudio.service", "pulse"),
    ],
)
def test_a_sound_server_is_named_with_both_ways_out(tmp_path: Path, comm: str, command: str, device: str) -> None:
    found = user(tmp_path, comm, "0::/user.slice/user-1000.slice/user@1000.service/session.slice/x.service")
    assert str(found) == f"{comm} (process 1234)"
    assert command in found.remedy
    assert f'microphone = "pcm:{device}"' in found.remedy


@pytest.mark.parametrize(
    ("cgroup", "remedy"),
    [
        ("0::/system.slice/mpd.service", "stop that program (`sudo systemctl stop mpd`)"),
        ("0::/system.slice/system-snapclient.slice/snapclient@1.service", "(`sudo systemctl stop snapclient@1`)"),
        ("1:name=systemd:/system.slice/raspotify.service\n0::/", "(`sudo systemctl stop raspotify`)"),
        (
            "0::/user.slice/user-1000.slice/user@1000.service/app.slice/spotifyd.service",
            "stop that program (`systemctl --user stop spotifyd`)",
        ),
        ("0::/user.slice/user-1000.slice/session-3.scope", "stop that program"),
        ("", "stop that program"),
    ],
)
def test_a_program_that_a_unit_runs_is_stopped_by_it(tmp_path: Path, cgroup: str, remedy: str) -> None:
    assert user(tmp_path, "player", cgroup).remedy.endswith(remedy)


@pytest.mark.parametrize("pcm", ["hw:Device", "sysdefault:CARD=Device", "plughw:CARD=Device,DEV=0,SUBDEV=0"])
def test_any_exact_name_of_the_card_will_do(tmp_path: Path, pcm: str) -> None:
    assert user(tmp_path, "arecord", pcm=pcm) == CardUser("arecord", 1234)


def test_where_the_kernel_does_not_say_who_opened_it_the_open_files_do(tmp_path: Path) -> None:
    asound, processes = tmp_path / "asound", tmp_path / "proc"
    write(asound / "cards", " 1 [Device         ]: USB-Audio - USB PnP Sound Device")
    write(asound / "pcm", "01-00: USB Audio : USB Audio : playback 1 : capture 1")
    for process, file in (("77", "/dev/null"), ("78", "/dev/snd/pcmC1D0c"), ("79", "/dev/snd/pcmC1D0p")):
        write(processes / process / "comm", f"program-{process}")
        (processes / process / "fd").mkdir()
        (processes / process / "fd" / "3").symlink_to(file)
    assert card_user(PCM, CAPTURE, asound, processes) == CardUser("program-78", 78)
    assert card_user(PCM, PLAYBACK, asound, processes) == CardUser("program-79", 79)
    assert card_user("plughw:CARD=Device,DEV=1", CAPTURE, asound, processes) is None


def test_the_sentence_says_who_and_what_to_type(tmp_path: Path) -> None:
    user(tmp_path, "pulseaudio")
    sentence = in_use(PCM, CAPTURE, tmp_path / "asound", tmp_path / "proc")
    assert sentence.startswith(
        "is in use by pulseaudio (process 1234); that is the sound server of a desktop: stop it (`"
    )


def test_of_a_process_that_is_hidden_the_number_is_told(tmp_path: Path) -> None:
    """As in the service, which may not look at the processes of others."""
    user(tmp_path, "pulseaudio")
    sentence = in_use(PCM, CAPTURE, tmp_path / "asound", tmp_path / "hidden")
    assert sentence.startswith("is in use by another program (process 1250); stop that program (`sudo fuser")
    assert in_use("mic", CAPTURE, tmp_path / "asound", tmp_path / "hidden").startswith("is in use by another program; ")
