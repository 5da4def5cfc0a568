"""The URL of a server, and what opens the service's sandbox for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from appliance.system.network_drop_in import addresses_of, drop_in
from appliance.system.server_url import ServerUrl, is_url

UNIT = Path(__file__).resolve().parents[3] / "systemd" / "voice-appliance.service"


@pytest.mark.parametrize(
    ("text", "is_tls", "host", "port", "path"),
    [
        ("http://192.168.1.20:8080", False, "192.168.1.20", 8080, "/v1"),
        ("http://brain", False, "brain", 80, "/v1"),
        ("https://brain.local/", True, "brain.local", 443, "/v1"),
        ("http://brain:11434/v1/", False, "brain", 11434, "/v1"),
        ("http://brain/openai/v1", False, "brain", 80, "/openai/v1"),
        ("http://[fd00::20]:8080", False, "fd00::20", 8080, "/v1"),
    ],
)
def test_a_url_taken_apart(text: str, is_tls: bool, host: str, port: int, path: str) -> None:
    assert is_url(text)
    assert ServerUrl.parse(text) == ServerUrl(text, is_tls, host, port, path)


@pytest.mark.parametrize("name", ["smollm2-135m-instruct-q4_1", "/my/brain.gguf", "./brain.gguf", "http"])
def test_a_name_and_a_path_are_no_url(name: str) -> None:
    assert not is_url(name)


def test_an_address_is_its_own_and_a_name_is_looked_up() -> None:
    assert addresses_of("192.168.1.20") == ["192.168.1.20"]
    assert addresses_of("fd00::20") == ["fd00::20"]
    assert "127.0.0.1" in addresses_of("localhost")


def lines(url: str, *addresses: str) -> list[str]:
    text = drop_in(ServerUrl.parse(url), list(addresses))
    return [line for line in text.splitlines() if not line.startswith("#")]


OPENED = ["[Service]", "PrivateNetwork=no", "RestrictAddressFamilies=AF_INET AF_INET6"]


def test_it_opens_one_address_and_no_other() -> None:
    assert lines("http://192.168.1.20:8080", "192.168.1.20") == [*OPENED, "IPAddressAllow=192.168.1.20/32"]
    assert lines("http://[fd00::20]", "fd00::20") == [*OPENED, "IPAddressAllow=fd00::20/128"]


def test_the_addresses_of_a_name_are_kept_for_the_service() -> None:
    assert lines("http://brain", "192.168.1.20", "fe80::1%eth0") == [
        *OPENED,
        "IPAddressAllow=192.168.1.20/32",
        "IPAddressAllow=fe80::1/128",
        'Environment="VOICE_APPLIANCE_SERVER_ADDRESSES=192.168.1.20 fe80::1%eth0"',
    ]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_reads_it(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    text = UNIT.read_text(encoding="utf-8").replace("/opt/voice-appliance/current/.venv/bin/appliance", "/bin/true")
    unit.write_text(text.replace("/opt/voice-appliance/current/systemd/voice-appliance-ended", "/bin/true"))
    folder = tmp_path / f"{UNIT.name}.d"
    folder.mkdir()
    (folder / "network.conf").write_text(drop_in(ServerUrl.parse("http://brain"), ["192.168.1.20", "fd00::20"]))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert "network.conf" not in done.stderr, done.stderr
    (folder / "network.conf").write_text("[Service]\nIPAddressAllow=nonsense/99\n")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert "network.conf" in done.stderr, "it would have been said"
