"""Which card a setting means, and which program uses it; read from files that imitate the kernel's."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.board.card_users import used_by
from appliance.board.sound_cards import Direction, SoundCard, pcm_name, sound_cards
from appliance.errors import AudioUnavailable
from tests.unit.machine_files import add_card, open_pcm, write

CAPTURE, PLAYBACK = Direction


@pytest.fixture
def pi(tmp_path: Path) -> Path:
    """A Pi with HDMI, headphones, a USB microphone, a USB loudspeaker, and a HAT."""
    add_card(tmp_path, "vc4hdmi0", "vc4-hdmi-0", driver="vc4-hdmi", pcms=["0p"])
    add_card(tmp_path, "Headphones", "bcm2835 Headphones", driver="bcm2835_headpho", pcms=["0p"])
    add_card(tmp_path, "Device", "USB PnP Sound Device", pcms=["0c"])
    add_card(tmp_path, "UACDemoV10", "UACDemoV1.0", pcms=["0p"])
    add_card(tmp_path, "seeed2micvoicec", "seeed-2mic-voicecard", driver="seeed-2mic-voic", pcms=["2c", "10c", "1p"])
    return tmp_path


def refusal(wanted: str, direction: Direction, proc: Path) -> str:
    with pytest.raises(AudioUnavailable) as caught:
        pcm_name(wanted, direction, proc)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_cards_are_read_with_their_directions(pi: Path) -> None:
    cards = sound_cards(pi)
    assert [card.index for card in cards] == [0, 1, 2, 3, 4]
    assert cards[0] == SoundCard("vc4hdmi0", "vc4-hdmi-0", 0, False, True, "vc4-hdmi")
    assert cards[2] == SoundCard("Device", "USB PnP Sound Device", 2, True, False, "USB-Audio")


@pytest.mark.parametrize("text", ["--- no soundcards ---", ""])
def test_no_cards(tmp_path: Path, text: str) -> None:
    write(tmp_path / "cards", text)
    assert sound_cards(tmp_path) == ()
    assert sound_cards(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    ("wanted", "direction", "pcm"),
    [
        ("Device", CAPTURE, "plughw:CARD=Device,DEV=0"),
        ("device", CAPTURE, "plughw:CARD=Device,DEV=0"),
        ("USB PnP*", CAPTURE, "plughw:CARD=Device,DEV=0"),
        ("seeed2micvoicec", CAPTURE, "plughw:CARD=seeed2micvoicec,DEV=2"),  # 2 comes before 10
        ("seeed2micvoicec", PLAYBACK, "plughw:CARD=seeed2micvoicec,DEV=1"),
        ("", CAPTURE, "plughw:CARD=Device,DEV=0"),
        ("*", PLAYBACK, "plughw:CARD=seeed2micvoicec,DEV=1"),  # made for it; HDMI comes last
        ("vc4hdmi0", PLAYBACK, "sysdefault:CARD=vc4hdmi0"),  # plughw does not make the frames of IEC 958
        ("USB-Audio|*", PLAYBACK, "plughw:CARD=UACDemoV10,DEV=0"),  # Device is USB too, and has no loudspeaker
        ("Jabra*|Headphones|*", PLAYBACK, "plughw:CARD=Headphones,DEV=0"),
        ("plughw:CARD=Device", CAPTURE, "plughw:CARD=Device,DEV=0"),
        ("hw:CARD=Device,DEV=0", CAPTURE, "plughw:CARD=Device,DEV=0"),
        ("hw:seeed2micvoicec,10", CAPTURE, "plughw:CARD=seeed2micvoicec,DEV=10"),
        ("plughw:CARD=seeed2micvoicec", CAPTURE, "plughw:CARD=seeed2micvoicec,DEV=2"),
        ("plughw:DEV=1,CARD=seeed2micvoicec", PLAYBACK, "plughw:CARD=seeed2micvoicec,DEV=1"),
        ("sysdefault:CARD=Device", CAPTURE, "sysdefault:CARD=Device"),
        ("front:CARD=Device,DEV=0", CAPTURE, "front:CARD=Device,DEV=0"),
        ("plughw:CARD=Device,DEV=0,SUBDEV=0", CAPTURE, "plughw:CARD=Device,DEV=0,SUBDEV=0"),
        ("pcm:mic", CAPTURE, "mic"),
        ("pcm:plughw:CARD=Device,DEV=1", CAPTURE, "plughw:CARD=Device,DEV=1"),
    ],
)
def test_a_setting_means_a_device(pi: Path, wanted: str, direction: Direction, pcm: str) -> None:
    assert pcm_name(wanted, direction, pi) == pcm


@pytest.mark.parametrize("wanted", ["hw:1", "hw:1,0", "plughw:0,0", "1", "hw:CARD=1"])
def test_a_number_is_refused_with_the_reason(pi: Path, wanted: str) -> None:
    message = refusal(wanted, CAPTURE, pi)
    assert repr(wanted) in message
    assert "changes from boot to boot" in message
    assert "appliance devices" in message


def test_a_device_that_the_card_does_not_have_is_refused_with_those_it_has(pi: Path) -> None:
    message = refusal("plughw:CARD=seeed2micvoicec,DEV=0", CAPTURE, pi)
    assert message.startswith("microphone 'plughw:CARD=seeed2micvoicec,DEV=0': the card seeed2micvoicec has no such ")
    assert message.endswith("its DEV is 2, 10")


def test_a_card_that_is_named_exactly_and_is_not_there_is_answered_with_the_nearest(pi: Path) -> None:
    assert "did you mean 'Device'?" in refusal("plughw:CARD=Devise,DEV=0", CAPTURE, pi)


def test_a_misspelt_id_is_answered_with_the_nearest(pi: Path) -> None:
    message = refusal("Devise", CAPTURE, pi)
    assert message.startswith("microphone 'Devise': ")
    assert "Device (USB PnP Sound Device)" in message
    assert "did you mean 'Device'?" in message
    assert "appliance devices" in message


def test_a_card_without_that_direction_is_not_named_as_a_choice(pi: Path) -> None:
    message = refusal("Headphones", CAPTURE, pi)
    assert message.startswith("microphone 'Headphones': no such card has a microphone, only ")
    assert "vc4hdmi0" not in message


def test_no_microphone_anywhere(tmp_path: Path) -> None:
    add_card(tmp_path, "vc4hdmi0", "vc4-hdmi-0", pcms=["0p"])
    message = refusal("*", CAPTURE, tmp_path)
    assert "no sound card here has a microphone (vc4hdmi0)" in message


def test_no_card_at_all(tmp_path: Path) -> None:
    assert "no sound card at all" in refusal("Device", CAPTURE, tmp_path)


def test_a_card_is_used_by_the_process_of_the_thread_that_opened_it(tmp_path: Path) -> None:
    asound, processes = tmp_path / "asound", tmp_path / "proc"
    folder = add_card(asound, "Device", "USB PnP Sound Device")
    open_pcm(folder, "0c", processes, "arecord")
    pcm = "plughw:CARD=Device,DEV=0"
    assert used_by(pcm, CAPTURE, asound, processes) == "arecord (process 1234)"
    assert used_by(pcm, PLAYBACK, asound, processes) is None


@pytest.mark.parametrize(
    "pcm", ["plughw:CARD=Device,DEV=0", "plughw:CARD=Other,DEV=0", "mic", "plughw:CARD=Device,DEV=7"]
)
def test_a_card_that_is_closed_or_unknown_is_used_by_none(tmp_path: Path, pcm: str) -> None:
    add_card(tmp_path, "Device", "USB PnP Sound Device")
    assert used_by(pcm, CAPTURE, tmp_path, tmp_path / "proc") is None


def test_a_process_that_has_ended_uses_nothing(tmp_path: Path) -> None:
    folder = add_card(tmp_path, "Device", "USB PnP Sound Device")
    write(folder / "pcm0c" / "sub0" / "status", "state: RUNNING\nowner_pid   : 77")
    assert used_by("plughw:CARD=Device,DEV=0", CAPTURE, tmp_path, tmp_path / "proc") is None
