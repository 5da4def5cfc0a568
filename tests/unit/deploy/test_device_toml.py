"""device.toml on the boot partition of a flashed card: what is taken, and what is said of what cannot be used."""

from __future__ import annotations

import importlib.machinery
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[3] / "deploy/image-files/root/usr/lib/voice-appliance/device"
EXAMPLE = Path(__file__).parents[3] / "deploy/image-files/device.toml"
KEY = "ssh-ed25519 " + "A" * 68 + " me@laptop"


@pytest.fixture(scope="module")
def device() -> ModuleType:
    """The script of the image, as a module."""
    loader = importlib.machinery.SourceFileLoader("device_script", str(SCRIPT))
    spec = importlib.util.spec_from_loader("device_script", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def told(device: ModuleType, folder: Path, content: bytes) -> str:
    """Return what is said of a file that cannot be used."""
    path = folder / "device.toml"
    path.write_bytes(content)
    with pytest.raises(device.Wrong) as caught:
        device.read(path)
    return str(caught.value)


def test_the_example_asks_for_nothing(device: ModuleType) -> None:
    assert device.read(EXAMPLE) == {}


def test_the_example_works_when_its_lines_are_no_comments_any_more(device: ModuleType, tmp_path: Path) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").partition("\n#\n")[2].splitlines()
    text = "\n".join(line.removeprefix("# ").removeprefix("#") for line in lines)
    path = tmp_path / "device.toml"
    path.write_text(text.replace("AAAA...", "A" * 68).replace('"..."', '"12345678"'), encoding="utf-8")
    assert device.read(path).keys() == device.KEYS.keys()


@pytest.mark.parametrize(
    "content",
    [
        b'hostname = "kitchen"\r\n',
        b'\xef\xbb\xbfhostname = "kitchen"\r\n',
        'hostname = "kitchen"\r\n'.encode("utf-16"),
        b"\xfe\xff" + 'hostname = "kitchen"\n'.encode("utf-16-be"),
        b'# a comment\n\nhostname="kitchen"   # another\n',
        b"hostname = 'kitchen'\n",
    ],
)
def test_what_editors_write_is_taken(device: ModuleType, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "device.toml"
    path.write_bytes(content)
    assert device.read(path) == {"hostname": "kitchen"}


@pytest.mark.parametrize(
    "key", [KEY, KEY + "\n", "ssh-rsa " + "A" * 370 + "==", "sk-ssh-ed25519@openssh.com " + "A" * 60]
)
def test_a_public_key_is_taken(device: ModuleType, tmp_path: Path, key: str) -> None:
    path = tmp_path / "device.toml"
    path.write_text(f'[user]\nname = "owner"\nssh_key = {key!r}\n'.replace("'", '"'), encoding="utf-8")
    assert device.read(path)["user.ssh_key"] == key


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('hostname = "Kitchen"', "lower-case"),
        ('hostname = "kitchen pi"', "lower-case"),
        ('hostname = "-x"', "lower-case"),
        ('hostname = "' + "a" * 64 + '"', "lower-case"),
        ("hostname = 5", "text in quotes"),
        ("hostname = kitchen", "cannot be read"),
        ("hostname = “kitchen”", "cannot be read"),
        ('hostnam = "kitchen"', "there is no hostnam; there are hostname"),
        ('[wlan]\nname = "x"', "there is no wlan.name"),
        ('[user]\nname = "owner"', "user.name needs user.ssh_key too"),
        (f'[user]\nssh_key = "{KEY}"', "user.ssh_key needs user.name too"),
        (f'[user]\nname = "root"\nssh_key = "{KEY}"', "take another name"),
        (f'[user]\nname = "voice-appliance"\nssh_key = "{KEY}"', "take another name"),
        (f'[user]\nname = "Owner"\nssh_key = "{KEY}"', "begin with a letter"),
        (f'[user]\nname = "o w"\nssh_key = "{KEY}"', "begin with a letter"),
        (f'[user]\nname = "../x"\nssh_key = "{KEY}"', "begin with a letter"),
        ('[user]\nname = "owner"\nssh_key = "~/.ssh/id_ed25519.pub"', "ends in .pub"),
        ('[user]\nname = "owner"\nssh_key = "-----BEGIN OPENSSH PRIVATE KEY-----"', "ends in .pub"),
        (f'[user]\nname = "owner"\nssh_key = "command=\\"x\\" {KEY}"', "ends in .pub"),
        (f'[user]\nname = "owner"\nssh_key = "{KEY}\\n{KEY}"', "ends in .pub"),
        (f'[user]\nname = "owner"\nssh_key = ["{KEY}"]', "text in quotes"),
        ("[user]\npassword = 'x'", "there is no user.password"),
        ('[network]\nethernet = "yes"', "true or false"),
        ("[network]\nethernet = 1", "true or false"),
        ("[network]\nethernet = True", "cannot be read"),
        ('[wifi]\nname = "n"\npassword = "12345678"', "wifi.name needs wifi.country too"),
        ('[wifi]\nname = "n"\ncountry = "DE"', "wifi.name needs wifi.password too"),
        ('[wifi]\nname = "n"\ncountry = "de"\npassword = "12345678"', "two capital letters"),
        ('[wifi]\nname = "n"\ncountry = "Germany"\npassword = "12345678"', "two capital letters"),
        ('[wifi]\nname = "n"\ncountry = "DE"\npassword = "short"', "8 to 63 characters"),
        ('[wifi]\nname = ""\ncountry = "DE"\npassword = "12345678"', "1 to 32 characters"),
        ('[wifi]\nname = "' + "n" * 33 + '"\ncountry = "DE"\npassword = "12345678"', "1 to 32 characters"),
        ('[wifi]\nname = "n"\ncountry = "DE"\npassword = "1234\\n5678"', "8 to 63 characters"),
        ("[wifi]\npassword = 12345678", "text in quotes"),
        ("[[user]]\nname = 'x'", "there is no user; there are"),
        ("<html>", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(device: ModuleType, tmp_path: Path, text: str, wanted: str) -> None:
    assert wanted in told(device, tmp_path, text.encode())


def test_bytes_that_are_no_text(device: ModuleType, tmp_path: Path) -> None:
    assert "cannot be read" in told(device, tmp_path, b"\x00\xff\x80hostname")


class Recorded:
    """Runs nothing: keeps the commands."""

    def __init__(self, device: ModuleType, folder: Path) -> None:
        self.folder = folder
        self.commands: list[tuple[str, ...]] = []
        self.write = device.Machine(folder).write

    def run(self, *command: str) -> None:
        """Keep it."""
        self.commands.append(command)


def test_the_name_of_a_network_cannot_add_lines(device: ModuleType, tmp_path: Path) -> None:
    machine = Recorded(device, tmp_path)
    device.join_network(machine, {"wifi.name": 'a"} b', "wifi.password": "pass word", "wifi.country": "DE"})
    path = tmp_path / "wpa_supplicant/wpa_supplicant-wlan0.conf"
    assert " ssid=61227d2062\n" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [command[-1] for command in machine.commands] == ["wifi.service", "systemd-timesyncd.service"]


def test_the_key_of_the_user_is_for_root_only_and_there_is_no_password(device: ModuleType, tmp_path: Path) -> None:
    machine = Recorded(device, tmp_path)
    device.make_user(machine, "owner", KEY + "\n")
    assert (tmp_path / "userdb/owner.user-privileged").stat().st_mode & 0o777 == 0o600
    records = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "userdb").iterdir())
    assert "hashedPassword" not in records
    assert KEY in records
    assert (tmp_path / "userdb/60000.user").resolve() == tmp_path / "userdb/owner.user"
    assert ("systemctl", "--no-block", "start", "ssh.service") in machine.commands
