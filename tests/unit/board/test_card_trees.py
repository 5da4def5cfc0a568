"""Which microphone and loudspeaker are chosen on machines from the field, by what the kernel says of their cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.board.board import board_of
from appliance.board.sound_cards import Direction, pcm_name, pcm_names
from appliance.errors import AudioUnavailable
from appliance.settings import Settings

FIELD = Path(__file__).parents[2] / "field" / "proc"
CAPTURE, PLAYBACK = Direction
NONE = "none"

CHOSEN = {
    # Of these the kernel's list of cards is all there is: which ways a card has is not said.
    "pi-loopback-left-over": (NONE, "Headphones"),
    "pi4-usb-mic-headphones": ("Device", "Headphones"),
    "pi5-hifiberry-after-hdmi": ("Device", "sndrpihifiberry"),
    "pi5-hifiberry-before-hdmi": ("Device", "sndrpihifiberry"),
    "pi4-speakerphone": ("USB", "USB"),
    "pi4-two-usb-microphones": ("Device", "Headphones"),
    "pi5-usb-dac-and-webcam": ("C920", "DAC"),
    "pi4-respeaker-2mic": ("seeed2micvoicec", "seeed2micvoicec"),
    "pi4-voice-bonnet": ("wm8960soundcard", "wm8960soundcard"),
    "pi5-hifiberry-usb-microphone-hdmi": ("Microphone", "sndrpihifiberry"),
    "pi5-googlevoicehat": ("sndrpigooglevoi", "sndrpigooglevoi"),
    "pi4-loopback-dummy-usb": ("Device", "Device"),
    "pi5-gadget-and-speaker": ("U0x46d0x825", "UACDemoV10"),
    "pi5-two-equal-sticks": ("Device", "Device"),
    "pi4-i2s-microphone-only": ("sndrpisimplecar", "Headphones"),
    "pi4-headset-and-jack": ("Headset", "Headset"),
    "pi4-stick-with-loudspeaker": ("Device", "Device"),
    "pi5-max98357a-and-stick": ("Device", "MAX98357A"),
    "pi4-yeti-and-jack": ("Microphones", "Headphones"),
    "pi5-hdmi-only": (NONE, "vc4hdmi0"),
    "pi4-hifiberry-dac-adc-and-webcam": ("U0x46d0x825", "sndrpihifiberry"),
    "pi5-midi-keyboard-first": ("Device", "IQaudIODAC"),
    "pi5-respeaker-array-and-dac": ("ArrayUAC10", "ArrayUAC10"),
    "pi5-stick-webcam-and-grabber": ("WEBCAM", "Device"),
    "pc-laptop": ("PCH", "PCH"),
    "pi4-hole-in-the-numbers": ("Device", "Headphones"),
}


def chosen(wanted: str, direction: Direction, proc: Path) -> str:
    """Return the id of the card."""
    try:
        return pcm_name(wanted, direction, proc).partition("CARD=")[2].partition(",")[0]
    except AudioUnavailable:
        return NONE


def test_every_tree_of_the_field_is_judged() -> None:
    assert {folder.name for folder in FIELD.iterdir()} == set(CHOSEN)


@pytest.mark.parametrize("tree", CHOSEN)
def test_what_a_person_would_choose(tree: str, tmp_path: Path) -> None:
    (tmp_path / "gpiochip0").touch()
    board = board_of(Settings(), proc=FIELD / tree, dev=tmp_path)
    found = chosen(board.microphone, CAPTURE, FIELD / tree), chosen(board.loudspeaker, PLAYBACK, FIELD / tree)
    assert found == CHOSEN[tree]


@pytest.mark.parametrize("tree", CHOSEN)
@pytest.mark.parametrize("direction", Direction)
def test_the_other_end_of_a_program_is_never_chosen(tree: str, direction: Direction) -> None:
    try:
        names = pcm_names("*", direction, FIELD / tree)
    except AudioUnavailable:
        names = ()
    assert not [name for name in names if "Loopback" in name or "Dummy" in name or "Gadget" in name]
    monitors = ["hdmi" in name.lower() for name in names]
    assert monitors == sorted(monitors), "what has no monitor first"


def test_but_it_can_be_named() -> None:
    tree = FIELD / "pi4-loopback-dummy-usb"
    assert pcm_names("Loopback", CAPTURE, tree) == ("plughw:CARD=Loopback,DEV=0",)
    assert pcm_names("plughw:CARD=Loopback,DEV=1", PLAYBACK, tree) == ("plughw:CARD=Loopback,DEV=1",)


def test_a_card_that_was_plugged_in_elsewhere_is_found_by_its_id(tmp_path: Path) -> None:
    for index in (1, 7):
        (tmp_path / "cards").write_text(f" {index} [Device         ]: USB-Audio - USB PnP Sound Device\n")
        (tmp_path / "pcm").write_text(f"{index:02}-00: USB Audio : USB Audio : capture 1\n")
        assert pcm_name("Device", CAPTURE, tmp_path) == "plughw:CARD=Device,DEV=0"
        assert pcm_name("plughw:CARD=Device", CAPTURE, tmp_path) == "plughw:CARD=Device,DEV=0"
