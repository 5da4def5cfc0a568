"""What the settings may name as a microphone or a loudspeaker, and the sentence where it is not exact."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.board.board import board_by
from appliance.board.profiles import named_profile
from appliance.board.sound_settings import check_sound_settings, missing_cards
from appliance.device.startable import check_board
from appliance.errors import ConfigError
from appliance.settings import AudioSettings, Settings
from appliance.settings_file import load_settings

FIELD = Path(__file__).parents[2] / "field"
PI = FIELD / "proc" / "pi4-stick-with-loudspeaker"
"""Card 0 is Headphones, 3 is Device."""

EXACT = [
    *("Device", "Device_1", "device", "seeed2micvoicec", "USB-Audio", "snd_rpi_hifiberry_dac", "NotHereYet"),
    *("USB*", "USB PnP*", "USB-Audio|*", "Jabra SPEAK*|USB PnP Sound Device", "*"),
    *("plughw:CARD=Device", "plughw:CARD=Device,DEV=0", "plughw:CARD=seeed2micvoicec,DEV=0", "plughw:Device,1"),
    *("hw:CARD=Device,DEV=0", "hw:Device", "hw:Device,0", "plughw:DEV=0,CARD=Device", "hw:CARD=Device,DEV=0,SUBDEV=0"),
    *("sysdefault:CARD=Device", "front:CARD=Device,DEV=0", "default:CARD=Device", "iec958:CARD=Device"),
    *("plughw:CARD=device", "pcm:pipewire", "pcm:default", "pcm:my own device", "pcm:hw:1,0"),
]

REFUSED = {
    # value: what the sentence says
    "hw:3,0": ["a card changes from boot to boot; card 3 is Device (USB PnP Sound Device) now", 'write "Device"'],
    "hw:3": ['write "Device"'],
    "plughw:3,1": ['write "plughw:CARD=Device,DEV=1"'],
    "hw:CARD=3,DEV=0": ['write "Device"'],
    "sysdefault:3": ['write "Device"'],
    "HW:3,0": ['write "Device"'],
    "3": ['write "Device"'],
    "card 3": ['write "Device"'],
    "card3": ['write "Device"'],
    "alsa/hw:3,0": ['write "Device"'],
    "USB PnP Sound Device: Audio (hw:3,0)": ['write "Device"'],
    "hw:0,0": ["card 0 is Headphones now, without a microphone", "cards with a microphone now: Device (USB PnP"],
    "hw:9,0": ["there is no card 9 now", 'write the id of a card, as "Device"'],
    "default": ["does not say which card", "leave the setting out", '"pcm:default"'],
    "sysdefault": ["does not say which card"],
    "Default": ["does not say which card"],
    "alsa": ["does not say which card"],
    "alsa/default": ["does not say which card"],
    "pipewire": ['write "pcm:pipewire"'],
    "PipeWire": ['write "pcm:pipewire"'],
    "pipewire/alsa_output.usb-0b0e_Jabra_SPEAK_510_USB-00.analog-stereo": ['write "pcm:pipewire"'],
    "alsa_output.usb-0b0e_Jabra_SPEAK_510_USB-00.analog-stereo": ['write "pcm:pipewire"'],
    "alsa_input.platform-soc_sound.stereo-fallback": ['write "pcm:pipewire"'],
    "bluez_output.00_11_22_33_44_55.1": ['write "pcm:pipewire"'],
    "@DEFAULT_SOURCE@": ['write "pcm:pipewire"'],
    "pulse": ['write "pcm:pulse"'],
    "pulseaudio": ['write "pcm:pulse"'],
    "pulse/alsa_output.usb-Device": ['write "pcm:pulse"'],
    "Jabra SPEAK 510 USB Mono": ["is not the id of a card", '"pcm:pipewire"', "now: Device (USB PnP Sound Device)"],
    "Built-in Audio Analog Stereo": ["is not the id of a card"],
    "USB PnP Sound Device": ['write "Device", the id of that card'],
    " Device": ['write "Device"'],
    "Device ": ['write "Device"'],
    "Device,0": ["is not the id of a card"],
    "alsa/plughw:CARD=Device,DEV=0": ['write "plughw:CARD=Device,DEV=0"'],
    "plughw": ["is no card"],
    "none": ["is no card"],
    "dmix": ["is no card"],
    "front": ["is no card"],
    "hw_1_0": ["is no card"],
    "-1": ["is no card"],
    "softvol": ["is no card"],
    "|": ["is no card"],
    "AUTO": ['write "auto"'],
    "pulse:0": ['write "pcm:pulse"'],
    "plughw:CARD=Device,DEV=99999999999": ["is not the whole ALSA name"],
    "plughw:CARD=": ["is not the whole ALSA name of a card, as", '"plughw:CARD=Device,DEV=0"'],
    "plughw:CARD=Device;DEV=0": ["is not the whole ALSA name"],
    "plughw:CARD=Device,DEV=x": ["is not the whole ALSA name"],
    "plughw:CARD=Device,DEV=²": ["is not the whole ALSA name"],
    "plughw:CARD=Device, DEV=0": ["is not the whole ALSA name"],
    "plughw:card=Device": ["is not the whole ALSA name"],
    "plughw:CARD=Device,DEV=0,SUBDEV=0,X=1": ["is not the whole ALSA name"],
    "plughw:CARD=Device,CARD=Other": ["is not the whole ALSA name"],
    "bluealsa:DEV=00:11:22:33:44:55,PROFILE=a2dp": ["is not the whole ALSA name"],
    "/dev/snd/pcmC3D0c": ["is not the whole ALSA name"],
    "pcm:": ["no ALSA device is named"],
    "pcm: ": ["no ALSA device is named"],
    "Dev\tice": ["has control characters"],
    "Device\0": ["has control characters"],
}


def objection(audio: AudioSettings, proc: Path = PI) -> str:
    with pytest.raises(ConfigError) as caught:
        check_sound_settings(audio, proc)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("value", EXACT)
def test_what_is_exact_is_taken_whatever_is_plugged_in(value: str, tmp_path: Path) -> None:
    for proc in (PI, tmp_path / "nothing"):
        check_sound_settings(AudioSettings(microphone=value, loudspeaker=value), proc)


@pytest.mark.parametrize("value", REFUSED)
def test_the_rest_is_refused_with_what_to_write(value: str, tmp_path: Path) -> None:
    sentence = objection(AudioSettings(microphone=value))
    assert sentence.startswith(f"audio.microphone = {value!r}: ")
    assert all(part in sentence for part in REFUSED[value]), sentence
    assert objection(AudioSettings(loudspeaker=value)).startswith(f"audio.loudspeaker = {value!r}: ")
    assert objection(AudioSettings(microphone=value), tmp_path / "nothing"), "also where no card is there"


@pytest.mark.parametrize(
    ("key", "value", "instead"),
    [
        ("microphone", "hdmi:CARD=vc4hdmi0,DEV=0", "plughw:CARD=vc4hdmi0,DEV=0"),
        ("microphone", "dmix:CARD=Device", "plughw:CARD=Device"),
        ("microphone", "surround51:CARD=Device", "plughw:CARD=Device"),
        ("loudspeaker", "dsnoop:CARD=Device,DEV=0", "plughw:CARD=Device,DEV=0"),
    ],
)
def test_a_device_for_the_other_direction_is_refused(key: str, value: str, instead: str) -> None:
    assert f'write "{instead}"' in objection(AudioSettings.model_validate({key: value}))
    other = "loudspeaker" if key == "microphone" else "microphone"
    check_sound_settings(AudioSettings.model_validate({other: value}), PI)


def test_a_name_longer_than_any_is_refused_in_a_short_sentence() -> None:
    assert "has more than 200 characters" in objection(AudioSettings(microphone="x" * 201))


def test_the_id_in_an_alsa_name_may_be_in_any_case() -> None:
    assert missing_cards(AudioSettings(microphone="plughw:CARD=device"), PI) == []


@pytest.mark.parametrize("value", ["", "auto"])
def test_what_is_left_to_the_appliance_is_as_the_profile_says(value: str) -> None:
    settings = Settings(audio=AudioSettings(microphone=value, loudspeaker=value))
    profile = named_profile("respeaker-2mic-v2")
    assert board_by(profile, settings).microphone == profile.microphone
    check_board(settings, PI)
    assert missing_cards(settings.audio, PI) == []


@pytest.mark.parametrize(("file", "is_taken"), [("readme-example", True), ("wyoming-name", True), ("hw-number", False)])
def test_settings_from_the_field(file: str, is_taken: bool) -> None:
    settings = load_settings(FIELD / "toml" / f"{file}.toml")
    if is_taken:
        check_board(settings, PI)
    else:
        with pytest.raises(ConfigError, match=r"audio\.microphone = 'hw:1,0': the number of a card"):
            check_board(settings, PI)


def test_a_card_that_is_not_here_now_is_told() -> None:
    told = missing_cards(AudioSettings(microphone="Devise", loudspeaker="Headphones"), PI)
    assert len(told) == 1
    assert told[0].startswith("audio.microphone = 'Devise': not here now: ")
    assert "did you mean 'Device'?" in told[0]
