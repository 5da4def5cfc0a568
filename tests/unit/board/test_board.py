"""Board profiles, which of them fits, and the board that results from profile and settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.board.board import Board, ButtonWiring, LightWiring, board_of, profile_in_force
from appliance.board.profiles import FOLDER, load_profile, load_profiles
from appliance.doctor.parts import Roots
from appliance.errors import ConfigError
from appliance.settings import Settings
from appliance.settings_file import load_settings
from tests.unit.machine_files import add_card, add_gpio_chip, roots, write

MINE = 'title = "Mine"\nmicrophone = "*"\nloudspeaker = "*"\nnotes = "none"\n'


@pytest.fixture
def pi(tmp_path: Path) -> Roots:
    made = roots(tmp_path / "pi")
    add_gpio_chip(made, 0, "pinctrl-rp1", 54)
    add_card(made.proc / "asound", "vc4hdmi0", "vc4-hdmi-0", driver="vc4-hdmi", pcms=["0p"])
    return made


def settings(folder: Path, text: str) -> Settings:
    return load_settings(write(folder / "appliance.toml", text))


def fitting(made: Roots) -> str:
    return profile_in_force(Settings(), FOLDER, made.proc / "asound", made.dev, made.sys).profile.name


def board(folder: Path, text: str) -> Board:
    return board_of(settings(folder, text), FOLDER, folder / "no-cards", folder / "no-chips")


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        board(folder, text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_supplied_profiles_are_valid_and_say_what_was_not_tried() -> None:
    profiles = {profile.name: profile for profile in load_profiles()}
    assert set(profiles) == {
        "generic-usb",
        "usb-speakerphone",
        "respeaker-2mic-v1",
        "respeaker-2mic-v2",
        "google-aiy-v1",
        "adafruit-voice-bonnet",
        "i2s-mic-amp",
        "no-gpio",
    }
    hats = [profile for profile in profiles.values() if profile.overlays]
    assert all("not tried on the hardware" in profile.notes.lower() for profile in hats)
    for name in profiles:
        assert board_of(Settings.model_validate({"board": {"profile": name}})).profile == name


@pytest.mark.parametrize(
    ("card_id", "name", "profile"),
    [
        ("Device", "USB PnP Sound Device", "generic-usb"),
        ("USB", "Jabra SPEAK 510 USB", "usb-speakerphone"),
        ("seeed2micvoicec", "seeed-2mic-voicecard", "respeaker-2mic-v1"),
        ("wm8960soundcard", "wm8960-soundcard", "respeaker-2mic-v1"),
        ("seeed2micvoicec", "seeed2micvoicec", "respeaker-2mic-v2"),
        ("sndrpigooglevoi", "snd_rpi_googlevoicehat_soundcar", "google-aiy-v1"),
    ],
)
def test_the_card_identifies_the_board(pi: Roots, card_id: str, name: str, profile: str) -> None:
    add_card(pi.proc / "asound", card_id, name)
    assert fitting(pi) == profile


def test_without_gpio_no_board_fits(tmp_path: Path) -> None:
    pc = roots(tmp_path / "pc")
    add_card(pc.proc / "asound", "seeed2micvoicec", "seeed2micvoicec")
    assert fitting(pc) == "no-gpio"


def test_a_pi_without_any_card_gets_the_default_profile(pi: Roots) -> None:
    assert fitting(pi) == "generic-usb"


def test_the_profile_is_what_the_board_is_made_of(tmp_path: Path) -> None:
    assert board(tmp_path, '[board]\nprofile = "respeaker-2mic-v2"') == Board(
        profile="respeaker-2mic-v2",
        microphone="seeed2micvoicec",
        loudspeaker="seeed2micvoicec",
        button=ButtonWiring(17, "low"),
        light=LightWiring("apa102", (), "high", 3),
        overlays=("dtparam=i2c_arm=on", "dtparam=spi=on", "dtoverlay=respeaker-2mic-v2_0"),
    )


def test_settings_override_field_by_field(tmp_path: Path) -> None:
    made = board(
        tmp_path,
        '[board]\nprofile = "generic-usb"\n[audio]\nmicrophone = "pcm:mic"\n'
        '[button]\nactive = "high"\n[light]\npins = [22]\nactive = "low"',
    )
    assert (made.microphone, made.loudspeaker) == ("pcm:mic", "*")
    assert made.button == ButtonWiring(17, "high")
    assert made.light == LightWiring("pwm", (22,), "low", None)


def test_another_kind_keeps_the_pins_that_fit_it(tmp_path: Path) -> None:
    generic = '[board]\nprofile = "generic-usb"\n[light]\n'
    assert board(tmp_path, generic + 'kind = "led"').light == LightWiring("led", (27,), "high", None)
    assert board(tmp_path, generic + 'kind = "apa102"\nleds = 12').light == LightWiring("apa102", (), "high", 12)


def test_button_and_light_can_be_left_out_or_added(tmp_path: Path) -> None:
    without = board(tmp_path, '[board]\nprofile = "generic-usb"\n[button]\nenabled = false\n[light]\nkind = "none"')
    assert (without.button, without.light) == (None, None)
    added = board(
        tmp_path, '[board]\nprofile = "no-gpio"\n[button]\npin = 5\n[light]\nkind = "rgb"\npins = [6, 13, 19]'
    )
    assert (added.button, added.light) == (ButtonWiring(5, "low"), LightWiring("rgb", (6, 13, 19), "high", None))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('[board]\nprofile = "respeaker-2mic"', ["board.profile = 'respeaker-2mic'", "did you mean 'respeaker-2mic-v"]),
        ('[board]\nprofile = "xyz"', ["board.profile = 'xyz'", "there are adafruit-voice-bonnet, "]),
        ('[board]\nprofile = "mine.toml"', ["mine.toml: there is no such board profile"]),
        ('[board]\nprofile = "generic-usb"\n[light]\nkind = "rgb"', ["light.pins = []", "'rgb' needs three pins"]),
        ('[board]\nprofile = "generic-usb"\n[light]\npins = [1, 2]', ["light.pins = [1, 2]", "'pwm' needs one pin"]),
        ('[board]\nprofile = "respeaker-2mic-v1"\n[light]\npins = [5]', ["'apa102' needs no pins"]),
        ('[board]\nprofile = "generic-usb"\n[light]\nkind = "apa102"', ["light.leds is missing"]),
        ('[board]\nprofile = "no-gpio"\n[light]\npins = [5]', ["light.pins = [5]", "set light.kind"]),
        ('[board]\nprofile = "generic-usb"\n[button]\npin = 27', ["GPIO27", "button.pin and light.pins"]),
        ('[board]\nprofile = "no-gpio"\n[light]\nkind = "rgb"\npins = [5, 6, 5]', ["GPIO5", "light.pins twice"]),
        ('[board]\nprofile = "respeaker-2mic-v1"\n[button]\npin = 10', ["GPIO10", "the light's SPI"]),
        ('[board]\nprofile = "respeaker-2mic-v1"\n[button]\npin = 8', ["GPIO8", "the light's SPI"]),
        ('[board]\nprofile = "respeaker-2mic-v1"\n[button]\npin = 19', ["GPIO19", "dtoverlay=wm8960-soundcard"]),
        ('[board]\nprofile = "google-aiy-v1"\n[light]\npins = [16]', ["GPIO16", "dtoverlay=googlevoicehat-soundcard"]),
        ('[board]\nprofile = "adafruit-voice-bonnet"\n[button]\npin = 3', ["GPIO3", "dtparam=i2c_arm=on"]),
    ],
)
def test_an_impossible_board_is_refused_in_one_sentence(tmp_path: Path, text: str, parts: list[str]) -> None:
    message = complaint(tmp_path, text)
    assert all(part in message for part in parts), message


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.toml", MINE + '[button]\npin = 4\nactive = "high"')
    made = board(tmp_path, f'[board]\nprofile = "{path}"')
    assert made == Board("mine", "*", "*", ButtonWiring(4, "high"), None)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("title = 3", "title = 3: must be a valid string"),
        (MINE.replace('microphone = "*"', ""), "microphone is missing"),
        (MINE + 'lodspeaker = "*"', "there is no setting 'lodspeaker'; did you mean 'loudspeaker'?"),
        (MINE + "pin = 3", "'pin'; it belongs into [button]"),
        (MINE + 'name = "mine"', "has the name of its file"),
        (MINE + "button = 3", "'button' is a section"),
        (MINE + "[button]\npin = 99\nactive = 'low'", "button.pin = 99: must be less than or equal to 53"),
        (MINE + "[button]\npin = 4\nactiv = 'low'", "did you mean 'active'?"),
        (MINE + "[light]\nkind = 'neopixel'", "light.kind = 'neopixel': must be 'led'"),
        (MINE + "[light]\nkind = 'led'\npins = ['a']", "light.pins.0 = 'a'"),
        ("title = ", "is not valid TOML"),
    ],
)
def test_a_broken_profile_names_its_file_and_the_key(tmp_path: Path, text: str, part: str) -> None:
    path = write(tmp_path / "mine.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_profile(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert part in message
    assert "\n" not in message
